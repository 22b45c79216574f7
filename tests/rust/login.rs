//! `aws login`: the AWS CLI's session is used, renewed with a proof of possession, and saved.

use std::collections::BTreeMap;

use futures_executor::block_on;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::LineEnding;
use rolehop::cache::login_key;
use rolehop::config::Profiles;
use rolehop::diagnostic::{Code, Error};
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{self, Request};
use rolehop::resolve::{Options, resolve};
use rolehop::secret::Secret;
use serde_json::{Value, json};

use crate::host::{Response, Scripted};

const ARN: &str = "arn:aws:iam::111122223333:user/alice";
const URL: &str = "https://eu-west-1.signin.aws.amazon.com/v1/token";
const SOON: &str = "2026-01-02T03:09:00Z";
const LATER: &str = "2026-01-02T03:19:05Z";

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn pem() -> String {
    p256::SecretKey::from(key()).to_sec1_pem(LineEnding::LF).unwrap().to_string()
}

/// A session as the AWS CLI writes it, with an unknown field.
fn session(end: &str) -> Value {
    json!({
        "accessToken": {
            "accessKeyId": "ASIALOGIN000001",
            "secretAccessKey": "canary/secret/1",
            "sessionToken": "canary/token/1",
            "accountId": "111122223333",
            "expiresAt": end,
        },
        "tokenType": "aws_sigv4",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "canary-refresh-1",
        "idToken": "canary-id-1",
        "dpopKey": pem(),
        "unknown": "kept",
    })
}

#[allow(clippy::unnecessary_wraps)] // It stands among responses that fail.
fn grant() -> Response {
    let body = json!({
        "accessToken": {
            "accessKeyId": "ASIALOGIN000002",
            "secretAccessKey": "canary/secret/2",
            "sessionToken": "canary/token/2",
        },
        "expiresIn": 900,
        "refreshToken": "canary-refresh-2",
        "tokenType": "aws_sigv4",
    });
    Ok((200, body.to_string()))
}

fn entry() -> (CacheStore, String) {
    (CacheStore::Login, login_key(ARN))
}

fn host_with(entries: &Value, responses: impl IntoIterator<Item = Response>) -> Scripted {
    let host = Scripted::responding(responses);
    host.cache.borrow_mut().insert(entry(), entries.to_string());
    host
}

fn run(host: &Scripted, region: &str) -> Result<String, Error> {
    let config = format!("[profile dev]\nlogin_session = {ARN}\n{region}\n");
    let profiles = Profiles::parse(&config, "");
    let request = Request { profile: Some("dev".into()), ..Request::default() };
    let plan = plan::plan(&profiles, &request).unwrap();
    let options = Options::default();
    let run = resolve(&profiles, &request, &plan, &options, host);
    block_on(run).map(|credentials| {
        assert_eq!(credentials.account_id.as_deref(), Some("111122223333"));
        credentials.access_key_id
    })
}

/// A session, the response, the region, words of the error, words of the help.
type Case<'a> = (Value, Option<Response>, &'a str, &'a str, &'a str);

const REGION: &str = "region = eu-west-1";

fn from_base64url(text: &str) -> Vec<u8> {
    let padded = format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4));
    aws_smithy_types::base64::decode(padded.replace('-', "+").replace('_', "/")).unwrap()
}

#[test]
fn a_valid_session_is_used_without_a_request() {
    let host = host_with(&session("2026-01-02T03:09:05Z"), []);
    assert_eq!(run(&host, "").unwrap(), "ASIALOGIN000001");
    assert_eq!(host.transcript(), "read Login");
}

#[test]
fn a_session_that_expires_soon_is_renewed_under_a_lock_and_keeps_unknown_fields() {
    let host = host_with(&session(SOON), [grant()]);
    assert_eq!(run(&host, REGION).unwrap(), "ASIALOGIN000002");
    assert_eq!(
        host.transcript(),
        "read Login, lock login, read Login, sign, POST /v1/token, write Login, unlock login"
    );
    let kept: Value = serde_json::from_str(&host.cache.borrow()[&entry()]).unwrap();
    let mut expected = session(LATER);
    expected["accessToken"]["accessKeyId"] = "ASIALOGIN000002".into();
    expected["accessToken"]["secretAccessKey"] = "canary/secret/2".into();
    expected["accessToken"]["sessionToken"] = "canary/token/2".into();
    expected["refreshToken"] = "canary-refresh-2".into();
    assert_eq!(kept, expected);
}

