//! How the cache is used.

/// How a run uses the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Seconds that a cached session must still last to be used.
    pub min_remaining_seconds: u32,
    /// Whether sessions are taken from and put into the cache.
    pub cache: bool,
    /// Whether a cached session of the last role is passed over.
    pub force_refresh: bool,
}

impl Default for Options {
    /// As the AWS CLI: sessions with a quarter of an hour left or more are used.
    fn default() -> Self {
        Self { min_remaining_seconds: 900, cache: true, force_refresh: false }
    }
}
