//! SSO login.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::{Code, Error};
use rolehop::host::CacheStore;
use rolehop::plan::Request;
use rolehop::sso_login::{SsoLoginResult, login};
use serde_json::{Value, json};

use super::{CONFIG, check_quiet, grant, lost, oauth_error, token_key};
use crate::host::{NOW_MS, Response, Scripted};

fn log_in(host: &Scripted, profile: &str, session: Option<&str>) -> Result<SsoLoginResult, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    block_on(login(&profiles, &request, session, host)).inspect_err(check_quiet)
}

fn registered() -> Response {
    let body = json!({
        "clientId": "client", "clientSecret": "canary/client", "clientIdIssuedAt": 1_767_323_045,
        "clientSecretExpiresAt": 1_775_099_045,
    });
    Ok((200, body.to_string()))
}

fn started() -> Response {
    let body = json!({
        "deviceCode": "canary/device", "userCode": "WXYZ-ABCD",
        "verificationUri": "https://device.sso.eu-central-1.amazonaws.com/",
        "verificationUriComplete": "https://device.sso.eu-central-1.amazonaws.com/?user_code=WXYZ-ABCD",
        "expiresIn": 600, "interval": 1,
    });
    Ok((200, body.to_string()))
}

fn pending() -> Response {
    oauth_error(400, "authorization_pending")
}

#[test]
fn a_user_logs_in() {
    let slow = oauth_error(400, "slow_down");
    let responses = [registered(), started(), pending(), slow, pending(), grant(1)];
    let host = Scripted::responding(responses);
    let done = log_in(&host, "dev", None).unwrap();
    assert_eq!(
        host.transcript(),
        "read Sso, POST /client/register, write Sso, POST /device_authorization, POST /token, \
         show WXYZ-ABCD, sleep 1000, POST /token, sleep 6000, POST /token, sleep 6000, POST /token, \
         write Sso"
    );
    let expected = SsoLoginResult {
        start_url: "https://corp.awsapps.com/start".into(),
        region: "eu-central-1".into(),
        session: Some("corp".into()),
        profile: Some("dev".into()),
        expires_at_ms: NOW_MS + 28_800_000,
        renewable: true,
    };
    assert_eq!(done, expected);
    let written: Value =
        serde_json::from_str(&host.cache.borrow()[&(CacheStore::Sso, token_key("dev"))]).unwrap();
    let expected = json!({
        "startUrl": "https://corp.awsapps.com/start", "region": "eu-central-1",
        "accessToken": "canary/access/1", "expiresAt": "2026-01-02T11:04:05Z",
        "refreshToken": "canary/refresh/1", "clientId": "client", "clientSecret": "canary/client",
        "registrationExpiresAt": "2026-04-02T03:04:05Z",
    });
    assert_eq!(written, expected);
    let requests = host.requests.borrow();
    let body = |index: usize| serde_json::from_str::<Value>(requests[index].body.expose()).unwrap();
    let scopes = json!(["sso:account:access", "x"]);
    assert_eq!(
        body(0),
        json!({ "clientName": "rolehop-corp", "clientType": "public", "scopes": scopes })
    );
    assert_eq!(
        body(1),
        json!({ "clientId": "client", "clientSecret": "canary/client",
                "startUrl": "https://corp.awsapps.com/start" })
    );
    assert_eq!(
        body(2),
        json!({ "grantType": "urn:ietf:params:oauth:grant-type:device_code",
                "deviceCode": "canary/device", "clientId": "client",
                "clientSecret": "canary/client" })
    );
}

