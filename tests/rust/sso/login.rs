//! SSO login.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::{Code, Error};
use rolehop::host::CacheStore;
use rolehop::plan::Request;
use rolehop::sso_login::{SsoFlow, SsoLoginOptions, SsoLoginResult, login};
use serde_json::{Value, json};

use super::{CONFIG, check_quiet, grant, lost, oauth_error, token_key};
use crate::host::{NOW_MS, Response, Scripted};

fn options(session: Option<&str>, flow: SsoFlow) -> SsoLoginOptions {
    SsoLoginOptions { session: session.map(str::to_owned), flow: Some(flow), has_browser: false }
}

fn log_in_by(
    flow: SsoFlow,
    host: &Scripted,
    profile: &str,
    session: Option<&str>,
) -> Result<SsoLoginResult, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    block_on(login(&profiles, &request, &options(session, flow), host)).inspect_err(check_quiet)
}

fn log_in(host: &Scripted, profile: &str, session: Option<&str>) -> Result<SsoLoginResult, Error> {
    log_in_by(SsoFlow::Device, host, profile, session)
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
        region_change: None,
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
    let scopes = json!(["sso:account:access", "x"]);
    assert_eq!(
        body(&host, 0),
        json!({ "clientName": "rolehop-corp", "clientType": "public", "scopes": scopes })
    );
    assert_eq!(
        body(&host, 1),
        json!({ "clientId": "client", "clientSecret": "canary/client",
                "startUrl": "https://corp.awsapps.com/start" })
    );
    assert_eq!(
        body(&host, 2),
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
            let options = options(session, SsoFlow::Device);
            let done = block_on(login(&Profiles::parse(&config, ""), &request, &options, &host));
            assert_eq!(done.unwrap_err().code, Code::EndpointInvalid, "{shows}");
            assert_eq!(host.transcript(), "", "{shows}");
        }
    }
}

/// The redirect for the state of the scripted host's bytes.
const RIGHT: &str = "/oauth/callback?code=canary-code&state=80808080-8080-4080-8080-808080808080";

fn redirected(targets: &[&str], responses: impl IntoIterator<Item = Response>) -> Scripted {
    let host = Scripted::responding(responses);
    host.redirects.borrow_mut().extend(targets.iter().map(|target| (*target).to_owned()));
    host
}

fn body(host: &Scripted, index: usize) -> Value {
    serde_json::from_str(host.requests.borrow()[index].body.expose()).unwrap()
}

#[test]
fn a_user_logs_in_with_an_authorization_code() {
    let targets = ["/favicon.ico", "/oauth/callback?code=C&state=other", RIGHT];
    let host = redirected(&targets, [registered(), grant(1)]);
    let done = log_in_by(SsoFlow::Code, &host, "dev", None).unwrap();
    assert_eq!((done.renewable, done.region.as_str()), (true, "eu-central-1"));
    assert_eq!(
        host.transcript(),
        "listen, read Sso, POST /client/register, write Sso, show, receive 600000, respond, \
         receive 600000, respond, receive 600000, respond, POST /token, write Sso"
    );
    assert_eq!(*host.statuses.borrow(), [404, 400, 200]);
    let pages = host.pages.borrow();
    assert!(pages[0].is_local);
    assert!(pages[0].url.starts_with(
        "https://oidc.eu-central-1.amazonaws.com/authorize?response_type=code&client_id=client&\
         redirect_uri=http%3A%2F%2F127.0.0.1%3A34535%2Foauth%2Fcallback&\
         state=80808080-8080-4080-8080-808080808080&code_challenge_method=S256&\
         scopes=sso%3Aaccount%3Aaccess%20x&code_challenge="
    ));
    assert_eq!(
        body(&host, 0),
        json!({
            "clientName": "rolehop-corp", "clientType": "public",
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"],
            "issuerUrl": "https://corp.awsapps.com/start", "scopes": ["sso:account:access", "x"],
        })
    );
    assert_eq!(
        body(&host, 1),
        json!({
            "grantType": "authorization_code", "code": "canary-code",
            "codeVerifier": "-".repeat(64), "clientId": "client", "clientSecret": "canary/client",
            "redirectUri": "http://127.0.0.1:34535/oauth/callback",
        })
    );
}

