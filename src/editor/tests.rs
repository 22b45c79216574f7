use super::*;
use crate::config::Profiles;
use crate::text::File;

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
fn outline(found: &[Completion], most: usize) -> String {
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
        assert_eq!(outline(&completed(File::Config, text), 3), expected, "{shows}");
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
        assert_eq!(outline(&completed(File::Credentials, text), 3), expected, "{shows}");
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
