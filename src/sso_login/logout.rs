//! Signing out: the portal revokes the token, so that it is no longer valid anywhere.

use serde_json::{Map, Value};

use crate::aws::is_valid_region_label;
use crate::cache::json::take_secret;
use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Error, Severity};
use crate::host::Host;
use crate::http::HttpRequest;
use crate::plan::{self, Request};
use crate::retry::send_with_retry;
use crate::secret::Secret;
use crate::text::is_header_safe;

/// Signs out (`Logout`) with the token in a file of `~/.aws/sso/cache`. Returns `false` for a file
/// without a token, such as a registration, which the caller must not delete. `own` says whether
/// the token is from a custom endpoint; without such an endpoint it is not sent anywhere.
///
/// As in the AWS CLI, the caller deletes the file even if the portal cannot be reached. A warning
/// reports that.
///
/// # Errors
/// `aborted`.
pub async fn logout(
    profiles: &Profiles,
    request: &Request,
    text: &Secret,
    own: bool,
    host: &impl Host,
) -> Result<bool, Error> {
    let Ok(mut file) = serde_json::from_str::<Map<String, Value>>(text.expose()) else {
        return Ok(false);
    };
    let has_token = file.contains_key("accessToken");
    let token =
        take_secret(&mut file, "accessToken").filter(|token| is_header_safe(token.expose()));
    // Removed from the file so that they are zeroed.
    drop((take_secret(&mut file, "refreshToken"), take_secret(&mut file, "clientSecret")));
    let region = file.get("region").and_then(Value::as_str);
    if let Some(token) = token
        && let Some(region) = region.filter(|region| is_valid_region_label(region))
    {
        let (endpoint, overridden) = plan::portal_endpoint(profiles, request, region);
        if overridden || !own {
            revoke(host, &endpoint, token).await?;
        }
    }
    Ok(has_token)
}

async fn revoke(host: &impl Host, endpoint: &str, token: Secret) -> Result<(), Error> {
    let request = HttpRequest {
        method: "POST",
        url: format!("{endpoint}/logout"),
        headers: vec![("x-amz-sso_bearer_token".into(), token)],
        body: Secret::default(),
        timeout_ms: None,
        direct: false,
        returns_redirect: false,
    };
    let service = format!("IAM Identity Center at {endpoint}");
    let problem = match send_with_retry(host, &request, &service, Code::SsoUnreachable).await {
        Err(error) if error.code == Code::Aborted => return Err(error),
        Err(error) => error.message.clone(),
        // 401: the token had already expired.
        Ok(response) if matches!(response.status, 200..=299 | 401) => return Ok(()),
        Ok(response) => format!("{service} returned status {}", response.status),
    };
    let message = format!(
        "the SSO token was deleted locally, but signing out of the portal failed: {problem}"
    );
    let help = "a copy of the token stays valid until it expires";
    let warning = Diagnostic::new(Code::SsoUnreachable, message).severity(Severity::Warning);
    host.warn(warning.help(help));
    Ok(())
}
