//! How a plan shows where a session is cached.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Style;
use super::style::Ink;
use crate::cache::rolehop_key;
use crate::plan::Hop;
use crate::text::sanitize;

/// Where sessions are cached between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SessionStorage {
    /// In files: the AWS CLI's, or rolehop's own for a custom endpoint.
    #[default]
    AwsCli,
    /// In the memory of the program.
    Memory,
    /// Not at all.
    Nowhere,
    /// In a custom store of the program, with its name if it has one.
    Store(Option<String>),
}

/// The cache state of a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "CacheHit"))]
#[serde(rename_all = "lowercase")]
pub enum CacheState {
    /// A session that is valid long enough.
    Hit,
    /// No session.
    Miss,
    /// A session that has expired or expires too soon.
    Expired,
}

/// The cache state and file of a hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CacheStatus {
    /// The file.
    pub path: String,
    /// The state of its entry.
    pub status: CacheState,
}

/// The state of the cache, for rendering a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// Where sessions are stored.
    pub storage: SessionStorage,
    /// The states of the hops by cache key. For a hop without a state, only the file is shown.
    pub states: BTreeMap<String, CacheStatus>,
}

impl Cache {
    /// Whether a usable session for the hop is cached.
    pub(super) fn has(&self, hop: &Hop) -> bool {
        let found = self.states.get(&hop.cache_key);
        found.is_some_and(|status| status.status == CacheState::Hit)
    }

    /// Where the session of a hop is cached, and its state.
    pub(super) fn described(&self, hop: &Hop, style: Style) -> String {
        match &self.storage {
            SessionStorage::AwsCli => self.file(hop, style),
            SessionStorage::Memory => "memory only".to_owned(),
            SessionStorage::Nowhere => "none".to_owned(),
            SessionStorage::Store(None) => "a custom store".to_owned(),
            SessionStorage::Store(Some(name)) => sanitize(name),
        }
    }

    fn file(&self, hop: &Hop, style: Style) -> String {
        let Some(CacheStatus { path, status }) = self.states.get(&hop.cache_key) else {
            return if hop.endpoint_overridden {
                let key = rolehop_key(&hop.endpoint, &hop.cache_key);
                format!("~/.aws/rolehop/cache/{key}.json")
            } else {
                format!("~/.aws/cli/cache/{}.json", hop.cache_key)
            };
        };
        let (word, ink) = match status {
            CacheState::Hit => ("hit", Ink::Good),
            CacheState::Miss => ("miss", Ink::Warning),
            CacheState::Expired => ("expired", Ink::Warning),
        };
        format!("{} ({})", sanitize(path), style.paint(ink, word))
    }
}
