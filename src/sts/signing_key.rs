//! The signing key, which is valid for a day, a region and a service.

use std::cell::RefCell;
use std::time::SystemTime;

use aws_sigv4::sign::v4;
use zeroize::Zeroizing;

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

/// A key, and everything that it was derived from.
struct Derived {
    secret: Secret,
    day: String,
    region: String,
    service: String,
    key: Zeroizing<Vec<u8>>,
}

thread_local! {
    /// The last key. Programs sign with few credentials, mostly on one day.
    static LAST: RefCell<Option<Derived>> = const { RefCell::new(None) };
}

/// The signature of a text with the key of a day, given as `YYYYMMDD` and as a time in it. The key is
/// derived again only if it differs from that of the last signature, which is then wiped.
pub(super) fn signature(
    secret: &Secret,
    (day, time): (&str, SystemTime),
    scope: &Scope<'_>,
    text: &str,
) -> String {
    LAST.with_borrow_mut(|last| {
        let fits = |last: &Derived| {
            last.secret == *secret
                && (last.day.as_str(), last.region.as_str(), last.service.as_str())
                    == (day, scope.region, scope.service)
        };
        let derived = match last.take().filter(fits) {
            Some(derived) => derived,
            None => derive(secret, (day, time), scope),
        };
        let signature = v4::calculate_signature(derived.key.as_slice(), text.as_bytes());
        *last = Some(derived);
        signature
    })
}

fn derive(secret: &Secret, (day, time): (&str, SystemTime), scope: &Scope<'_>) -> Derived {
    let key = v4::generate_signing_key(secret.expose(), time, scope.region, scope.service);
    Derived {
        secret: secret.clone(),
        day: day.to_owned(),
        region: scope.region.to_owned(),
        service: scope.service.to_owned(),
        key: Zeroizing::new(key.as_ref().to_vec()),
    }
}
