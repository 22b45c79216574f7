//! Rules about hops and their combinations.

use super::*;
use crate::plan::role::parameters::KEYS;

/// The diagnostics of a role `p` with these lines and keys as its source, without those about `b`.
fn of_hop(lines: &str) -> Vec<String> {
    let config = format!("[profile p]\nsource_profile=b\n{lines}\n[profile b]\nkeys");
    let found = checked(&profiles(&config, ""), &request("p", &[]));
    assert_no_secret(&format!("{found:?}"));
    places(&found)
}

#[test]
fn parameters_of_a_hop() {
    let role = "role_arn=arn:aws:iam::111122223333:role/r\n";
    let long = format!("role_session_name={}", "a".repeat(65));
    let cases: [(&str, &str, &[&str]); 33] = [
        ("fine", "", &[]),
        (
            "all of them fine",
            "duration_seconds=3600\nexternal_id=x:1\nmfa_serial=GAHT12345678\n\
          role_session_name=me@x",
            &[],
        ),
        ("899 seconds", "duration_seconds=899", &["config:4:18 duration-out-of-range"]),
        ("900 seconds", "duration_seconds=900", &["config:4:18 !duration-never-cached"]),
        ("901 seconds", "duration_seconds=901", &[]),
        ("43200 seconds", "duration_seconds=43200", &[]),
        ("43201 seconds", "duration_seconds=43201", &["config:4:18 duration-out-of-range"]),
        ("no seconds", "duration_seconds=0", &["config:4:18 duration-out-of-range"]),
        ("a negative number", "duration_seconds=-5", &["config:4:18 duration-out-of-range"]),
        (
            "too many for a number",
            "duration_seconds=99999999999999999999999",
            &["config:4:18 duration-out-of-range"],
        ),
        ("a unit", "duration_seconds=10x", &["config:4:18 duration-not-integer"]),
        ("a fraction", "duration_seconds=3600.5", &["config:4:18 duration-not-integer"]),
        ("empty", "duration_seconds=", &["config:4:1 duration-not-integer"]),
        ("digits with underscores", "duration_seconds=1_000", &[]),
        ("digits of another script", "duration_seconds=\u{0663}\u{0666}\u{0660}\u{0660}", &[]),
        ("an empty session name is none", "role_session_name=", &[]),
        (
            "the AWS CLI rejects one letter too",
            "role_session_name=a",
            &["config:4:19 session-name-invalid"],
        ),
        (
            "the AWS CLI sends a space, STS rejects it",
            "role_session_name=a b",
            &["config:4:19 session-name-invalid"],
        ),
        ("and 65 letters", &long, &["config:4:19 session-name-invalid"]),
        ("an empty external ID", "external_id=", &["config:4:1 external-id-invalid"]),
        (
            "an external ID with a space",
            "external_id=EXTERNALID EXTERNALID",
            &["config:4:13 external-id-invalid"],
        ),
        ("an empty device", "mfa_serial=", &["config:4:1 mfa-serial-invalid"]),
        ("a short device", "mfa_serial=me", &["config:4:12 mfa-serial-invalid"]),
        (
            "a device with a space",
            "mfa_serial=arn:aws:iam::1:mfa/m e",
            &["config:4:12 mfa-serial-invalid"],
        ),
        ("no ARN", "role_arn=foo", &["config:3:10 role-arn-malformed"]),
        ("an empty ARN", "role_arn=", &["config:3:1 role-arn-malformed"]),
        (
            "the ARN of a user",
            "role_arn=arn:aws:iam::111122223333:user/me",
            &["config:3:10 role-arn-malformed"],
        ),
        (
            "an account of eleven digits",
            "role_arn=arn:aws:iam::11112222333:role/r",
            &["config:3:10 role-arn-malformed"],
        ),
        (
            "an unknown partition",
            "role_arn=arn:aws-moon:iam::111122223333:role/r",
            &["config:3:10 role-arn-malformed"],
        ),
        (
            "a comment behind it",
            "role_arn=arn:aws:iam::111122223333:role/r # prod",
            &["config:3:10 role-arn-malformed"],
        ),
        (
            "a region in it",
            "role_arn=arn:aws:iam:eu-west-1:111122223333:role/r",
            &["config:3:10 role-arn-malformed"],
        ),
        (
            "the ARN of a session",
            "role_arn=arn:aws:sts::111122223333:assumed-role/r/me",
            &["config:3:10 role-arn-is-session"],
        ),
        (
            "everything at once",
            "duration_seconds=10x\nexternal_id=\nmfa_serial=me",
            &[
                "config:4:18 duration-not-integer",
                "config:5:1 external-id-invalid",
                "config:6:12 mfa-serial-invalid",
            ],
        ),
    ];
    for (shows, lines, expected) in cases {
        let lines =
            if lines.starts_with("role_arn") { lines.to_owned() } else { format!("{role}{lines}") };
        let found = of_hop(&lines);
        assert_eq!(found, expected, "{shows}");
    }
}

