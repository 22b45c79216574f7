//! Chains: source profiles, `credential_source`, profiles that name themselves, cycles.

use super::*;

#[test]
fn chains_are_those_of_the_aws_cli() {
    let cases = [
        (
            "a role from a base profile",
            "[profile p]\nrole\nsource_profile=base\n[profile base]\nkeys",
            "",
            "static base → p",
        ),
        (
            "a role from the profile's own keys",
            "[profile p]\nrole\nsource_profile=p\nkeys",
            "",
            "static p → p",
        ),
        (
            "own keys in the other file",
            "[profile p]\nrole\nsource_profile=p",
            "[p]\nkeys",
            "static p → p",
        ),
        (
            "itself without keys is a cycle",
            "[profile p]\nrole\nsource_profile=p",
            "",
            "refused: chain-cycle",
        ),
        (
            "single sign-on does not make it less of one",
            "[profile p]\nrole\nsource_profile=p\nsso",
            "",
            "refused: chain-cycle",
        ),
        (
            "itself with half a pair",
            "[profile p]\nrole\nsource_profile=p\naws_access_key_id=AKID",
            "",
            "refused: static-keys-incomplete",
        ),
        (
            "keys of a source hide its role",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nkeys\nrole\nsource_profile=base\n\
          [profile base]\nkeys",
            "",
            "static q → p",
        ),
        (
            "a source that names itself ends the chain",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nkeys\nrole\nsource_profile=q",
            "",
            "static q → p",
        ),
        (
            "web identity goes before a source's keys",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nkeys\nrole\nweb_identity_token_file=/t",
            "",
            "web-identity q → p",
        ),
        (
            "single sign-on goes before a source's keys",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nkeys\nsso",
            "",
            "sso q → p",
        ),
        (
            "keys of the selected profile don't hide its role",
            "[profile p]\nkeys\nrole\nsource_profile=base\n[profile base]\nkeys",
            "",
            "static base → p",
        ),
        (
            "a role and keys with no source",
            "[profile p]\nkeys\nrole",
            "",
            "refused: source-missing",
        ),
        ("a role with no source", "[profile p]\nrole", "", "refused: source-missing"),
        (
            "both sources",
            "[profile p]\nrole\nsource_profile=base\ncredential_source=Environment\n\
          [profile base]\nkeys",
            "",
            "refused: source-conflict",
        ),
        (
            "both sources, each wrong in itself",
            "[profile p]\nrole\nsource_profile=zz\ncredential_source=environment",
            "",
            "refused: source-conflict credential-source-unknown source-profile-not-found",
        ),
        (
            "a source that is not there",
            "[profile p]\nrole\nsource_profile=zz",
            "",
            "refused: source-profile-not-found",
        ),
        (
            "an empty name is a name",
            "[profile p]\nrole\nsource_profile=",
            "",
            "refused: source-profile-not-found",
        ),
        (
            "quotes are part of a name",
            "[profile p]\nrole\nsource_profile=\"base\"\n[profile base]\nkeys",
            "",
            "refused: source-profile-not-found",
        ),
        (
            "a comment behind is part of a name",
            "[profile p]\nrole\nsource_profile=base # main\n[profile base]\nkeys",
            "",
            "refused: source-profile-not-found",
        ),
        (
            "names keep their case",
            "[profile p]\nrole\nsource_profile=Base\n[profile base]\nkeys",
            "",
            "refused: source-profile-not-found",
        ),
        (
            "a cycle of two",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=p",
            "",
            "refused: chain-cycle",
        ),
        (
            "a cycle further on",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=r\n\
          [profile r]\nrole\nsource_profile=q",
            "",
            "refused: chain-cycle",
        ),
        (
            "back to a selected profile with keys is a cycle too",
            "[profile p]\nkeys\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=p",
            "",
            "refused: chain-cycle",
        ),
        (
            "a source with nothing",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nregion=eu-west-1",
            "",
            "refused: source-has-no-credentials",
        ),
        (
            "a source with an access key alone",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\naws_access_key_id=AKID",
            "",
            "refused: static-keys-incomplete",
        ),
        (
            "a source with a secret alone",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\naws_secret_access_key=SECRETSECRET",
            "",
            "refused: source-has-no-credentials",
        ),
        (
            "keys of two files are no pair",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\naws_secret_access_key=SECRETSECRET",
            "[q]\naws_access_key_id=AKID",
            "refused: static-keys-incomplete",
        ),
        (
            "nor the other way round",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\naws_access_key_id=AKID",
            "[q]\naws_secret_access_key=SECRETSECRET",
            "refused: static-keys-incomplete",
        ),
        (
            "a source that only the credentials file has",
            "[profile p]\nrole\nsource_profile=q",
            "[q]\nkeys\naws_session_token=TOKENTOKEN",
            "static q → p",
        ),
        (
            "every key counts in either file",
            "",
            "[p]\nrole\nsource_profile=q\n[q]\nkeys",
            "static q → p",
        ),
        (
            "a named source without a role is nothing to others",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\ncredential_source=Environment",
            "",
            "refused: source-has-no-credentials",
        ),
        (
            "a named source",
            "[profile p]\nrole\ncredential_source=Environment",
            "",
            "environment p → p",
        ),
        (
            "a named source further on",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\ncredential_source=Environment",
            "",
            "environment q → q → p",
        ),
        (
            "the instance",
            "[profile p]\nrole\ncredential_source=Ec2InstanceMetadata",
            "",
            "ec2-metadata p → p",
        ),
        (
            "a container that is not there",
            "[profile p]\nrole\ncredential_source=EcsContainer",
            "",
            "refused: source-has-no-credentials",
        ),
        (
            "named sources keep their case",
            "[profile p]\nrole\ncredential_source=environment",
            "",
            "refused: credential-source-unknown",
        ),
        (
            "a process as source",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\ncredential_process=get-keys --all",
            "",
            "process q → p",
        ),
        (
            "a console sign-in as source",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nlogin_session=arn:aws:iam::1:user/u",
            "",
            "login q → p",
        ),
        (
            "a token file, even an empty one, keeps a role from being assumed",
            "[profile p]\nrole\nsource_profile=q\n[profile q]\nrole\nsource_profile=b\n\
          web_identity_token_file=\n[profile b]\nkeys",
            "",
            "refused: source-has-no-credentials",
        ),
    ];
    let env = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")];
    for (shows, config, credentials, expected) in cases {
        assert_eq!(outline(config, credentials, &request("p", &env)), expected, "{shows}");
    }
}