#[test]
fn a_registration_is_reused_and_replaced_if_the_service_rejects_it() {
    let first = Scripted::responding([registered(), started(), grant(1)]);
    log_in(&first, "dev", None).unwrap();
    let again = |responses: Vec<Response>| {
        let host = Scripted { cache: first.cache.clone(), ..Scripted::responding(responses) };
        log_in(&host, "keys", Some("corp")).unwrap();
        host.requests
            .borrow()
            .iter()
            .map(|sent| sent.url.rsplit('/').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(again(vec![started(), grant(1)]), ["device_authorization", "token"]);
    assert_eq!(
        again(vec![oauth_error(401, "invalid_client"), registered(), started(), grant(1)]),
        ["device_authorization", "register", "device_authorization", "token"]
    );
    // A registration of the AWS CLI for the authorization code grant is not valid for device codes.
    let is_registration = |text: &str| !text.contains("accessToken");
    for text in first.cache.borrow_mut().values_mut().filter(|text| is_registration(text)) {
        *text =
            text.replacen('{', r#"{"grantTypes": ["authorization_code", "refresh_token"], "#, 1);
    }
    assert_eq!(
        again(vec![registered(), started(), grant(1)]),
        ["register", "device_authorization", "token"]
    );
}

#[test]
fn failed_logins() {
    let evil = |page: &str| {
        let (_, body) = started().unwrap();
        Ok((200, body.replace("https://device.sso.eu-central-1.amazonaws.com/?", page)))
    };
    let cases = [
        (
            "denied by the user",
            "dev",
            None,
            vec![registered(), started(), oauth_error(400, "access_denied")],
            "sso-login-failed",
        ),
        (
            "not confirmed in time",
            "dev",
            None,
            vec![registered(), started(), pending(), oauth_error(400, "expired_token")],
            "sso-login-failed",
        ),
        (
            "an error in another format",
            "dev",
            None,
            vec![
                registered(),
                started(),
                Ok((400, r#"{"__type":"ExpiredTokenException"}"#.into())),
            ],
            "sso-login-failed",
        ),
        (
            "an unknown start URL",
            "dev",
            None,
            vec![registered(), oauth_error(400, "invalid_request")],
            "sso-rejected",
        ),
        (
            "no registration",
            "dev",
            None,
            vec![oauth_error(400, "invalid_client_metadata")],
            "sso-rejected",
        ),
        ("no network", "dev", None, vec![], "sso-unreachable"),
        (
            "a verification page without TLS",
            "dev",
            None,
            vec![registered(), evil("http://evil.example/?")],
            "sso-rejected",
        ),
        (
            "a verification URI with another scheme",
            "dev",
            None,
            vec![registered(), evil("javascript:x?")],
            "sso-rejected",
        ),
        ("no start URL", "keys", None, vec![], "sso-incomplete"),
        ("no such session", "dev", Some("nope"), vec![], "sso-session-not-found"),
        ("no such profile", "nope", None, vec![], "profile-not-found"),
        ("a start URL without TLS", "dev", Some("plain"), vec![], "endpoint-invalid"),
    ];
    for (shows, profile, session, responses, expected) in cases {
        let host = Scripted::responding(responses);
        let error = log_in(&host, profile, session).unwrap_err();
        assert_eq!(error.code.as_str(), expected, "{shows}: {error}");
        let signed_in = host.cache.borrow().values().any(|text| text.contains("accessToken"));
        assert!(!signed_in, "{shows}");
    }
}

#[test]
fn a_short_network_failure_does_not_end_a_login() {
    let host = Scripted::responding([
        registered(),
        started(),
        pending(),
        lost(),
        lost(),
        lost(),
        grant(1),
    ]);
    log_in(&host, "dev", None).unwrap();
}

#[test]
fn login_targets() {
    let cases = [
        ("a profile with a session", "dev", None, Some("dev"), Some("corp"), true),
        ("a profile without one", "old", None, Some("old"), None, false),
        ("the start of a chain", "leaf", None, Some("dev"), Some("corp"), true),
        ("a session, whatever the profile", "keys", Some("corp"), None, Some("corp"), true),
    ];
    for (shows, profile, session, of_profile, of_session, renewable) in cases {
        let host = Scripted::responding([registered(), started(), grant(1)]);
        let done = log_in(&host, profile, session).unwrap();
        let actual = (done.profile.as_deref(), done.session.as_deref(), done.renewable);
        assert_eq!(actual, (of_profile, of_session, renewable), "{shows}");
    }
}

#[test]
fn a_token_that_cannot_be_saved_is_an_error() {
    let host = Scripted::responding([registered(), started(), grant(1)]);
    host.read_only.set(true);
    assert_eq!(log_in(&host, "dev", None).unwrap_err().code, Code::FileFailed);
}

#[test]
fn an_endpoint_that_must_not_be_called_is_an_error_before_any_call() {
    let cases = [
        ("dual stack without endpoints", "us-isof-south-1", ("AWS_USE_DUALSTACK_ENDPOINT", "true")),
        (
            "http elsewhere",
            "eu-central-1",
            ("AWS_ENDPOINT_URL_SSO_OIDC", "http://oidc.example.org"),
        ),
    ];
    for (shows, region, variable) in cases {
        for session in [None, Some("corp")] {
            let config =
                CONFIG.replace("sso_region = eu-central-1", &format!("sso_region = {region}"));
            let env = [variable].into_iter().collect();
            let request = Request { profile: Some("dev".into()), env, ..Request::default() };
            let host = Scripted::default();
            let done = block_on(login(&Profiles::parse(&config, ""), &request, session, &host));
            assert_eq!(done.unwrap_err().code, Code::EndpointInvalid, "{shows}");
            assert_eq!(host.transcript(), "", "{shows}");
        }
    }
}
