//! The proof that the program that exchanges a code is the one that asked for it.

use sha2::{Digest, Sha256};

use super::random;
use crate::host::{Host, HostError};
use crate::secret::Secret;
use crate::text::base64url;

/// The secrets of one authorization.
pub(crate) struct Pkce {
    /// Sent with the code.
    pub(crate) verifier: Secret,
    /// Comes back with the redirect, which proves that it belongs to this authorization.
    pub(crate) state: String,
}

impl Pkce {
    /// New secrets.
    ///
    /// # Errors
    /// Those of [`Host::random`].
    pub(crate) async fn new(host: &impl Host) -> Result<Self, HostError> {
        let verifier = random::verifier(host).await?;
        Ok(Self { verifier, state: random::uuid(host).await? })
    }

    /// The challenge, which the authorization URL contains: the hash of the verifier.
    pub(crate) fn challenge(&self) -> String {
        base64url(&Sha256::digest(self.verifier.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges() {
        // The first is the example of RFC 7636; the others are from the AWS CLI 2.36.7.
        let cases = [
            (
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
            (
                "S1frgmgGDjBVs1GcRLlb-HMQ4Y7jM0~DZXz~UXShMDvIPjt3oZXXRr9zvepEaI-~",
                "WymYEbelrT8NkkbgY2hI-LGFgYdf1JG7_htUpNLKWi4",
            ),
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "_-BU_nrgy23GXDr5th1SCfQ5hR20PQulmXM33xVGaOs",
            ),
            (
                "-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~-._~",
                "doG2cxFmrtQnqJIGi1l-FoDGygYjzP39xWEwPVcw_H4",
            ),
        ];
        for (verifier, challenge) in cases {
            let pkce = Pkce { verifier: Secret::new(verifier), state: String::new() };
            assert_eq!(pkce.challenge(), challenge);
        }
    }
}
