//! The results of earlier walks for source profiles, so that many profiles with the same source are
//! followed in linear time.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::caller::{CallerKind, caller_kind};
use crate::config::Profile;
use crate::plan::role::role_source::is_role_as_source;
use crate::plan::source::lookup::Lookup;

/// The summary of a profile as the source of another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceSummary<'a> {
    /// The profile at the end of its chain, which should have credentials; `None` when
    /// `credential_source` ends the chain, or when it has no end.
    pub(crate) base_profile: Option<&'a str>,
    pub(crate) status: SourceStatus,
}

/// Whether a profile can be the source of another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SourceStatus {
    /// Its credentials call STS with this kind of identity.
    Usable(CallerKind),
    /// It has no credentials, so every profile that names it is invalid.
    Empty,
    /// Its own settings, or those of a profile in its chain, are invalid.
    Invalid,
}

impl<'a> SourceSummary<'a> {
    /// The summary of a chain that does not reach credentials.
    pub(crate) const INVALID: Self = Self { base_profile: None, status: SourceStatus::Invalid };

    /// The summary of a chain that ends with this lookup.
    pub(crate) fn new(lookup: &Lookup, base_profile: Option<&'a str>) -> Self {
        let status = match lookup {
            Lookup::Found(source) => SourceStatus::Usable(caller_kind(source)),
            Lookup::NotConfigured => SourceStatus::Empty,
            Lookup::Invalid => SourceStatus::Invalid,
        };
        Self { base_profile, status }
    }

    /// The summary of a role whose chain ends with this one.
    pub(crate) fn of_role(self) -> Self {
        let status = match self.status {
            SourceStatus::Usable(_) => SourceStatus::Usable(CallerKind::RoleSession),
            SourceStatus::Empty | SourceStatus::Invalid => SourceStatus::Invalid,
        };
        Self { status, ..self }
    }

    /// The kind of identity of its credentials; `None` if it has none.
    pub(crate) fn caller_kind(&self) -> Option<CallerKind> {
        match self.status {
            SourceStatus::Usable(kind) => Some(kind),
            SourceStatus::Empty | SourceStatus::Invalid => None,
        }
    }
}

/// The summaries of the source profiles that earlier walks visited, by name.
#[derive(Debug, Default)]
pub(crate) struct VisitedSources<'a>(HashMap<&'a str, SourceSummary<'a>, FixedState>);

impl<'a> VisitedSources<'a> {
    /// The summary of a profile as the source of another.
    pub(crate) fn get(&self, profile: &Profile) -> Option<SourceSummary<'a>> {
        self.0.get(profile.name.as_str()).copied()
    }

    /// Whether a role was visited, so that following it again would have no new diagnostics.
    pub(crate) fn contains(&self, profile: &Profile) -> bool {
        is_role_as_source(profile) && self.0.contains_key(profile.name.as_str())
    }

    pub(super) fn insert(&mut self, profile: &'a Profile, summary: SourceSummary<'a>) {
        self.0.insert(&profile.name, summary);
    }
}
