//! IAM Identity Center: which sign-in is used and renewed, what is asked for and kept, and how a
//! person signs in.
#![allow(clippy::unnecessary_wraps)] // Answers of a script are results, and most are good.

use futures_executor::block_on;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::Code;
use rolehop::error::Error;
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{self, Capabilities, Request};
use rolehop::profiles::Profiles;
use rolehop::resolve::{Options, resolve};
use rolehop::secret::Secret;
use rolehop::sources::sso::login::{SignedIn, login};
use rolehop::sources::sso::logout::logout;
use serde_json::{Value, json};

use crate::host::{Answer, NOW_MS, Scripted, session};

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access, x
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev+Ops
region = eu-west-1
[profile old]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile leaf]
role_arn = arn:aws:iam::111122223333:role/Leaf
source_profile = dev
region = eu-west-1
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = x
[sso-session plain]
sso_start_url = http://corp.awsapps.com/start
sso_region = eu-central-1
";

fn token_key(profile: &str) -> String {
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    let plan = plan::plan(&Profiles::parse(CONFIG, ""), &request).unwrap();
    match plan.source {
        plan::Source::Sso { token_key, .. } => token_key,
        other => panic!("{other:?}"),
    }
}

fn token(expires_at: &str) -> Value {
    json!({
        "startUrl": "https://corp.awsapps.com/start", "region": "eu-central-1",
        "accessToken": "canary/access/1", "expiresAt": expires_at,
        "refreshToken": "canary/refresh/1", "clientId": "client", "clientSecret": "canary/client",
        "registrationExpiresAt": "2026-03-01T00:00:00Z", "addedLater": {"kept": [1]},
    })
}

const HOUR: &str = "2026-01-02T04:04:05Z";
const SOON: &str = "2026-01-02T03:19:04Z";
const OVER: &str = "2026-01-02T03:04:05Z";

fn with_token(profile: &str, token: &Value, answers: Vec<Answer>) -> Scripted {
    let host = Scripted::answering(answers);
    let key = (CacheStore::Sso, token_key(profile));
    host.cache.borrow_mut().insert(key, token.to_string());
    host
}

fn role() -> Answer {
    let body = json!({ "roleCredentials": {
        "accessKeyId": "ASIASSO", "secretAccessKey": "canary/secret", "sessionToken": "canary/token",
        "expiration": NOW_MS + 3_600_000,
    }});
    Ok((200, body.to_string()))
}

fn grant(number: u32) -> Answer {
    let body = json!({
        "accessToken": format!("canary/access/{number}"), "tokenType": "Bearer",
        "expiresIn": 28800, "refreshToken": format!("canary/refresh/{number}"),
    });
    Ok((200, body.to_string()))
}

fn refused(status: u16, error: &str) -> Answer {
    Ok((status, json!({ "error": error, "error_description": "because" }).to_string()))
}

fn lost() -> Answer {
    Err(HostError::Failed { reason: "ECONNRESET".into(), sent: true })
}

fn check_quiet(error: &Error) {
    let said = format!("{error:?} {error} {}", serde_json::to_string(error).unwrap());
    assert!(!said.contains("canary"), "a secret is in {said}");
}

fn run_in(
    host: &Scripted,
    profile: &str,
    env: &[(&str, &str)],
    options: Options,
) -> Result<Credentials, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let env = env.iter().copied().collect();
    let request = Request { profile: Some(profile.into()), env, ..Request::default() };
    let plan = plan::plan(&profiles, &request)?;
    block_on(resolve(&profiles, &request, &plan, &options, host)).inspect_err(check_quiet)
}

fn run(host: &Scripted, profile: &str) -> Result<Credentials, Error> {
    run_in(host, profile, &[], Options::default())
}

fn entry(host: &Scripted, store: CacheStore) -> Value {
    let cache = host.cache.borrow();
    let found = cache.iter().find(|((in_store, _), _)| *in_store == store);
    found.map_or(Value::Null, |(_, text)| serde_json::from_str(text).unwrap())
}

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
        ("more time", Options { min_remaining: 3601, ..Options::default() }, "read AwsCli, lock"),
        ("enough", Options { min_remaining: 3600, ..Options::default() }, "read AwsCli"),
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
    for (profile, hint) in cases {
        let error = run(&Scripted::default(), profile).unwrap_err();
        assert_eq!((error.code, error.exit_code), (Code::SsoLoginRequired, 255), "{profile}");
        assert_eq!(error.hint.as_deref(), Some(hint), "{profile}");
        assert_eq!(error.message, "there is no sign-in to `https://corp.awsapps.com/start`");
        assert!(error.diagnostics[0].line.is_some(), "{profile}");
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

fn sign_in(host: &Scripted, profile: &str, session: Option<&str>) -> Result<SignedIn, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    block_on(login(&profiles, &request, session, host)).inspect_err(check_quiet)
}

