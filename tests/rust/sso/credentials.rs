//! Which sign-in is used and renewed, what is asked for and kept.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::Code;
use rolehop::host::CacheStore;
use rolehop::plan::{self, Capabilities, Request};
use rolehop::resolve::Options;
use rolehop::sso_login::login;
use serde_json::{Value, json};

use super::{
    CONFIG, HOUR, OVER, SOON, entry, grant, lost, refused, role, run, run_in, token, token_key,
    with_token,
};
use crate::host::{Scripted, session};

#[test]
fn a_sign_in_gives_credentials_that_are_kept_as_the_aws_cli_keeps_them() {
    let host = with_token("dev", &token(HOUR), vec![role()]);
    let credentials = run(&host, "dev").unwrap();
    assert_eq!(credentials.access_key_id, "ASIASSO");
    assert_eq!(credentials.account_id.as_deref(), Some("111122223333"));
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, read Sso, GET /federation/credentials, \
         write AwsCli, unlock session"
    );
    let request = &host.requests.borrow()[0];
    assert_eq!(
        request.url,
        "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials\
         ?role_name=Dev%2BOps&account_id=111122223333"
    );
    let [(name, value)] = request.headers.as_slice() else { panic!("one header") };
    assert_eq!((name.as_str(), value.expose()), ("x-amz-sso_bearer_token", "canary/access/1"));
    let expected = json!({ "ProviderType": "sso", "Credentials": {
        "AccessKeyId": "ASIASSO", "SecretAccessKey": "canary/secret", "SessionToken": "canary/token",
        "Expiration": "2026-01-02T04:04:05Z", "AccountId": "111122223333",
    }});
    assert_eq!(entry(&host, CacheStore::AwsCli), expected);
    let host = Scripted { cache: host.cache, ..Scripted::default() };
    assert_eq!(run(&host, "dev").unwrap(), credentials);
    assert_eq!(host.transcript(), "read AwsCli");
}

#[test]
fn as_the_source_of_a_role_only_the_role_is_kept() {
    let host = with_token("dev", &token(HOUR), vec![role(), session("Leaf", 1)]);
    run(&host, "leaf").unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, read Sso, GET /federation/credentials, \
         AssumeRole Leaf, write AwsCli, unlock session"
    );
    let refused = Ok((
        403,
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message>\
                            </Error></ErrorResponse>"
            .to_owned(),
    ));
    let host = with_token("dev", &token(HOUR), vec![role(), refused]);
    let error = run(&host, "leaf").unwrap_err();
    assert!(error.message.contains("the IAM Identity Center role of profile `dev`"), "{error}");
}

#[test]
fn options_of_the_cache() {
    let kept = Scripted::answering([role()]);
    kept.cache.borrow_mut().insert((CacheStore::Sso, token_key("dev")), token(HOUR).to_string());
    run(&kept, "dev").unwrap();
    let cases = [
        ("no cache", Options { cache: false, ..Options::default() }, "read Sso, GET"),
        ("force", Options { force_refresh: true, ..Options::default() }, "lock session, read Sso"),
        (
            "more time",
            Options { min_remaining_seconds: 3601, ..Options::default() },
            "read AwsCli, lock",
        ),
        ("enough", Options { min_remaining_seconds: 3600, ..Options::default() }, "read AwsCli"),
    ];
    for (shows, options, starts) in cases {
        let cache = kept.cache.clone();
        let host = Scripted { cache, ..Scripted::answering([role()]) };
        run_in(&host, "dev", &[], options).unwrap();
        assert!(host.transcript().starts_with(starts), "{shows}: {}", host.transcript());
    }
}

#[test]
fn a_sign_in_that_ends_soon_is_renewed_once_and_keeps_what_else_it_holds() {
    let host = with_token("dev", &token(SOON), vec![grant(2), role()]);
    run(&host, "dev").unwrap();
    assert!(host.transcript().contains(
        "read Sso, lock sso, read Sso, POST /token, write Sso, unlock sso, GET /federation"
    ));
    let request = &host.requests.borrow()[0];
    assert_eq!(request.url, "https://oidc.eu-central-1.amazonaws.com/token");
    let body: Value = serde_json::from_str(request.body.expose()).unwrap();
    let expected = json!({
        "grantType": "refresh_token", "clientId": "client", "clientSecret": "canary/client",
        "refreshToken": "canary/refresh/1",
    });
    assert_eq!(body, expected);
    let mut expected = token("2026-01-02T11:04:05Z");
    expected["accessToken"] = "canary/access/2".into();
    expected["refreshToken"] = "canary/refresh/2".into();
    assert_eq!(entry(&host, CacheStore::Sso), expected);
}

