//! AWS credentials.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::secret::Secret;
use crate::timestamp::{self, Timestamp};

/// AWS credentials: an access key ID and a secret access key; for a session also a session token
/// and an expiration.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key ID: not a secret, but masked in debug output.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token.
    pub session_token: Option<Secret>,
    /// When they expire; `None` if they do not.
    pub expiration: Option<Timestamp>,
    /// The account ID, if it is known.
    pub account_id: Option<String>,
}

impl Credentials {
    /// Milliseconds from `now_ms` until they expire, negative afterwards; `None` for never.
    pub fn remaining_ms(&self, now_ms: i64) -> Option<i64> {
        self.expiration.map(|end| timestamp::to_ms(end).saturating_sub(now_ms))
    }

    /// Whether they are valid for at least `seconds` more seconds.
    pub fn last_for(&self, seconds: u32, now_ms: i64) -> bool {
        self.remaining_ms(now_ms).is_none_or(|remaining| remaining >= i64::from(seconds) * 1000)
    }

    /// Checks that credentials that `service` has just returned have not expired.
    ///
    /// # Errors
    /// `clock-skew`: the local clock is wrong.
    pub(crate) fn check_new(&self, service: &str, now_ms: i64) -> Result<(), Error> {
        if self.remaining_ms(now_ms).is_none_or(|remaining| remaining > 0) {
            return Ok(());
        }
        let message = format!(
            "{service} returned credentials that are already expired according to the local clock"
        );
        Err(Diagnostic::new(Code::ClockSkew, message).help("correct the system clock").into())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("expiration", &self.expiration)
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn until(expiration: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: "canary-id".to_owned(),
            secret_access_key: Secret::new("canary-secret"),
            session_token: Some(Secret::new("canary-token")),
            expiration: expiration.map(|text| timestamp::parse(text).unwrap()),
            account_id: None,
        }
    }

    #[test]
    fn debug_shows_no_key() {
        assert!(!format!("{:?}", until(None)).contains("canary"));
    }

    #[test]
    fn fifteen_minutes_to_the_millisecond() {
        let end = 1_893_459_600_000;
        let credentials = until(Some("2030-01-01T01:00:00Z"));
        let cases = [
            ("exactly enough", end - 900_000, true),
            ("a millisecond less", end - 899_999, false),
            ("at the end", end, false),
            ("after it", end + 1, false),
            ("a clock far in the future", i64::MAX, false),
            ("the other way", i64::MIN, true),
        ];
        for (shows, now, enough) in cases {
            assert_eq!(credentials.last_for(900, now), enough, "{shows}");
        }
        assert!(credentials.last_for(0, end));
        assert!(until(None).last_for(u32::MAX, i64::MAX));
    }
}