#[test]
fn credential_source_needs_the_source() {
    let environment = "[profile p]\nrole\ncredential_source=Environment";
    let machine = "[profile p]\nrole\ncredential_source=Ec2InstanceMetadata";
    let container = "[profile p]\nrole\ncredential_source=EcsContainer";
    let cases = [
        ("no keys", environment, vec![], "refused: source-has-no-credentials"),
        (
            "half a pair",
            environment,
            vec![("AWS_ACCESS_KEY_ID", "AKID")],
            "refused: static-keys-incomplete",
        ),
        (
            "the metadata service is disabled",
            machine,
            vec![("AWS_EC2_METADATA_DISABLED", "TRUE")],
            "refused: source-has-no-credentials",
        ),
        (
            "only the word true switches it off",
            machine,
            vec![("AWS_EC2_METADATA_DISABLED", "1")],
            "ec2-metadata p → p",
        ),
        (
            "a container",
            container,
            vec![("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")],
            "container p → p",
        ),
        (
            "a container, by its whole URL",
            container,
            vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x")],
            "container p → p",
        ),
    ];
    for (shows, config, env, expected) in cases {
        assert_eq!(outline(config, "", &request("p", &env)), expected, "{shows}");
    }
}

#[test]
fn credential_source_is_taken_as_it_is_for_a_terminal_elsewhere() {
    let elsewhere = |env: &[(&str, &str)]| Request { env_elsewhere: true, ..request("p", env) };
    let of = |source: &str| format!("[profile p]\nrole\ncredential_source={source}");
    for (source, expected) in [
        ("Environment", "environment p → p"),
        ("EcsContainer", "container p → p"),
        ("Ec2InstanceMetadata", "ec2-metadata p → p"),
        ("ecscontainer", "refused: credential-source-unknown"),
    ] {
        assert_eq!(outline(&of(source), "", &elsewhere(&[])), expected, "{source}");
    }
    let half = elsewhere(&[("AWS_ACCESS_KEY_ID", "AKID")]);
    assert_eq!(outline(&of("Environment"), "", &half), "refused: static-keys-incomplete");
}