#[test]
fn who_waits_for_the_lock_finds_the_sign_in_renewed() {
    let host = with_token("dev", &token(OVER), vec![role()]);
    let mut other = token(HOUR);
    other["accessToken"] = "canary/access/3".into();
    let options = Options { cache: false, ..Options::default() };
    host.meanwhile.borrow_mut().insert((CacheStore::Sso, token_key("dev")), other.to_string());
    run_in(&host, "dev", &[], options).unwrap();
    assert_eq!(
        host.transcript(),
        "read Sso, lock sso, read Sso, unlock sso, GET /federation/credentials"
    );
    assert_eq!(host.requests.borrow()[0].headers[0].1.expose(), "canary/access/3");
}

/// What becomes of a sign-in: the code of the error, or `used`, and whether the service was asked.
#[test]
fn which_sign_ins_are_used() {
    let without = |expires_at: &str, key: &str| {
        let mut token = token(expires_at);
        token.as_object_mut().unwrap().remove(key);
        token
    };
    let mut late = token(SOON);
    late["registrationExpiresAt"] = OVER.into();
    let mut spelt = token("2026-01-02T04:04:05UTC");
    spelt["registrationExpiresAt"] = "2026-03-01T00:00:00UTC".into();
    let denied = || vec![refused(400, "invalid_grant"), role()];
    let cases = [
        ("an hour left", "dev", token(HOUR), vec![role()], "used", 1),
        ("the old spelling of its end", "dev", spelt, vec![role()], "used", 1),
        (
            "a quarter of an hour left",
            "dev",
            token("2026-01-02T03:19:05Z"),
            vec![role()],
            "used",
            1,
        ),
        ("soon over, renewal refused", "dev", token(SOON), denied(), "used, warned", 2),
        (
            "soon over, no refresh token",
            "dev",
            without(SOON, "refreshToken"),
            vec![role()],
            "used",
            1,
        ),
        ("soon over, no client", "dev", without(SOON, "clientSecret"), vec![role()], "used", 1),
        ("soon over, registration too", "dev", late, vec![role()], "used", 1),
        (
            "soon over, network away",
            "dev",
            token(SOON),
            vec![lost(), lost(), lost(), role()],
            "used, warned",
            4,
        ),
        ("over, renewed", "dev", token(OVER), vec![grant(2), role()], "used", 2),
        ("over, renewal refused", "dev", token(OVER), denied(), "sso-login-required", 1),
        (
            "over, not renewable",
            "dev",
            without(OVER, "refreshToken"),
            vec![],
            "sso-login-required",
            0,
        ),
        (
            "over, network away",
            "dev",
            token(OVER),
            vec![lost(), lost(), lost()],
            "sso-unreachable",
            3,
        ),
        ("without a session soon over", "old", token(SOON), vec![role()], "used", 1),
        ("without a session over", "old", token(OVER), vec![], "sso-login-required", 0),
        ("no token in it", "dev", without(HOUR, "accessToken"), vec![], "sso-login-required", 0),
        ("no end in it", "dev", without(HOUR, "expiresAt"), vec![], "sso-login-required", 0),
        (
            "an end without a zone",
            "dev",
            token("2026-01-02T04:04:05"),
            vec![],
            "sso-login-required",
            0,
        ),
        ("no object", "dev", json!([]), vec![], "sso-login-required", 0),
    ];
    for (shows, profile, token, answers, expected, calls) in cases {
        let host = with_token(profile, &token, answers);
        let outcome = run(&host, profile);
        let warned = host.transcript().contains("warn sso-login-required");
        let actual = match &outcome {
            Ok(_) if warned => "used, warned",
            Ok(_) => "used",
            Err(error) => error.code.as_str(),
        };
        assert_eq!((actual, host.requests.borrow().len()), (expected, calls), "{shows}");
    }
}

#[test]
fn a_missing_sign_in_names_the_commands() {
    let cases = [
        ("dev", "run `rolehop login --profile dev` or `aws sso login --sso-session corp`"),
        ("old", "run `rolehop login --profile old` or `aws sso login --profile old`"),
        ("leaf", "run `rolehop login --profile dev` or `aws sso login --sso-session corp`"),
    ];
    for (profile, help) in cases {
        let error = run(&Scripted::default(), profile).unwrap_err();
        assert_eq!((error.code, error.exit_code), (Code::SsoLoginRequired, 255), "{profile}");
        assert_eq!(error.help.as_deref(), Some(help), "{profile}");
        assert_eq!(error.message, "no SSO token found for `https://corp.awsapps.com/start`");
        assert!(error.diagnostics[0].location.is_some(), "{profile}");
    }
}

