//! Examples of diagnostics, none of which repeats a value.

use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::text::{File, apply};

/// The diagnostics in short: `code severity file line:column`.
fn found(config: &str, credentials: &str) -> Vec<String> {
    let short = |it: &Diagnostic| {
        let at = it.location.unwrap();
        let file = if at.file == File::Config { "" } else { " credentials" };
        let severity = match it.severity {
            _ if it.severity == it.code.severity() => "",
            Severity::Error => " error",
            Severity::Warning => " warning",
            Severity::Info => " info",
        };
        format!("{}{severity}{file} {}:{}", it.code, at.line, at.column)
    };
    Profiles::parse(config, credentials).diagnostics().iter().map(short).collect()
}

#[test]
fn headers_of_the_config_file() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("as it should be", "[default]\n[profile a]\n[sso-session s]\n[services v]\n", &[]),
        ("the AWS CLI's own", "[preview]\nx = 1\n[plugins]\n", &[]),
        ("of another tool", "[granted]\nx = 1\n", &[]),
        ("no prefix", "[dev]\nregion = x\n", &["missing-profile-prefix 1:1"]),
        ("no prefix and no settings", "[dev]\n", &["missing-profile-prefix 1:1"]),
        ("two words", "[profile \"a b\"]\n", &["differs-in-sdk 1:1"]),
        ("quotes around one word", "[profile 'a']\n", &[]),
        ("an umlaut", "[profile ä]\n", &["differs-in-sdk 1:1"]),
        ("no letters", "[profile \"\"]\n", &["differs-in-sdk 1:1"]),
        ("a comment behind it", "[profile a] # c\n", &[]),
        ("a comment right behind it", "[profile a]# c\n", &["differs-in-sdk 1:1"]),
        ("something behind it", "[profile a] c\n", &["differs-in-sdk 1:1"]),
        ("three words", "[profile a b]\n", &["ignored-section 1:1"]),
        ("one word", "[profile]\n", &["ignored-section 1:1"]),
        ("one word that begins so", "[profiles]\n", &["ignored-section 1:1"]),
        ("an open quote", "[profile o'neil]\n", &["ignored-section 1:1"]),
        ("a session of three words", "[sso-session a b]\n", &["ignored-section 1:1"]),
        ("a space in front", "[ profile a]\n", &["ignored-section 1:1"]),
        ("upper case", "[Profile a]\n", &["ignored-section 1:1"]),
        ("default in upper case", "[Default]\n", &["ignored-section 1:1"]),
        ("the inherited section", "[DEFAULT]\nregion = x\n", &["ignored-section 1:1"]),
        ("an underscore", "[sso_session corp]\n", &["ignored-section 1:1"]),
        ("a letter missing", "[profil dev]\nregion = x\n", &["ignored-section 1:1"]),
        ("two letters swapped", "[proifle dev]\n", &["ignored-section 1:1"]),
        ("services in the singular", "[service local]\n", &["ignored-section 1:1"]),
        ("sessions in upper case", "[SSO-Session corp]\n", &["ignored-section 1:1"]),
        ("a no-break space", "[profile\u{a0}dev]\n", &["invisible-character 1:2"]),
        (
            "a no-break space behind",
            "[profile dev\u{a0}]\n",
            &["differs-in-sdk 1:1", "invisible-character 1:2"],
        ),
        ("two pairs of brackets", "[[profile a]]\n", &["ignored-section 1:1"]),
        ("replaced", "[profile default]\n[default]\n", &["ignored-section 1:1"]),
        ("replaced the other way", "[default]\n[profile default]\n", &["ignored-section 1:1"]),
        ("replaced by its quoted name", "[profile a]\n[profile 'a']\n", &["ignored-section 1:1"]),
        ("twice is an error only", "[default]\n[default]\n", &["duplicate-section 2:1"]),
    ];
    for (shows, config, expected) in cases {
        assert_eq!(found(config, ""), *expected, "{shows}");
    }
}

