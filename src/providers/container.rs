//! The container credentials endpoint: of ECS, of the EKS Pod Identity agent, or of any program
//! with the same protocol.
//!
//! A `GET` request to a URL that the environment sets, with a token that it can also set, returns
//! credentials as JSON. As in the AWS CLI, there are three attempts of two seconds each, one second
//! apart.

use serde::Deserialize;

use super::Context;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, unless_aborted};
use crate::http::HttpRequest;
use crate::plan::{ContainerSource, ContainerToken};
use crate::secret::Secret;
use crate::text::{is_header_safe, quoted};
use crate::timestamp;

const ATTEMPTS: u32 = 3;
const TIMEOUT_MS: u32 = 2000;
const WAIT_MS: u32 = 1000;

/// The response of the container endpoint and of the instance metadata service.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityCredentials {
    access_key_id: String,
    secret_access_key: String,
    token: String,
    expiration: String,
    account_id: Option<String>,
}

impl SecurityCredentials {
    /// The credentials, if every part is valid in a header.
    pub(crate) fn credentials(self) -> Option<Credentials> {
        let parts = [&self.access_key_id, &self.secret_access_key, &self.token];
        let is_whole = parts.into_iter().all(|part| is_header_safe(part));
        let expiration = timestamp::parse(&self.expiration)?;
        is_whole.then(|| Credentials {
            access_key_id: self.access_key_id,
            secret_access_key: Secret::new(self.secret_access_key),
            session_token: Some(Secret::new(self.token)),
            expiration: Some(expiration),
            account_id: self.account_id.filter(|id| is_header_safe(id)),
        })
    }
}

/// Loads the credentials from the endpoint.
///
/// # Errors
/// `container-failed`, `aborted`, `not-supported-here`.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &ContainerSource,
) -> Result<Credentials, Error> {
    let ContainerSource { url, token, .. } = source;
    let host = context.host;
    let mut headers = vec![("accept".to_owned(), Secret::new("application/json"))];
    if let Some(token) = token {
        let token = authorization(context, token).await?;
        headers.push(("authorization".to_owned(), token));
    }
    let request = HttpRequest {
        method: "GET",
        url: url.clone(),
        headers,
        body: Secret::default(),
        timeout_ms: Some(TIMEOUT_MS),
        direct: true,
        returns_redirect: false,
    };
    let mut attempt = 1;
    loop {
        let problem = match request_credentials(host, &request).await? {
            Ok(credentials) if credentials.last_for(1, host.now_ms()) => return Ok(credentials),
            Ok(_) => "returned expired credentials".to_owned(),
            Err(problem) => problem,
        };
        if attempt == ATTEMPTS {
            let message = format!("the container credentials endpoint {} {problem}", quoted(url));
            let help = "check the variables AWS_CONTAINER_CREDENTIALS_* and the task's role";
            return Err(Diagnostic::new(Code::ContainerFailed, message).help(help).into());
        }
        unless_aborted(host.sleep_ms(WAIT_MS).await)?;
        attempt += 1;
    }
}

/// One attempt: credentials, or the problem with the response. Nothing of the response is repeated.
async fn request_credentials(
    host: &impl Host,
    request: &HttpRequest,
) -> Result<Result<Credentials, String>, Error> {
    let response = match host.fetch(request).await {
        Ok(response) => response,
        Err(error) if error.is_transient() => return Ok(Err(error.problem())),
        Err(error) => {
            let service = "the container credentials endpoint";
            return Err(error.to_error(service, Code::ContainerFailed));
        }
    };
    if response.status != 200 {
        return Ok(Err(format!("returned status {}", response.status)));
    }
    let parsed = serde_json::from_str::<SecurityCredentials>(response.body.expose()).ok();
    let credentials = parsed.and_then(SecurityCredentials::credentials);
    Ok(credentials.ok_or_else(|| "returned an unexpected response".to_owned()))
}

/// The authorization token. Line ends at its end come from an editor; anywhere else they would
/// inject a header.
async fn authorization<H: Host>(
    context: &Context<'_, H>,
    token: &ContainerToken,
) -> Result<Secret, Error> {
    let (name, text) = match token {
        ContainerToken::Variable => {
            let name = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
            let text = context.request.env.get(name).map(Secret::new);
            (format!("`{name}`"), text.unwrap_or_default())
        }
        ContainerToken::File { path } => {
            let help = "check AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
            let found = context.host.read_file(path).await.map_err(|error| {
                let file = format!("the token file {}", quoted(path));
                error.report(HostDiagnostics::of_file(&file, Code::ContainerFailed, help))
            })?;
            let text = found.ok_or_else(|| {
                let message = format!("token file {} not found", quoted(path));
                Error::new(Diagnostic::new(Code::ContainerFailed, message).help(help))
            })?;
            (quoted(path), Secret::new(text.expose().trim_end_matches(['\r', '\n'])))
        }
    };
    let fits = |c: char| c == ' ' || c.is_ascii_graphic();
    if text.is_empty() || !text.expose().chars().all(fits) {
        let message = format!("{name} does not contain a valid token");
        let help = "the token must be a single line of ASCII text";
        return Err(Diagnostic::new(Code::ContainerFailed, message).help(help).into());
    }
    Ok(text)
}
