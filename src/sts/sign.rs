//! Signature Version 4. The key and the signature are calculated by the crate of the AWS SDK for Rust,
//! the canonical request is our own: the crate's takes a sixth of the engine and signs everything that
//! a request can have, a request to STS has only a path, headers and a body.
//!
//! The time is always given, never read. Nothing of what is hashed is ever logged: the canonical
//! request holds the session token.

use http::Request;
use time::OffsetDateTime;

use super::canonical::{Headers, Signable};
use super::signing_key::{Scope, signature};

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::secret::Secret;
use crate::timestamp;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE: &str = "x-amz-date";
const SECURITY_TOKEN: &str = "x-amz-security-token";

/// The last millisecond of the year 9999: the date in a signature has four digits for the year.
const LAST_MS: i64 = 253_402_300_799_999;

/// Signs all headers of the request and its host and body, and gives the headers to add:
/// `x-amz-date`, `x-amz-security-token` when there is a token, and `authorization`.
///
/// The URI of the request must be absolute and without a query. Its `host` header is signed if it has one, else the
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
    let time = time_of(scope);
    let date = timestamp::compact(time);
    let day = date.get(..8).unwrap_or_default();
    let token = credentials.session_token.as_ref();
    let signable = signable(request, &date, token)?;
    let scoped = [day, scope.region, scope.service, "aws4_request"].join("/");
    let text = [ALGORITHM, &date, &scoped, &signable.hash()].join("\n");
    let secret = &credentials.secret_access_key;
    let signature = signature(secret, (day, time.into()), scope, &text);
    let id = &credentials.access_key_id;
    let names = signable.headers.names();
    let authorization = format!(
        "{ALGORITHM} Credential={id}/{scoped}, SignedHeaders={names}, Signature={signature}"
    );
    let token = token.map(|token| (SECURITY_TOKEN, token.clone()));
    let added = [(DATE, Secret::new(date)), ("authorization", Secret::new(authorization))];
    Ok(added.into_iter().chain(token).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The time of the signature. Saturates: a clock before 1970 is one that the service refuses in words.
fn time_of(scope: &Scope<'_>) -> OffsetDateTime {
    timestamp::from_ms(scope.time_ms.clamp(0, LAST_MS)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The parts of the request that are signed, with the headers that signing adds.
fn signable<'a>(
    request: &'a Request<impl AsRef<[u8]>>,
    date: &'a str,
    token: Option<&'a Secret>,
) -> Result<Signable<'a>, Error> {
    let uri = request.uri();
    let host = uri.authority().ok_or_else(|| unsignable("the request has no host"))?;
    if uri.query().is_some() {
        return Err(unsignable("the request has a query"));
    }
    let mut headers = Headers::default();
    for (name, value) in request.headers() {
        let value = value.to_str();
        headers.insert(name.as_str(), value.map_err(|_| unsignable("a header is not text"))?);
    }
    if !headers.contains("host") {
        headers.insert("host", host.as_str());
    }
    headers.insert(DATE, date);
    if let Some(token) = token {
        headers.insert(SECURITY_TOKEN, token.expose());
    }
    let (method, body) = (request.method().as_str(), request.body().as_ref());
    Ok(Signable { method, path: uri.path(), headers, body })
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
