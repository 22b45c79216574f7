//! The options of a request in addition to the profile: a role, a duration, a program for MFA codes.

use super::*;
use crate::sts::SessionParameters;

const FILES: &str = "[profile base]\nkeys\n[profile p]\nrole\nsource_profile=base\n\
                     mfa_serial=arn:aws:iam::111122223333:mfa/a\nmfa_process=code 'my device'\n\
                     duration_seconds=1800\n[profile over-base]\nrole_arn=arn:aws:iam::444455556666:role/R\n\
                     source_profile=base\n[profile over-p]\nrole_arn=arn:aws:iam::444455556666:role/R\n\
                     source_profile=p\nduration_seconds=3000\n[profile long]\nrole\n\
                     source_profile=over-base\nduration_seconds=3601\n[profile over-long]\nrole\n\
                     source_profile=long\n";

const ROLE: &str = "arn:aws:iam::444455556666:role/R";

fn over(profile: &str, duration_seconds: Option<u32>) -> Request {
    Request { role_arn: Some(ROLE.to_owned()), duration_seconds, ..request(profile, &[]) }
}

#[test]
fn a_requested_role_is_that_of_a_profile_that_names_it() {
    for (profile, named, duration) in [("base", "over-base", None), ("p", "over-p", Some(3000))] {
        let requested = plan(&profiles(FILES, ""), &over(profile, duration)).unwrap();
        let written = plan(&profiles(FILES, ""), &request(named, &[])).unwrap();
        let keys = |plan: &Plan| -> Vec<String> {
            plan.hops.iter().map(|hop| hop.cache_key.clone()).collect()
        };
        assert_eq!(keys(&requested), keys(&written), "{profile}");
        let last = requested.hops.last().unwrap();
        assert_eq!((last.role_arn.as_str(), last.mfa_serial.as_deref()), (ROLE, None));
        assert!(last.locations.is_empty(), "no setting of the profile is of this call");
        assert_eq!(last.chained, profile == "p");
    }
}

#[test]
fn the_last_role_gets_what_is_requested_for_the_session() {
    let identity =
        SessionParameters { source_identity: Some("alice".into()), ..Default::default() };
    let requested = Request { session: identity, ..over("p", Some(900)) };
    let plan = plan(&profiles(FILES, ""), &requested).unwrap();
    let given: Vec<_> = plan
        .hops
        .iter()
        .map(|hop| (hop.duration_seconds, hop.session.source_identity.as_deref()))
        .collect();
    assert_eq!(given, [(Some(1800), None), (Some(900), Some("alice"))]);
}

#[test]
fn a_setting_that_the_request_overrides_has_no_location() {
    let session = SessionParameters {
        tags: Some(Vec::new()),
        transitive_tag_keys: Some(Vec::new()),
        source_identity: Some("alice".into()),
        ..Default::default()
    };
    let requested = Request {
        duration_seconds: Some(900),
        mfa_process: Some("other".into()),
        session,
        ..request("q", &[])
    };
    let own = "mfa_serial=GAHT12345678\nmfa_process=code\nduration_seconds=1800\n\
               session_tags=a=b\ntransitive_session_tags=a\nsource_identity=bob\n";
    let config = format!(
        "[profile base]\nkeys\n[profile p]\nrole\nsource_profile=base\n{own}[profile q]\nrole\n\
         source_profile=p\n{own}"
    );
    let keys = |request: &Request| -> Vec<Vec<String>> {
        let plan = plan(&profiles(&config, ""), request).unwrap();
        plan.hops.iter().map(|hop| hop.locations.keys().cloned().collect()).collect()
    };
    let [first, last] = &keys(&requested)[..] else { panic!("two hops") };
    assert_eq!(
        first.join(" "),
        "duration_seconds mfa_serial role_arn session_tags source_identity source_profile \
         transitive_session_tags"
    );
    assert_eq!(last.join(" "), "mfa_serial role_arn source_profile");
    assert_eq!(keys(&request("q", &[]))[1].len(), 8);
}

#[test]
fn a_requested_role_calls_sts() {
    let config = "[profile base]\nkeys\nservices=missing\n";
    for (request, severity) in
        [(request("base", &[]), Severity::Warning), (over("base", None), Severity::Error)]
    {
        let found = checked(&profiles(config, ""), &request);
        assert_eq!(codes(&found, severity), ["services-not-found"]);
    }
}

#[test]
fn what_sts_would_reject_is_an_error() {
    let seconds =
        |profile, duration| Request { duration_seconds: Some(duration), ..request(profile, &[]) };
    let malformed = Request { role_arn: Some("R".into()), ..request("base", &[]) };
    for (shows, request, expected) in [
        ("a duration of a user's role", seconds("p", 43_200), "static base → p"),
        ("too short", seconds("p", 899), "refused: duration-out-of-range"),
        ("too long", seconds("p", 43_201), "refused: duration-out-of-range"),
        ("too long for a chain", over("p", Some(3601)), "refused: duration-chained"),
        ("too long for a chain of profiles", seconds("over-p", 3601), "refused: duration-chained"),
        (
            "each call of the chain with the same duration",
            seconds("over-long", 3601),
            "refused: duration-chained duration-chained",
        ),
        ("long, from a user", over("base", Some(43_200)), "static base → base"),
        ("without a role", seconds("base", 1800), "refused: usage-invalid"),
        ("not a role", malformed, "refused: role-arn-malformed"),
    ] {
        assert_eq!(outline(FILES, "", &request), expected, "{shows}");
    }
}

#[test]
fn programs_for_codes() {
    let program = |mfa_process: Option<&str>, process: bool| {
        let capabilities = Capabilities { process, ..Capabilities::default() };
        let mfa_process = mfa_process.map(str::to_owned);
        let request = Request { mfa_process, capabilities, ..request("p", &[]) };
        let files = profiles(FILES, "");
        let plan = plan(&files, &request).unwrap();
        mfa_program(&files, &request, &plan.hops[0]).map(|words| words.join("|"))
    };
    assert_eq!(program(None, true).as_deref(), Some("code|my device"));
    assert_eq!(program(Some("other -x"), true).as_deref(), Some("other|-x"));
    assert_eq!(program(Some(""), true), None);
    assert_eq!(program(None, false), None, "where no program may be run");
    assert_eq!(program(Some("other"), false), None);
}

#[test]
fn a_wrong_parameter_of_the_request_has_no_place_in_the_files() {
    let config = "[profile b]\nkeys\n[profile p]\nrole\nsource_profile=b\nsession_tags=a=b\n\
                  transitive_session_tags=a\nsource_identity=bob";
    let files = profiles(config, "");
    let tag = crate::sts::Tag { key: "aws:x".into(), value: String::new() };
    let session = SessionParameters {
        tags: Some(vec![tag]),
        transitive_tag_keys: Some(vec!["c".into()]),
        source_identity: Some("-".into()),
        ..Default::default()
    };
    let code = "session-parameter-invalid";
    for role_arn in [None, Some(ROLE.to_owned())] {
        let request = Request { session: session.clone(), role_arn, ..request("p", &[]) };
        assert_eq!(places(&checked(&files, &request)), [code; 3]);
    }
    // Only the tags.
    let session = SessionParameters { transitive_tag_keys: None, source_identity: None, ..session };
    let request = Request { session, ..request("p", &[]) };
    let found = places(&checked(&files, &request));
    assert_eq!(found, [code.to_owned(), format!("config:8:25 {code}")]);
    // All profiles are checked as they are.
    let request = Request { profile: None, duration_seconds: Some(1), ..request };
    assert_eq!(places(&checked(&files, &request)), Vec::<String>::new());
}