#[test]
fn a_session_arn_is_fixed_to_the_role_arn() {
    let config = "[profile p]\nsource_profile=b\n\
                  role_arn = arn:aws-cn:sts::111122223333:assumed-role/Ops/me\n[profile b]\nkeys\n";
    let error = plan(&profiles(config, ""), &request("p", &[])).unwrap_err();
    let found =
        error.diagnostics.iter().find(|found| found.code == Code::RoleArnIsSession).unwrap();
    let edit = &found.fix.as_ref().unwrap().edits[0];
    assert_eq!(edit.new_text, "arn:aws-cn:iam::111122223333:role/Ops");
    assert_eq!((edit.location.line, edit.location.column), (3, 12));
}

#[test]
fn similar_values_are_suggested() {
    let cases = [
        ("case", "credential_source=environment", "Environment"),
        ("an older name", "credential_source=Ec2InstanceMetaData", "Ec2InstanceMetadata"),
        ("a letter", "credential_source=EcsContainr", "EcsContainer"),
        ("a name's case", "source_profile=Base", "base"),
        ("a comment behind", "source_profile=base ; main", "base"),
        ("a letter of a name", "source_profile=bse", "base"),
    ];
    for (shows, line, expected) in cases {
        let config = format!("[profile p]\nrole\n{line}\n[profile base]\nkeys");
        let error = plan(&profiles(&config, ""), &request("p", &[])).unwrap_err();
        assert_eq!(
            error.diagnostics[0].fix.as_ref().unwrap().edits[0].new_text,
            expected,
            "{shows}"
        );
    }
}

#[test]
fn role_chaining_limits_the_duration() {
    let top = "[profile p]\nrole\nsource_profile=q\nduration_seconds=3601\n[profile q]\n";
    let cases = [
        ("called by keys", "keys", vec![]),
        ("called by a process", "credential_process=x", vec![]),
        ("called by a role", "role\nsource_profile=b\n[profile b]\nkeys", vec!["duration-chained"]),
        ("called by single sign-on", "sso", vec!["duration-chained"]),
        ("called by web identity", "role\nweb_identity_token_file=/t", vec!["duration-chained"]),
    ];
    for (shows, lines, expected) in cases {
        let found = checked(&profiles(&format!("{top}{lines}"), ""), &request("p", &[]));
        assert_eq!(codes(&found, Severity::Error), expected, "{shows}");
    }
    let machine = "[profile p]\nrole\ncredential_source=Ec2InstanceMetadata\nduration_seconds=3601";
    let found = checked(&profiles(machine, ""), &request("p", &[]));
    assert_eq!(places(&found), ["config:4:18 !duration-chained"]);
}

#[test]
fn a_role_session_cannot_present_an_mfa_code() {
    let top = "[profile p]\nrole\nsource_profile=q\nmfa_serial=GAHT12345678\n[profile q]\n";
    let cases = [
        ("called by a user", "keys", false),
        ("called by a role", "role\nsource_profile=b\n[profile b]\nkeys", true),
        ("called by single sign-on", "sso", true),
        ("called by web identity", "role\nweb_identity_token_file=/t", true),
        ("called by a program", "credential_process=/p", false),
    ];
    let foreign = [("AWS_ENDPOINT_URL_STS", "https://sts.example.org")];
    for (shows, lines, expected) in cases {
        let config = format!("{top}{lines}");
        let files = profiles(&config, "");
        let of = |env| {
            let mut found = checked(&files, &request("p", env));
            found.retain(|it| it.code == Code::MfaAfterRole);
            found
        };
        let found = of(&[]);
        let place = if expected { vec!["config:4:12 !mfa-after-role"] } else { vec![] };
        assert_eq!(places(&found), place, "{shows}");
        assert!(of(&foreign).is_empty(), "{shows}");
        if expected {
            let fixed = crate::text::apply(&written_out(&config), &found);
            assert!(fixed.contains("# mfa_serial=GAHT12345678\n"), "{fixed}");
        }
    }
    for device in [" mfa_serial=GAHT12345678", "mfa_serial=GAHT12345678\n  x"] {
        let config = format!("[profile p]\nrole\nsource_profile=q\n{device}\n[profile q]\nsso");
        let found = checked(&profiles(&config, ""), &request("p", &[]));
        let of_mfa = found.iter().filter(|it| it.code == Code::MfaAfterRole);
        assert!(of_mfa.into_iter().all(|it| it.fix.is_none()), "{device}");
    }
}

