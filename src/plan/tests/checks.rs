//! `check`: everything at once, in the order of the files, each thing once.

use super::*;

#[test]
fn everything_is_checked_without_a_profile() {
    let config = "[default]\nregion=eu-west-1\n[profile a]\nrole\nsource_profile=zz\n[profile b]\n\
                  role\nsource_profile=a\nduration_seconds=1\n[profile c]\nrole\nsource_profile=b\n\
                  [profile x]\nrole\nsource_profile=y\n[profile y]\nrole\nsource_profile=x";
    let found = checked(&profiles(config, "[half]\naws_access_key_id=AKID"), &request("", &[]));
    assert_eq!(
        places(&found),
        [
            "config:5:16 source-profile-not-found",
            "config:9:18 duration-out-of-range",
            "config:18:16 chain-cycle",
            "credentials:2:1 static-keys-incomplete",
        ]
    );
}

#[test]
fn every_profile_with_an_empty_source_is_reported() {
    let config = "[profile a]\nrole\nsource_profile=e\n[profile b]\nrole\nsource_profile=e\n\
                  [profile e]\nregion=eu-west-1\n[profile c]\nrole\nsource_profile=a";
    let found = checked(&profiles(config, ""), &request("", &[]));
    let errors: Vec<_> = found.iter().filter(|found| found.is_error()).map(line).collect();
    assert_eq!(errors, [Some(3), Some(6)]);
}

#[test]
fn a_cycle_through_static_keys_is_found_from_every_start() {
    let config = "[profile q]\nrole\nsource_profile=r\n[profile r]\nrole\nsource_profile=p\n\
                  [profile p]\nkeys\nrole\nsource_profile=q";
    let files = profiles(config, "");
    assert_eq!(outline(config, "", &request("q", &[])), "static p → r → q");
    let found = check(&files, &request("", &[]));
    let cycles: Vec<_> = found.iter().filter(|found| found.code == Code::ChainCycle).collect();
    assert_eq!(cycles.len(), 1);
    assert_eq!(
        cycles[0].message,
        plan(&files, &request("p", &[])).unwrap_err().message,
        "the same words either way"
    );
}

#[test]
fn one_profile_is_checked_alone() {
    let config = "[profile p]\nrole\nsource_profile=b\n[profile b]\nkeys\n[profile broken]\nrole";
    let found = checked(&profiles(config, ""), &request("p", &[]));
    assert_eq!(codes(&found, Severity::Error), Vec::<&str>::new());
    let found = check(&profiles("[profile p]\nkeys\n[profile q]\njunk", ""), &request("p", &[]));
    assert_eq!(codes(&found, Severity::Error), ["invalid-line"]);
}

#[test]
fn the_environment_is_checked_once() {
    let files = profiles("[profile a]\nkeys\n[profile b]\nkeys", "");
    let env = [("AWS_PROFILE", "nope"), ("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_REGION", "x/y")];
    let mut found = places(&checked(&files, &request("", &env)));
    found.sort();
    assert_eq!(found, ["profile-not-found", "region-invalid", "static-keys-incomplete"]);
}

/// Would take minutes if chains were followed once for each profile that leads into them.
#[test]
fn a_hundred_thousand_profiles_are_checked_in_linear_time() {
    let mut config: String = (0..100_000)
        .map(|n| format!("[profile p{n}]\nrole\nsource_profile=p{}\n", n + 1))
        .collect();
    config += "[profile p100000]\nregion=eu-west-1\n";
    let found = checked(&profiles(&config, ""), &request("", &[]));
    assert_eq!(codes(&found, Severity::Error), ["source-has-no-credentials"]);
}

/// The same for the suggestions.
#[test]
fn ten_thousand_wrong_names_are_checked_in_linear_time() {
    let config: String =
        (0..10_000).map(|n| format!("[profile p{n}]\nrole\nsource_profile=q{n}\n")).collect();
    let found = checked(&profiles(&config, ""), &request("", &[]));
    assert_eq!(codes(&found, Severity::Error).len(), 10_000);
}

#[test]
fn sections_that_a_chain_names_are_checked_with_it() {
    let config = "[profile p]\nsso_session=a b\nsso_account_id=111122223333\nsso_role_name=R\n\
                  [sso-session \"a b\"]\nsso_region=eu-west-1\nsso_start_url=https://x.test\n\
                  [sso-session \"c d\"]\nsso_region=eu-west-1\nsso_start_url=https://x.test";
    let found = check(&profiles(config, ""), &request("p", &[]));
    assert_eq!(places(&found), ["config:5:1 ?differs-in-sdk"]);
}

/// Every profile inherits from `[DEFAULT]`, so reading that for each takes quadratic time.
#[test]
fn shared_settings_are_read_up_to_a_limit() {
    let shared = format!("[DEFAULT]\ncredential_process = a {}\n", "x".repeat(1 << 20));
    let sections: String = (0..20).map(|n| format!("[profile p{n}]\n")).collect();
    let files = profiles(&format!("{shared}{sections}"), "");
    let found = check(&files, &request("", &[]));
    assert_eq!(codes(&found, Severity::Error), ["too-large"]);
    assert_eq!(found.iter().find_map(|it| it.profile.as_deref()), Some("p4"));
}

#[test]
fn long_lists_of_tags_are_not_checked() {
    let tags: String = (0..51).map(|n| format!("aws:{n}=v,")).collect();
    let keys: String = (0..51).map(|n| format!("t{n},")).collect();
    let config = format!(
        "[profile p]\nrole\nsource_profile=b\nsession_tags={tags}x=y\ntransitive_session_tags={keys}"
    );
    let found = check(&profiles(&config, "[b]\nkeys"), &request("p", &[]));
    let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
    let expected = [
        "`session_tags` has more than 50 tags; STS allows 50",
        "`transitive_session_tags` has more than 50 keys; STS allows 50",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn nothing_is_said_about_the_environment_of_the_profiles() {
    let config = "[profile a]\nrole\ncredential_source=Environment\n[profile b]\nrole\n\
                  credential_source=EcsContainer\n[profile c]\n\
                  role_arn=arn:aws-cn:iam::111122223333:role/c\nsource_profile=d\n[profile d]\nkeys";
    let files = profiles(config, "");
    let found = checked(&files, &request("", &[]));
    let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
    let expected = "the role is in partition `aws-cn`, but the global endpoint (used without a region) \
                    is in `aws`";
    assert_eq!(messages, [expected]);
    for name in ["a", "b"] {
        let found = checked(&files, &request(name, &[]));
        assert_eq!(codes(&found, Severity::Error), ["source-has-no-credentials"], "{name}");
    }
}

/// A service that is not STS may accept what STS rejects.
#[test]
fn the_source_of_a_profile_with_another_service_is_also_checked_for_sts() {
    let lab =
        "[profile a]\nrole\nsource_profile=c\nregion=eu-west-1\nendpoint_url=https://x.test\n";
    let config = "[profile c]\nrole\nrole_session_name=a b\nsource_profile=d\n[profile d]\nkeys";
    let files = profiles(&format!("{lab}{config}"), "");
    let of_a = checked(&files, &request("a", &[]));
    assert_eq!(codes(&of_a, Severity::Warning), ["session-name-invalid"]);
    let found = checked(&files, &request("", &[]));
    assert_eq!(codes(&found, Severity::Error), ["session-name-invalid"]);
    assert_eq!(codes(&found, Severity::Warning), Vec::<&str>::new());
}
