//! The signing key, which is valid for a day, a region and a service.

use std::cell::RefCell;
use std::time::SystemTime;

use aws_sigv4::sign::v4;
use zeroize::Zeroizing;

/// An access key, and the scope of its signatures.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The access key ID.
    pub id: &'a str,
    /// The secret access key.
    pub secret: &'a str,
    /// The region.
    pub region: &'a str,
    /// The service's signing name, such as `sts`.
    pub service: &'a str,
}

/// A signing key, and everything that it was derived from.
struct Derived {
    secret: Zeroizing<String>,
    day: String,
    region: String,
    service: String,
    key: Zeroizing<Vec<u8>>,
}

thread_local! {
    /// The last key. Programs sign with few credentials, mostly on one day.
    static LAST: RefCell<Option<Derived>> = const { RefCell::new(None) };
}

/// The signature of a text with the signing key of a day, given as `20300101` and as a time on
/// that day. The key is derived again only if it differs from that of the last signature, which is
/// then wiped.
pub(crate) fn signature(key: &Key<'_>, (day, time): (&str, SystemTime), text: &str) -> String {
    LAST.with_borrow_mut(|last| {
        let derived = match last.take().filter(|last| last.is_of(key, day)) {
            Some(derived) => derived,
            None => Derived::new(key, day, time),
        };
        let signature = v4::calculate_signature(derived.key.as_slice(), text.as_bytes());
        *last = Some(derived);
        signature
    })
}

impl Derived {
    fn new(key: &Key<'_>, day: &str, time: SystemTime) -> Self {
        let Key { secret, region, service, .. } = *key;
        let derived = v4::generate_signing_key(secret, time, region, service);
        Self {
            secret: Zeroizing::new(secret.to_owned()),
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            key: Zeroizing::new(derived.as_ref().to_vec()),
        }
    }

    fn is_of(&self, key: &Key<'_>, day: &str) -> bool {
        let own = [self.secret.as_str(), &self.day, &self.region, &self.service];
        own.into_iter().zip([key.secret, day, key.region, key.service]).all(|(a, b)| a == b)
    }
}
