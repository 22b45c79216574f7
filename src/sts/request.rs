//! Requests of the query protocol, before and after signing.

use http::header::CONTENT_TYPE;
use serde::Serialize;

use super::session::SessionParameters;
use super::sign::{Scope, sign};
use crate::aws::{ENDPOINT_HELP, Endpoint, parse_endpoint};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::HttpRequest;
use crate::secret::Secret;
use crate::text::{Form, quoted};

const API_VERSION: &str = "2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// The parameters of `AssumeRole`.
#[derive(Clone, Default)]
pub struct AssumeRole {
    /// The ARN of the role.
    pub role_arn: String,
    /// The name of the session.
    pub role_session_name: String,
    /// The duration of the session, in seconds.
    pub duration_seconds: Option<u32>,
    /// The external ID that the role's trust policy requires.
    pub external_id: Option<String>,
    /// Policies, tags and source identity of the session.
    pub session: SessionParameters,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// The parameters of `AssumeRoleWithWebIdentity`, which is not signed.
#[derive(Clone, Default)]
pub struct AssumeRoleWithWebIdentity {
    /// The ARN of the role.
    pub role_arn: String,
    /// The name of the session.
    pub role_session_name: String,
    /// The token of the identity provider.
    pub web_identity_token: Secret,
    /// The duration of the session, in seconds.
    pub duration_seconds: Option<u32>,
}

/// The parameters of `GetSessionToken`.
#[derive(Clone, Default)]
pub struct GetSessionToken {
    /// The duration of the session, in seconds.
    pub duration_seconds: Option<u32>,
    /// The MFA device and the code that it shows.
    pub mfa: Option<(String, Secret)>,
}

/// The result of `GetCallerIdentity`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GetCallerIdentity {
    /// The unique ID of the caller.
    pub user_id: String,
    /// The 12-digit account ID, as text because of leading zeros.
    pub account: String,
    /// The ARN of the caller.
    pub arn: String,
}

/// A call to STS.
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
    /// The name of the operation in the STS API reference.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AssumeRole(_) => "AssumeRole",
            Self::AssumeRoleWithWebIdentity(_) => "AssumeRoleWithWebIdentity",
            Self::GetSessionToken(_) => "GetSessionToken",
            Self::GetCallerIdentity => "GetCallerIdentity",
        }
    }

    /// Whether the request contains an MFA code, which the service accepts only once: such a
    /// request must not be sent again.
    pub fn carries_mfa_code(&self) -> bool {
        match self {
            Self::AssumeRole(call) => call.mfa.is_some(),
            Self::GetSessionToken(call) => call.mfa.is_some(),
            Self::AssumeRoleWithWebIdentity(_) | Self::GetCallerIdentity => false,
        }
    }

    /// Returns the request, signed for the endpoint at a time in milliseconds since 1970.
    /// `AssumeRoleWithWebIdentity` is never signed, even with credentials.
    ///
    /// The signature covers `content-type`, `host`, `x-amz-date`, `x-amz-security-token` if there
    /// is a token, and the body, byte for byte as in the AWS CLI.
    ///
    /// # Errors
    /// `endpoint-invalid` if [`crate::aws::check_endpoint`] rejects the endpoint with
    /// `allow_http`, and those of [`super::sign`].
    pub fn sign(
        &self,
        credentials: &Credentials,
        endpoint: &Endpoint,
        time_ms: i64,
        allow_http: bool,
    ) -> Result<HttpRequest, Error> {
        let mut unsigned = self.unsigned(endpoint, allow_http)?;
        if matches!(self, Self::AssumeRoleWithWebIdentity(_)) {
            return Ok(unsigned);
        }
        let scope = Scope { service: "sts", region: &endpoint.signing_region, time_ms };
        let signature = sign(&unsigned, credentials, &scope)?;
        unsigned.headers.extend(signature);
        Ok(unsigned)
    }

    /// The request without a signature.
    fn unsigned(&self, endpoint: &Endpoint, allow_http: bool) -> Result<HttpRequest, Error> {
        let url = parse_endpoint(&endpoint.url, allow_http)
            .map_err(|limit| endpoint_invalid(&endpoint.url, &limit.to_string()))?;
        Ok(HttpRequest {
            method: "POST",
            url: url.normalized(),
            headers: vec![(CONTENT_TYPE.as_str().to_owned(), Secret::new(FORM))],
            body: self.body(),
            timeout_ms: None,
            direct: false,
            returns_redirect: false,
        })
    }

    /// The body: a form.
    fn body(&self) -> Secret {
        let mut form = Form::of([("Action", self.name()), ("Version", API_VERSION)]);
        match self {
            Self::AssumeRole(call) => call.write(&mut form),
            Self::AssumeRoleWithWebIdentity(call) => call.write(&mut form),
            Self::GetSessionToken(call) => call.write(&mut form),
            Self::GetCallerIdentity => {}
        }
        form.finish().into()
    }
}

// The order of the fields is the one in which the AWS CLI's credential providers send them. The
// service accepts any order, but equal bodies are easy to compare.

impl AssumeRole {
    fn write(&self, form: &mut Form) {
        form.add("RoleSessionName", &self.role_session_name);
        add_if(form, "ExternalId", self.external_id.as_deref());
        add_if(form, "SerialNumber", self.mfa.as_ref().map(|(serial, _)| serial.as_str()));
        add_number(form, "DurationSeconds", self.duration_seconds);
        add_session(form, &self.session);
        form.add("RoleArn", &self.role_arn);
        add_if(form, "TokenCode", self.mfa.as_ref().map(|(_, code)| code.expose()));
    }
}

