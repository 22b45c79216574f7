//! Signing in to the AWS console: the order of the calls, and what ends a sign-in.

use futures_executor::block_on;
use p256::SecretKey;
use rolehop::aws_login::{AwsLoginResult, login};
use rolehop::cache::login_key;
use rolehop::config::Profiles;
use rolehop::diagnostic::{Code, Error};
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{Capabilities, Request};
use serde_json::{Value, json};

use crate::host::{NOW_MS, Response, Scripted};

const ARN: &str = "arn:aws:iam::111122223333:user/alice";
/// The ID token with this ARN.
const ID_TOKEN: &str =
    "h.eyJzdWIiOiJhcm46YXdzOmlhbTo6MTExMTIyMjIzMzMzOnVzZXIvYWxpY2UifQ.canary-signature";
/// The state from the scripted host's bytes.
const STATE: &str = "80808080-8080-4080-8080-808080808080";

#[allow(clippy::unnecessary_wraps)] // It stands among responses that fail.
fn granted() -> Response {
    let body = json!({
        "accessToken": {
            "accessKeyId": "ASIALOGIN000001",
            "secretAccessKey": "canary/secret/1",
            "sessionToken": "canary/token/1",
        },
        "tokenType": "aws_sigv4", "expiresIn": 900,
        "refreshToken": "canary-refresh", "idToken": ID_TOKEN,
    });
    Ok((200, body.to_string()))
}

fn redirected(host: Scripted, targets: &[&str]) -> Scripted {
    host.redirects.borrow_mut().extend(targets.iter().map(|target| (*target).to_owned()));
    host
}

fn right() -> String {
    format!("/oauth/callback?code=canary-code&state={STATE}")
}

fn run(host: &Scripted, config: &str, remote: bool) -> Result<AwsLoginResult, Error> {
    let profiles = Profiles::parse(config, "");
    let request = Request { profile: Some("dev".into()), ..Request::default() };
    let done = block_on(login(&profiles, &request, remote, host));
    assert!(host.held.borrow().is_empty(), "no lock is held");
    done.inspect_err(|error| assert!(!format!("{error:?}").contains("canary"), "{error:?}"))
}

const CONFIG: &str = "[profile dev]\nregion = eu-west-1\n";

#[test]
fn a_sign_in_with_a_local_browser() {
    let host = redirected(Scripted::responding([granted()]), &["/favicon.ico", &right()]);
    let done = run(&host, CONFIG, false).unwrap();
    assert_eq!(
        host.transcript(),
        "generate, listen, show, receive 600000, respond, receive 600000, respond, sign, \
         POST /v1/token, lock login, write Login, unlock login"
    );
    assert_eq!(*host.statuses.borrow(), [404, 200]);
    let expected = AwsLoginResult {
        profile: "dev".into(),
        login_session: ARN.into(),
        account_id: "111122223333".into(),
        region: "eu-west-1".into(),
        has_region: true,
        expires_at_ms: NOW_MS + 900_000,
    };
    assert_eq!(done, expected);
    let mut written: Value =
        serde_json::from_str(&host.cache.borrow()[&(CacheStore::Login, login_key(ARN))]).unwrap();
    let pem = written.as_object_mut().unwrap().remove("dpopKey").unwrap();
    let key = SecretKey::from_sec1_pem(pem.as_str().unwrap()).unwrap();
    assert_eq!(key, SecretKey::from_slice(&[7; 32]).unwrap());
    let expected = json!({
        "accessToken": {
            "accessKeyId": "ASIALOGIN000001", "secretAccessKey": "canary/secret/1",
            "sessionToken": "canary/token/1", "accountId": "111122223333",
            "expiresAt": "2026-01-02T03:19:05Z",
        },
        "tokenType": "aws_sigv4", "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "canary-refresh", "idToken": ID_TOKEN,
        "signInRegion": "eu-west-1",
    });
    assert_eq!(written, expected);
    let body: Value = serde_json::from_str(host.requests.borrow()[0].body.expose()).unwrap();
    // Each of the scripted host's bytes, 0x80, gives the same character.
    let expected = json!({
        "clientId": "arn:aws:signin:::devtools/same-device", "grantType": "authorization_code",
        "code": "canary-code", "codeVerifier": "-".repeat(64),
        "redirectUri": "http://127.0.0.1:34535/oauth/callback",
    });
    assert_eq!(body, expected);
    assert!(host.pages.borrow()[0].is_local);
}

#[test]
fn what_ends_a_sign_in() {
    let aborted = Scripted { waits_left: Some(3).into(), ..Scripted::default() };
    let denied = format!("/oauth/callback?error=access_denied&state={STATE}");
    let refused = Ok((403, json!({ "error": "AUTHCODE_EXPIRED" }).to_string()));
    let down = Err(HostError::Failed { reason: "ECONNREFUSED".into(), sent: false });
    let other = format!("{CONFIG}login_session = arn:aws:iam::1:user/bob\n");
    let responding = |response| redirected(Scripted::responding([response]), &[&right()]);
    let read_only = responding(granted());
    read_only.read_only.set(true);
    let cases = [
        (
            Scripted::default(),
            CONFIG,
            Code::LoginFailed,
            "the sign-in was not completed within 10 minutes",
        ),
        (aborted, CONFIG, Code::Aborted, "operation aborted"),
        (
            redirected(Scripted::default(), &[&denied]),
            CONFIG,
            Code::LoginFailed,
            "the sign-in was refused: access_denied",
        ),
        (responding(refused), CONFIG, Code::LoginFailed, "the code has expired"),
        (responding(down), CONFIG, Code::LoginUnreachable, "the sign-in service at"),
        (
            responding(Ok((200, "{}".into()))),
            CONFIG,
            Code::LoginUnreachable,
            "the response is not from",
        ),
        (
            responding(granted()),
            &other,
            Code::LoginConflict,
            "the profile has the login session of",
        ),
        (read_only, CONFIG, Code::FileFailed, "the login session could not be saved: EROFS"),
    ];
    for (host, config, code, message) in cases {
        let error = run(&host, config, false).unwrap_err();
        assert_eq!(error.code, code, "{message}");
        assert!(error.message.starts_with(message), "{}", error.message);
        assert!(host.cache.borrow().is_empty(), "{message}");
    }
}

#[test]
fn without_files_nothing_starts() {
    let capabilities = Capabilities { files: false, ..Capabilities::default() };
    let request = Request { capabilities, ..Request::default() };
    let host = Scripted::default();
    let error = block_on(login(&Profiles::parse(CONFIG, ""), &request, false, &host)).unwrap_err();
    assert_eq!((error.code, host.transcript().as_str()), (Code::NotSupportedHere, ""));
}