#[test]
fn headers_of_the_credentials_file() {
    let cases: [(&str, &str, &[&str]); 6] = [
        ("as it should be", "[default]\n[dev]\n", &[]),
        ("with the prefix", "[profile a]\n", &["ignored-section credentials 1:1"]),
        ("a session", "[sso-session a]\n", &["ignored-section credentials 1:1"]),
        ("services", "[services a]\n", &["ignored-section credentials 1:1"]),
        ("the inherited section", "[DEFAULT]\n", &["ignored-section credentials 1:1"]),
        ("a space", "[my prof]\n", &["differs-in-sdk credentials 1:1"]),
    ];
    for (shows, credentials, expected) in cases {
        assert_eq!(found("", credentials), expected, "{shows}");
    }
}

#[test]
fn keys_and_values() {
    let cases: [(&str, &str, &[&str]); 34] = [
        ("known keys", "region = x\nrole_arn = y\ns3 =\n  m = 1\n", &[]),
        ("a slip", "regoin = x\n", &["unknown-key 2:1"]),
        ("another name for it", "aws_secret_key = x\n", &["unknown-key 2:1"]),
        ("another tool's", "granted_sso_region = x\n", &["unknown-key info 2:1"]),
        ("upper case", "REGION = x\n", &["differs-in-sdk 2:1"]),
        ("upper case that is unknown", "AWS_PROFILE = x\n", &["unknown-key info 2:1"]),
        ("a line of a shell", "export AWS_REGION=x\n", &["unknown-key 2:1"]),
        ("a colon that is unknown", "export AWS_REGION: x\n", &["unknown-key 2:1"]),
        ("a colon", "region: x\n", &["differs-in-sdk 2:1"]),
        ("a colon without spaces", "region:x\n", &["differs-in-sdk 2:1"]),
        ("a colon in the value", "region = :\n", &[]),
        ("a comment", "region = x # c\n", &["inline-comment 2:12"]),
        ("a comment with a semicolon", "region = x ; c\n", &["inline-comment 2:12"]),
        ("a comment for a value", "region = # c\n", &["inline-comment 2:10"]),
        ("no space before it", "region = x#c;d\n", &[]),
        ("in an address", "sso_start_url = https://a.example/start#/\n", &[]),
        ("in a command", "credential_process = a ; b\n", &["differs-in-sdk 2:1"]),
        ("no value", "region =\n", &["differs-in-sdk 2:1"]),
        ("no pager", "cli_pager =\nregion = x\n", &[]),
        ("no pager, indented", "  cli_pager =\n  region = x\n", &["differs-in-sdk 2:3"]),
        ("a continued value", "region = x\n  y\n", &["differs-in-sdk 2:1"]),
        (
            "a setting in it",
            "region = x\n  output = y\n",
            &["differs-in-sdk 2:1", "unknown-key 3:3"],
        ),
        (
            "a header in it",
            "region = x\n  [profile b]\n",
            &["differs-in-sdk 2:1", "ignored-section 3:3"],
        ),
        ("in CRLF", "region = x\r\n  output = y\r\n", &["differs-in-sdk 2:1", "unknown-key 3:3"]),
        ("a comment in it", "region = x\n  # output = y\n  z\n", &["differs-in-sdk 2:1"]),
        ("a setting under an empty one", "cli_pager =\n  region = x\n", &["unknown-key 3:3"]),
        ("a service's block", "dynamodb =\n  endpoint_url = x\n", &["unknown-key info 2:1"]),
        ("a secret", "aws_secret_access_key = x\n", &["secret-in-config 2:1"]),
        ("a token", "aws_session_token = x\n", &["secret-in-config 2:1"]),
        ("no secret", "aws_access_key_id = x\n", &[]),
        ("an empty secret", "aws_secret_access_key =\n", &["differs-in-sdk 2:1"]),
        ("a lone CR", "region = x\routput = y\n", &["differs-in-sdk 2:11"]),
        ("a key that is there twice in effect", "regions = x\nregion = y\n", &["unknown-key 2:1"]),
        (
            "a refused line hides nothing",
            "foo\nregoin = x\n",
            &["invalid-line 2:1", "unknown-key 3:1"],
        ),
    ];
    for (shows, settings, expected) in cases {
        assert_eq!(found(&format!("[default]\n{settings}"), ""), expected, "{shows}");
    }
}