#[test]
fn hops_have_the_order_of_the_calls_and_cache_keys() {
    let config = "[profile p]\nrole_arn=arn:aws:iam::111122223333:role/Admin\nexternal_id=ext-42\n\
                  source_profile=q\nduration_seconds=1_800\n[profile q]\nrole\nsource_profile=b\n\
                  role_session_name=\nmfa_serial=arn:aws:iam::444455556666:mfa/alice\n\
                  [profile b]\nkeys";
    let plan = plan(&profiles(config, ""), &request("p", &[])).unwrap();
    let [first, last] = plan.hops.as_slice() else { panic!("two hops") };
    assert_eq!((first.profile.as_str(), first.chained), ("q", false));
    assert_eq!(first.role_session_name, None, "an empty name is none");
    assert_eq!(first.mfa_serial.as_deref(), Some("arn:aws:iam::444455556666:mfa/alice"));
    assert_eq!((last.profile.as_str(), last.chained), ("p", true));
    assert_eq!(last.external_id.as_deref(), Some("ext-42"));
    assert_eq!(last.duration_seconds, Some(1800));
    assert_eq!(last.locations["external_id"].line, 3);
    let bare = "[profile p]\nrole_arn=arn:aws:iam::111122223333:role/Admin\nsource_profile=b\n\
                 [profile b]\nkeys";
    let plan = super::plan(&profiles(bare, ""), &request("p", &[])).unwrap();
    assert_eq!(plan.hops[0].cache_key, "20d1c4c47209b5c6f6727fa999b7ec9c34fe8643");
}

#[test]
fn a_cycle_is_reported_with_its_locations() {
    let config = "[profile p]\nrole\nsource_profile=q\n\n[profile q]\nrole\nsource_profile=r\n\n\
                  [profile r]\nrole\nsource_profile = q\n";
    let error = plan(&profiles(config, ""), &request("p", &[])).unwrap_err();
    assert_eq!(
        error.message,
        "`source_profile` forms a cycle: `q` (config line 5) → `r` (config line 9) → `q` \
         (config line 5)"
    );
    assert_eq!(
        places(&own(&profiles(config, ""), &error.diagnostics)),
        ["config:11:18 chain-cycle"]
    );
    assert_eq!(error.exit_code, 253);
}

#[test]
fn a_long_cycle_is_shortened() {
    let config: String = (0..1000)
        .map(|n| format!("[profile p{n}]\nrole\nsource_profile=p{}\n", (n + 1) % 1000))
        .collect();
    let error = plan(&profiles(&config, ""), &request("p0", &[])).unwrap_err();
    assert!(error.message.contains("989 more"), "{}", error.message);
    assert!(error.message.len() < 700);
}

#[test]
fn a_chain_of_ten_thousand() {
    let mut config: String =
        (0..10_000).map(|n| format!("[profile p{n}]\nrole\nsource_profile=p{}\n", n + 1)).collect();
    config += "[profile p10000]\nkeys\n";
    let plan = plan(&profiles(&config, ""), &request("p0", &[])).unwrap();
    assert_eq!(plan.hops.len(), 10_000);
    assert_eq!(plan.hops[0].profile, "p9999");
}
