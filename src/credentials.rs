//! What a run yields, and how it is exported.

use std::fmt;

use time::OffsetDateTime;

use crate::secret::Secret;

/// Credentials of AWS: an access key with its secret, for a session also a token and an end.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id: not a secret, but masked in debug output all the same.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token.
    pub session_token: Option<Secret>,
    /// When they end; never, without it.
    pub expiration: Option<OffsetDateTime>,
    /// The account that they are for, when it is known.
    pub account_id: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("expiration", &self.expiration)
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}
