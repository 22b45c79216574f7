//! What a plan shows about where a session is stored.

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
#[cfg_attr(feature = "types", ts(rename = "Keeping"))]
#[serde(rename_all = "kebab-case")]
pub enum SessionStorage {
    /// In files: the AWS CLI's, or rolehop's own for an endpoint that is not AWS's.
    #[default]
    AwsCli,
    /// In the memory of the program.
    Memory,
    /// Nowhere.
    Nowhere,
    /// In a store of the program's own, called so, if it has a name.
    Store(Option<String>),
}

/// What the cache has for a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "CacheHit"))]
#[serde(rename_all = "lowercase")]
pub enum CacheState {
    /// A session that can be used.
    Hit,
    /// Nothing.
    Miss,
    /// A session that has ended, or ends too soon.
    Expired,
}

/// What the cache has for a hop, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CacheStatus {
    /// The file.
    pub path: String,
    /// What is in it.
    pub status: CacheState,
}

/// What is known of the cache when a plan is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// Where sessions are stored.
    pub storage: SessionStorage,
    /// What is in the files, by the hops' cache keys. Without an entry the file is named and nothing
    /// said about what is in it.
    pub states: BTreeMap<String, CacheStatus>,
}

impl Cache {
    /// Whether there is a session for the hop that can be used.
    pub(super) fn has(&self, hop: &Hop) -> bool {
        let found = self.states.get(&hop.cache_key);
        found.is_some_and(|status| status.status == CacheState::Hit)
    }

    /// Where the session of a hop is stored, and its state.
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