/// The scopes of the config, then those of the registration, its file and the page.
#[test]
fn scopes_of_an_authorization_code() {
    let default = json!(["sso:account:access"]);
    let both = json!(["sso:account:access", "x"]);
    let cases = [
        ("sso:account:access, x", both, "sso%3Aaccount%3Aaccess%20x"),
        ("", default.clone(), "sso%3Aaccount%3Aaccess"),
        (" , ", default.clone(), "sso%3Aaccount%3Aaccess"),
        ("a b,,c", json!(["a b", "c"]), "a%20b%20c"),
    ];
    for (configured, scopes, in_url) in cases {
        let config = CONFIG.replace("sso:account:access, x", configured);
        let profiles = Profiles::parse(&config, "");
        let host = redirected(&[RIGHT], [registered(), grant(1)]);
        let options = options(Some("corp"), SsoFlow::Code);
        block_on(login(&profiles, &Request::default(), &options, &host)).unwrap();
        assert_eq!(body(&host, 0)["scopes"], scopes, "{configured}");
        assert!(host.pages.borrow()[0].url.contains(&format!("&scopes={in_url}&")), "{configured}");
        let cache = host.cache.borrow();
        let mut files = cache.values().map(|text| serde_json::from_str::<Value>(text).unwrap());
        let expected = json!({
            "clientId": "client", "clientSecret": "canary/client",
            "expiresAt": "2026-04-02T03:04:05Z", "scopes": scopes,
            "grantTypes": ["authorization_code", "refresh_token"],
        });
        assert!(files.any(|file| file == expected), "{configured}: {expected}");
    }
}

/// The flow, the grant types of the file, the minutes left, and whether the AWS CLI 2.36.7 reuses it.
#[test]
fn registrations_that_are_reused() {
    let code = json!(["authorization_code", "refresh_token"]);
    let refresh = json!(["refresh_token"]);
    let cases = [
        (SsoFlow::Code, &code, 16, true),
        (SsoFlow::Code, &code, 14, false),
        (SsoFlow::Code, &Value::Null, 999, false),
        (SsoFlow::Code, &refresh, 999, false),
        (SsoFlow::Device, &Value::Null, 16, true),
        (SsoFlow::Device, &Value::Null, 14, false),
        (SsoFlow::Device, &code, 99, false),
        (SsoFlow::Device, &refresh, 99, true),
    ];
    for (flow, grants, minutes, reused) in cases {
        let first = redirected(&[RIGHT], [registered(), grant(1)]);
        log_in_by(SsoFlow::Code, &first, "dev", None).unwrap();
        let mut cache = first.cache.take();
        cache.retain(|_, text| !text.contains("accessToken"));
        let expires = rolehop::timestamp::from_ms(NOW_MS + minutes * 60_000).unwrap();
        for text in cache.values_mut() {
            let mut file: Value = serde_json::from_str(text).unwrap();
            file["grantTypes"] = grants.clone();
            file["expiresAt"] = rolehop::timestamp::format_z(expires).into();
            *text = file.to_string();
        }
        let registration = (!reused).then(registered);
        let start = (flow == SsoFlow::Device).then(started);
        let responses = registration.into_iter().chain(start).chain([grant(2)]);
        let host = Scripted { cache: cache.into(), ..redirected(&[RIGHT], responses) };
        log_in_by(flow, &host, "dev", None).unwrap();
        let registers = host.transcript().contains("/client/register");
        assert_eq!(registers, !reused, "{flow:?} {grants} {minutes}");
    }
}

#[test]
fn a_registration_for_codes_is_replaced_if_the_service_rejects_it() {
    let first = redirected(&[RIGHT], [registered(), grant(1)]);
    log_in_by(SsoFlow::Code, &first, "dev", None).unwrap();
    let responses = [oauth_error(401, "invalid_client"), registered(), grant(2)];
    let host = Scripted { cache: first.cache.clone(), ..redirected(&[RIGHT, RIGHT], responses) };
    log_in_by(SsoFlow::Code, &host, "dev", None).unwrap();
    assert_eq!(host.pages.borrow().len(), 2);
    assert_eq!(host.transcript().matches("/client/register").count(), 1);
}

