//! What is wrong with the files as such.

use super::Profiles;
use crate::diagnostic::Diagnostic;

/// All findings, in the order of the config file, then of the credentials file.
pub(super) fn all(profiles: &Profiles) -> Vec<Diagnostic> {
    let documents = [&profiles.config, &profiles.credentials];
    documents.iter().flat_map(|document| document.diagnostics()).cloned().collect()
}
