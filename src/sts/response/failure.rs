//! Why an answer is not the one that was hoped for.

use std::borrow::Cow;

use super::xml::{self, Fields, Problem};
use crate::credentials::Credentials;
use crate::diagnostic::{AccessDenied, Code, Diagnostic, Error};
use crate::http::HttpResponse;
use crate::sts::refusal::{self, Remedy, Situation};
use crate::text::one_line;
use crate::text::redact::is_secret_name;
use crate::timestamp;

/// The longest body that is looked at, in bytes.
pub const BODY_MAX: usize = 64 * 1024;

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// STS says no.
    Refused(Refusal),
    /// What answered is not STS, or the answer is not whole.
    NotSts {
        /// The HTTP status.
        status: u16,
        /// What is wrong with the body.
        problem: Problem,
    },
}

/// What STS says when it says no. Nothing in it can break a line or hide a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The service's own code, such as `AccessDenied`; `Unknown` if it is nothing like one.
    pub code: String,
    /// Its message in one line; may be empty. Only a message that is far longer than any of STS's
    /// is cut, and then ends in `…`.
    pub message: String,
    /// The parts of the message, if the call was denied.
    pub access_denied: Option<Box<AccessDenied>>,
    /// The HTTP status.
    pub status: u16,
    /// What AWS support asks for.
    pub request_id: Option<String>,
    /// The service's clock, in milliseconds since 1970: as its message tells it, else the `date`
    /// header.
    pub server_time_ms: Option<i64>,
}

const CODE: [&str; 2] = ["ErrorResponse/Error/Code", "ErrorResponse/Errors/Error/Code"];
const MESSAGE: [&str; 2] = ["ErrorResponse/Error/Message", "ErrorResponse/Errors/Error/Message"];
const REQUEST_ID: [&str; 2] = ["ErrorResponse/RequestId", "ErrorResponse/RequestID"];
/// The longest message that is repeated whole, in characters.
const MESSAGE_MAX: usize = 4096;

const REFUSAL: &str = "ErrorResponse";

