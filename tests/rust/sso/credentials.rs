//! Which SSO token is used and renewed, the requests, and the cache.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::Code;
use rolehop::host::CacheStore;
use rolehop::plan::{self, Capabilities, Request};
use rolehop::resolve::Options;
use rolehop::sso_login::{SsoFlow, SsoLoginOptions, login};
use serde_json::{Value, json};

use super::{
    CONFIG, HOUR, OVER, SOON, entry, grant, lost, oauth_error, role, run, run_in, token, token_key,
    with_token,
};
use crate::host::{Response, Scripted, session};

#[test]
fn sso_credentials_are_cached_as_the_aws_cli_caches_them() {
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
fn as_the_source_of_a_role_only_the_session_of_the_role_is_cached() {
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
    let kept = Scripted::responding([role()]);
    kept.cache.borrow_mut().insert((CacheStore::Sso, token_key("dev")), token(HOUR).to_string());
    run(&kept, "dev").unwrap();
    let cases = [
        ("no cache", Options { cache: false, ..Options::default() }, "read Sso, GET"),
        ("force", Options { force_refresh: true, ..Options::default() }, "lock session, read Sso"),
        (
            "a longer minimum remaining time",
            Options { min_remaining_seconds: 3601, ..Options::default() },
            "read AwsCli, lock",
        ),
        (
            "enough remaining time",
            Options { min_remaining_seconds: 3600, ..Options::default() },
            "read AwsCli",
        ),
    ];
    for (shows, options, starts) in cases {
        let cache = kept.cache.clone();
        let host = Scripted { cache, ..Scripted::responding([role()]) };
        run_in(&host, "dev", &[], options).unwrap();
        assert!(host.transcript().starts_with(starts), "{shows}: {}", host.transcript());
    }
}

#[test]
fn a_token_that_expires_soon_is_renewed_once_and_keeps_unknown_fields() {
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
fn a_waiter_uses_the_token_renewed_by_the_lock_owner() {
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

/// The outcome of each token: the code of the error or `used`, and the number of requests.
#[test]
fn which_tokens_are_used() {
    let without = |expires_at: &str, key: &str| {
        let mut token = token(expires_at);
        token.as_object_mut().unwrap().remove(key);
        token
    };
    let mut late = token(SOON);
    late["registrationExpiresAt"] = OVER.into();
    let mut spelt = token("2026-01-02T04:04:05UTC");
    spelt["registrationExpiresAt"] = "2026-03-01T00:00:00UTC".into();
    let denied = || vec![oauth_error(400, "invalid_grant"), role()];
    let cases = [
        ("an hour left", "dev", token(HOUR), vec![role()], "used", 1),
        ("the older time format", "dev", spelt, vec![role()], "used", 1),
        (
            "a quarter of an hour left",
            "dev",
            token("2026-01-02T03:19:05Z"),
            vec![role()],
            "used",
            1,
        ),
        ("expires soon, renewal rejected", "dev", token(SOON), denied(), "used, warned", 2),
        (
            "expires soon, no refresh token",
            "dev",
            without(SOON, "refreshToken"),
            vec![role()],
            "used",
            1,
        ),
        (
            "expires soon, no client secret",
            "dev",
            without(SOON, "clientSecret"),
            vec![role()],
            "used",
            1,
        ),
        ("expires soon, registration too", "dev", late, vec![role()], "used", 1),
        (
            "expires soon, network down",
            "dev",
            token(SOON),
            vec![lost(), lost(), lost(), role()],
            "used, warned",
            4,
        ),
        ("expired, renewed", "dev", token(OVER), vec![grant(2), role()], "used", 2),
        ("expired, renewal rejected", "dev", token(OVER), denied(), "sso-login-required", 1),
        (
            "expired, not renewable",
            "dev",
            without(OVER, "refreshToken"),
            vec![],
            "sso-login-required",
            0,
        ),
        (
            "expired, network down",
            "dev",
            token(OVER),
            vec![lost(), lost(), lost()],
            "sso-unreachable",
            3,
        ),
        ("without a session, expires soon", "old", token(SOON), vec![role()], "used", 1),
        ("without a session, expired", "old", token(OVER), vec![], "sso-login-required", 0),
        ("no access token", "dev", without(HOUR, "accessToken"), vec![], "sso-login-required", 0),
        ("no expiration", "dev", without(HOUR, "expiresAt"), vec![], "sso-login-required", 0),
        (
            "an expiration without a time zone",
            "dev",
            token("2026-01-02T04:04:05"),
            vec![],
            "sso-login-required",
            0,
        ),
        ("not an object", "dev", json!([]), vec![], "sso-login-required", 0),
    ];
    for (shows, profile, token, responses, expected, calls) in cases {
        assert_eq!(outcome(profile, &token, responses), (expected.to_owned(), calls), "{shows}");
    }
}

/// A service that fails does not need another sign-in.
#[test]
fn an_outage_does_not_need_a_sign_in() {
    let page = |status: u16| -> Response { Ok((status, "<html>".to_owned())) };
    let busy = |status: u16| vec![page(status), page(status), page(status), role()];
    let cases = [
        ("expired, status 503", token(OVER), busy(503), "sso-unreachable", 3),
        ("expired, status 429", token(OVER), busy(429), "sso-unreachable", 3),
        ("expires soon, status 503", token(SOON), busy(503), "used, warned", 4),
        ("expired, a page", token(OVER), vec![page(200)], "sso-rejected", 1),
        ("expired, a page that denies access", token(OVER), vec![page(403)], "sso-rejected", 1),
    ];
    for (shows, token, responses, expected, calls) in cases {
        assert_eq!(outcome("dev", &token, responses), (expected.to_owned(), calls), "{shows}");
    }
}

/// The code of the error or `used`, and the number of requests.
fn outcome(profile: &str, token: &Value, responses: Vec<Response>) -> (String, usize) {
    let host = with_token(profile, token, responses);
    let outcome = run(&host, profile);
    let warned = host.transcript().contains("warn sso-login-required");
    let code = match &outcome {
        Ok(_) if warned => "used, warned",
        Ok(_) => "used",
        Err(error) => error.code.as_str(),
    };
    (code.to_owned(), host.requests.borrow().len())
}

#[test]
fn a_missing_token_error_names_the_commands() {
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
fn responses_of_the_portal() {
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
        ("throttled once", [busy(), vec![role()]].concat(), "used"),
        ("throttled", [busy(), busy()].concat(), "sso-unreachable"),
        ("no network", vec![lost(), lost(), lost()], "sso-unreachable"),
        ("a page", said(200, "<html>canary</html>"), "sso-rejected"),
        (
            "a truncated response",
            said(200, r#"{"roleCredentials":{"accessKeyId":"canary"}}"#),
            "sso-rejected",
        ),
        (
            "expired on arrival",
            said(
                200,
                r#"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"canary","sessionToken":"canary","expiration":1767323045000}}"#,
            ),
            "clock-skew",
        ),
    ];
    for (shows, responses, expected) in cases {
        let host = with_token("dev", &token(HOUR), responses);
        let outcome = run(&host, "dev");
        let actual = outcome.as_ref().map_or_else(|error| error.code.as_str(), |_| "used");
        assert_eq!(actual, expected, "{shows}");
        let kept =
            host.cache.borrow().keys().filter(|(store, _)| *store == CacheStore::AwsCli).count();
        assert_eq!(kept, usize::from(actual == "used"), "{shows}");
    }
}

#[test]
fn custom_endpoints_do_not_write_to_the_shared_cache() {
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
fn without_a_token_cache_no_token_is_used() {
    let device = SsoLoginOptions { flow: Some(SsoFlow::Device), ..SsoLoginOptions::default() };
    for (untrusted, code) in [(true, Code::Untrusted), (false, Code::NotSupportedHere)] {
        let profiles = Profiles::parse(CONFIG, "");
        let capabilities = Capabilities { sso_tokens: false, untrusted, ..Capabilities::default() };
        let request = Request { profile: Some("dev".into()), capabilities, ..Request::default() };
        assert_eq!(plan::plan(&profiles, &request).unwrap_err().code, code);
        let host = with_token("dev", &token(HOUR), vec![]);
        let signing_in = login(&profiles, &request, &device, &host);
        assert_eq!(block_on(signing_in).unwrap_err().code, code);
        assert!(host.requests.borrow().is_empty() && host.transcript().is_empty());
    }
}