#[test]
fn the_renewal_has_a_dpop_proof() {
    let host = host_with(&session(SOON), [grant()]);
    run(&host, REGION).unwrap();
    let request = host.requests.borrow()[0].clone();
    assert_eq!(request.url, URL);
    let body: BTreeMap<String, String> = serde_json::from_str(request.body.expose()).unwrap();
    assert_eq!(body["clientId"], "arn:aws:signin:::devtools/same-device");
    assert_eq!(body["grantType"], "refresh_token");
    assert_eq!(body["refreshToken"], "canary-refresh-1");
    let headers: BTreeMap<&str, &Secret> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value)).collect();
    assert_eq!(headers.keys().copied().collect::<Vec<_>>(), ["content-type", "dpop"]);
    let proof = headers["dpop"].expose();
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&from_base64url(signature)).unwrap();
    VerifyingKey::from(&key()).verify(signed.as_bytes(), &signature).unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&from_base64url(header)).unwrap();
    let public: Value =
        serde_json::from_str(&p256::PublicKey::from(VerifyingKey::from(&key())).to_jwk_string())
            .unwrap();
    assert_eq!(header, json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": public }));
    let claims: Value = serde_json::from_slice(&from_base64url(claims)).unwrap();
    let id = "80808080-8080-4080-8080-808080808080";
    assert_eq!(claims, json!({ "htm": "POST", "htu": URL, "iat": 1_767_323_045, "jti": id }));
}

/// The settings, the region of the sign-in, where the session is refreshed.
#[test]
fn the_endpoint_is_that_of_the_region_and_its_variant() {
    const FIPS: &str = "use_fips_endpoint = true";
    const DUAL_STACK: &str = "use_dualstack_endpoint = true";
    let cases = [
        (REGION.to_owned(), None, Some("eu-west-1.signin.aws.amazon.com")),
        (format!("{REGION}\n{FIPS}"), None, Some("signin-fips.eu-west-1.amazonaws.com")),
        (format!("{REGION}\n{DUAL_STACK}"), None, Some("signin.eu-west-1.api.aws")),
        (format!("{REGION}\n{FIPS}\n{DUAL_STACK}"), None, Some("signin-fips.eu-west-1.api.aws")),
        (format!("region = us-gov-west-1\n{FIPS}"), None, Some("signin-fips.amazonaws-us-gov.com")),
        (REGION.to_owned(), Some("us-west-2"), Some("us-west-2.signin.aws.amazon.com")),
        (FIPS.to_owned(), Some("us-west-2"), Some("signin-fips.us-west-2.amazonaws.com")),
        (String::new(), Some("cn-north-1"), Some("cn-north-1.signin.amazonaws.cn")),
        (REGION.to_owned(), Some("evil.test/"), Some("eu-west-1.signin.aws.amazon.com")),
        (format!("region = us-isof-south-1\n{DUAL_STACK}"), None, None),
        (format!("{REGION}\n{DUAL_STACK}"), Some("eu-isoe-west-1"), None),
    ];
    for (settings, sign_in_region, expected) in cases {
        let mut file = session("2026-01-02T03:04:05Z");
        if let Some(region) = sign_in_region {
            file["signInRegion"] = region.into();
        }
        let host = host_with(&file, [grant()]);
        let outcome = run(&host, &settings);
        let urls: Vec<String> = host.requests.borrow().iter().map(|it| it.url.clone()).collect();
        let url = expected.map(|host| format!("https://{host}/v1/token"));
        assert_eq!(urls.first(), url.as_ref(), "{settings} {sign_in_region:?}");
        match outcome {
            Ok(key) => assert!(expected.is_some() && key == "ASIALOGIN000002"),
            Err(error) => {
                assert!(error.message.contains("no dual-stack endpoint"), "{}", error.message);
                assert_eq!(error.code, Code::LoginRequired);
            }
        }
    }
}

/// Every form that the AWS CLI reads.
#[test]
fn forms_of_the_key() {
    use p256::pkcs8::EncodePrivateKey as _;
    let key = p256::SecretKey::from(key());
    let pkcs8 = key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    let bare = |pem: &str| pem.lines().filter(|it| !it.starts_with('-')).collect::<String>();
    let forms = [
        pem(),
        pkcs8.clone(),
        pkcs8.replace('\n', "\r\n"),
        bare(&pem()),
        bare(&pkcs8),
        format!("{}\n", bare(&pkcs8)),
    ];
    for form in forms {
        let mut file = session(SOON);
        file["dpopKey"] = form.as_str().into();
        let host = host_with(&file, [grant()]);
        assert_eq!(run(&host, REGION).unwrap(), "ASIALOGIN000002", "{form}");
        let kept: Value = serde_json::from_str(&host.cache.borrow()[&entry()]).unwrap();
        assert_eq!(kept["dpopKey"], form, "it is kept as it is");
    }
}