fn registered() -> Answer {
    let body = json!({
        "clientId": "client", "clientSecret": "canary/client", "clientIdIssuedAt": 1_767_323_045,
        "clientSecretExpiresAt": 1_775_099_045,
    });
    Ok((200, body.to_string()))
}

fn started() -> Answer {
    let body = json!({
        "deviceCode": "canary/device", "userCode": "WXYZ-ABCD",
        "verificationUri": "https://device.sso.eu-central-1.amazonaws.com/",
        "verificationUriComplete": "https://device.sso.eu-central-1.amazonaws.com/?user_code=WXYZ-ABCD",
        "expiresIn": 600, "interval": 1,
    });
    Ok((200, body.to_string()))
}

fn pending() -> Answer {
    refused(400, "authorization_pending")
}

#[test]
fn a_person_signs_in() {
    let slow = refused(400, "slow_down");
    let answers = [registered(), started(), pending(), slow, pending(), grant(1)];
    let host = Scripted::answering(answers);
    let done = sign_in(&host, "dev", None).unwrap();
    assert_eq!(
        host.transcript(),
        "read Sso, POST /client/register, write Sso, POST /device_authorization, POST /token, \
         show WXYZ-ABCD, sleep 1000, POST /token, sleep 6000, POST /token, sleep 6000, POST /token, \
         write Sso"
    );
    let expected = SignedIn {
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
fn a_registration_is_used_again_and_replaced_when_the_service_forgot_it() {
    let first = Scripted::answering([registered(), started(), grant(1)]);
    sign_in(&first, "dev", None).unwrap();
    let again = |answers: Vec<Answer>| {
        let host = Scripted { cache: first.cache.clone(), ..Scripted::answering(answers) };
        sign_in(&host, "keys", Some("corp")).unwrap();
        host.requests
            .borrow()
            .iter()
            .map(|sent| sent.url.rsplit('/').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(again(vec![started(), grant(1)]), ["device_authorization", "token"]);
    assert_eq!(
        again(vec![refused(401, "invalid_client"), registered(), started(), grant(1)]),
        ["device_authorization", "register", "device_authorization", "token"]
    );
    // One that the AWS CLI made for its sign-in in the browser is not for codes.
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
fn sign_ins_that_fail() {
    let evil = |page: &str| {
        let (_, body) = started().unwrap();
        Ok((200, body.replace("https://device.sso.eu-central-1.amazonaws.com/?", page)))
    };
    let cases = [
        (
            "refused",
            "dev",
            None,
            vec![registered(), started(), refused(400, "access_denied")],
            "sso-login-failed",
        ),
        (
            "nobody came",
            "dev",
            None,
            vec![registered(), started(), pending(), refused(400, "expired_token")],
            "sso-login-failed",
        ),
        (
            "the service's own words",
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
            "a wrong portal",
            "dev",
            None,
            vec![registered(), refused(400, "invalid_request")],
            "sso-rejected",
        ),
        (
            "no registration",
            "dev",
            None,
            vec![refused(400, "invalid_client_metadata")],
            "sso-rejected",
        ),
        ("no network", "dev", None, vec![], "sso-unreachable"),
        (
            "a page without encryption",
            "dev",
            None,
            vec![registered(), evil("http://evil.example/?")],
            "sso-rejected",
        ),
        (
            "a page that is a program",
            "dev",
            None,
            vec![registered(), evil("javascript:x?")],
            "sso-rejected",
        ),
        ("no portal", "keys", None, vec![], "sso-incomplete"),
        ("no such session", "dev", Some("nope"), vec![], "sso-session-not-found"),
        ("no such profile", "nope", None, vec![], "profile-not-found"),
        ("a portal without encryption", "dev", Some("plain"), vec![], "endpoint-invalid"),
    ];
    for (shows, profile, session, answers, expected) in cases {
        let host = Scripted::answering(answers);
        let error = sign_in(&host, profile, session).unwrap_err();
        assert_eq!(error.code.as_str(), expected, "{shows}: {error}");
        let signed_in = host.cache.borrow().values().any(|text| text.contains("accessToken"));
        assert!(!signed_in, "{shows}");
    }
}

#[test]
fn a_network_that_is_away_for_a_moment_does_not_end_a_sign_in() {
    let host =
        Scripted::answering([registered(), started(), pending(), lost(), lost(), lost(), grant(1)]);
    sign_in(&host, "dev", None).unwrap();
}

#[test]
fn what_is_signed_in_to() {
    let cases = [
        ("a profile with a session", "dev", None, Some("dev"), Some("corp"), true),
        ("a profile without", "old", None, Some("old"), None, false),
        ("the start of a chain", "leaf", None, Some("dev"), Some("corp"), true),
        ("a session, whatever the profile", "keys", Some("corp"), None, Some("corp"), true),
    ];
    for (shows, profile, session, of_profile, of_session, renewable) in cases {
        let host = Scripted::answering([registered(), started(), grant(1)]);
        let done = sign_in(&host, profile, session).unwrap();
        let actual = (done.profile.as_deref(), done.session.as_deref(), done.renewable);
        assert_eq!(actual, (of_profile, of_session, renewable), "{shows}");
    }
}

#[test]
fn a_sign_in_that_cannot_be_written_is_an_error() {
    let host = Scripted::answering([registered(), started(), grant(1)]);
    host.read_only.set(true);
    assert_eq!(sign_in(&host, "dev", None).unwrap_err().code, Code::FileFailed);
}

fn sign_out(host: &Scripted, text: &str, own: bool, env: &[(&str, &str)]) -> Result<bool, Error> {
    let mut variables = std::collections::BTreeMap::new();
    variables.extend(env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let request = Request { env: variables.into(), ..Request::default() };
    let profiles = Profiles::parse(CONFIG, "");
    block_on(logout(&profiles, &request, &Secret::new(text), own, host))
}

#[test]
fn signing_out_tells_the_portal_of_the_sign_in() {
    let here = [("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")];
    let portal = "https://portal.sso.eu-central-1.amazonaws.com/logout";
    let cases: [(_, _, &[_], Option<_>); 4] = [
        ("the AWS CLI's", false, &[], Some(portal)),
        ("at an endpoint that someone set", false, &here, Some("http://127.0.0.1:1/logout")),
        ("rolehop's own, which AWS does not know", true, &[], None),
        ("rolehop's own, there", true, &here, Some("http://127.0.0.1:1/logout")),
    ];
    for (shows, own, env, url) in cases {
        let host = Scripted::answering(vec![Ok((200, "{}".to_owned()))]);
        assert!(sign_out(&host, &token(HOUR).to_string(), own, env).unwrap(), "{shows}");
        let requests = host.requests.borrow();
        assert_eq!(requests.first().map(|request| request.url.as_str()), url, "{shows}");
        let Some(request) = requests.first() else { continue };
        assert_eq!((request.method, request.body.is_empty()), ("POST", true), "{shows}");
        let [(name, value)] = request.headers.as_slice() else { panic!("{shows}") };
        assert_eq!((name.as_str(), value.expose()), ("x-amz-sso_bearer_token", "canary/access/1"));
    }
}

#[test]
fn what_is_no_sign_in_stays_and_what_cannot_be_sent_goes_without_a_call() {
    let mut elsewhere = token(HOUR);
    elsewhere["region"] = "evil.example/".into();
    let cases = [
        ("a registration", json!({ "clientId": "c", "clientSecret": "s" }).to_string(), false),
        ("no JSON", "{".to_owned(), false),
        ("a region that is none", elsewhere.to_string(), true),
        ("no region", json!({ "accessToken": "canary" }).to_string(), true),
        (
            "a token that no header holds",
            json!({ "accessToken": "a\nb", "region": "eu-west-1" }).to_string(),
            true,
        ),
    ];
    for (shows, text, goes) in cases {
        let host = Scripted::answering(vec![]);
        assert_eq!(sign_out(&host, &text, false, &[]).unwrap(), goes, "{shows}");
        assert!(host.requests.borrow().is_empty(), "{shows}");
    }
}

#[test]
fn a_portal_that_cannot_be_told_is_warned_of() {
    let cases = [
        ("it had ended", vec![refused(401, "x")], 0),
        ("refused", vec![refused(400, "canary")], 1),
        ("away", vec![lost(), lost(), lost()], 1),
    ];
    for (shows, answers, warnings) in cases {
        let host = Scripted::answering(answers);
        assert!(sign_out(&host, &token(HOUR).to_string(), false, &[]).unwrap(), "{shows}");
        let said = host.transcript();
        assert_eq!(said.matches("warn sso-unreachable").count(), warnings, "{shows}: {said}");
    }
}