#[test]
fn failed_logins_with_a_code() {
    let denied = "/oauth/callback?error=access_denied&error_description=no+access&\
                  state=80808080-8080-4080-8080-808080808080";
    let cases = [
        (denied, vec![registered()], "sso-login-failed", "refused: access_denied: no access"),
        ("/", vec![registered()], "sso-login-failed", "within 10 minutes"),
        (
            RIGHT,
            vec![registered(), Ok((400, r#"{"__type":"ExpiredTokenException"}"#.into()))],
            "sso-login-failed",
            "expired",
        ),
        (RIGHT, vec![registered(), oauth_error(400, "invalid_grant")], "sso-rejected", "because"),
        (RIGHT, vec![registered(), Ok((200, "<html>".into()))], "sso-rejected", "not from"),
        (RIGHT, vec![], "sso-unreachable", "ECONNREFUSED"),
    ];
    for (target, responses, code, message) in cases {
        let host = redirected(&[target], responses);
        let error = log_in_by(SsoFlow::Code, &host, "dev", None).unwrap_err();
        assert_eq!(error.code.as_str(), code, "{error}");
        assert!(error.message.contains(message), "{error}");
        let signed_in = host.cache.borrow().values().any(|text| text.contains("accessToken"));
        assert!(!signed_in, "{message}");
    }
}

#[test]
fn the_page_of_a_custom_endpoint_is_not_http_elsewhere() {
    let env = [("AWS_ENDPOINT_URL", "http://oidc.example.org"), ("ROLEHOP_ALLOW_HTTP", "true")];
    let env = env.into_iter().collect();
    let request = Request { profile: Some("dev".into()), env, ..Request::default() };
    let host = redirected(&[RIGHT], [registered(), grant(1)]);
    let profiles = Profiles::parse(CONFIG, "");
    let options = options(None, SsoFlow::Code);
    let error = block_on(login(&profiles, &request, &options, &host)).unwrap_err();
    assert_eq!(error.code, Code::EndpointInvalid);
    assert!(host.pages.borrow().is_empty());
}

#[test]
fn a_damaged_registration_is_replaced() {
    for damaged in ["", "{", "[]", r#"{"clientId": "x", "clientSecret": "y"}"#] {
        let first = redirected(&[RIGHT], [registered(), grant(1)]);
        log_in_by(SsoFlow::Code, &first, "dev", None).unwrap();
        let mut cache = first.cache.take();
        for text in cache.values_mut() {
            damaged.clone_into(text);
        }
        let host =
            Scripted { cache: cache.into(), ..redirected(&[RIGHT], [registered(), grant(2)]) };
        log_in_by(SsoFlow::Code, &host, "dev", None).unwrap();
        assert!(host.transcript().contains("/client/register"), "{damaged}");
    }
}

/// The status and the location of a domain's answer.
type Answer<'a> = (u16, Option<&'a str>);

/// Signs in by a domain of the customer's own, which answers with these statuses and this location.
fn log_in_by_domain(
    flow: SsoFlow,
    answers: &[Answer<'_>],
    then: impl IntoIterator<Item = Response>,
) -> (Scripted, Result<SsoLoginResult, Error>) {
    const URL: &str = "https://sso.corp.example/start";
    let config = format!(
        "[sso-session corp]\nsso_start_url = {URL}\nsso_region = us-east-1\n\
         [profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\n"
    );
    let domain = answers.iter().map(|(status, _)| Ok((*status, String::new())));
    let responses: Vec<_> = domain.chain(then).collect();
    let host = redirected(&[RIGHT], responses);
    if let Some(location) = answers.iter().find_map(|(_, location)| *location) {
        host.locations.borrow_mut().insert(URL.into(), location.into());
    }
    let profiles = Profiles::parse(&config, "");
    let request = Request { profile: Some("dev".into()), ..Request::default() };
    let done = block_on(login(&profiles, &request, &options(None, flow), &host));
    (host, done.inspect_err(check_quiet))
}

#[test]
fn a_custom_domain_leads_to_the_portal_of_aws_and_its_region() {
    let location = Some("https://ssoins-1.portal.eu-west-1.app.aws/start/?x=1#/");
    let device = [registered(), started(), grant(1)];
    let cases: [(SsoFlow, &[Answer<'_>], Vec<Response>); 3] = [
        (SsoFlow::Device, &[(302, location)], device.into()),
        (
            SsoFlow::Device,
            &[(405, None), (307, location)],
            [registered(), started(), grant(1)].into(),
        ),
        (SsoFlow::Code, &[(501, None), (301, location)], [registered(), grant(1)].into()),
    ];
    for (flow, answers, then) in cases {
        let (host, done) = log_in_by_domain(flow, answers, then);
        let done = done.unwrap();
        assert_eq!(
            (&*done.start_url, &*done.region),
            ("https://sso.corp.example/start", "eu-west-1")
        );
        let change = done.region_change.unwrap();
        assert_eq!((&*change.from, change.session.as_deref()), ("us-east-1", Some("corp")));
        assert_eq!(change.profile, None);
        let requests = host.requests.borrow();
        let (domain, service) = requests.split_at(answers.len());
        for (request, method) in domain.iter().zip(["HEAD", "GET"]) {
            assert_eq!((request.method, &*request.url), (method, "https://sso.corp.example/start"));
            assert!(request.headers.is_empty() && request.body.expose().is_empty());
            assert!(request.returns_redirect);
        }
        for request in service {
            assert!(
                request.url.starts_with("https://oidc.eu-west-1.amazonaws.com/"),
                "{}",
                request.url
            );
            assert!(!request.returns_redirect);
        }
        let asked = service.iter().find_map(|it| {
            let body: Value = serde_json::from_str(it.body.expose()).unwrap();
            body.get("issuerUrl").or_else(|| body.get("startUrl")).cloned()
        });
        assert_eq!(asked.unwrap(), "https://ssoins-1.portal.eu-west-1.app.aws/start");
        // The AWS CLI's names: the token by the session, the registration by the configured URL and
        // the region of the redirect.
        let cache = host.cache.borrow();
        assert!(cache.contains_key(&(CacheStore::Sso, token_key("dev"))));
        let token: Value =
            serde_json::from_str(&cache[&(CacheStore::Sso, token_key("dev"))]).unwrap();
        assert_eq!(token["startUrl"], "https://sso.corp.example/start");
        assert_eq!(token["region"], "eu-west-1");
    }
}

#[test]
fn a_custom_domain_without_a_region_keeps_the_configured_one() {
    let location = Some("//corp.awsapps.com/start");
    let (host, done) =
        log_in_by_domain(SsoFlow::Device, &[(303, location)], [registered(), started(), grant(1)]);
    let done = done.unwrap();
    assert_eq!((&*done.region, done.region_change), ("us-east-1", None));
    assert!(host.requests.borrow()[2].body.expose().contains("https://corp.awsapps.com/start\""));
}

#[test]
fn a_domain_that_does_not_lead_to_a_portal_is_refused() {
    let evil = Some("https://corp.awsapps.com.evil.example/start");
    // The answers of the domain, the code, the end of the message.
    let cases: [(&[Answer<'_>], Code, &str); 9] = [
        (&[(302, evil)], Code::EndpointInvalid, "is not an AWS access portal"),
        (&[(302, Some("/start"))], Code::EndpointInvalid, "is not an AWS access portal"),
        (&[(302, Some("http://corp.awsapps.com/"))], Code::EndpointInvalid, "is not an https URL"),
        (&[(302, None)], Code::EndpointInvalid, "returned status 302"),
        (&[(304, Some("https://corp.awsapps.com"))], Code::EndpointInvalid, "returned status 304"),
        (&[(200, None)], Code::EndpointInvalid, "returned status 200"),
        (&[(404, None)], Code::EndpointInvalid, "returned status 404"),
        (&[(503, None)], Code::SsoUnreachable, "status 503"),
        (&[], Code::SsoUnreachable, "ECONNREFUSED"),
    ];
    for (answers, code, message) in cases {
        let (host, done) = log_in_by_domain(SsoFlow::Code, answers, []);
        let error = done.unwrap_err();
        assert_eq!(error.code, code, "{answers:?}: {}", error.message);
        assert!(error.message.ends_with(message), "{answers:?}: {}", error.message);
        assert_eq!(error.retryable, code == Code::SsoUnreachable, "{answers:?}");
        assert_eq!(host.requests.borrow().len(), answers.len().max(1), "{answers:?}");
    }
}

#[test]
fn pasted_text_requests_no_custom_domain() {
    let config =
        "[profile dev]\nsso_start_url = https://sso.corp.example/\nsso_region = us-east-1\n";
    let host = Scripted::default();
    let mut request = Request { profile: Some("dev".into()), ..Request::default() };
    request.capabilities.endpoint_override = false;
    let profiles = Profiles::parse(config, "");
    let error =
        block_on(login(&profiles, &request, &options(None, SsoFlow::Device), &host)).unwrap_err();
    assert_eq!(error.code, Code::NotSupportedHere);
    assert!(host.requests.borrow().is_empty());
}