#[test]
fn forms_of_values() {
    let id = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n";
    let secret = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
    let swapped = "aws_access_key_id = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\
                   aws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n";
    let temporary = "aws_access_key_id = ASIAIOSFODNN7EXAMPLE\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("keys", &format!("{id}{secret}"), &[]),
        ("swapped keys", swapped, &["access-keys-swapped 2:1"]),
        ("an ID twice", &format!("{id}aws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n"), &[]),
        ("a temporary key", &format!("{temporary}{secret}"), &["session-token-missing 2:1"]),
        ("with its token", &format!("{temporary}{secret}aws_session_token = x\n"), &[]),
        ("with the old name", &format!("{temporary}{secret}aws_security_token = x\n"), &[]),
        ("half a temporary key", temporary, &[]),
        ("a word that begins so", &format!("aws_access_key_id = ASIAn\n{secret}"), &[]),
        ("a quoted ID", "aws_access_key_id = \"AKIAIOSFODNN7EXAMPLE\"\n", &["quoted-value 2:21"]),
        ("a quoted region", "region = 'eu-west-1'\n", &["quoted-value 2:10"]),
        ("a quoted ARN", "role_arn = \"arn:aws:iam::1:role/x\"\n", &["quoted-value 2:12"]),
        ("empty quotes", "region = ''\n", &["quoted-value 2:10"]),
        ("one quote", "region = '\n", &[]),
        ("two kinds of quotes", "region = 'x\"\n", &[]),
        ("a quoted word", "retry_mode = \"standard\"\n", &["quoted-value 2:14"]),
        ("quoted tags", "session_tags = 'a=b'\n", &["quoted-value 2:16"]),
        ("a quoted profile", "source_profile = 'a'\n", &[]),
        ("a quoted pager", "cli_pager = \"less\"\n", &[]),
        ("a quoted program", "credential_process = \"/opt/a b\"\n", &[]),
        ("a misspelled region", "region = eu-west1\n", &["region-unknown 2:10"]),
        ("an availability zone", "region = eu-west-1a\n", &["region-unknown 2:10"]),
        ("a misspelled region of SSO", "sso_region = eu-west1\n", &["region-unknown 2:14"]),
        ("a new region", "region = eu-west-9\n", &[]),
        ("another service", "region = us-east\nendpoint_url = https://x.test\n", &[]),
        ("an account", "sso_account_id = 000011112222\n", &[]),
        ("eleven digits", "sso_account_id = 11112222333\n", &["account-id-invalid 2:18"]),
        ("hyphens", "sso_account_id = 1111-2222-3333\n", &["account-id-invalid 2:18"]),
        ("a name", "sso_account_id = prod\n", &["account-id-invalid 2:18"]),
    ];
    for (shows, lines, expected) in cases {
        let lines = lines.replace("[default]", "");
        let found = found(&format!("[default]\n{lines}"), "");
        let found: Vec<_> = found.into_iter().filter(|it| !it.starts_with("secret-in")).collect();
        assert_eq!(found, *expected, "{shows}");
        let in_credentials = Profiles::parse("", &format!("[a]\n{lines}"));
        let codes = in_credentials.diagnostics().iter().filter(|it| it.code != Code::DiffersInSdk);
        assert_eq!(codes.count(), expected.len(), "{shows}");
        for diagnostic in in_credentials.diagnostics() {
            let text = serde_json::to_string(diagnostic).unwrap();
            assert!(!text.contains("FEMI") && !text.contains("IOSFODNN"), "{text}");
        }
    }
    let session = "[sso-session s]\nsso_region = eu-west1\nsso_start_url = \"x\"\n";
    assert_eq!(found(session, ""), ["region-unknown 2:14", "quoted-value 3:17"]);
}

