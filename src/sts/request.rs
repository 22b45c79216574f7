//! Requests of the query protocol, before and after signing.

use form_urlencoded::byte_serialize;
use http::Request;
use http::header::CONTENT_TYPE;
use serde::Serialize;

use super::endpoint::parse_endpoint;
use super::sign::{Scope, sign};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::plan::Endpoint;
use crate::secret::Secret;
use crate::text::quoted;

const API_VERSION: &str = "2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A request, ready to send. The body can hold an MFA code and the headers a session token.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `POST`.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// Names in lower case. `host` is not among them: it follows from the URL.
    pub headers: Vec<(String, Secret)>,
    /// The body.
    pub body: Secret,
}

/// An answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The `date` header, by which a wrong clock shows.
    pub date: Option<String>,
    /// The body, which can hold credentials.
    pub body: Secret,
}

/// `AssumeRole`.
#[derive(Clone, Default)]
pub struct AssumeRole {
    /// The role.
    pub role_arn: String,
    /// The session's name.
    pub role_session_name: String,
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
    /// What the role's owner asked for.
    pub external_id: Option<String>,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// `AssumeRoleWithWebIdentity`; it is not signed.
#[derive(Clone, Default)]
pub struct AssumeRoleWithWebIdentity {
    /// The role.
    pub role_arn: String,
    /// The session's name.
    pub role_session_name: String,
    /// The token of the identity provider.
    pub web_identity_token: Secret,
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
}

/// `GetSessionToken`.
#[derive(Clone, Default)]
pub struct GetSessionToken {
    /// Seconds the session shall last.
    pub duration_seconds: Option<u32>,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// `GetCallerIdentity`'s answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GetCallerIdentity {
    /// The unique id of the caller.
    pub user_id: String,
    /// The account: twelve digits, kept as text for the zeros in front.
    pub account: String,
    /// The ARN of the caller.
    pub arn: String,
}

/// A call of STS.
#[derive(Clone)]
#[non_exhaustive]
pub enum Operation {
    /// `AssumeRole`.
    AssumeRole(AssumeRole),
    /// `AssumeRoleWithWebIdentity`.
    AssumeRoleWithWebIdentity(AssumeRoleWithWebIdentity),
    /// `GetSessionToken`.
    GetSessionToken(GetSessionToken),
    /// `GetCallerIdentity`.
    GetCallerIdentity,
}

impl Operation {
    /// The name, as in the service's documentation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AssumeRole(_) => "AssumeRole",
            Self::AssumeRoleWithWebIdentity(_) => "AssumeRoleWithWebIdentity",
            Self::GetSessionToken(_) => "GetSessionToken",
            Self::GetCallerIdentity => "GetCallerIdentity",
        }
    }

    /// Whether the request carries an MFA code, which the service accepts once only: such a
    /// request must not be sent a second time.
    pub fn carries_mfa_code(&self) -> bool {
        match self {
            Self::AssumeRole(call) => call.mfa.is_some(),
            Self::GetSessionToken(call) => call.mfa.is_some(),
            Self::AssumeRoleWithWebIdentity(_) | Self::GetCallerIdentity => false,
        }
    }

    /// The request, signed for the endpoint at a time in milliseconds since 1970.
    /// `AssumeRoleWithWebIdentity` is not signed, whatever the credentials.
    ///
    /// The signature covers `content-type`, `host`, `x-amz-date`, `x-amz-security-token` when
    /// there is a token, and the body: as the AWS CLI signs, byte for byte.
    ///
    /// # Errors
    /// `endpoint-invalid` when requests must not be sent there ([`super::check_endpoint`]), and
    /// those of [`super::sign`].
    pub fn sign(
        &self,
        credentials: &Credentials,
        endpoint: &Endpoint,
        time_ms: i64,
    ) -> Result<HttpRequest, Error> {
        let mut unsigned = self.unsigned(endpoint)?;
        if matches!(self, Self::AssumeRoleWithWebIdentity(_)) {
            return Ok(unsigned);
        }
        let request = Request::post(&unsigned.url)
            .header(CONTENT_TYPE, FORM)
            .body(unsigned.body.expose())
            .map_err(|_| endpoint_invalid(&endpoint.url, "is not a URL"))?;
        let scope = Scope { service: "sts", region: &endpoint.signing_region, time_ms };
        let signature = sign(&request, credentials, &scope)?;
        unsigned.headers.extend(signature);
        Ok(unsigned)
    }

    /// The request without a signature.
    ///
    /// # Errors
    /// `endpoint-invalid` when requests must not be sent there ([`super::check_endpoint`]).
    pub fn unsigned(&self, endpoint: &Endpoint) -> Result<HttpRequest, Error> {
        let url = parse_endpoint(&endpoint.url)
            .map_err(|limit| endpoint_invalid(&endpoint.url, &limit.to_string()))?;
        Ok(HttpRequest {
            method: "POST",
            url: url.into(),
            headers: vec![(CONTENT_TYPE.as_str().to_owned(), Secret::new(FORM))],
            body: self.body(),
        })
    }

    /// The body: a form.
    fn body(&self) -> Secret {
        let mut form = Form::new(self.name());
        match self {
            Self::AssumeRole(call) => call.write(&mut form),
            Self::AssumeRoleWithWebIdentity(call) => call.write(&mut form),
            Self::GetSessionToken(call) => call.write(&mut form),
            Self::GetCallerIdentity => {}
        }
        form.0
    }
}