#[test]
fn a_session_renewed_by_another_process_is_used() {
    let host = host_with(&session(SOON), []);
    let renewed = session(LATER).to_string().replace("ASIALOGIN000001", "ASIALOGIN000009");
    host.meanwhile.borrow_mut().insert(entry(), renewed);
    assert_eq!(run(&host, REGION).unwrap(), "ASIALOGIN000009");
    assert_eq!(host.transcript(), "read Login, lock login, read Login, unlock login");
}

#[test]
fn valid_credentials_are_used_if_the_renewal_fails() {
    for response in
        [Ok((400, r#"{"error":"TOKEN_EXPIRED"}"#.to_owned())), Ok((200, "<html>".to_owned()))]
    {
        let host = host_with(&session(SOON), [response]);
        assert_eq!(run(&host, REGION).unwrap(), "ASIALOGIN000001");
        assert!(host.transcript().contains("warn login-"), "{}", host.transcript());
    }
    let host = host_with(&session(SOON), []);
    assert_eq!(run(&host, "").unwrap(), "ASIALOGIN000001", "there is no region to renew it in");
}

#[test]
fn an_unusable_session_is_an_error_with_help() {
    let ended = session("2026-01-02T03:04:05Z");
    let without = |key: &str| {
        let mut file = session(LATER);
        file.as_object_mut().unwrap().remove(key);
        file
    };
    let mut foreign = session(LATER);
    foreign["dpopKey"] =
        "-----BEGIN EC PRIVATE KEY-----\ncanary\n-----END EC PRIVATE KEY-----".into();
    let rejection =
        |error: &str| Some(Ok((403, format!(r#"{{"error":"{error}","message":"canary"}}"#))));
    let cases: [Case<'_>; 9] = [
        (without("refreshToken"), None, REGION, "has no refresh token", "aws login --profile dev"),
        (without("accessToken"), None, REGION, "has no credentials", "aws login --profile dev"),
        (without("clientId"), None, REGION, "has no client ID", "aws login --profile dev"),
        (without("dpopKey"), None, REGION, "has no DPoP key", "aws login --profile dev"),
        (foreign, None, REGION, "not EC P-256", "aws login --profile dev"),
        (
            ended.clone(),
            rejection("TOKEN_EXPIRED"),
            REGION,
            "has expired",
            "aws login --profile dev",
        ),
        (ended.clone(), rejection("USER_CREDENTIALS_CHANGED"), REGION, "password", "aws login"),
        (ended.clone(), rejection("INSUFFICIENT_PERMISSIONS"), REGION, "permissions", "allow"),
        (ended, None, "", "no region", "AWS_REGION"),
    ];
    for (file, response, region, message, help) in cases {
        let host = host_with(&file, response);
        let error = run(&host, region).unwrap_err();
        assert_eq!(error.code, Code::LoginRequired, "{message}");
        assert!(error.message.contains(message), "{message}: {}", error.message);
        let diagnostic = &error.diagnostics[0];
        assert!(
            diagnostic.help.as_deref().unwrap().contains(help),
            "{message}: {:?}",
            diagnostic.help
        );
        assert_eq!(
            (diagnostic.profile.as_deref(), diagnostic.location.unwrap().line),
            (Some("dev"), 2),
            "{message}"
        );
        assert!(!format!("{error:?}").contains("canary"), "{message}");
    }
    let error = run(&Scripted::default(), REGION).unwrap_err();
    assert_eq!(error.code, Code::LoginRequired);
    let ended = session("2026-01-02T03:04:05Z");
    let host = host_with(
        &ended,
        [Err(HostError::TimedOut { sent: true }), Err(HostError::TimedOut { sent: true })],
    );
    assert_eq!(run(&host, REGION).unwrap_err().code, Code::LoginUnreachable);
    for status in [200, 403, 404] {
        let host = host_with(&ended, [Ok((status, "<html>".to_owned()))]);
        assert_eq!(run(&host, REGION).unwrap_err().code, Code::LoginUnreachable, "{status}");
    }
    let busy = || Ok((503, String::new()));
    let host = host_with(&ended, [busy(), busy(), busy()]);
    let error = run(&host, REGION).unwrap_err();
    assert_eq!((error.code, error.retryable), (Code::LoginUnreachable, true));
    assert!(error.message.contains("status 503"), "{}", error.message);
}

#[test]
fn a_renewal_that_cannot_be_saved_is_a_warning() {
    let host = host_with(&session(SOON), [grant()]);
    host.read_only.set(true);
    assert_eq!(run(&host, REGION).unwrap(), "ASIALOGIN000002");
    assert!(host.transcript().contains("warn cache-not-saved"), "{}", host.transcript());
}
