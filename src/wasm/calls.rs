//! STS calls from the options of the API, for every boundary.

use super::types::{CallerIdentityOptions, SignCallerOptions, SignOptions, truncate};
use crate::aws::{self, Endpoint, EndpointSettings};
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::http::HttpRequest;
use crate::plan::Hop;
use crate::resolve;
use crate::secret::Secret;
use crate::sts::{GetCallerIdentity, Operation};

/// Calls STS `GetCallerIdentity`.
pub(crate) async fn caller_identity(
    credentials: &Credentials,
    options: CallerIdentityOptions,
    host: &impl Host,
) -> Result<GetCallerIdentity, Error> {
    let (url, region) = (options.endpoint_url.as_deref(), options.region.as_deref());
    let endpoint = endpoint(options.endpoint, url, region)?;
    let identity = resolve::caller_identity(credentials, &endpoint, host).await;
    identity.map_err(|error| with_profile(error, options.profile))
}

/// Creates a session of an IAM user with MFA (`GetSessionToken`); the host provides the code.
#[cfg(not(feature = "component"))]
pub(crate) async fn session_token(
    credentials: &Credentials,
    options: CallerIdentityOptions,
    mfa_serial: &str,
    duration_seconds: Option<u32>,
    host: &impl Host,
) -> Result<Credentials, Error> {
    use crate::aws::limits;
    use crate::host::MfaCodeRequest;

    limits::serial_number(mfa_serial).map_err(|limit| invalid("MFA device", &limit))?;
    let seconds = duration_seconds.map(i64::from);
    seconds
        .map_or(Ok(()), limits::session_token_duration)
        .map_err(|limit| invalid("duration", &limit))?;
    let (url, region) = (options.endpoint_url.as_deref(), options.region.as_deref());
    let endpoint = endpoint(options.endpoint, url, region)?;
    let wanted =
        MfaCodeRequest { serial: mfa_serial, rejected: 0, program: None, timeout_ms: None };
    let session =
        resolve::session_token(credentials, &endpoint, wanted, duration_seconds, host).await;
    session.map_err(|error| with_profile(error, options.profile))
}

#[cfg(not(feature = "component"))]
fn invalid(what: &str, limit: &aws::limits::Limit) -> Error {
    use crate::diagnostic::{Code, Diagnostic};

    Diagnostic::new(Code::UsageInvalid, format!("the {what} {limit}")).into()
}

/// The signed request that assumes a hop's role.
pub(crate) fn assume_role_request(
    hop: &Hop,
    credentials: &Credentials,
    options: SignOptions,
) -> Result<HttpRequest, Error> {
    let now_ms = truncate(options.date_ms);
    let code = options.token_code.map(Secret::new);
    let name = options.role_session_name.as_deref();
    let operation = Operation::AssumeRole(resolve::assume_role(hop, name, code, now_ms));
    operation.sign(credentials, &resolve::endpoint_of(hop), now_ms, false)
}

/// The signed request for the caller identity.
pub(crate) fn caller_identity_request(
    credentials: &Credentials,
    options: SignCallerOptions,
) -> Result<HttpRequest, Error> {
    let (url, region) = (options.endpoint_url.as_deref(), options.region.as_deref());
    let endpoint = endpoint(options.endpoint, url, region)?;
    Operation::GetCallerIdentity.sign(credentials, &endpoint, truncate(options.date_ms), false)
}

/// The given endpoint, from a plan or as a URL; otherwise that of the region.
fn endpoint(
    said: Option<Endpoint>,
    url: Option<&str>,
    region: Option<&str>,
) -> Result<Endpoint, Error> {
    if let Some(endpoint) = said {
        return Ok(endpoint);
    }
    aws::check_region(region)?;
    Ok(aws::endpoint(&EndpointSettings { region, custom: url, ..Default::default() }))
}

/// The error, with the profile of the credentials.
fn with_profile(error: Error, profile: Option<String>) -> Error {
    match profile {
        Some(profile) => error.map_primary(|diagnostic| diagnostic.profile(profile)),
        None => error,
    }
}