#[test]
fn partitions_do_not_mix() {
    let mixed = "[profile p]\nrole_arn=arn:aws-cn:iam::111122223333:role/r\nsource_profile=q\n\
                 region=cn-north-1\n[profile q]\nrole\nsource_profile=b\n[profile b]\nkeys";
    let cases = [
        ("role and role", mixed, vec!["config:2:10 !partition-mismatch"]),
        (
            "role and region",
            "[profile p]\nrole\nsource_profile=b\nregion=cn-north-1\n[profile b]\n\
          keys",
            vec!["config:2:12 !partition-mismatch"],
        ),
        (
            "role and no region",
            "[profile p]\nrole_arn=arn:aws-us-gov:iam::111122223333:role/r\n\
          source_profile=b\n[profile b]\nkeys",
            vec!["config:2:10 !partition-mismatch"],
        ),
        (
            "a custom endpoint can be of any partition",
            "[profile p]\nrole\nsource_profile=b\n\
          region=cn-north-1\nendpoint_url=http://127.0.0.1:1\n[profile b]\nkeys",
            vec![],
        ),
    ];
    for (shows, config, expected) in cases {
        let found = checked(&profiles(config, ""), &request("p", &[]));
        assert_eq!(places(&found), expected, "{shows}");
    }
}

#[test]
fn shadowed_roles_are_reported() {
    let config = "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=b\nkeys\n\
                  [profile b]\nkeys";
    let found = checked(&profiles(config, ""), &request("p", &[]));
    assert!(places(&found).contains(&"config:5:12 !static-keys-shadow-role".to_owned()));
    let own = "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=q\nkeys";
    let found = checked(&profiles(own, ""), &request("p", &[]));
    assert!(codes(&found, Severity::Warning).iter().all(|code| *code != "static-keys-shadow-role"));
}

#[test]
fn where_the_sdk_for_javascript_differs() {
    let top = "[profile p]\nrole\nsource_profile=q\n[profile q]\n";
    let cases = [
        ("one kind of credentials", "[profile p]\nkeys".to_owned(), ""),
        ("single sign-on and keys", "[profile p]\nsso\nkeys".to_owned(), "p sso_account_id"),
        (
            "a process and keys",
            "[profile p]\nkeys\ncredential_process=x".to_owned(),
            "p credential_process",
        ),
        (
            "a token file and a source",
            "[profile p]\nrole\nweb_identity_token_file=/t\nsource_profile=b\n[profile b]\nkeys"
                .to_owned(),
            "p web_identity_token_file",
        ),
        (
            "single sign-on and a process",
            "[profile p]\nsso\ncredential_process=x".to_owned(),
            "p sso_account_id",
        ),
        ("the same for a source", format!("{top}sso\nkeys"), "q sso_account_id"),
        ("a source's keys and role", format!("{top}role\nsource_profile=q\nkeys"), ""),
        (
            "the session token's old name",
            "[profile p]\nkeys\naws_security_token=TOKENTOKEN".to_owned(),
            "p aws_security_token",
        ),
    ];
    for (shows, config, expected) in cases {
        let found = checked(&profiles(&config, ""), &request("p", &[]));
        assert_no_secret(&format!("{found:?}"));
        let differs: Vec<String> = found
            .iter()
            .filter(|found| found.code == Code::DiffersInSdk)
            .map(|found| {
                format!("{} {}", found.profile.as_deref().unwrap(), found.key.as_deref().unwrap())
            })
            .collect();
        assert_eq!(differs.join(", "), expected, "{shows}");
    }
    let region = "[profile p]\nrole\nsource_profile=b\nregion=eu-west-1\n[profile b]\nkeys";
    let found = checked(&profiles(region, ""), &request("p", &[("AWS_REGION", "us-east-1")]));
    assert_eq!(codes(&found, Severity::Info), ["differs-in-sdk"]);
}

