//! The OIDC service of IAM Identity Center: OAuth 2.0 with JSON, not signed.

use serde_json::{Map, Value, json};

use crate::cache::json::{take_secret, without_nulls};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::HttpResponse;
use crate::providers::json_post::JsonPost;
use crate::secret::Secret;
use crate::text::{is_header_safe, one_line};
use crate::timestamp::{self, Timestamp};

/// The grant type of the device flow, which the user confirms in a browser on any device.
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant types of a registration for authorization codes, as the AWS CLI requests them.
pub(crate) const CODE_GRANTS: [&str; 2] = ["authorization_code", "refresh_token"];

/// The redirect URI of a registration. By RFC 8252, that of a sign-in has a port too.
const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";

/// The parameters of a registration.
pub(crate) struct Client<'a> {
    /// The page that the user confirms shows it.
    pub(crate) name: String,
    pub(crate) scopes: Option<Vec<String>>,
    /// The start URL, if the registration is for authorization codes.
    pub(crate) issuer: Option<&'a str>,
}

/// The registration of this program as an OIDC client.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    pub(crate) expires_at: Timestamp,
}

/// The parameters with which an authorization code is exchanged.
pub(crate) struct Exchange<'a> {
    pub(crate) code: &'a Secret,
    /// The PKCE verifier.
    pub(crate) verifier: &'a Secret,
    pub(crate) redirect_uri: &'a str,
}

/// The parameters of a token refresh.
pub(crate) struct Refresh<'a> {
    pub(crate) registration: &'a Registration,
    pub(crate) refresh_token: &'a Secret,
}

/// The tokens of a grant.
pub(crate) struct Grant {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    /// In seconds.
    pub(crate) expires_in: u32,
}

/// A device authorization that waits for the user.
pub(crate) struct Pending {
    pub(crate) device_code: Secret,
    pub(crate) user_code: String,
    pub(crate) verification_uri: String,
    pub(crate) verification_uri_complete: String,
    /// In seconds.
    pub(crate) expires_in: u32,
    /// Seconds between two polls.
    pub(crate) interval: u32,
}

/// The response to one poll for the tokens of a device authorization, by RFC 8628.
pub(crate) enum PollResult {
    Granted(Grant),
    /// The user has not confirmed yet.
    Pending,
    /// The user has not confirmed yet, and the interval between polls must increase.
    SlowDown,
    /// The authorization failed: `expired_token`, `access_denied`.
    Failed(String),
}

impl Registration {
    /// Takes a registration from the object of a token or of its own file; `expiry` is the key of
    /// its expiration.
    pub(crate) fn take(object: &mut Map<String, Value>, expiry: &str) -> Option<Self> {
        let client_secret = take_secret(object, "clientSecret");
        let client_id = object.get("clientId").and_then(Value::as_str).filter(|id| !id.is_empty());
        let expires_at = object.get(expiry).and_then(Value::as_str).and_then(timestamp::parse);
        let (client_id, client_secret, expires_at) = (client_id?, client_secret?, expires_at?);
        Some(Self { client_id: client_id.to_owned(), client_secret, expires_at })
    }

    /// Whether it is valid for at least `ms` more milliseconds.
    pub(crate) fn is_valid_for(&self, ms: i64, now_ms: i64) -> bool {
        timestamp::to_ms(self.expires_at).saturating_sub(now_ms) >= ms
    }
}

