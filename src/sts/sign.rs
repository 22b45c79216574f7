//! Signature Version 4. The crate of the AWS SDK for Rust calculates the key and the signature;
//! the canonical request is our own. That of the crate would be a sixth of the engine, because it
//! supports all parts that a request can have; a request to STS has only a path, headers and a
//! body.
//!
//! The time is always an argument; the clock is never read. The text that is hashed is never
//! logged, because the canonical request contains the session token.

use std::time::{Duration, UNIX_EPOCH};

use http::Uri;
use http::header::{AUTHORIZATION, HOST};
use rolehop_signing::{Headers, Key, Signable, authorization};

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::HttpRequest;
use crate::secret::Secret;
use crate::text::is_header_safe;
use crate::timestamp;

const DATE: &str = "x-amz-date";
const SECURITY_TOKEN: &str = "x-amz-security-token";

/// The scope of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The service's signing name, such as `sts`.
    pub service: &'a str,
    /// The region.
    pub region: &'a str,
    /// Milliseconds since 1970.
    pub time_ms: i64,
}

/// Signs all headers, the host and the body of the request, and returns the headers to add:
/// `x-amz-date`, `x-amz-security-token` if there is a token, and `authorization`.
///
/// The URL of the request must be absolute and without a query. Its `host` header is signed if it has
/// one, otherwise the host and port of the URL.
///
/// # Errors
/// `credentials-rejected` if the access key ID or the session token is not valid in a header, and
/// `internal` for a request that cannot be sent.
pub fn sign(
    request: &HttpRequest,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<Vec<(String, Secret)>, Error> {
    check_credentials(credentials)?;
    // A clock before 1970 is treated as 1970, which the service rejects with a message.
    let time = timestamp::nearest(scope.time_ms.max(0));
    let date = timestamp::compact(time);
    let ms = u64::try_from(timestamp::to_ms(time)).unwrap_or_default();
    let token = credentials.session_token.as_ref();
    let key = Key {
        id: &credentials.access_key_id,
        secret: credentials.secret_access_key.expose(),
        region: scope.region,
        service: scope.service,
    };
    let uri = signable_uri(request)?;
    let signable = signable(request, &uri, &date, token);
    let authorization =
        authorization(&signable, &key, (&date, UNIX_EPOCH + Duration::from_millis(ms)));
    let token = token.map(|token| (SECURITY_TOKEN, token.clone()));
    let added = [(DATE, Secret::new(date)), (AUTHORIZATION.as_str(), Secret::new(authorization))];
    Ok(added.into_iter().chain(token).map(|(name, value)| (name.to_owned(), value)).collect())
}

fn signable_uri(request: &HttpRequest) -> Result<Uri, Error> {
    let uri: Uri = request.url.parse().map_err(|_| unsignable("the request has no URL"))?;
    match (uri.authority(), uri.query()) {
        (None, _) => Err(unsignable("the request has no host")),
        (_, Some(_)) => Err(unsignable("the request has a query")),
        _ => Ok(uri),
    }
}

/// The parts of the request that are signed, with the headers that signing adds.
fn signable<'a>(
    request: &'a HttpRequest,
    uri: &'a Uri,
    date: &'a str,
    token: Option<&'a Secret>,
) -> Signable<'a> {
    let mut headers = Headers::default();
    for (name, value) in &request.headers {
        headers.insert(name, value.expose());
    }
    if !headers.contains(HOST.as_str()) {
        headers.insert(HOST.as_str(), uri.authority().map_or("", |authority| authority.as_str()));
    }
    headers.insert(DATE, date);
    if let Some(token) = token {
        headers.insert(SECURITY_TOKEN, token.expose());
    }
    let body = request.body.expose().as_bytes();
    Signable { method: request.method, path: uri.path(), headers, body }
}

/// Only these two are sent; the secret access key, which is only hashed, can contain anything.
fn check_credentials(credentials: &Credentials) -> Result<(), Error> {
    let token = credentials.session_token.as_ref();
    let part = if !is_header_safe(&credentials.access_key_id) {
        "access key id"
    } else if token.is_some_and(|token| !is_header_safe(token.expose())) {
        "session token"
    } else {
        return Ok(());
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

    fn request(url: &str) -> HttpRequest {
        HttpRequest {
            method: "POST",
            url: url.to_owned(),
            headers: Vec::new(),
            body: Secret::default(),
            timeout_ms: None,
            direct: false,
            returns_redirect: false,
        }
    }

    fn signed(credentials: &Credentials, time_ms: i64) -> Result<Vec<(String, Secret)>, Error> {
        sign(
            &request("https://sts.example.com/"),
            credentials,
            &Scope { service: "sts", region: "eu-west-1", time_ms },
        )
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
    fn a_request_without_a_host_or_with_a_query_is_refused() {
        let scope = Scope { service: "sts", region: "eu-west-1", time_ms: 0 };
        for url in ["/", "", "https://sts.example.com/?a"] {
            let signed = sign(&request(url), &credentials("AKIDEXAMPLE", None), &scope);
            assert_eq!(signed.unwrap_err().code, Code::Internal, "{url}");
        }
    }
}
