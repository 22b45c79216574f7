//! Proof that the sender has the key of a login session (RFC 9449): a JSON Web Signature over the method,
//! the URL, the time and an id.

use serde_json::json;

use super::p256_key::Key;
use crate::authorization::uuid;
use crate::cache::json::{Separators, to_string};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, HostError, not_supported};
use crate::secret::Secret;
use crate::text::base64url;

/// The proof for a POST to a URL.
///
/// # Errors
/// `not-supported-here` if the runtime cannot sign, `internal`, `aborted`.
pub(crate) async fn proof(host: &impl Host, key: &Key, url: &str) -> Result<Secret, Error> {
    let header = json!({ "alg": "ES256", "jwk": key.public(), "typ": "dpop+jwt" });
    let claims = json!({
        "htm": "POST",
        "htu": url,
        "iat": host.now_ms().div_euclid(1000),
        "jti": uuid(host).await.map_err(|error| cannot(&error))?,
    });
    let part = |value| {
        let text = to_string(value, Separators::Compact).unwrap_or_default();
        base64url(text.as_bytes())
    };
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = host.sign_es256(&key.jwk(), signed.as_bytes()).await;
    let signature = signature.map_err(|error| cannot(&error))?;
    Ok(Secret::new(format!("{signed}.{}", base64url(&signature))))
}

fn cannot(error: &HostError) -> Error {
    let failed = Diagnostic::new(Code::Internal, "signing with the DPoP key failed");
    error.report(HostDiagnostics {
        unsupported: not_supported(
            "a login session needs an ES256 signature, which this runtime cannot create",
        ),
        timed_out: failed.clone(),
        failed,
        is_retryable: false,
    })
}