impl AssumeRoleWithWebIdentity {
    fn write(&self, form: &mut Form) {
        form.add("RoleSessionName", &self.role_session_name);
        add_number(form, "DurationSeconds", self.duration_seconds);
        form.add("RoleArn", &self.role_arn);
        form.add("WebIdentityToken", self.web_identity_token.expose());
    }
}

impl GetSessionToken {
    fn write(&self, form: &mut Form) {
        add_number(form, "DurationSeconds", self.duration_seconds);
        add_if(form, "SerialNumber", self.mfa.as_ref().map(|(serial, _)| serial.as_str()));
        add_if(form, "TokenCode", self.mfa.as_ref().map(|(_, code)| code.expose()));
    }
}

fn add_if(form: &mut Form, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        form.add(name, value);
    }
}

fn add_number(form: &mut Form, name: &str, value: Option<u32>) {
    add_if(form, name, value.map(|value| value.to_string()).as_deref());
}

/// Adds the session parameters. The query protocol numbers the items of a list from 1.
fn add_session(form: &mut Form, session: &SessionParameters) {
    add_if(form, "Policy", session.policy.as_deref());
    for (at, policy) in session.policy_arns.iter().flatten().enumerate() {
        form.add(&format!("PolicyArns.member.{}.arn", at + 1), &policy.arn);
    }
    for (at, tag) in session.tags.iter().flatten().enumerate() {
        form.add(&format!("Tags.member.{}.Key", at + 1), &tag.key);
        form.add(&format!("Tags.member.{}.Value", at + 1), &tag.value);
    }
    for (at, key) in session.transitive_tag_keys.iter().flatten().enumerate() {
        form.add(&format!("TransitiveTagKeys.member.{}", at + 1), key);
    }
    add_if(form, "SourceIdentity", session.source_identity.as_deref());
}

fn endpoint_invalid(url: &str, problem: &str) -> Error {
    // A URL with an at sign may contain a password.
    let shown = Some(url).filter(|url| !url.contains('@')).map(|url| quoted(url) + " ");
    let message = format!("the STS endpoint {}{problem}", shown.unwrap_or_default());
    Diagnostic::new(Code::EndpointInvalid, message).help(ENDPOINT_HELP).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        Endpoint {
            url: "https://sts.eu-west-1.amazonaws.com".to_owned(),
            signing_region: "eu-west-1".to_owned(),
            overridden: false,
        }
    }

    fn credentials() -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("canary-secret"),
            session_token: Some(Secret::new("canary-token")),
            expiration: None,
            account_id: None,
        }
    }

    fn names(request: &HttpRequest) -> Vec<&str> {
        request.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn bodies_hold_what_is_there() {
        let mfa = Some(("arn:aws:iam::1:mfa/me".to_owned(), Secret::new("012345")));
        let cases = [
            (Operation::GetCallerIdentity, ""),
            (Operation::GetSessionToken(GetSessionToken::default()), ""),
            (
                Operation::GetSessionToken(GetSessionToken {
                    duration_seconds: Some(900),
                    mfa: mfa.clone(),
                }),
                "&DurationSeconds=900&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme\
                 &TokenCode=012345",
            ),
            (
                Operation::AssumeRole(AssumeRole {
                    role_arn: "r".to_owned(),
                    role_session_name: "s".to_owned(),
                    duration_seconds: Some(900),
                    external_id: Some(String::new()),
                    mfa,
                    ..AssumeRole::default()
                }),
                "&RoleSessionName=s&ExternalId=&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme\
                 &DurationSeconds=900&RoleArn=r&TokenCode=012345",
            ),
        ];
        for (operation, rest) in cases {
            let expected = format!("Action={}&Version=2011-06-15{rest}", operation.name());
            assert_eq!(operation.body().expose(), expected);
            assert_eq!(operation.carries_mfa_code(), rest.contains("TokenCode"));
        }
    }

    #[test]
    fn web_identity_needs_no_signature() {
        let call = Operation::AssumeRoleWithWebIdentity(AssumeRoleWithWebIdentity::default());
        let request = call.sign(&credentials(), &endpoint(), 0, false).unwrap();
        assert_eq!(names(&request), ["content-type"]);
        assert!(!call.carries_mfa_code());
        let signed =
            Operation::GetCallerIdentity.sign(&credentials(), &endpoint(), 0, false).unwrap();
        let all = ["content-type", "x-amz-date", "authorization", "x-amz-security-token"];
        assert_eq!(names(&signed), all);
    }

    #[test]
    fn endpoints_are_refused_without_their_passwords() {
        let named = |url: &str| {
            let endpoint = Endpoint { url: url.to_owned(), ..endpoint() };
            Operation::GetCallerIdentity.unsigned(&endpoint, false).err().unwrap()
        };
        let error = named("https://user:canary@sts.example.com");
        assert_eq!(error.code, Code::EndpointInvalid);
        assert_eq!(error.message, "the STS endpoint contains a user name or password");
        let error = named("sts.example.com");
        assert_eq!(error.message, "the STS endpoint `sts.example.com` is not a URL");
    }
}