const THROTTLING: [&str; 13] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Reads a body whose root is to be `root`: its `wanted` fields, converted to a value.
pub(super) fn read<T>(
    response: &HttpResponse,
    root: &str,
    wanted: &[&'static str],
    make: impl FnOnce(&mut Fields) -> Result<T, Problem>,
) -> Result<T, Failure> {
    let status = response.status;
    let not_sts = |problem| Failure::NotSts { status, problem };
    let wanted = [wanted, &CODE, &MESSAGE, &REQUEST_ID].concat();
    let mut fields = parse(response.body.expose(), &wanted).map_err(not_sts)?;
    if fields.root() == REFUSAL {
        return Err(refusal(response, &mut fields).map_or_else(not_sts, Failure::Refused));
    }
    if fields.root() != root || !(200..300).contains(&status) {
        return Err(not_sts(Problem::Unexpected));
    }
    make(&mut fields).map_err(not_sts)
}

fn parse(body: &str, wanted: &[&'static str]) -> Result<Fields, Problem> {
    if body.len() > BODY_MAX {
        return Err(Problem::TooLong);
    }
    let body = body.trim_start_matches('\u{FEFF}').trim_ascii_start();
    let starts =
        |with: &str| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    match body {
        "" => Err(Problem::Empty),
        _ if starts("<!doctype html") || starts("<html") => Err(Problem::Html),
        _ if !body.starts_with('<') => Err(Problem::NotXml),
        _ => xml::read(body, wanted),
    }
}

fn refusal(response: &HttpResponse, fields: &mut Fields) -> Result<Refusal, Problem> {
    let mut first = |paths: [&'static str; 2]| paths.iter().find_map(|path| fields.take(path));
    let code = first(CODE).ok_or(Problem::Missing("Code"))?;
    let is_code = |code: &str| {
        code.len() <= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
    };
    let code = Some(code.expose()).filter(|code| is_code(code)).unwrap_or("Unknown");
    let raw = first(MESSAGE).unwrap_or_default();
    let header = response.date.as_deref().and_then(timestamp::parse);
    Ok(Refusal {
        code: code.to_owned(),
        message: tame(raw.expose()),
        access_denied: is_denial(code).then(|| Box::new(refusal::parse(raw.expose()))),
        status: response.status,
        request_id: first(REQUEST_ID).map(|id| one_line(id.expose(), 100)),
        server_time_ms: told_time(raw.expose()).or(header).map(timestamp::to_ms),
    })
}

/// The service's clock in a message such as `Signature expired: 20260101T000000Z is now earlier
/// than 20260101T001000Z (20260101T002500Z - 15 min.)`: the time in parentheses.
fn told_time(message: &str) -> Option<time::OffsetDateTime> {
    let message = message.strip_prefix("Signature ")?;
    let (_, told) = message.split_once('(')?;
    timestamp::parse(told.split_whitespace().next()?)
}

/// Whether a code means that no policy permits the call. It depends on the protocol of the service.
fn is_denial(code: &str) -> bool {
    let code = code.strip_prefix("Client.").unwrap_or(code);
    matches!(code, "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation")
}

/// A message without what it may repeat of the request: the canonical request, which holds the
/// session token, values of secret parameters, MFA codes, and anything as long as a token.
fn tame(message: &str) -> String {
    let told = message.split("The Canonical String").next().unwrap_or_default();
    let told = without_secret_values(told);
    let words = told.split_whitespace().take(MESSAGE_MAX).map(|word| {
        let inner = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_code = inner.len() == 6 && inner.bytes().all(|byte| byte.is_ascii_digit());
        let is_token = inner.len() > 100 && !inner.contains("arn:");
        if is_code || is_token { "[redacted]" } else { word }
    });
    let line = one_line(&words.collect::<Vec<_>>().join(" "), MESSAGE_MAX);
    line.trim_end_matches('.').to_owned()
}

/// A message without the values of secret parameters: `Value 'V' at 'externalId' failed to satisfy
/// constraint`, and more of these behind it.
fn without_secret_values(message: &str) -> Cow<'_, str> {
    const VALUE: &str = "Value '";
    const AT: &str = "' at '";
    let mut safe = String::new();
    let mut rest = message;
    while let Some((before, (value, after))) =
        rest.split_once(VALUE).and_then(|(before, it)| Some((before, it.split_once(AT)?)))
    {
        let field = after.split('\'').next().unwrap_or_default();
        let is_secret = is_secret_name(field) || SECRET_FIELDS.contains(&field);
        let value = if is_secret { "[redacted]" } else { value };
        safe.extend([before, VALUE, value, AT]);
        rest = after;
    }
    if safe.is_empty() { Cow::Borrowed(message) } else { Cow::Owned(safe + rest) }
}

/// Parameters that are secret, though their names alone do not tell.
const SECRET_FIELDS: [&str; 2] = ["tokenCode", "sAMLAssertion"];

impl Refusal {
    /// What it comes down to.
    pub fn meaning(&self) -> Code {
        let code = self.code.as_str();
        match code {
            _ if THROTTLING.contains(&code) || self.status == 429 => Code::StsThrottled,
            _ if self.is_about_clock() => Code::ClockSkew,
            _ if self.is_about_mfa() => Code::MfaRejected,
            _ if is_denial(code) => Code::StsAccessDenied,
            "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Code::TokenExpired,
            "InvalidClientTokenId"
            | "InvalidAccessKeyId"
            | "UnrecognizedClientException"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "AuthFailure" => Code::CredentialsRejected,
            _ if self.is_retryable() && code != "IDPCommunicationError" => Code::StsUnreachable,
            _ => Code::StsRejected,
        }
    }

    /// Whether the same request may fare better in a moment: throttling, and troubles of the
    /// service, by the AWS CLI's list and any status 429.
    pub fn is_retryable(&self) -> bool {
        let code = self.code.as_str();
        let is_trouble = matches!(
            code,
            "RequestTimeout"
                | "RequestTimeoutException"
                | "PriorRequestNotComplete"
                | "IDPCommunicationError"
        );
        is_trouble || THROTTLING.contains(&code) || is_retryable_status(self.status)
    }

    fn is_about_clock(&self) -> bool {
        match self.code.as_str() {
            "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => true,
            "SignatureDoesNotMatch" | "InvalidSignatureException" => {
                self.message.starts_with("Signature expired")
                    || self.message.starts_with("Signature not yet current")
            }
            _ => false,
        }
    }

    fn is_about_mfa(&self) -> bool {
        match self.code.as_str() {
            code if is_denial(code) => self.message.contains("MultiFactorAuthentication failed"),
            "ValidationError" => self.message.contains("'tokenCode'"),
            _ => false,
        }
    }

    /// What to do: what the text means, else what the policy that it names requires, else what the
    /// code means.
    fn remedy(&self) -> Option<Remedy> {
        let meaning = self.meaning();
        refusal::remedy(&self.code, &self.message).or_else(|| {
            let help: Cow<'static, str> = match (meaning, &self.access_denied) {
                (Code::StsAccessDenied, Some(denied)) => {
                    refusal::advice(denied, &Situation::default()).into()
                }
                (Code::MfaRejected, _) => {
                    "wait for the next MFA code, and check `mfa_serial`".into()
                }
                (Code::StsThrottled, _) => "try again in a moment".into(),
                _ => return None,
            };
            Some(Remedy { help, key: None })
        })
    }

    fn diagnostic(&self, operation: &str) -> Diagnostic {
        let code = self.meaning();
        let mut diagnostic = Diagnostic::new(code, refused(self, operation));
        if let Some(denied) = self.access_denied.clone().filter(|_| code == Code::StsAccessDenied) {
            diagnostic = diagnostic.access_denied(denied);
        }
        let Some(Remedy { help, key }) = self.remedy() else { return diagnostic };
        let diagnostic = diagnostic.help(help);
        match key {
            Some(key) => diagnostic.key(key),
            None => diagnostic,
        }
    }
}

impl Failure {
    /// What it comes down to.
    pub fn meaning(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.meaning(),
            Self::NotSts { status: 429, .. } => Code::StsThrottled,
            Self::NotSts { status, .. } if is_retryable_status(*status) => Code::StsUnreachable,
            Self::NotSts { .. } => Code::NotAnStsResponse,
        }
    }

    /// Whether the same request may fare better in a moment.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_retryable(),
            Self::NotSts { status, .. } => is_retryable_status(*status),
        }
    }

    /// The failure of a call, for example of `AssumeRole`, as an error.
    pub fn into_error(self, operation: &str) -> Error {
        let retryable = self.is_retryable();
        let error = Error::new(match &self {
            Self::Refused(refusal) => refusal.diagnostic(operation),
            Self::NotSts { status, problem } => {
                let message =
                    format!("the response to {operation} {problem} (HTTP status {status})");
                Diagnostic::new(self.meaning(), message).help(not_sts_help(*problem))
            }
        });
        if retryable { error.retryable() } else { error }
    }

    /// What is wrong with the credentials that signed the call, as far as their form tells.
    pub(crate) fn key_help(&self, credentials: &Credentials) -> Option<&'static str> {
        let Self::Refused(refusal) = self else { return None };
        refusal::key_help(&refusal.code, credentials)
    }
}

fn refused(refusal: &Refusal, operation: &str) -> String {
    let Refusal { code, message, access_denied, .. } = refusal;
    let start = match access_denied {
        Some(denied) if refusal::is_quarantined(denied) => {
            "AWS found this access key exposed and quarantined it: "
        }
        _ => "",
    };
    match message.as_str() {
        "" => format!("{start}STS rejected {operation}: {code}"),
        _ => format!("{start}STS rejected {operation}: {code}: {message}"),
    }
}

fn not_sts_help(problem: Problem) -> &'static str {
    match problem {
        Problem::Html | Problem::Doctype => {
            "the response came from a captive portal, a proxy or a wrong endpoint instead of \
             STS: sign in to the network in a browser, or check the proxy and \
             `endpoint_url`"
        }
        _ => "check the endpoint and the proxy, and try again",
    }
}

fn is_retryable_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}
