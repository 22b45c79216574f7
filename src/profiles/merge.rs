//! Two documents to one set of profiles.

use indexmap::IndexMap;

use super::Profiles;
use crate::document::Document;

pub(super) fn merge(config: Document, credentials: Document) -> Profiles {
    let diagnostics =
        config.diagnostics().iter().chain(credentials.diagnostics()).cloned().collect();
    Profiles {
        config,
        credentials,
        profiles: IndexMap::new(),
        sso_sessions: IndexMap::new(),
        services: IndexMap::new(),
        diagnostics,
    }
}
