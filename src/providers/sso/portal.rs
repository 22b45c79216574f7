//! The portal of IAM Identity Center: credentials of a role for a token.

use serde::Deserialize;
use serde_json::Value;

use super::sign_in::SignIn;
use super::token::Token;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::{HttpRequest, HttpResponse};
use crate::plan::SsoSource;
use crate::retry::{self, send_with_retry};
use crate::secret::Secret;
use crate::text::{Form, is_header_safe, one_line};
use crate::timestamp;

/// The response of `GetRoleCredentials`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetRoleCredentials {
    role_credentials: RoleCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// Milliseconds since 1970.
    expiration: i64,
}

/// Requests the role's credentials (`GetRoleCredentials`).
pub(super) async fn role_credentials(
    host: &impl Host,
    sso: &SsoSource,
    sign_in: &SignIn<'_>,
    token: &Token,
) -> Result<Credentials, Error> {
    let query = Form::of([("role_name", &sso.role_name), ("account_id", &sso.account_id)]).finish();
    let path = format!("/federation/credentials?{}", *query);
    let response = get(host, &sso.endpoint, &path, token).await?;
    match response.status {
        200 => read(&response, &sso.account_id, host.now_ms()),
        401 => Err(sign_in.rejected()),
        status => Err(rejected(status, &response, sso)),
    }
}

/// Sends a request of the user who has the token.
///
/// # Errors
/// `sso-unreachable`, `aborted`. A response with any status is not an error.
pub(crate) async fn get(
    host: &impl Host,
    endpoint: &str,
    path: &str,
    token: &Token,
) -> Result<HttpResponse, Error> {
    let request = HttpRequest {
        method: "GET",
        url: format!("{endpoint}{path}"),
        headers: vec![("x-amz-sso_bearer_token".into(), token.access_token.clone())],
        body: Secret::default(),
        timeout_ms: None,
        direct: false,
        returns_redirect: false,
    };
    let service = format!("IAM Identity Center at {endpoint}");
    send_with_retry(host, &request, &service, Code::SsoUnreachable).await
}

fn read(response: &HttpResponse, account_id: &str, now_ms: i64) -> Result<Credentials, Error> {
    let body = serde_json::from_str::<GetRoleCredentials>(response.body.expose());
    let found = body.map_err(|_| unexpected())?.role_credentials;
    let parts = [&found.access_key_id, &found.secret_access_key, &found.session_token];
    let expiration = timestamp::from_ms(found.expiration).ok_or_else(unexpected)?;
    if !parts.into_iter().all(|part| is_header_safe(part)) {
        return Err(unexpected());
    }
    let credentials = Credentials {
        access_key_id: found.access_key_id,
        secret_access_key: Secret::new(found.secret_access_key),
        session_token: Some(Secret::new(found.session_token)),
        expiration: Some(expiration),
        account_id: Some(account_id.to_owned()),
    };
    credentials.check_new("IAM Identity Center", now_ms)?;
    Ok(credentials)
}

/// The response is not from the portal. None of it is repeated: it may contain credentials.
pub(crate) fn unexpected() -> Error {
    let message = "the response is not from IAM Identity Center";
    Diagnostic::new(Code::SsoRejected, message).help("check `sso_region` and the proxy").into()
}

fn rejected(status: u16, response: &HttpResponse, sso: &SsoSource) -> Error {
    if let Some(outage) = outage(response) {
        return outage;
    }
    let reason = reason(response);
    let role = format!(
        "role `{}` in account `{}`",
        one_line(&sso.role_name, 100),
        one_line(&sso.account_id, 40)
    );
    match status {
        403 | 404 => {
            let message = format!("IAM Identity Center has no {role}: {reason}");
            let help = "check the account and role in the portal, or request the permission set";
            Diagnostic::new(Code::SsoAccessDenied, message).help(help).into()
        }
        _ => {
            let message = format!("IAM Identity Center denied access to {role}: {reason}");
            Diagnostic::new(Code::SsoRejected, message).into()
        }
    }
}

/// The error for a response that says that the portal is not available.
pub(crate) fn outage(response: &HttpResponse) -> Option<Error> {
    let reason = error_message(response);
    retry::outage(response.status, reason.as_deref(), "IAM Identity Center", Code::SsoUnreachable)
}

/// The portal's message about a rejected request, in one line; without one, the status.
pub(crate) fn reason(response: &HttpResponse) -> String {
    error_message(response).unwrap_or_else(|| format!("status {}", response.status))
}

fn error_message(response: &HttpResponse) -> Option<String> {
    let value: Value = serde_json::from_str(response.body.expose()).ok()?;
    let reason = value.get("message").or_else(|| value.get("Message"))?.as_str()?;
    Some(one_line(reason, 200)).filter(|reason| !reason.is_empty())
}
