//! IAM Identity Center: the files, tokens and responses that its tests share.
#![allow(clippy::unnecessary_wraps)] // A scripted response can be an error.

mod credentials;
mod login;
mod logout;

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::Error;
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{self, Request};
use rolehop::resolve::{Options, resolve};
use serde_json::{Value, json};

use crate::host::{NOW_MS, Response, Scripted};

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
        plan::Source::Sso(plan::SsoSource { token_key, .. }) => token_key,
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

fn with_token(profile: &str, token: &Value, responses: Vec<Response>) -> Scripted {
    let host = Scripted::responding(responses);
    let key = (CacheStore::Sso, token_key(profile));
    host.cache.borrow_mut().insert(key, token.to_string());
    host
}

fn role() -> Response {
    let body = json!({ "roleCredentials": {
        "accessKeyId": "ASIASSO", "secretAccessKey": "canary/secret", "sessionToken": "canary/token",
        "expiration": NOW_MS + 3_600_000,
    }});
    Ok((200, body.to_string()))
}

fn grant(number: u32) -> Response {
    let body = json!({
        "accessToken": format!("canary/access/{number}"), "tokenType": "Bearer",
        "expiresIn": 28800, "refreshToken": format!("canary/refresh/{number}"),
    });
    Ok((200, body.to_string()))
}

fn oauth_error(status: u16, error: &str) -> Response {
    Ok((status, json!({ "error": error, "error_description": "because" }).to_string()))
}

fn lost() -> Response {
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
