//! The selection of the profile, and what takes precedence over it.

use super::*;

const KEYS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")];
const WEB: [(&str, &str); 2] =
    [("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/E")];
const FILES: &str = "[default]\nkeys\n[profile a]\nkeys\n[profile b]\nkeys\n[profile r]\nrole\n\
                     source_profile=a\n[profile none]\nregion=eu-west-1";

#[test]
fn the_profile_that_is_selected() {
    let cases = [
        ("named by the request", "a", vec![("AWS_PROFILE", "b")], "static a"),
        ("an empty name is none", "", vec![("AWS_PROFILE", "b")], "static b"),
        ("the variable", "", vec![("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")], "static a"),
        ("its older name", "", vec![("AWS_DEFAULT_PROFILE", "b")], "static b"),
        (
            "an empty variable is none",
            "",
            vec![("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "b")],
            "static b",
        ),
        ("none", "", vec![], "static default"),
        ("one that is not there", "nope", vec![], "refused: profile-not-found"),
        (
            "a variable that names none",
            "",
            vec![("AWS_PROFILE", "nope")],
            "refused: profile-not-found",
        ),
        (
            "not even with keys in the environment",
            "",
            [vec![("AWS_PROFILE", "nope")], KEYS.to_vec()].concat(),
            "refused: profile-not-found",
        ),
    ];
    for (shows, name, env, expected) in cases {
        assert_eq!(outline(FILES, "", &request(name, &env)), expected, "{shows}");
    }
}

#[test]
fn what_takes_precedence_over_the_profile() {
    let with = |more: &[(&'static str, &'static str)]| [KEYS.to_vec(), more.to_vec()].concat();
    let cases = [
        ("environment variables", "", KEYS.to_vec(), "environment"),
        (
            "go before a profile that the environment names",
            "",
            with(&[("AWS_PROFILE", "a")]),
            "environment",
        ),
        ("not before one that the request names", "a", KEYS.to_vec(), "static a"),
        (
            "an access key alone is an error",
            "",
            vec![("AWS_ACCESS_KEY_ID", "AKID")],
            "refused: static-keys-incomplete",
        ),
        (
            "an empty one is none",
            "",
            vec![("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")],
            "static default",
        ),
        (
            "a secret alone is none",
            "",
            vec![("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")],
            "static default",
        ),
        (
            "web identity of the environment goes before static keys",
            "",
            WEB.to_vec(),
            "web-identity",
        ),
        (
            "even of a profile that the environment names",
            "",
            [WEB.to_vec(), vec![("AWS_PROFILE", "a")]].concat(),
            "web-identity",
        ),
        (
            "not before a role",
            "",
            [WEB.to_vec(), vec![("AWS_PROFILE", "r")]].concat(),
            "static a → r",
        ),
        ("not before a profile that the request names", "a", WEB.to_vec(), "static a"),
        (
            "a token file without a role",
            "",
            vec![("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")],
            "refused: web-identity-incomplete",
        ),
    ];
    for (shows, name, env, expected) in cases {
        assert_eq!(outline(FILES, "", &request(name, &env)), expected, "{shows}");
    }
}

#[test]
fn what_follows_the_profile() {
    let off = [("AWS_EC2_METADATA_DISABLED", "true")];
    let container = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/")];
    assert_eq!(outline(FILES, "", &request("none", &[])), "ec2-metadata");
    assert_eq!(outline(FILES, "", &request("none", &off)), "refused: no-credentials");
    assert_eq!(outline(FILES, "", &request("none", &container)), "container");
    assert_eq!(outline("", "", &request("", &off)), "refused: no-credentials");
    assert_eq!(outline("", "", &request("default", &off)), "refused: profile-not-found");
    let mut page = request("none", &container);
    page.capabilities.metadata = false;
    assert_eq!(outline(FILES, "", &page), "refused: no-credentials");
}

#[test]
fn changes_by_the_environment_are_reported() {
    let cases = [
        ("nothing", vec![], vec![]),
        ("an empty name", vec![("AWS_PROFILE", "")], vec!["!environment-variable-ignored"]),
        ("an empty region", vec![("AWS_REGION", "")], vec!["!environment-variable-ignored"]),
        (
            "keys over a profile",
            [KEYS.to_vec(), vec![("AWS_PROFILE", "a")]].concat(),
            vec!["!environment-variable-ignored"],
        ),
        ("keys alone", KEYS.to_vec(), vec![]),
        ("a profile's older variable", vec![("AWS_DEFAULT_PROFILE", "a")], vec!["?differs-in-sdk"]),
        (
            "a region's older variable",
            vec![("AWS_DEFAULT_REGION", "eu-west-1")],
            vec!["?differs-in-sdk"],
        ),
        (
            "endpoints of old",
            vec![("AWS_STS_REGIONAL_ENDPOINTS", "legacy")],
            vec!["!environment-variable-ignored"],
        ),
    ];
    for (shows, env, expected) in cases {
        let plan = plan(&profiles(FILES, ""), &request("", &env)).unwrap();
        assert_eq!(places(&own(&profiles(FILES, ""), &plan.diagnostics)), expected, "{shows}");
    }
}

#[test]
fn misspelled_names_get_suggestions() {
    let cases = [
        ("a letter left out", "prodction", "did you mean `production`?"),
        ("case", "PRODUCTION", "did you mean `production`?"),
        ("quotes", "'production'", "did you mean `production`?"),
        ("nothing near", "zzz", "run `rolehop list-profiles` to see all profiles"),
        (
            "no word `profile`",
            "bare",
            "the config file has a section with this name but without the `profile ` prefix",
        ),
    ];
    let files = profiles("[profile production]\nkeys\n[bare]\nregion=eu-west-1", "");
    for (shows, name, expected) in cases {
        let error = plan(&files, &request(name, &[])).unwrap_err();
        assert_eq!(error.help.as_deref(), Some(expected), "{shows}");
        assert_eq!(error.profile.as_deref(), Some(name), "{shows}");
    }
}

#[test]
fn all_syntax_errors_are_reported() {
    let config = "[profile a]\nkeys\njunk\n[profile a]\nmore junk";
    let error = plan(&profiles(config, ""), &request("a", &[])).unwrap_err();
    let lines: Vec<_> = error.diagnostics.iter().map(line).collect();
    assert_eq!(lines, [Some(4), Some(5), Some(6)]);
    assert!(error.diagnostics.iter().all(Diagnostic::is_error));
}
