//! The renewal of a login session: OAuth 2 in JSON at the console's sign-in service.

use serde_json::{Map, Value, json};

use super::dpop;
use super::session::{Grant, Session};
use crate::cache::json as text_of_json;
use crate::cache::json::Separators;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::HttpRequest;
use crate::http::HttpResponse;
use crate::retry::send_with_retry;
use crate::secret::Secret;
use crate::text::{is_header_safe, one_line};

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
    let body = text_of_json::to_string(&body, Separators::Compact).unwrap_or_default();
    let request = HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers: vec![
            ("content-type".into(), Secret::new("application/json")),
            ("dpop".into(), dpop::proof(host, &session.key, endpoint).await?),
        ],
        body: Secret::new(body),
        timeout_ms: None,
        direct: false,
    };
    let service = format!("the sign-in service at {endpoint}");
    let response = send_with_retry(host, &request, &service, Code::LoginUnreachable).await?;
    if response.status != 200 {
        return Err(refused(&response));
    }
    grant(&response).ok_or_else(unexpected)
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
    })
}

/// The error for a rejection by the service. Of its response, only the error code is shown.
fn refused(response: &HttpResponse) -> Error {
    let object: Map<String, Value> =
        serde_json::from_str(response.body.expose()).unwrap_or_default();
    let code = object.get("error").and_then(Value::as_str).unwrap_or_default();
    let message = match code {
        "TOKEN_EXPIRED" => "the login session has expired".to_owned(),
        "USER_CREDENTIALS_CHANGED" => {
            "the login session has expired: the password was changed".to_owned()
        }
        "INSUFFICIENT_PERMISSIONS" => {
            let message = "the login session could not be refreshed: missing permissions";
            let help = "allow `signin:CreateOAuth2Token` for the signed-in user";
            return Diagnostic::new(Code::LoginRequired, message).help(help).into();
        }
        "" => format!("the login session could not be refreshed: status {}", response.status),
        other => format!("the login session could not be refreshed: {}", one_line(other, 100)),
    };
    Diagnostic::new(Code::LoginRequired, message).into()
}

/// The error for a response that is not from the service. No part of it is shown: it may contain
/// tokens.
fn unexpected() -> Error {
    let message = "the response is not from the AWS sign-in service";
    Diagnostic::new(Code::LoginUnreachable, message).help("check the region and the proxy").into()
}