#[test]
fn forms_are_fixed() {
    let cases = [
        ("region = \"eu-west-1\"", Some("region = eu-west-1")),
        ("aws_session_token = 'abc'", Some("aws_session_token = abc")),
        ("region = eu-west1", Some("region = eu-west-1")),
        ("sso_account_id = 1111-2222-3333", Some("sso_account_id = 111122223333")),
        ("sso_account_id = 1", None),
        ("export AWS_REGION = x", Some("region = x")),
        ("sso_start_url = 'a\n  b'", None),
    ];
    for (line, expected) in cases {
        let credentials = format!("[a]\n{line}\n");
        let profiles = Profiles::parse("", &credentials);
        let expected = format!("[a]\n{}\n", expected.unwrap_or(line));
        assert_eq!(apply(&credentials, profiles.diagnostics()), expected);
    }
    let swapped = "[a]\naws_access_key_id = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\
                   aws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n";
    let fixed = "[a]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\
                 aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n";
    let profiles = Profiles::parse("", swapped);
    assert_eq!(apply(swapped, profiles.diagnostics()), fixed);
}

#[test]
fn settings_apply_in_one_place() {
    let cases: [(&str, &str, &str, &[&str]); 8] = [
        ("keys of a session", "[sso-session s]\nsso_regions = x\n", "", &["unknown-key 2:1"]),
        ("a role in a session", "[sso-session s]\nrole_arn = x\n", "", &["unknown-key info 2:1"]),
        ("services have any key", "[services s]\nfoo =\n  endpoint_url = x\n", "", &[]),
        ("not in a section that is not a profile", "[x]\nregoin = x\n", "", &[]),
        (
            "not in one that is replaced",
            "[profile default]\nregoin = x\n[default]\n",
            "",
            &["ignored-section 1:1"],
        ),
        ("secrets belong in the credentials file", "", "[a]\naws_secret_access_key = x\n", &[]),
        (
            "a slip in the credentials file",
            "",
            "[a]\nregoin = x\n",
            &["unknown-key credentials 2:1"],
        ),
        (
            "keys in different files",
            "[profile a]\naws_access_key_id = x\n",
            "[a]\naws_secret_access_key = y\n",
            &["differs-in-sdk 2:1"],
        ),
    ];
    for (shows, config, credentials, expected) in cases {
        assert_eq!(found(config, credentials), expected, "{shows}");
    }
}

#[test]
fn fixes_resolve_their_diagnostics() {
    let cases = [
        ("a prefix", "[dev]\n", "[profile dev]\n"),
        ("a prefix and quotes", "[my dev]\n", "[profile 'my dev']\n"),
        ("quotes", "[profile a b]\n", "[profile 'a b']\n"),
        ("quotes around a quote", "[profile o'neil]\n", "[profile \"o'neil\"]\n"),
        ("a space in front", "[ profile a ]\n", "[profile a]\n"),
        ("upper case", "[Profile a]\n", "[profile a]\n"),
        ("default in upper case", "[Default]\n", "[default]\n"),
        ("brackets", "[[profile a]]\n", "[profile a]\n"),
        ("a slip", "[default]\nregoin = x\n", "[default]\nregion = x\n"),
        ("a comment", "[default]\nregion = x  # c # d\n", "[default]\nregion = x\n"),
    ];
    for (shows, config, expected) in cases {
        let profiles = Profiles::parse(config, "");
        let fixed = apply(config, profiles.diagnostics());
        assert_eq!(fixed, expected, "{shows}");
        let codes = |text: &str| -> Vec<Code> {
            Profiles::parse(text, "").diagnostics().iter().map(|it| it.code).collect()
        };
        let mended = profiles.diagnostics().iter().filter(|it| it.fix.is_some());
        assert!(mended.clone().all(|it| !codes(&fixed).contains(&it.code)), "{shows}");
    }
    let credentials = "[profile a]\n";
    let profiles = Profiles::parse("", credentials);
    assert_eq!(apply(credentials, profiles.diagnostics()), "[a]\n");
}

