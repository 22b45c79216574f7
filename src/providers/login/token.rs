//! The tokens of a login session: OAuth 2 in JSON at the console's sign-in service.

use serde_json::{Map, Value, json};

use super::dpop;
use super::p256_key::Key;
use super::session::{Grant, Session};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::HttpResponse;
use crate::providers::json_post::JsonPost;
use crate::secret::Secret;
use crate::text::{is_header_safe, one_line};

/// The values that a sign-in exchanges for a login session.
pub(crate) struct Exchange<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) code: &'a Secret,
    pub(crate) verifier: &'a Secret,
    pub(crate) redirect_uri: &'a str,
    pub(crate) key: &'a Key,
}

/// Renews a login session at `endpoint`, a URL with its path.
///
/// # Errors
/// `login-required` if the service rejects it, `login-unreachable`, `not-supported-here`,
/// `aborted`.
pub(crate) async fn renew(
    host: &impl Host,
    endpoint: &str,
    session: &Session,
) -> Result<Grant, Error> {
    let body = json!({
        "clientId": session.client_id,
        "grantType": "refresh_token",
        "refreshToken": session.refresh_token.expose(),
    });
    create_token(host, endpoint, &session.key, &body)
        .await?
        .map_err(|refusal| not_renewed(&refusal))
}

/// Exchanges the code of a sign-in at `endpoint`, a URL with its path.
///
/// # Errors
/// `login-failed` if the service rejects it, `login-unreachable`, `not-supported-here`, `aborted`.
pub(crate) async fn exchange(
    host: &impl Host,
    endpoint: &str,
    given: &Exchange<'_>,
) -> Result<Grant, Error> {
    let body = json!({
        "clientId": given.client_id,
        "grantType": "authorization_code",
        "code": given.code.expose(),
        "codeVerifier": given.verifier.expose(),
        "redirectUri": given.redirect_uri,
    });
    create_token(host, endpoint, given.key, &body).await?.map_err(|refusal| not_granted(&refusal))
}

/// Why the service rejected a request: its error code, and the status.
struct Refusal {
    code: String,
    status: u16,
}

/// `CreateOAuth2Token`, with a proof of possession of the key.
async fn create_token(
    host: &impl Host,
    endpoint: &str,
    key: &Key,
    body: &Value,
) -> Result<Result<Grant, Refusal>, Error> {
    let call = JsonPost {
        service: &format!("the sign-in service at {endpoint}"),
        url: endpoint,
        dpop: Some(dpop::proof(host, key, endpoint).await?),
        body,
        unreachable: Code::LoginUnreachable,
    };
    let response = call.send(host).await?;
    if response.status != 200 {
        return Ok(Err(refusal(&response)));
    }
    grant(&response).ok_or_else(unexpected).map(Ok)
}

fn grant(response: &HttpResponse) -> Option<Grant> {
    let object: Map<String, Value> = serde_json::from_str(response.body.expose()).ok()?;
    let keys = object.get("accessToken")?.as_object()?;
    let word = |object: &Map<String, Value>, key: &str| {
        object
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| is_header_safe(text))
            .map(str::to_owned)
    };
    Some(Grant {
        access_key_id: word(keys, "accessKeyId")?,
        secret_access_key: Secret::new(word(keys, "secretAccessKey")?),
        session_token: Secret::new(word(keys, "sessionToken")?),
        expires_in: u32::try_from(object.get("expiresIn")?.as_u64()?).ok()?,
        refresh_token: Secret::new(word(&object, "refreshToken")?),
        id_token: word(&object, "idToken").map(Secret::new),
        token_type: word(&object, "tokenType").unwrap_or_else(|| "aws_sigv4".into()),
    })
}

/// Of the response to a rejected request, only the error code is shown.
fn refusal(response: &HttpResponse) -> Refusal {
    let object: Map<String, Value> =
        serde_json::from_str(response.body.expose()).unwrap_or_default();
    let code = object.get("error").and_then(Value::as_str).unwrap_or_default().to_owned();
    Refusal { code, status: response.status }
}

impl Refusal {
    /// The reason, after what was rejected.
    fn after(&self, what: &str) -> String {
        match self.code.as_str() {
            "" => format!("{what}: status {}", self.status),
            "INSUFFICIENT_PERMISSIONS" => format!("{what}: missing permissions"),
            code => format!("{what}: {}", one_line(code, 100)),
        }
    }
}

const PERMISSION_HELP: &str = "allow `signin:CreateOAuth2Token` for the signed-in user";

/// The error for a renewal that the service rejected.
fn not_renewed(refusal: &Refusal) -> Error {
    let message = match refusal.code.as_str() {
        "" => return unexpected(),
        "TOKEN_EXPIRED" => "the login session has expired".to_owned(),
        "USER_CREDENTIALS_CHANGED" => {
            "the login session has expired: the password was changed".to_owned()
        }
        _ => refusal.after("the login session could not be refreshed"),
    };
    let diagnostic = Diagnostic::new(Code::LoginRequired, message);
    match refusal.code.as_str() {
        "INSUFFICIENT_PERMISSIONS" => diagnostic.help(PERMISSION_HELP),
        _ => diagnostic,
    }
    .into()
}

/// The error for a sign-in that the service rejected.
fn not_granted(refusal: &Refusal) -> Error {
    let (message, help) = match refusal.code.as_str() {
        "AUTHCODE_EXPIRED" => ("the code has expired".to_owned(), "run it again"),
        "INSUFFICIENT_PERMISSIONS" => (refusal.after("the sign-in was refused"), PERMISSION_HELP),
        _ => (refusal.after("the sign-in was refused"), "run it again, and check the region"),
    };
    Diagnostic::new(Code::LoginFailed, message).help(help).into()
}

/// The error for a response that is not from the service. No part of it is shown: it may contain
/// tokens.
pub(crate) fn unexpected() -> Error {
    let message = "the response is not from the AWS sign-in service";
    Diagnostic::new(Code::LoginUnreachable, message).help("check the region and the proxy").into()
}
