//! Work grows linearly with the text, not quadratically.
//!
//! The measure is the number and the bytes of allocations of this thread: comparing the names of a
//! list with each other, searching a section for each of its keys, or describing each diagnostic
//! with its whole line allocates in proportion to the work, and unlike time the count is the same on
//! every run. For a text four times as long, four times the work is linear and sixteen times is
//! quadratic.

use allocation_counter::{AllocationInfo, measure};
use rolehop::aws::{Endpoint, RequestedRole};
use rolehop::cache;
use rolehop::config::{NewProfile, ProfileChanges, ProfileSetting, Profiles, SectionRef, view};
use rolehop::editor;
use rolehop::http::HttpResponse;
use rolehop::plan::{self, Request};
use rolehop::render::{self, Cache, DiagnosticSources, Style};
use rolehop::secret::Secret;
use rolehop::sts::response;
use rolehop::text::File;
use rolehop::text::redact;

/// A text with a list or sections of the given number of parts.
type Shape = (&'static str, fn(usize) -> String);

const ROLE: &str = "role_arn=arn:aws:iam::111122223333:role/R\nsource_profile=";

fn repeat(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

fn role(name: &str, source: &str) -> String {
    format!("[profile {name}]\n{ROLE}{source}\n")
}

fn list(key: &str, count: usize, part: fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("{key}={}\n", parts.join(","))
}

fn with_list(key: &str, count: usize, part: fn(usize) -> String) -> String {
    role("p", "b") + &list(key, count, part)
}

const SHAPES: [Shape; 41] = [
    ("transitive tags", |n| with_list("transitive_session_tags", n, |i| format!("t{i}"))),
    ("tags", |n| with_list("session_tags", n, |i| format!("t{i}=v"))),
    ("transitive tags with values", |n| {
        let keys = list("transitive_session_tags", n, |i| format!("u{i}"));
        with_list("session_tags", n, |i| format!("t{i}=v")) + &keys
    }),
    ("rejected tags", |n| with_list("session_tags", n, |_| "aws:t=!".to_owned())),
    ("scopes", |n| with_list("sso_registration_scopes", n, |i| format!("s{i}"))),
    ("a chain", |n| repeat(n, |i| role(&format!("p{i}"), &format!("p{}", i + 1)))),
    ("a chain, backwards", |n| {
        repeat(n, |i| role(&format!("p{}", n - i), &format!("p{}", n - i + 1)))
    }),
    ("a cycle", |n| repeat(n, |i| role(&format!("p{i}"), &format!("p{}", (i + 1) % n)))),
    ("a hub", |n| repeat(n, |i| role(&format!("p{i}"), "hub")) + &role("hub", "p0")),
    ("unknown sources", |n| repeat(n, |i| role(&format!("p{i}"), &format!("q{i}")))),
    ("long unknown sources", |n| {
        let (name, unknown) = ("abcdefgh".repeat(7), "hgfedcba".repeat(7));
        repeat(n, |i| role(&format!("{name}{i}"), &format!("{unknown}{i}")))
    }),
    ("keys", |n| format!("[profile p]\n{}", repeat(n, |i| format!("k{i}=v\n")))),
    ("misspelled keys", |n| format!("[profile p]\n{}", repeat(n, |i| format!("role_ar{i}=v\n")))),
    ("duplicate keys", |n| format!("[profile p]\n{}", "region=x\n".repeat(n))),
    ("a block", |n| format!("[profile p]\ns3 =\n{}", repeat(n, |i| format!("  k{i}=v\n")))),
    ("a block of settings", |n| format!("[profile p]\nregion =\n{}", "  region=v\n".repeat(n))),
    ("a block on one line", |n| {
        format!("[profile p]\nregion =\n  a=1{}\n", "\u{b}region=1".repeat(n))
    }),
    ("continuation lines", |n| format!("[profile p]\nregion=x\n{}", "  region=y\n".repeat(n))),
    ("headers as continuation lines", |n| {
        format!("[profile p]\nregion=x\n{}", "  [y]\n".repeat(n))
    }),
    ("duplicate sections", |n| "[profile p]\nregion=x\n".repeat(n)),
    ("sections of [DEFAULT]", |n| repeat(n, |i| format!("[DEFAULT]\nk{i}=x\n"))),
    ("settings of [DEFAULT]", |n| {
        format!("[DEFAULT]\n{}{}", repeat(n, |i| format!("k{i}=x\n")), sections(n, ""))
    }),
    ("a program in [DEFAULT]", |n| {
        format!("[DEFAULT]\ncredential_process=a {}\n{}", "x ".repeat(20 * n), sections(n, ""))
    }),
    ("an SSO start URL in [DEFAULT]", |n| {
        let keys = "sso_role_name=a\nsso_account_id=1\nsso_region=eu-west-1\n";
        format!("[DEFAULT]\n{keys}sso_start_url={}\n{}", "x".repeat(40 * n), sections(n, ""))
    }),
    ("a shared sso-session", |n| {
        let session = repeat(n, |i| format!("k{i}=x\n"));
        let profile = "sso_session=s\nsso_role_name=a\nsso_account_id=1\n";
        format!("[sso-session s]\nsso_region=eu-west-1\n{session}{}", sections(n, profile))
    }),
    ("missing sso-sessions", |n| {
        repeat(n, |i| format!("[profile p{i}]\nsso_session=s{i}\nsso_role_name=a\n"))
    }),
    ("a shared services section", |n| {
        let block = repeat(n, |i| format!("  k{i}=x\n"));
        format!("[services s]\nsts =\n{block}{}", sections(n, "services=s\n"))
    }),
    ("junk", |n| format!("[profile p]\n{}", "junk\n".repeat(n))),
    ("unclosed headers", |n| repeat(n, |i| format!("[profile p{i}\n"))),
    ("double brackets", |n| repeat(n, |i| format!("[[p{i}]]\n"))),
    ("headers without a prefix", |n| repeat(n, |i| format!("[p{i}]\nregion=x\n"))),
    ("headers of three words", |n| repeat(n, |i| format!("[profile a p{i}]\n"))),
    ("names with invisible characters", |n| repeat(n, |i| format!("[profile p\u{200b}{i}]\n"))),
    ("secrets on one line", |n| format!("[profile p]\nx={}\n", "token=a https://a:b@c ".repeat(n))),
    ("a long value", |n| role("p", "b") + &format!("external_id={}\n", "x".repeat(40 * n))),
    ("a long line", |n| format!("[profile p]\n{}\n", "x y ".repeat(20 * n))),
    ("a long key", |n| format!("[profile p]\n{}=x\n", "k".repeat(40 * n))),
    ("a long name", |n| role(&"p".repeat(40 * n), "b") + &role("p0", &"p".repeat(40 * n))),
    ("a long comment", |n| format!("[profile p]\nregion=x # {}\n", "c ".repeat(20 * n))),
    ("a long ARN", |n| {
        format!("[profile p]\nrole_arn=arn:aws:iam::1:role/{}\n", "a/".repeat(20 * n))
    }),
    ("secrets in lines", |n| format!("[profile p]\naws_session_token=\n{}", "  a\n".repeat(n))),
];

fn sections(count: usize, settings: &str) -> String {
    repeat(count, |i| format!("[profile p{i}]\n{settings}"))
}

/// Everything that an editor does with a text while the user types.
fn work(text: &str, file: File) {
    let profiles = parse(text, file);
    let found = plan::check(&profiles, &Request::default());
    for name in ["p", "p0"] {
        let request = Request { profile: Some(name.into()), ..Request::default() };
        if let Ok(plan) = plan::plan(&profiles, &request) {
            let _ = render::plan(&plan, &Cache::default(), Style::default());
        }
        let _ = plan::outline(&profiles, &request);
        let _ = plan::sign_in_kind(&profiles, &request);
        let _ = plan::program_environment(&profiles, &request, None, true);
        let _ = view::settings(&profiles, SectionRef::from(name));
    }
    let _ = plan::identities(&profiles);
    let texts = match file {
        File::Config => {
            DiagnosticSources { config: Some(text.to_owned()), ..DiagnosticSources::default() }
        }
        File::Credentials => {
            DiagnosticSources { credentials: Some(text.to_owned()), ..DiagnosticSources::default() }
        }
    };
    let _ = render::diagnostics(&found, &texts, Style::default());
    let _ = redact::ranges(text);
    let _ = editor::sections(&profiles, file);
    let _ = editor::tokens(&profiles, file);
    for line in [1, 2, 3, 4] {
        let _ = editor::complete(&profiles, file, line, 1);
        let _ = editor::symbol_at(&profiles, file, line, 3);
        let _ = editor::references(&profiles, file, line, 3);
        let _ = editor::renamable(&profiles, file, line, 3);
        let _ = editor::rename(&profiles, file, line, 3, "new");
    }
}

/// Changes of settings and sections that exist and that do not.
fn edit(mut profiles: Profiles) {
    for name in ["p", "p0", "new"] {
        for key in ["region", "s3.region", "aws_secret_access_key"] {
            let _ = profiles.set(name, key, "eu-west-2");
            let _ = profiles.unset(name, key);
        }
    }
    let _ = profiles.set(SectionRef::SsoSession("s"), "sso_region", "eu-west-2");
    let _ = profiles.set(SectionRef::Services("s"), "sts.endpoint_url", "http://localhost");
}

fn parse(text: &str, file: File) -> Profiles {
    match file {
        File::Config => Profiles::parse(text, ""),
        File::Credentials => Profiles::parse("", text),
    }
}

/// A response or a cache entry of a size.
const RESPONSES: [Shape; 9] = [
    ("a long message", |n| {
        format!(
            "<ErrorResponse><Error><Code>X</Code><Message>{}</Message></Error></ErrorResponse>",
            "m ".repeat(20 * n)
        )
    }),
    ("elements", |n| format!("<AssumeRoleResponse>{}</AssumeRoleResponse>", "<a>b</a>".repeat(n))),
    ("nested elements", |n| "<a>".repeat(4 * n)),
    ("attributes", |n| format!("<a {}>", "b='c' ".repeat(n))),
    ("entities", |n| format!("<a>{}</a>", "&amp;&#65;".repeat(n))),
    ("members", |n| format!("{{{}\"z\":1}}", repeat(n, |i| format!("\"k{i}\":1,")))),
    ("nested lists", |n| "[".repeat(4 * n)),
    ("a long token", |n| {
        format!("{{\"Credentials\":{{\"SessionToken\":\"{}\"}}}}", "t".repeat(40 * n))
    }),
    ("a page", |n| format!("<!DOCTYPE html><html>{}", "<p>text ".repeat(n))),
];

fn read(body: &str) {
    let role = RequestedRole { arn: "arn:aws:iam::111122223333:role/R", is_aws: true };
    let endpoint = Endpoint {
        url: "https://sts.amazonaws.com/".to_owned(),
        signing_region: "us-east-1".to_owned(),
        overridden: false,
    };
    for status in [200, 403] {
        let body = Secret::new(body.to_owned());
        let response = HttpResponse { status, date: None, location: None, body };
        let _ = response::assume_role(&response, &endpoint).map(drop);
        let _ = response::caller_identity(&response, &endpoint).map(drop);
    }
    let _ = cache::look_up(role, body, 0, 900);
    let _ = cache::describe(body);
    let _ = render::sanitize(body);
}

/// Whether the work on four times as much is more than six times as much. The work on an input that is refused for
/// its form is the same for every size.
pub(crate) fn is_square(less: AllocationInfo, more: AllocationInfo) -> bool {
    more.count_total > 6 * less.count_total.max(20) || more.bytes_total > 6 * less.bytes_total
}

#[test]
fn reading_responses_grows_linearly() {
    let mut squares = Vec::new();
    for (shows, body) in RESPONSES {
        let [less, more] = [150, 600].map(|count| {
            let body = body(count);
            measure(|| read(&body))
        });
        squares.extend(is_square(less, more).then(|| format!("{shows}: {less:?}, {more:?}")));
    }
    assert!(squares.is_empty(), "{squares:#?}");
}

/// The positive control: a search of a list for each of its members.
#[test]
fn quadratic_work_is_noticed() {
    let work = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        measure(|| {
            for name in &names {
                let _ = names.iter().map(String::clone).filter(|each| each == name).count();
            }
        })
    };
    assert!(work(600).count_total > 6 * work(150).count_total);
}

/// The shapes for which the work does not grow linearly. It gets a text and its file.
fn squares(work: impl Fn(&str, File) -> AllocationInfo) -> Vec<String> {
    let mut squares = Vec::new();
    for (shows, text) in SHAPES {
        for file in [File::Config, File::Credentials] {
            let [less, more] = [150, 600].map(|count| work(&text(count), file));
            #[allow(clippy::cast_precision_loss)]
            let ratio = |more: u64, less: u64| more as f64 / less.max(1) as f64;
            let count = ratio(more.count_total, less.count_total);
            let bytes = ratio(more.bytes_total, less.bytes_total);
            if count > 6.0 || bytes > 6.0 {
                squares.push(format!(
                    "{shows} ({file}): {count:.1} times, {bytes:.1} times the bytes"
                ));
            }
        }
    }
    squares
}

#[test]
fn work_grows_linearly_with_the_text() {
    let squares = squares(|text, file| measure(|| work(text, file)));
    assert!(squares.is_empty(), "{squares:#?}");
}

/// Apart from the rest, which is more work: it would hide an edit that is quadratic.
#[test]
fn an_edit_grows_linearly_with_the_text() {
    let squares = squares(|text, file| {
        let profiles = parse(text, file);
        measure(|| edit(profiles))
    });
    assert!(squares.is_empty(), "{squares:#?}");
}

/// Many changes at once read and write the file once, not once for each of them.
#[test]
fn changes_of_many_profiles_grow_linearly() {
    let [less, more] = [150, 600].map(|count| {
        let mut profiles = Profiles::parse(&sections(2 * count, "region=x\n"), "");
        let name = |at: usize| format!("p{at}");
        let setting = |at: usize| ProfileSetting {
            profile: name(at),
            key: "region".to_owned(),
            value: "eu-west-2".to_owned(),
        };
        let new = |at: usize| NewProfile {
            name: format!("n{at}"),
            settings: vec![("region".to_owned(), "eu-west-2".to_owned())],
        };
        let changes = ProfileChanges {
            add: (0..count).map(new).collect(),
            set: (0..count).map(setting).collect(),
            remove: (count..2 * count).map(name).collect(),
        };
        measure(|| profiles.update(&changes).unwrap())
    });
    assert!(!is_square(less, more), "{less:?}, {more:?}");
}

/// A name or a setting is a part of the text, which is not copied.
#[test]
fn a_profile_is_read_with_few_allocations() {
    let settings =
        "region=eu-west-1\nrole_arn=arn:aws:iam::111122223333:role/R\nsource_profile=b\n";
    let text = sections(1000, settings);
    let read = measure(|| drop(Profiles::parse(&text, "")));
    assert!(read.count_total < 4_100, "{read:?}");
}

/// The first plan leaves out the diagnostics of sections that it does not read.
#[test]
fn a_plan_reads_only_its_own_sections() {
    let own = role("own", "b") + "[profile b]\naws_access_key_id=A\naws_secret_access_key=S\n";
    let [few, many] = [10, 1000].map(|count| {
        let text = own.clone() + &sections(count, "unknown=1\n");
        let profiles = Profiles::parse(&text, "");
        let request = Request { profile: Some("own".to_owned()), ..Request::default() };
        measure(|| drop(plan::plan(&profiles, &request).unwrap())).count_total
    });
    assert_eq!(few, many);
}