#[test]
fn a_custom_sts_can_accept_other_role_arns() {
    let ceph = "arn:aws:iam:::role/Store";
    let vpc = "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com";
    let cases = [
        ("Ceph", ceph, "http://127.0.0.1:9000", Some(Severity::Warning)),
        ("MinIO", "arn:xxx:xxx:xxx:xxxx", "http://127.0.0.1:9000", Some(Severity::Warning)),
        ("too short for the AWS CLI", "arn:aws:iam::1:role", "http://127.0.0.1:9000", None),
        ("a VPC endpoint of AWS", ceph, vpc, None),
        ("AWS", ceph, "", None),
    ];
    for (shows, arn, url, severity) in cases {
        let config =
            format!("[profile p]\nrole_arn={arn}\nsource_profile=base\nendpoint_url={url}\n");
        let files = profiles(&config, "[base]\naws_access_key_id=a\naws_secret_access_key=b\n");
        let found = match plan(&files, &request("p", &[])) {
            Ok(plan) => plan.diagnostics,
            Err(error) => error.diagnostics.clone(),
        };
        let found = found.iter().find(|it| it.code == Code::RoleArnMalformed).unwrap();
        assert_eq!(found.severity, severity.unwrap_or(Severity::Error), "{shows}");
    }
}

#[test]
fn one_wrong_hop_does_not_hide_another() {
    let config = "[profile p]\nrole_arn=foo\nsource_profile=q\nduration_seconds=1\n[profile q]\nrole\n\
                  duration_seconds=10x\nsource_profile=r\n[profile r]\nrole\nsource_profile=zz\n\
                  external_id=";
    let error = plan(&profiles(config, ""), &request("p", &[])).unwrap_err();
    assert_eq!(
        places(&own(&profiles(config, ""), &error.diagnostics)),
        [
            "config:2:10 role-arn-malformed",
            "config:4:18 duration-out-of-range",
            "config:7:18 duration-not-integer",
            "config:12:1 external-id-invalid",
            "config:11:16 source-profile-not-found",
        ]
    );
}

/// `plan` lists the selected profile's settings first, then each step of the chain, from the selected
/// profile to the source; `check` sorts the same diagnostics by location.
#[test]
fn diagnostics_of_a_plan_follow_the_chain() {
    let config = "[profile base]\naws_access_key_id=AKID\nregion=eu-west-1\n\
                  [profile q]\nrole\nsource_profile=base\nexternal_id=x\nduration_seconds=7200\n\
                  [profile p]\nrole\nsource_profile=q\nregion=x/y\nduration_seconds=7200";
    let files = profiles(config, "");
    let error = plan(&files, &request("p", &[])).unwrap_err();
    let expected = [
        "config:12:8 region-invalid",
        "config:13:18 duration-chained",
        "config:7:13 external-id-invalid",
        "config:3:8 ?ignored-on-source-profile",
        "config:2:1 static-keys-incomplete",
    ];
    assert_eq!(places(&own(&files, &error.diagnostics)), expected);
    let sorted = [4, 3, 2, 0, 1].map(|at| expected[at]);
    assert_eq!(places(&checked(&files, &request("p", &[]))), sorted);
}

/// Values that STS rejects stop a run before the MFA prompt. An STS that is not AWS's own defines
/// what it accepts, but the AWS CLI sends nothing that is too short.
#[test]
fn values_that_sts_rejects_stop_the_plan() {
    let cases = [
        ("role_session_name=a b", "session-name-invalid", false),
        ("role_session_name=a", "session-name-invalid", true),
        ("external_id=a b", "external-id-invalid", false),
        ("external_id=", "external-id-invalid", true),
        ("mfa_serial=not a serial", "mfa-serial-invalid", false),
        ("mfa_serial=me", "mfa-serial-invalid", true),
        ("mfa_serial=arn:aws:iam::111122223333:user/jane", "mfa-serial-invalid", false),
        ("mfa_serial=arn:aws:iam::111122223333:u2f/user/jane/k", "mfa-serial-invalid", false),
    ];
    let roles = [
        "role\nsource_profile=b",
        "role\nsource_profile=hub\n[profile hub]\nrole\nsource_profile=b",
    ];
    for (line, code, is_too_short) in cases {
        for role in roles {
            let config = format!("[profile b]\nkeys\n[profile p]\n{role}\n{line}");
            let refused = format!("refused: {code}");
            assert_eq!(outline(&config, "", &request("p", &[])), refused, "{line}");
            let foreign = [("AWS_ENDPOINT_URL_STS", "https://sts.example.org")];
            let outcome = outline(&config, "", &request("p", &foreign));
            assert_eq!(outcome == refused, is_too_short, "{line}: {outcome}");
            let vpc = [("AWS_ENDPOINT_URL_STS", "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com")];
            assert_eq!(outline(&config, "", &request("p", &vpc)), refused, "{line}");
        }
    }
}

