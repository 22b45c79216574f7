//! Signature Version 4, by the crate of the AWS SDK for Rust.
//!
//! The time is always given, never read. Nothing of what is hashed is ever logged: the canonical
//! request holds the session token.

use std::time::{Duration, UNIX_EPOCH};

use aws_sigv4::http_request::{self, SignableBody, SignableRequest, SigningSettings};
use aws_sigv4::sign::v4;
use http::Request;

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::secret::Secret;

/// What a signature is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The service's signing name, such as `sts`.
    pub service: &'a str,
    /// The region.
    pub region: &'a str,
    /// Milliseconds since 1970.
    pub time_ms: i64,
}

/// The last millisecond of the year 9999: the date in a signature has four digits for the year.
const LAST_MS: i64 = 253_402_300_799_999;

/// Signs all headers of the request and its host and body, and gives the headers to add:
/// `x-amz-date`, `x-amz-security-token` when there is a token, and `authorization`.
///
/// The URI of the request must be absolute. Its `host` header is signed if it has one, else the
/// host and port of the URI.
///
/// # Errors
/// `credentials-rejected` when the access key id or the session token is not valid in a header,
/// and `internal` when the request could not be sent anyway.
pub fn sign(
    request: &Request<impl AsRef<[u8]>>,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<Vec<(String, Secret)>, Error> {
    check_credentials(credentials)?;
    let identity = identity(credentials).into();
    // Saturates: a clock before 1970 is one that the service refuses in words.
    let ms = u64::try_from(scope.time_ms.clamp(0, LAST_MS)).unwrap_or_default();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(UNIX_EPOCH + Duration::from_millis(ms))
        .settings(SigningSettings::default())
        .build()
        .map_err(|_| unsignable("the signing parameters are incomplete"))?
        .into();
    let signable = signable(request)?;
    let (instructions, _) = http_request::sign(signable, &parameters)
        .map_err(|_| unsignable("the request cannot be signed"))?
        .into_parts();
    let (headers, _) = instructions.into_parts();
    let added =
        headers.iter().map(|header| (header.name().to_owned(), Secret::new(header.value())));
    Ok(added.collect())
}

/// The request as the signing crate wants it.
fn signable<B: AsRef<[u8]>>(request: &Request<B>) -> Result<SignableRequest<'_>, Error> {
    if request.uri().authority().is_none() {
        return Err(unsignable("the request has no host"));
    }
    let headers: Option<Vec<(&str, &str)>> = request
        .headers()
        .iter()
        .map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let headers = headers.ok_or_else(|| unsignable("a header of the request is not valid text"))?;
    let body = SignableBody::Bytes(request.body().as_ref());
    let uri = request.uri().to_string();
    SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), body)
        .map_err(|_| unsignable("the request cannot be signed"))
}

fn identity(credentials: &Credentials) -> aws_credential_types::Credentials {
    aws_credential_types::Credentials::new(
        credentials.access_key_id.as_str(),
        credentials.secret_access_key.expose(),
        credentials.session_token.as_ref().map(|token| token.expose().to_owned()),
        None,
        "rolehop",
    )
}

/// Only these two are sent; what is only hashed can be anything.
fn check_credentials(credentials: &Credentials) -> Result<(), Error> {
    let fits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let token = credentials.session_token.as_ref();
    let part = match (fits(&credentials.access_key_id), token.is_none_or(|t| fits(t.expose()))) {
        (true, true) => return Ok(()),
        (false, _) => "access key id",
        (true, false) => "session token",
    };
    let message = format!("the {part} is empty or contains spaces or non-ASCII characters");
    let help = "copy the credentials again: they contain only letters, digits and a few punctuation \
         characters, no spaces";
    Err(Diagnostic::new(Code::CredentialsRejected, message).help(help).into())
}

fn unsignable(message: &str) -> Error {
    Diagnostic::new(Code::Internal, message).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn credentials(access_key_id: &str, token: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: Secret::new("canary-secret"),
            session_token: token.map(Secret::new),
            expiration: None,
            account_id: None,
        }
    }

    fn signed(credentials: &Credentials, time_ms: i64) -> Result<Vec<(String, Secret)>, Error> {
        let request = Request::post("https://sts.example.com/").body("").unwrap();
        sign(&request, credentials, &Scope { service: "sts", region: "eu-west-1", time_ms })
    }

    fn date(time_ms: i64) -> String {
        let headers = signed(&credentials("AKIDEXAMPLE", None), time_ms).unwrap();
        headers.into_iter().find(|(name, _)| name == "x-amz-date").unwrap().1.expose().to_owned()
    }

    #[test]
    fn the_time_is_the_one_given() {
        assert_eq!(date(1_767_225_599_999), "20251231T235959Z");
        assert_eq!(date(1_767_225_600_000), "20260101T000000Z");
        assert_eq!(date(i64::MIN), "19700101T000000Z");
        assert_eq!(date(i64::MAX), "99991231T235959Z");
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_refused_without_a_word_of_it() {
        let cases = [
            ("", None),
            ("AKID EXAMPLE", None),
            ("AKIDEXAMPLE\n", None),
            ("AKIDÉXAMPLE", None),
            ("AKIDEXAMPLE", Some("")),
            ("AKIDEXAMPLE", Some("canary\r\nx-evil: 1")),
            ("AKIDEXAMPLE", Some("canary\u{e9}")),
        ];
        for (access_key_id, token) in cases {
            let error = signed(&credentials(access_key_id, token), 0).unwrap_err();
            assert_eq!(error.code, Code::CredentialsRejected, "{access_key_id:?} {token:?}");
            assert!(!format!("{error:?}").contains("canary"));
        }
    }

    #[test]
    fn a_request_without_a_host_is_refused() {
        let request = Request::post("/").body("").unwrap();
        let scope = Scope { service: "sts", region: "eu-west-1", time_ms: 0 };
        let error = sign(&request, &credentials("AKIDEXAMPLE", None), &scope).unwrap_err();
        assert_eq!(error.code, Code::Internal);
    }
}