/// Registers this program (`RegisterClient`).
pub(crate) async fn register(
    host: &impl Host,
    endpoint: &str,
    client: &Client<'_>,
) -> Result<Registration, Error> {
    let body = json!({
        "clientName": client.name,
        "clientType": "public",
        "scopes": client.scopes,
        "grantTypes": client.issuer.map(|_| CODE_GRANTS),
        "redirectUris": client.issuer.map(|_| [REDIRECT_URI]),
        "issuerUrl": client.issuer,
    });
    let body = without_nulls(body);
    let response = post(host, endpoint, "/client/register", &body).await?;
    let mut object = success(&response)?;
    let expires_at = object.get("clientSecretExpiresAt").and_then(Value::as_i64);
    let expires_at = expires_at.and_then(|at| timestamp::from_ms(at.checked_mul(1000)?));
    let client_secret = take_secret(&mut object, "clientSecret");
    let client_id = object.get("clientId").and_then(Value::as_str);
    let parts = client_id.zip(client_secret).zip(expires_at);
    let ((client_id, client_secret), expires_at) = parts.ok_or_else(unexpected)?;
    Ok(Registration { client_id: client_id.to_owned(), client_secret, expires_at })
}

/// Starts a device authorization (`StartDeviceAuthorization`).
pub(crate) async fn start(
    host: &impl Host,
    endpoint: &str,
    registration: &Registration,
    start_url: &str,
) -> Result<Pending, Error> {
    let body = json!({
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.expose(),
        "startUrl": start_url,
    });
    let response = post(host, endpoint, "/device_authorization", &body).await?;
    let mut object = success(&response)?;
    let device_code = take_secret(&mut object, "deviceCode").ok_or_else(unexpected)?;
    let text = |key: &str| {
        let text = object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(unexpected)
    };
    Ok(Pending {
        device_code,
        user_code: text("userCode")?,
        verification_uri: text("verificationUri")?,
        verification_uri_complete: text("verificationUriComplete")?,
        expires_in: seconds(&object, "expiresIn").unwrap_or(600),
        interval: seconds(&object, "interval").unwrap_or(5),
    })
}

/// Polls for the user's confirmation (`CreateToken`).
pub(crate) async fn poll(
    host: &impl Host,
    endpoint: &str,
    registration: &Registration,
    pending: &Pending,
) -> Result<PollResult, Error> {
    let body = json!({
        "grantType": DEVICE,
        "deviceCode": pending.device_code.expose(),
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.expose(),
    });
    let response = post(host, endpoint, "/token", &body).await?;
    match failure(&response).as_deref() {
        None => grant(&response).map(PollResult::Granted),
        Some("authorization_pending") => Ok(PollResult::Pending),
        Some("slow_down") => Ok(PollResult::SlowDown),
        Some(code @ ("expired_token" | "access_denied")) => Ok(PollResult::Failed(code.to_owned())),
        Some(_) => Err(rejected(&response)),
    }
}

/// Exchanges an authorization code for tokens (`CreateToken`).
///
/// # Errors
/// `sso-login-failed` for a code that has expired, `sso-rejected`, `sso-unreachable`, `aborted`.
pub(crate) async fn exchange(
    host: &impl Host,
    endpoint: &str,
    registration: &Registration,
    exchange: &Exchange<'_>,
) -> Result<Grant, Error> {
    let body = json!({
        "grantType": CODE_GRANTS[0],
        "code": exchange.code.expose(),
        "codeVerifier": exchange.verifier.expose(),
        "redirectUri": exchange.redirect_uri,
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.expose(),
    });
    let response = post(host, endpoint, "/token", &body).await?;
    if failure(&response).as_deref() == Some("expired_token") {
        let message = "the code of the sign-in expired before it was used";
        let help = "run it again and approve the request in the browser";
        return Err(Diagnostic::new(Code::SsoLoginFailed, message).help(help).into());
    }
    grant(&response)
}

/// Refreshes a token (`CreateToken`). The inner error is the service's rejection of the refresh
/// token or of the registration, which only another sign-in can replace.
pub(crate) async fn refresh(
    host: &impl Host,
    endpoint: &str,
    refresh: Refresh<'_>,
) -> Result<Result<Grant, Error>, Error> {
    let Refresh { registration, refresh_token } = refresh;
    let body = json!({
        "grantType": "refresh_token",
        "refreshToken": refresh_token.expose(),
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret.expose(),
    });
    let response = post(host, endpoint, "/token", &body).await?;
    match failure(&response) {
        Some(code) if !code.is_empty() => Ok(Err(rejected(&response))),
        _ => grant(&response).map(Ok),
    }
}