#[test]
fn invalid_mfa_devices() {
    let cases = [
        ("arn:aws:iam::111122223333:user/jane", Some("arn:aws:iam::111122223333:mfa/jane")),
        (
            "arn:aws-cn:iam::111122223333:user/a/b/jane",
            Some("arn:aws-cn:iam::111122223333:mfa/jane"),
        ),
        ("arn:aws:iam::111122223333:user/", None),
        ("arn:aws:iam::111122223333:u2f/user/jane/key-ABC", None),
        ("arn:aws:iam::111122223333:role/jane", None),
    ];
    for (serial, expected) in cases {
        let config =
            format!("[profile p]\nrole\nsource_profile=b\nmfa_serial={serial}\n[profile b]\nkeys");
        let found = checked(&profiles(&config, ""), &request("p", &[]));
        assert_eq!(places(&found), ["config:4:12 mfa-serial-invalid"], "{serial}");
        let fix = found[0].fix.as_ref().map(|fix| fix.edits[0].new_text.as_str());
        assert_eq!(fix, expected, "{serial}");
    }
    for serial in ["arn:aws:iam::111122223333:mfa/jane", "GAHT12345678"] {
        let config =
            format!("[profile p]\nrole\nsource_profile=b\nmfa_serial={serial}\n[profile b]\nkeys");
        assert!(checked(&profiles(&config, ""), &request("p", &[])).is_empty());
    }
}

#[test]
fn role_settings_without_a_role() {
    for key in KEYS.into_iter().filter(|key| *key != "role_arn") {
        let line = &match key {
            "source_profile" => "source_profile=b".to_owned(),
            "credential_source" => "credential_source=Environment".to_owned(),
            "duration_seconds" => "duration_seconds=3600".to_owned(),
            "session_tags" => "session_tags=EXTERNALID=b".to_owned(),
            key => format!("{key}=EXTERNALID"),
        };
        for name in ["p", ""] {
            let config = format!("[profile p]\nkeys\n{line}\n[profile b]\nkeys");
            let found = checked(&profiles(&config, ""), &request(name, &[]));
            assert_eq!(places(&found), ["config:4:1 !role-setting-ignored"], "{line}");
            assert_no_secret(&format!("{found:?}"));
        }
        let other_file = format!("[p]\nkeys\n{line}\n[b]\nkeys");
        let has_source = ["source_profile", "credential_source"].contains(&key);
        let role = if has_source { "role\n" } else { "role\nsource_profile=b\n" };
        let found =
            checked(&profiles(&format!("[profile p]\n{role}"), &other_file), &request("", &[]));
        assert!(!codes(&found, Severity::Warning).contains(&"role-setting-ignored"), "{line}");
    }
    let inherited = "[DEFAULT]\nduration_seconds=3600\n[profile p]\nkeys";
    assert!(checked(&profiles(inherited, ""), &request("", &[])).is_empty());
}

