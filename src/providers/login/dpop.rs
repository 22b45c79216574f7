//! Proof that the sender has the key of a login session (RFC 9449): a JSON Web Signature over the method,
//! the URL, the time and an id.

use serde_json::json;

use super::p256_key::{Key, base64url};
use crate::cache::json as text_of_json;
use crate::cache::json::Separators;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, HostError, not_supported};
use crate::secret::Secret;

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
        "jti": uuid(host).await?,
    });
    let part = |value| {
        let text = text_of_json::to_string(value, Separators::Compact).unwrap_or_default();
        base64url(text.as_bytes())
    };
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = host.sign_es256(&key.jwk(), signed.as_bytes()).await;
    let signature = signature.map_err(|error| cannot(&error))?;
    Ok(Secret::new(format!("{signed}.{}", base64url(&signature))))
}

/// A random UUID of version 4.
async fn uuid(host: &impl Host) -> Result<String, Error> {
    let mut bytes = [0; 16];
    host.random(&mut bytes).await.map_err(|error| cannot(&error))?;
    let number = u128::from_be_bytes(bytes);
    let number = number & !(0xf << 76) | 4 << 76;
    let number = number & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{number:032x}");
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or(""));
    Ok(groups.join("-"))
}

fn cannot(error: &HostError) -> Error {
    let failed = Diagnostic::new(Code::Internal, "signing with the DPoP key failed");
    error.report(HostDiagnostics {
        unsupported: not_supported(
            "refreshing the login session needs an ES256 signature, which this runtime cannot create",
        ),
        timed_out: failed.clone(),
        failed,
        is_retryable: false,
    })
}