#[test]
fn what_the_portal_answers() {
    let said = |status: u16, body: &str| vec![Ok((status, body.to_owned()))];
    let busy = || vec![Ok((429, "{}".to_owned())), Ok((500, String::new()))];
    let cases = [
        (
            "revoked",
            said(401, r#"{"message":"Session token not found or invalid"}"#),
            "sso-login-required",
        ),
        ("not assigned", said(403, r#"{"message":"No access"}"#), "sso-access-denied"),
        ("no such role", said(404, r#"{"message":"not found"}"#), "sso-access-denied"),
        ("a wrong account", said(400, r#"{"message":"bad account"}"#), "sso-rejected"),
        ("busy and then not", [busy(), vec![role()]].concat(), "used"),
        ("busy", [busy(), busy()].concat(), "sso-rejected"),
        ("no network", vec![lost(), lost(), lost()], "sso-unreachable"),
        ("a page", said(200, "<html>canary</html>"), "sso-rejected"),
        (
            "half an answer",
            said(200, r#"{"roleCredentials":{"accessKeyId":"canary"}}"#),
            "sso-rejected",
        ),
        (
            "over already",
            said(
                200,
                r#"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"canary","sessionToken":"canary","expiration":1767323045000}}"#,
            ),
            "clock-skew",
        ),
    ];
    for (shows, answers, expected) in cases {
        let host = with_token("dev", &token(HOUR), answers);
        let outcome = run(&host, "dev");
        let actual = outcome.as_ref().map_or_else(|error| error.code.as_str(), |_| "used");
        assert_eq!(actual, expected, "{shows}");
        let kept =
            host.cache.borrow().keys().filter(|(store, _)| *store == CacheStore::AwsCli).count();
        assert_eq!(kept, usize::from(actual == "used"), "{shows}");
    }
}

#[test]
fn endpoints_that_someone_set_never_write_what_the_aws_cli_shares() {
    let shared = |host: &Scripted| -> Vec<CacheStore> {
        let cache = host.cache.borrow();
        cache.keys().map(|(store, _)| *store).filter(|store| *store != CacheStore::Sso).collect()
    };
    let cases = [
        ("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1/x/", "http://127.0.0.1:1/x/federation/", true),
        (
            "AWS_ENDPOINT_URL_SSO_OIDC",
            "http://127.0.0.1:2",
            "https://portal.sso.eu-central-1.",
            false,
        ),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:3", "http://127.0.0.1:3/federation/", false),
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:4", "https://portal.sso.eu-central-1.", true),
    ];
    for (variable, url, portal, renews_at_aws) in cases {
        let host = with_token("dev", &token(SOON), vec![grant(2), role()]);
        run_in(&host, "dev", &[(variable, url)], Options::default()).unwrap();
        let requests = host.requests.borrow();
        assert!(requests[1].url.starts_with(portal), "{variable}: {}", requests[1].url);
        let at_aws = requests[0].url.starts_with("https://oidc.eu-central-1.amazonaws.com/");
        assert_eq!(at_aws, renews_at_aws, "{variable}");
        let is_renewed = entry(&host, CacheStore::Sso)["accessToken"] == "canary/access/2";
        assert_eq!(is_renewed, renews_at_aws, "{variable} keeps the sign-in elsewhere");
        let expected: &[CacheStore] = match variable {
            "AWS_ENDPOINT_URL_STS" => &[CacheStore::AwsCli],
            "AWS_ENDPOINT_URL_SSO" => &[CacheStore::Rolehop],
            _ => &[CacheStore::Rolehop, CacheStore::RolehopSso],
        };
        assert_eq!(shared(&host), expected, "{variable}");
    }
}

#[test]
fn who_may_not_read_files_gets_nothing() {
    for (untrusted, code) in [(true, Code::Untrusted), (false, Code::NotSupportedHere)] {
        let profiles = Profiles::parse(CONFIG, "");
        let capabilities = Capabilities { files: false, untrusted, ..Capabilities::default() };
        let request = Request { profile: Some("dev".into()), capabilities, ..Request::default() };
        assert_eq!(plan::plan(&profiles, &request).unwrap_err().code, code);
        let host = with_token("dev", &token(HOUR), vec![]);
        let signing_in = login(&profiles, &request, None, &host);
        assert_eq!(block_on(signing_in).unwrap_err().code, code);
        assert!(host.requests.borrow().is_empty() && host.transcript().is_empty());
    }
}
