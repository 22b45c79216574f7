//! Signing out: the portal is told, so that the sign-in is void everywhere.

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

/// Ends the sign-in that a file of `~/.aws/sso/cache` holds (`Logout`). `false` for a text that
/// holds none, such as a registration: that file is to stay. `own` says that it is from an endpoint
/// that someone set: without one it goes nowhere.
///
/// As for the AWS CLI, a portal that cannot be told is no reason to keep the file; it is warned of.
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
    let is_sign_in = file.contains_key("accessToken");
    let token =
        take_secret(&mut file, "accessToken").filter(|token| is_header_safe(token.expose()));
    // Taken out to be wiped.
    drop((take_secret(&mut file, "refreshToken"), take_secret(&mut file, "clientSecret")));
    let region = file.get("region").and_then(Value::as_str);
    if let Some(token) = token
        && let Some(region) = region.filter(|region| is_valid_region_label(region))
    {
        let (endpoint, overridden) = plan::portal_endpoint(profiles, request, region);
        if overridden || !own {
            tell(host, &endpoint, token).await?;
        }
    }
    Ok(is_sign_in)
}

async fn tell(host: &impl Host, endpoint: &str, token: Secret) -> Result<(), Error> {
    let request = HttpRequest {
        method: "POST",
        url: format!("{endpoint}/logout"),
        headers: vec![("x-amz-sso_bearer_token".into(), token)],
        body: Secret::default(),
        timeout_ms: None,
        direct: false,
    };
    let service = format!("IAM Identity Center at {endpoint}");
    let trouble = match send_with_retry(host, &request, &service, Code::SsoUnreachable).await {
        Err(error) if error.code == Code::Aborted => return Err(error),
        Err(error) => error.message,
        // 401: it had ended already.
        Ok(response) if matches!(response.status, 200..=299 | 401) => return Ok(()),
        Ok(response) => format!("{service} answered {}", response.status),
    };
    let message = format!(
        "the SSO token was deleted locally, but signing out of the portal failed: {trouble}"
    );
    let help = "a copy of the token stays valid until it expires";
    let warning = Diagnostic::new(Code::SsoUnreachable, message).severity(Severity::Warning);
    host.warn(warning.help(help));
    Ok(())
}
