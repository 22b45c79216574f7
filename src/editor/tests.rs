use super::*;
use crate::config::Profiles;
use crate::diagnostic::TextEdit;
use crate::document::Splice;
use crate::text::{File, Location, Span};

const CONFIG: &str = "\
# note
[default]
region = eu-west-1
[profile hub]
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
s3 =
  max_queue_size = 1
[sso-session work]
sso_region = eu-north-1
[profile dev]
sso_session = work
regoin = x
";
const CREDENTIALS: &str = "[base]\naws_access_key_id = AKIA\naws_secret_access_key = s3cr3t\n";

/// The text without its `|`, and the position of the `|`.
fn cursor(text: &str) -> (String, u32, u32) {
    let before = text.split('|').next().unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count() + 1;
    (text.replacen('|', "", 1), u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

fn completed(file: File, text: &str) -> Vec<Completion> {
    let (text, line, column) = cursor(text);
    let profiles = match file {
        File::Config => Profiles::parse(&text, CREDENTIALS),
        File::Credentials => Profiles::parse(CONFIG, &text),
    };
    complete(&profiles, file, line, column)
}

/// The labels of the first few completions, and the columns that the first one replaces.
fn summary(found: &[Completion], most: usize) -> String {
    let labels: Vec<&str> = found.iter().take(most).map(|it| it.label.as_str()).collect();
    let location = found.first().map(|it| it.location);
    let columns = location.map_or(String::new(), |at| format!(" @{}-{}", at.column, at.end_column));
    format!("{}{columns}", labels.join(" "))
}

#[test]
fn completions_of_the_config_file() {
    let cases = [
        ("a key", "[profile a]\nro|", "role_arn source_profile credential_source @1-3"),
        ("a line that is empty", "[default]\n|", "role_arn source_profile credential_source @1-1"),
        (
            "a key before its value",
            "[default]\nre| = x",
            "role_arn source_profile credential_source @1-3",
        ),
        (
            "not the keys that are there",
            "[default]\nrole_arn = x\n|",
            "source_profile credential_source mfa_serial @1-1",
        ),
        ("inherited by all", "[DEFAULT]\n|", "role_arn source_profile credential_source @1-1"),
        (
            "keys of a sign-in",
            "[sso-session a]\ns|",
            "sso_region sso_registration_scopes sso_start_url @1-2",
        ),
        ("no keys in other sections", "[preview]\n|", ""),
        ("no keys above every section", "|\n[default]", ""),
        ("no keys in a block", "[default]\ns3 =\n  |", ""),
        ("nothing in a comment", "[default]\n# r|", ""),
        ("headers", "[|", "[profile NAME] [default] [sso-session NAME] @1-2"),
        ("a header with its end", "[pro|]", "[profile NAME] [default] [sso-session NAME] @1-6"),
        ("a profile's name", "[profile a]\nsource_profile = |\n[profile b]", "a b base @18-18"),
        ("half a name", "[profile a]\nsource_profile=b|a", "a base @16-18"),
        ("behind a colon", "[profile a]\nsource_profile: |", "a base @17-17"),
        ("a sign-in", "[sso-session w]\n[profile a]\nsso_session = |", "w @15-15"),
        ("services", "[services s]\n[profile a]\nservices = |", "s @12-12"),
        (
            "one of few",
            "[profile a]\ncredential_source = E|",
            "Environment Ec2InstanceMetadata EcsContainer @21-22",
        ),
        ("a switch", "[profile a]\nuse_fips_endpoint = |", "true false @21-21"),
        (
            "what others have",
            "[profile a]\nregion = x\n[profile b]\nregion = y\n[profile c]\nregion = |",
            "x y @10-10",
        ),
        ("nothing for a free text", "[profile a]\nrole_arn = |", ""),
        ("nothing for another tool's key", "[profile a]\ncolor = |", ""),
        (
            "behind characters of two units",
            "[profile \u{1F511}]\nsource_profile = \u{1F511}|",
            "\u{1F511} base @18-20",
        ),
    ];
    for (shows, text, expected) in cases {
        assert_eq!(summary(&completed(File::Config, text), 3), expected, "{shows}");
    }
}

#[test]
fn completions_of_the_credentials_file() {
    let cases = [
        (
            "access keys first",
            "[a]\n|",
            "aws_access_key_id aws_secret_access_key aws_session_token @1-1",
        ),
        ("headers without `profile`", "[|", "[NAME] [default] @1-2"),
        (
            "no secret is offered",
            "[a]\naws_secret_access_key = |\n[b]\naws_secret_access_key = s",
            "",
        ),
    ];
    for (shows, text, expected) in cases {
        assert_eq!(summary(&completed(File::Credentials, text), 3), expected, "{shows}");
    }
}

#[test]
fn access_keys_are_not_offered_in_the_config_file() {
    let found = completed(File::Config, "[profile a]\n|");
    assert!(found.iter().all(|it| !it.label.contains("secret") && it.label != "aws_access_key_id"));
    assert!(found.iter().any(|it| it.label == "use_fips_endpoint"), "the rare keys are there too");
}

#[test]
fn inserted_text() {
    let found = completed(File::Config, "[profile a]\nre|");
    let region = found.iter().find(|it| it.label == "region").unwrap();
    assert_eq!(
        (&*region.insert, region.description),
        ("region = ", Some("AWS Region of the calls"))
    );
    let found = completed(File::Config, "[profile a]\nre| = x");
    assert_eq!(found.iter().find(|it| it.label == "region").unwrap().insert, "region");
    let header = completed(File::Config, "[|").swap_remove(0);
    assert_eq!((&*header.insert, header.placeholder), ("[profile NAME]", Some("NAME")));
}

#[test]
fn symbols() {
    let profiles = Profiles::parse(CONFIG, CREDENTIALS);
    let at = |line, column| symbol_at(&profiles, File::Config, line, column);
    let outline = |found: Option<SymbolInfo>| {
        found.map_or(String::from("-"), |it| {
            let location = it.location;
            let parts = [it.profile.as_deref(), it.key.as_deref(), it.description];
            let parts: String =
                parts.into_iter().flatten().map(|part| format!(" {part}")).collect();
            let target = it.target.map(|at| format!(" > {}:{}", at.file, at.line));
            format!(
                "{:?} {}-{}{parts}{}",
                it.kind,
                location.column,
                location.end_column,
                target.unwrap_or_default()
            )
        })
    };
    let cases = [
        ("a comment", (1, 3), "-"),
        ("a header", (4, 4), "Section 1-14 hub"),
        ("the end of a header", (4, 14), "Section 1-14 hub"),
        ("a header of something else", (10, 2), "Section 1-19"),
        ("a key", (5, 1), "Key 1-9 role_arn ARN of the role to assume"),
        ("a value", (5, 20), "Value 12-46 role_arn ARN of the role to assume"),
        ("between key and value", (5, 10), "-"),
        (
            "a profile's name",
            (6, 20),
            "Value 18-22 base source_profile profile whose credentials assume the role > credentials:1",
        ),
        (
            "a sign-in's name",
            (13, 16),
            "Value 15-19 sso_session the `[sso-session]` section to use > config:10",
        ),
        ("a key of a sign-in", (11, 3), "Key 1-11 sso_region Region of IAM Identity Center"),
        ("a key that nobody knows", (14, 2), "Key 1-7 regoin"),
        ("past the end", (99, 1), "-"),
    ];
    for (shows, (line, column), expected) in cases {
        assert_eq!(outline(at(line, column)), expected, "{shows}");
    }
    assert_eq!(symbol_at(&Profiles::parse("", ""), File::Config, 1, 1), None);
    let secret = symbol_at(&profiles, File::Credentials, 3, 30).unwrap();
    assert!(!format!("{secret:?}").contains("s3cr3t"));
}

/// The text of a location.
fn slice(profiles: &Profiles, at: Location) -> String {
    let document = profiles.document(at.file);
    let [start, end] =
        [(at.line, at.column), (at.end_line, at.end_column)].map(|(l, c)| document.offset(l, c));
    Span::new(start, end).slice(document.text()).to_owned()
}

#[test]
fn sections_have_settings_without_values() {
    let profiles = Profiles::parse(CONFIG, CREDENTIALS);
    let shown: Vec<_> = sections(&profiles, File::Config)
        .iter()
        .map(|it| {
            let keys: Vec<_> = it.settings.iter().map(|setting| setting.key.as_str()).collect();
            let (from, to) = (it.location.line, it.location.end_line);
            format!("{} {from}-{to} {:?} {}", it.name, it.profile, keys.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "default 2-3 Some(\"default\") region",
            "profile hub 4-9 Some(\"hub\") role_arn source_profile mfa_serial s3",
            "sso-session work 10-11 None sso_region",
            "profile dev 12-14 Some(\"dev\") sso_session regoin",
        ]
    );
    let json = serde_json::to_string(&sections(&profiles, File::Credentials)).unwrap();
    assert!(json.contains("aws_secret_access_key") && !json.contains("s3cr3t"));
}

#[test]
fn references_are_in_both_files() {
    let config = "[profile \u{1F511} a]\n[profile 'a b']\nregion = x\n[profile c]\nsource_profile = a b\n\
                  [sso-session a]\n[services a]\n[profile d]\nservices = a\nsso_session = a\n";
    let profiles = Profiles::parse(config, "[a b]\nsource_profile = a b\n");
    let cases = [
        ("a header", 2, 12, vec!["'a b'", "a b", "a b"]),
        ("the start of a header", 2, 1, vec!["'a b'", "a b", "a b"]),
        ("a value", 5, 19, vec!["'a b'", "a b", "a b"]),
        ("another kind of section", 7, 11, vec!["a", "a"]),
        ("a key", 5, 2, vec![]),
        ("a header without a name", 1, 3, vec![]),
    ];
    for (shows, line, column, expected) in cases {
        let found = references(&profiles, File::Config, line, column);
        let texts: Vec<_> = found.iter().map(|at| slice(&profiles, *at)).collect();
        assert_eq!(texts, expected, "{shows}");
    }
}

/// Both files after a name was changed, or the error.
fn renamed(config: &str, credentials: &str, to: &str) -> Result<String, String> {
    let (config, line, column) = cursor(config);
    let profiles = Profiles::parse(&config, credentials);
    let edits = rename(&profiles, File::Config, line, column, to);
    let edits = edits.map_err(|error| error.message.clone())?;
    let texts = [File::Config, File::Credentials].map(|file| {
        let document = profiles.document(file);
        let of_file = edits.iter().filter(|edit| edit.location.file == file);
        let splices = of_file.map(|TextEdit { location: at, new_text }| {
            let start = document.offset(at.line, at.column);
            let end = document.offset(at.end_line, at.end_column);
            Splice { span: Span::new(start, end), text: new_text.clone() }
        });
        document.spliced(splices.collect()).text().to_owned()
    });
    Ok(texts.join("--\n"))
}

#[test]
fn a_name_is_changed_wherever_it_is_used() {
    let chain =
        "# base\n[profile b|ase] # x\nregion = base\n[profile a]\r\nsource_profile = base\r\n";
    let cases = [
        (
            "a profile in both files",
            chain,
            "[base]\nkey = base\n",
            "hub",
            Ok(
                "# base\n[profile hub] # x\nregion = base\n[profile a]\r\nsource_profile = hub\r\n--\n\
                [hub]\nkey = base\n",
            ),
        ),
        (
            "a name with a space",
            "[profile a]\nsource_profile=|b\n[profile b]\n",
            "[b]\n",
            "x y",
            Ok("[profile a]\nsource_profile=x y\n[profile 'x y']\n--\n[x y]\n"),
        ),
        ("to default", "[profile |a]\n", "[a]\n", "default", Ok("[default]\n--\n[default]\n")),
        ("from default", "[def|ault]\n", "[default]\n", "b", Ok("[profile b]\n--\n[b]\n")),
        (
            "a session",
            "[sso-session |s]\n[profile s]\nsso_session = s\n",
            "[s]\n",
            "t",
            Ok("[sso-session t]\n[profile s]\nsso_session = t\n--\n[s]\n"),
        ),
        (
            "characters of two units",
            "[profile \u{1F511}|k]\n[profile a]\nsource_profile = \u{1F511}k\n",
            "",
            "\u{e9}",
            Ok("[profile \u{e9}]\n[profile a]\nsource_profile = \u{e9}\n--\n"),
        ),
        ("the same name", "[profile |a]\n", "", "a", Ok("[profile a]\n--\n")),
        ("a name in use", "[profile |a]\n[profile b]\n", "", "b", Err("`b` already exists")),
        ("in use in the other file", "[profile |a]\n", "[b]\n", "b", Err("`b` already exists")),
        (
            "a key",
            "[profile a]\nre|gion = x\n",
            "",
            "b",
            Err("there is no name here that can be changed"),
        ),
        ("brackets", "[profile |a]\n", "", "b]c[", Err("a section name must not contain brackets")),
        (
            "a line break",
            "[profile |a]\n",
            "",
            "b\nc = d",
            Err("`b\\nc = d` would not survive a round trip"),
        ),
        (
            "whitespace",
            "[profile |a]\n[profile b]\nsource_profile = a\n",
            "",
            " c",
            Err("a section name must not have leading or trailing whitespace"),
        ),
        (
            "nothing",
            "[profile b]\nsource_profile = |a\n[profile a]\n",
            "",
            "",
            Err("a section needs a name"),
        ),
        (
            "errors",
            "[profile |a]\n[profile b\n",
            "",
            "c",
            Err("cannot rename: the files have errors"),
        ),
    ];
    for (shows, config, credentials, to, expected) in cases {
        let expected = expected.map(String::from).map_err(String::from);
        assert_eq!(renamed(config, credentials, to), expected, "{shows}");
    }
}

#[test]
fn the_name_to_change_is_without_brackets_and_prefix() {
    let profiles = Profiles::parse("[profile  \"a b\" ]\n[default]\n", "[profile c]\n");
    let named = |file, line, column| {
        let found = renamable(&profiles, file, line, column)?;
        Some((found.name, slice(&profiles, found.location)))
    };
    let pair = |name: &str, written: &str| Some((name.to_owned(), written.to_owned()));
    assert_eq!(named(File::Config, 1, 2), pair("a b", "\"a b\""));
    assert_eq!(named(File::Config, 2, 2), pair("default", "default"));
    assert_eq!(named(File::Credentials, 1, 2), pair("profile c", "profile c"));
    assert_eq!(named(File::Config, 9, 9), None);
}

#[test]
fn tokens_are_in_order_and_on_one_line() {
    let config = "; note\n[profile a]\nregion = x\n  # inside\n  y\nsource_profile = b\ns3 =\n  \
                  z = 1\n[default]\n[preview]\n";
    let profiles = Profiles::parse(config, "");
    let found = tokens(&profiles, File::Config);
    let shown: Vec<_> =
        found.iter().map(|it| format!("{:?} {}", it.kind, slice(&profiles, it.location))).collect();
    assert_eq!(
        shown,
        [
            "Comment ; note",
            "Keyword profile",
            "Name a",
            "Key region",
            "Value x",
            "Comment # inside",
            "Value y",
            "Key source_profile",
            "Name b",
            "Key s3",
            "Key z",
            "Value 1",
            "Name default",
            "Keyword preview",
        ]
    );
}