#[test]
fn programs_run_without_a_shell() {
    let cases = [
        ("~/bin/get", "~"),
        ("get --file ~/keys", "~"),
        ("get | jq .", "|"),
        ("cd /x && get", "&&"),
        ("a ; get", ";"),
        ("get > /tmp/x", ">"),
        ("get 2>/dev/null", ">"),
        ("get $(cat TOKENTOKEN)", "$( )"),
        ("get $HOME/keys", "$"),
        ("get --user $USER", "$"),
    ];
    for (command, what) in cases {
        for name in ["p", ""] {
            let config = format!("[profile p]\ncredential_process={command}");
            let found = checked(&profiles(&config, ""), &request(name, &[]));
            assert_eq!(places(&found), ["config:2:20 !credential-process-invalid"], "{command}");
            assert!(found[0].message.contains(&format!("`{what}`")), "{command}");
            assert_no_secret(&format!("{found:?}"));
        }
    }
    for command in [
        "/bin/sh -c 'get | jq . > x && y $HOME'",
        "bash -c \"get $(cat x)\"",
        "cmd.exe /c get | more",
        "get --filter 'a|b' --price '5$' a~b",
        "get --url https://x.test/?a=b&c=d",
        "get <account>",
    ] {
        let config = format!("[profile p]\ncredential_process={command}");
        assert!(checked(&profiles(&config, ""), &request("p", &[])).is_empty(), "{command}");
    }
}

#[test]
fn role_variable_with_a_profile() {
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<&'a str>);
    let role = ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/Env");
    let token = ("AWS_WEB_IDENTITY_TOKEN_FILE", "/t");
    let profile = ("AWS_PROFILE", "p");
    let keys = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")];
    let of_role = "[profile p]\nrole\nsource_profile=b\n[profile b]\nkeys";
    let of_keys = "[profile p]\nkeys";
    let of_web = "[profile p]\nrole\nweb_identity_token_file=/t";
    let cases: [Case<'_>; 8] = [
        (of_keys, &[role, profile], Some("is ignored: it only applies to a web identity")),
        (of_role, &[role, profile], Some("is ignored: the role of the profile")),
        (of_role, &[role, token, profile], Some("is ignored: the role of the profile")),
        (of_keys, &[role, token, profile], Some("override the profile set by `AWS_PROFILE`")),
        (of_web, &[role, profile], Some("overrides the `role_arn` of the profile")),
        (of_keys, &[role, token], None),
        (of_keys, &[role, keys[0], keys[1]], Some("is ignored: the access keys")),
        (of_keys, &[token, profile], None),
    ];
    for (config, env, expected) in cases {
        let found = checked(&profiles(config, ""), &request("", env));
        let about = found.iter().filter(|it| it.message.contains("AWS_ROLE_ARN`"));
        let messages: Vec<&str> = about.map(|it| it.message.as_str()).collect();
        assert_eq!(messages.len(), usize::from(expected.is_some()), "{messages:?}");
        assert!(messages.iter().all(|it| it.contains(expected.unwrap_or(""))), "{messages:?}");
    }
    let named = checked(&profiles(of_keys, ""), &request("p", &[role, token]));
    assert!(named.is_empty());
}

#[test]
fn a_suggested_source_closes_no_cycle() {
    // The profiles, and the suggestion for the source of `deploy`.
    let cases = [
        ("[profile deploys]\nrole\nsource_profile = deploy\n", None),
        ("[profile deploys]\nkeys\nrole\nsource_profile = deploy\n", Some("deploys")),
        (
            "[profile deploys]\nrole\nsource_profile = x\n[profile x]\nrole\nsource_profile = deploy\n",
            None,
        ),
        (
            "[profile deploys]\nrole\nsource_profile = deploys\n[profile deploy-s]\nkeys\n",
            Some("deploy-s"),
        ),
        ("[profile deploys]\nrole\nsource_profile = base\n[profile base]\nkeys\n", Some("deploys")),
    ];
    for (others, expected) in cases {
        let config = format!("[profile deploy]\nrole\nsource_profile = deployss\n{others}");
        let files = profiles(&config, "");
        let found = checked(&files, &request("deploy", &[]));
        let help = found
            .iter()
            .find_map(|it| (it.code == Code::SourceProfileNotFound).then_some(it.help.as_deref()?));
        let suggested =
            help.and_then(|help| help.strip_prefix("did you mean `")?.strip_suffix("`?"));
        assert_eq!(suggested, expected, "{others}");
    }
}

#[test]
fn tags_that_cannot_be_read_are_reported_once() {
    for (tags, place) in [("session_tags=a", "config:7:14"), ("session_tags=", "config:7:1")] {
        let config = format!(
            "[profile b]\nkeys\n[profile p]\nrole\nsource_profile=b\n{tags}\ntransitive_session_tags=a"
        );
        let found = places(&checked(&profiles(&config, ""), &request("p", &[])));
        assert_eq!(found, [format!("{place} session-parameter-invalid")]);
    }
}