fn grant(response: &HttpResponse) -> Result<Grant, Error> {
    let mut object = success(response)?;
    let access_token =
        take_secret(&mut object, "accessToken").filter(|token| is_header_safe(token.expose()));
    let refresh_token = take_secret(&mut object, "refreshToken");
    let (access_token, expires_in) =
        access_token.zip(seconds(&object, "expiresIn")).ok_or_else(unexpected)?;
    Ok(Grant { access_token, refresh_token, expires_in })
}

async fn post(
    host: &impl Host,
    endpoint: &str,
    path: &str,
    body: &Value,
) -> Result<HttpResponse, Error> {
    let call = JsonPost {
        service: &format!("IAM Identity Center at {endpoint}"),
        url: &format!("{endpoint}{path}"),
        dpop: None,
        body,
        unreachable: Code::SsoUnreachable,
    };
    call.send(host).await
}

fn seconds(object: &Map<String, Value>, key: &str) -> Option<u32> {
    object.get(key).and_then(Value::as_u64).and_then(|seconds| u32::try_from(seconds).ok())
}

/// The JSON object of a successful response.
fn success(response: &HttpResponse) -> Result<Map<String, Value>, Error> {
    if failure(response).is_some() {
        return Err(rejected(response));
    }
    serde_json::from_str(response.body.expose()).map_err(|_| unexpected())
}

/// The OAuth error code of a response, such as `slow_down`. The service returns it in `error`, or
/// under its own name in `__type` (`SlowDownException`).
fn failure(response: &HttpResponse) -> Option<String> {
    if (200..300).contains(&response.status) {
        return None;
    }
    let object: Map<String, Value> =
        serde_json::from_str(response.body.expose()).unwrap_or_default();
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let own = || text("__type").map(snake_case);
    Some(text("error").map(str::to_owned).or_else(own).unwrap_or_default())
}

/// Converts `com.amazonaws.oidc#SlowDownException` to `slow_down`.
fn snake_case(name: &str) -> String {
    let name = name.rsplit(['#', ':']).next().unwrap_or(name);
    let mut words = String::new();
    for c in name.strip_suffix("Exception").unwrap_or(name).chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// The service rejected the request. Its description never repeats what was sent.
fn rejected(response: &HttpResponse) -> Error {
    let object: Map<String, Value> =
        serde_json::from_str(response.body.expose()).unwrap_or_default();
    let words = ["error_description", "message", "error", "__type"];
    let description = words.iter().find_map(|key| object.get(*key).and_then(Value::as_str));
    let description = description.map_or_else(
        || format!("status {}", response.status),
        |description| one_line(description, 200),
    );
    let message = format!("IAM Identity Center rejected the request: {description}");
    let help = "check `sso_start_url` and `sso_region`";
    Diagnostic::new(Code::SsoRejected, message).help(help).into()
}

/// The response is not from the service. None of it is repeated: it may contain tokens.
fn unexpected() -> Error {
    let message = "the response is not from IAM Identity Center";
    Diagnostic::new(Code::SsoRejected, message).help("check `sso_region` and the proxy").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes() {
        let cases = [
            (200, "{}", None),
            (400, r#"{"error":"slow_down"}"#, Some("slow_down")),
            (400, r#"{"__type":"SlowDownException"}"#, Some("slow_down")),
            (
                400,
                r#"{"__type":"com.amazonaws#AuthorizationPendingException"}"#,
                Some("authorization_pending"),
            ),
            (400, "<html>", Some("")),
            (500, "", Some("")),
        ];
        for (status, body, expected) in cases {
            let response =
                HttpResponse { status, date: None, location: None, body: Secret::new(body) };
            assert_eq!(failure(&response).as_deref(), expected, "{body}");
        }
    }
}
