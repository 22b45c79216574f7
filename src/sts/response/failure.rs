//! Why a response has no result.

use std::borrow::Cow;

use super::xml::{self, Fields, Problem};
use crate::credentials::Credentials;
use crate::diagnostic::{AccessDenied, Code, Diagnostic, Error};
use crate::http::HttpResponse;
use crate::sts::refusal::{self, Remedy, Situation};
use crate::text::one_line;
use crate::text::redact::is_secret_name;
use crate::timestamp::{self, Timestamp};

/// The maximum length of a body that is parsed, in bytes.
pub const BODY_MAX: usize = 64 * 1024;

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// STS rejected the call.
    Refused(Refusal),
    /// The response is not from STS, or is incomplete.
    NotSts {
        /// The HTTP status.
        status: u16,
        /// The problem with the body.
        problem: Problem,
    },
}

/// The error that STS returned. Its texts contain no line breaks and no invisible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, such as `AccessDenied`; `Unknown` if it is not a valid code.
    pub code: String,
    /// The message in one line; it can be empty. Only a message that is much longer than those of
    /// STS is truncated, and then ends in `…`.
    pub message: String,
    /// The parts of the message, if the call was denied.
    pub access_denied: Option<Box<AccessDenied>>,
    /// The HTTP status.
    pub status: u16,
    /// The request ID, which AWS Support asks for.
    pub request_id: Option<String>,
    /// The service's clock, in milliseconds since 1970: from the message, or from the `date`
    /// header.
    pub server_time_ms: Option<i64>,
}

const CODE: [&str; 2] = ["ErrorResponse/Error/Code", "ErrorResponse/Errors/Error/Code"];
const MESSAGE: [&str; 2] = ["ErrorResponse/Error/Message", "ErrorResponse/Errors/Error/Message"];
const REQUEST_ID: [&str; 2] = ["ErrorResponse/RequestId", "ErrorResponse/RequestID"];
/// The maximum length of a message before it is truncated, in characters.
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

/// Reads a body with the root element `root`, and converts its `wanted` fields to a value.
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
        message: redact(raw.expose()),
        access_denied: is_denial(code).then(|| Box::new(refusal::parse(raw.expose()))),
        status: response.status,
        request_id: first(REQUEST_ID).map(|id| one_line(id.expose(), 100)),
        server_time_ms: server_time(raw.expose()).or(header).map(timestamp::to_ms),
    })
}

/// The service's clock from a message such as `Signature expired: 20260101T000000Z is now earlier
/// than 20260101T001000Z (20260101T002500Z - 15 min.)`: the time in parentheses.
fn server_time(message: &str) -> Option<Timestamp> {
    let message = message.strip_prefix("Signature ")?;
    let (_, text) = message.split_once('(')?;
    timestamp::parse(text.split_whitespace().next()?)
}

/// Whether an error code means that no policy allows the call. The codes depend on the protocol.
fn is_denial(code: &str) -> bool {
    let code = code.strip_prefix("Client.").unwrap_or(code);
    matches!(code, "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation")
}

/// A message without parts of the request: the canonical request (which contains the session
/// token), values of secret parameters, MFA codes, and words that are as long as a token.
fn redact(message: &str) -> String {
    let text = message.split("The Canonical String").next().unwrap_or_default();
    let text = without_secret_values(text);
    let words = text.split_whitespace().take(MESSAGE_MAX).map(|word| {
        let inner = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_code = inner.len() == 6 && inner.bytes().all(|byte| byte.is_ascii_digit());
        let is_token = inner.len() > 100 && !inner.contains("arn:");
        if is_code || is_token { "[redacted]" } else { word }
    });
    let line = one_line(&words.collect::<Vec<_>>().join(" "), MESSAGE_MAX);
    line.trim_end_matches('.').to_owned()
}

/// A message without the values of secret parameters: one or more of `Value 'V' at 'externalId'
/// failed to satisfy constraint`.
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

/// Parameters that are secret although their names do not show it.
const SECRET_FIELDS: [&str; 2] = ["tokenCode", "sAMLAssertion"];

impl Refusal {
    /// The code of the error.
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

    /// Whether the same request may succeed later: throttling and temporary errors of the service,
    /// from the AWS CLI's list, and status 429.
    pub fn is_retryable(&self) -> bool {
        let code = self.code.as_str();
        let is_transient = matches!(
            code,
            "RequestTimeout"
                | "RequestTimeoutException"
                | "PriorRequestNotComplete"
                | "IDPCommunicationError"
        );
        is_transient || THROTTLING.contains(&code) || is_retryable_status(self.status)
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

    /// The remedy, from the text of the message, the policy that it names, or the error code.
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
        let mut diagnostic = Diagnostic::new(code, rejected(self, operation));
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
    /// The code of the error.
    pub fn meaning(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.meaning(),
            Self::NotSts { status: 429, .. } => Code::StsThrottled,
            Self::NotSts { status, .. } if is_retryable_status(*status) => Code::StsUnreachable,
            Self::NotSts { .. } => Code::NotAnStsResponse,
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_retryable(),
            Self::NotSts { status, .. } => is_retryable_status(*status),
        }
    }

    /// Converts the failure of a call, for example `AssumeRole`, into an error.
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

    /// The help for credentials whose form shows a mistake.
    pub(crate) fn key_help(&self, credentials: &Credentials) -> Option<&'static str> {
        let Self::Refused(refusal) = self else { return None };
        refusal::key_help(&refusal.code, credentials)
    }
}

fn rejected(refusal: &Refusal, operation: &str) -> String {
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