// The order of the fields is the one in which the AWS CLI's credential providers send them. The
// service does not mind, but equal bodies are easy to compare.

impl AssumeRole {
    fn write(&self, form: &mut Form) {
        form.add("RoleSessionName", &self.role_session_name);
        form.add_if("ExternalId", self.external_id.as_deref());
        form.add_if("SerialNumber", self.mfa.as_ref().map(|(serial, _)| serial.as_str()));
        form.add_number("DurationSeconds", self.duration_seconds);
        form.add("RoleArn", &self.role_arn);
        form.add_if("TokenCode", self.mfa.as_ref().map(|(_, code)| code.expose()));
    }
}

impl AssumeRoleWithWebIdentity {
    fn write(&self, form: &mut Form) {
        form.add("RoleSessionName", &self.role_session_name);
        form.add_number("DurationSeconds", self.duration_seconds);
        form.add("RoleArn", &self.role_arn);
        form.add("WebIdentityToken", self.web_identity_token.expose());
    }
}

impl GetSessionToken {
    fn write(&self, form: &mut Form) {
        form.add_number("DurationSeconds", self.duration_seconds);
        form.add_if("SerialNumber", self.mfa.as_ref().map(|(serial, _)| serial.as_str()));
        form.add_if("TokenCode", self.mfa.as_ref().map(|(_, code)| code.expose()));
    }
}

/// A form as Python's `urlencode` writes it: a blank is `+`, letters, digits and `-_.~` stand for
/// themselves, and every other byte is percent-encoded in upper case.
struct Form(Secret);

impl Form {
    fn new(action: &str) -> Self {
        Self(Secret::new(format!("Action={action}&Version={API_VERSION}")))
    }

    fn add(&mut self, name: &str, value: &str) {
        // Room for all of it at once, so that no half-written copy is left behind unwiped.
        let old = self.0.expose();
        let mut text = String::with_capacity(old.len() + name.len() + 3 * value.len() + 2);
        text.extend([old, "&", name, "="]);
        // The URL standard's form leaves `*` as it is and encodes `~`; here it is the other way.
        for piece in byte_serialize(value.as_bytes()) {
            match piece {
                "%7E" => text.push('~'),
                _ => text.extend(piece.split_inclusive('*').flat_map(star_encoded)),
            }
        }
        self.0 = Secret::new(text);
    }

    fn add_if(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn add_number(&mut self, name: &str, value: Option<u32>) {
        self.add_if(name, value.map(|value| value.to_string()).as_deref());
    }
}

/// A piece of text that may end in an asterisk, with that encoded.
fn star_encoded(piece: &str) -> [&str; 2] {
    match piece.strip_suffix('*') {
        Some(rest) => [rest, "%2A"],
        None => [piece, ""],
    }
}

fn endpoint_invalid(url: &str, problem: &str) -> Error {
    // With an at sign it may hold a password.
    let shown = Some(url).filter(|url| !url.contains('@')).map(|url| quoted(url) + " ");
    let message = format!("the STS endpoint {}{problem}", shown.unwrap_or_default());
    Diagnostic::new(Code::EndpointInvalid, message).into()
}
