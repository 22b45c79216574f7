//! The EC2 instance metadata service (IMDS): the credentials of the instance role.
//!
//! ```text
//! PUT token ─(403, 404, 405 or silence: the first version of the service, without)─▶
//!   GET the role's name ─▶ GET its credentials
//! ```
//!
//! Attempts and timeouts are the AWS CLI's: one attempt of one second for each request by default.

use super::Context;
use super::container::SecurityCredentials;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostError};
use crate::http::{HttpRequest, HttpResponse};
use crate::plan::Ec2MetadataSource;
use crate::secret::Secret;
use crate::text::{one_line, quoted};
use crate::timestamp;

const TOKEN: &str = "latest/api/token";
const ROLES: &str = "latest/meta-data/iam/security-credentials/";
/// The TTL of the token, in seconds, as in the AWS CLI.
const TOKEN_SECONDS: &str = "21600";

/// A client of the service.
struct Service<'a, H> {
    source: &'a Ec2MetadataSource,
    host: &'a H,
}

/// Loads the credentials of the instance role.
///
/// # Errors
/// `metadata-failed`, or `no-credentials` if instance metadata was the last source; `aborted`,
/// `not-supported-here`.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &Ec2MetadataSource,
) -> Result<Credentials, Error> {
    let service = Service { source, host: context.host };
    let found = service.credentials().await?;
    found.map_err(|problem| {
        if source.profile.is_some() {
            let message =
                format!("the EC2 metadata service at {} {problem}", quoted(&source.endpoint));
            let help = "`Ec2InstanceMetadata` works on an EC2 instance that has a role";
            return Diagnostic::new(Code::MetadataFailed, message).help(help).into();
        }
        let message = format!(
            "profile {} has no credentials, and the EC2 metadata service at {} {problem}",
            quoted(&context.plan.profile),
            quoted(&source.endpoint)
        );
        let help = "select a profile that has access keys or a role, or set access keys in the \
         environment; set AWS_EC2_METADATA_DISABLED=true to skip the instance metadata \
         service";
        Diagnostic::new(Code::NoCredentials, message).help(help).into()
    })
}

/// The result of a request, or the problem with its response. Nothing of a response is repeated.
type Found<T> = Result<Result<T, String>, Error>;

impl<H: Host> Service<'_, H> {
    async fn credentials(&self) -> Found<Credentials> {
        let token = match self.token().await? {
            Ok(token) => token,
            Err(problem) => return Ok(Err(problem)),
        };
        if token.is_none() && self.source.v1_disabled {
            let message = format!(
                "the EC2 metadata service at {} returned no token, and IMDSv1, which needs \
                 none, is disabled",
                quoted(&self.source.endpoint)
            );
            let help = "in a container, set the instance's metadata hop limit to 2 or more, or remove \
             `ec2_metadata_v1_disabled`";
            return Err(Diagnostic::new(Code::MetadataFailed, message).help(help).into());
        }
        let role = match self.get(ROLES, token.as_ref(), role_name).await? {
            Ok(role) => role,
            Err(problem) => return Ok(Err(problem)),
        };
        let path = format!("{ROLES}{role}");
        let read = |body: &str| serde_json::from_str::<serde_json::Value>(body).ok();
        let json = match self.get(&path, token.as_ref(), read).await? {
            Ok(json) => json,
            Err(problem) => return Ok(Err(problem)),
        };
        let found = serde_json::from_value::<SecurityCredentials>(json).ok();
        let credentials = found.and_then(SecurityCredentials::credentials);
        let role = one_line(&role, 100);
        Ok(match credentials {
            Some(credentials) => Ok(self.extended(credentials).await),
            None => Err(format!("has no credentials for the role `{role}`")),
        })
    }

    /// The `IMDSv2` token; `None` if only `IMDSv1` is available.
    async fn token(&self) -> Found<Option<Secret>> {
        let header = ("x-aws-ec2-metadata-token-ttl-seconds", Secret::new(TOKEN_SECONDS));
        for _ in 0..self.source.attempts {
            match self.send("PUT", TOKEN, Some(header.clone())).await? {
                Ok(HttpResponse { status: 200, body, .. }) => {
                    let token = body.expose();
                    let fits = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
                    return Ok(Ok(fits.then_some(body)));
                }
                Ok(HttpResponse { status: 403..=405, .. }) | Err(HostError::TimedOut { .. }) => {
                    break;
                }
                Ok(HttpResponse { status: 400, .. }) => {
                    return Ok(Err("rejected the request for a token".to_owned()));
                }
                _ => {}
            }
        }
        Ok(Ok(None))
    }

    async fn get<T>(
        &self,
        path: &str,
        token: Option<&Secret>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Found<T> {
        let mut problem = String::new();
        for _ in 0..self.source.attempts {
            let header = token.map(|token| ("x-aws-ec2-metadata-token", token.clone()));
            problem = match self.send("GET", path, header).await? {
                Ok(HttpResponse { status: 200, body, .. }) => match read(body.expose()) {
                    Some(found) => return Ok(Ok(found)),
                    None => "returned an unexpected response".to_owned(),
                },
                Ok(HttpResponse { status: 404, .. }) => "reports no instance role".to_owned(),
                Ok(HttpResponse { status, .. }) => format!("returned status {status}"),
                Err(error) => error.problem(),
            };
        }
        Ok(Err(problem))
    }

    /// Sends one request. The inner error is for a problem that may be temporary.
    async fn send(
        &self,
        method: &'static str,
        path: &str,
        header: Option<(&str, Secret)>,
    ) -> Result<Result<HttpResponse, HostError>, Error> {
        let request = HttpRequest {
            method,
            url: format!("{}{path}", self.source.endpoint),
            headers: header.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            body: Secret::default(),
            timeout_ms: Some(self.source.timeout_ms),
            direct: true,
            returns_redirect: false,
        };
        match self.host.fetch(&request).await {
            Err(error) if !error.is_transient() => {
                let service = "the EC2 metadata service";
                Err(error.to_error(service, Code::MetadataFailed))
            }
            outcome => Ok(outcome),
        }
    }

    /// The service can be late with new credentials while the old ones still work: credentials that
    /// have expired by this clock, or soon expire, are used for ten minutes plus a random two to
    /// ten more.
    async fn extended(&self, credentials: Credentials) -> Credentials {
        let mut random = [0; 2];
        let _ = self.host.random(&mut random).await;
        let jitter = 120 + u32::from(u16::from_le_bytes(random)) % 481;
        let window = 600 + jitter;
        let now_ms = self.host.now_ms();
        if credentials.remaining_ms(now_ms).is_none_or(|ms| ms > i64::from(window) * 1000) {
            return credentials;
        }
        let expiration = timestamp::from_ms(now_ms.saturating_add(i64::from(window) * 1000));
        Credentials { expiration, ..credentials }
    }
}

/// The name becomes part of a URL.
fn role_name(body: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (!body.is_empty() && body.chars().all(fits)).then(|| body.to_owned())
}
