//! Options of the cache.

use serde::Deserialize;

/// How a run uses the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "ResolveOptions"))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct Options {
    /// The minimum remaining lifetime of a cached session, in seconds.
    pub min_remaining_seconds: u32,
    /// Whether sessions are read from and written to the cache.
    pub cache: bool,
    /// Whether a cached session of the last role is ignored.
    pub force_refresh: bool,
}

impl Default for Options {
    /// As in the AWS CLI: sessions that are valid for at least 15 more minutes are used.
    fn default() -> Self {
        Self { min_remaining_seconds: 900, cache: true, force_refresh: false }
    }
}