#[test]
fn no_fix_if_it_could_break_something() {
    let cases = [
        ("the profile is there already", "[profile dev]\n[dev]\n", ""),
        ("as its fixed name is", "[profile 'a b']\n[profile a b]\n", ""),
        ("the key is there already", "[default]\nregoin = x\nregion = y\n", ""),
        ("nothing is left of the value", "[default]\nregion = # c\n", ""),
        ("the comment is in the middle", "[default]\nregion = x # c\n  y\n", ""),
        ("the quotes are a guess", "[profile \"a]\n", ""),
        ("the profile is there already in the credentials", "", "[a]\n[profile a]\n"),
    ];
    for (shows, config, credentials) in cases {
        let profiles = Profiles::parse(config, credentials);
        assert!(!profiles.diagnostics().is_empty(), "{shows}");
        assert!(profiles.diagnostics().iter().all(|it| it.fix.is_none()), "{shows}");
    }
}

#[test]
fn no_diagnostic_repeats_a_value() {
    let config = "[default]\naws_secret_access_key = hunter2 # hunter2\naws_session_token: hunter2\n\
                  \x20 hunter2\naws_secret_access_key = hunter2\nAWS_SESSION_TOKEN = hunter2\nhunter2\n\
                  [profile a]\naws_session_token = hunter2\n  hunter2\ncredential_process = x # hunter2\n";
    let profiles = Profiles::parse(config, &config.replace("profile ", ""));
    assert!(profiles.diagnostics().len() > 10);
    for diagnostic in profiles.diagnostics() {
        let text = serde_json::to_string(diagnostic).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn invisible_characters() {
    for invisible in
        ["\u{200b}", "\u{feff}", "\u{ad}", "\u{34f}", "\u{3164}", "\u{fe0f}", "\u{e0041}"]
    {
        let config = format!("[profile pro{invisible}d]\nreg{invisible}ion = x\n");
        let profiles = Profiles::parse(&config, "");
        let found: Vec<&Diagnostic> = profiles
            .diagnostics()
            .iter()
            .filter(|it| it.code == Code::InvisibleCharacter)
            .collect();
        assert_eq!(found.len(), 2, "{invisible:?}");
        assert!(found.iter().all(|it| !it.message.contains(invisible)), "{invisible:?}");
        let found: Vec<Diagnostic> = found.into_iter().cloned().collect();
        assert_eq!(apply(&config, &found), "[profile prod]\nregion = x\n");
    }
    assert_eq!(found("[profile a]\nregion = x\n", "[ä]\n"), ["differs-in-sdk credentials 1:1"]);
}

#[test]
fn invisible_characters_without_which_no_name_is_left() {
    for config in [
        "[profile a]\n\u{202e} = x\n",
        "[profile a]\n\u{200b}#x = 1\n",
        "[profile a]\n\u{200b};x = 1\n",
        "[profile a]\n\u{200b}[x = 1\n",
        "[profile \u{200b}]\n",
        "[\u{200b}]\n",
    ] {
        let profiles = Profiles::parse(config, "");
        let found = profiles.diagnostics().iter().find(|it| it.code == Code::InvisibleCharacter);
        assert!(found.is_some_and(|it| it.fix.is_none()), "{config:?}: {found:?}");
    }
}

#[test]
fn misspelled_headers_are_corrected() {
    let cases = [
        ("[sso_session corp]", Some("[sso-session corp]")),
        ("[profil dev]", Some("[profile dev]")),
        ("[Profile dev]", Some("[profile dev]")),
        ("[service local]", Some("[services local]")),
        ("[profil 'my dev']", Some("[profile 'my dev']")),
        ("[profil my dev]", None),
        ("[profil taken]", None),
        ("[profile\u{a0}dev]", Some("[profile dev]")),
        ("[pro\u{200b}file dev]", Some("[profile dev]")),
    ];
    for (header, expected) in cases {
        let config = format!("{header}\nregion = eu-west-1\n[profile taken]\n");
        let profiles = Profiles::parse(&config, "");
        let fixed = apply(&config, profiles.diagnostics()).lines().next().unwrap().to_owned();
        assert_eq!(fixed, expected.unwrap_or(header));
    }
}
