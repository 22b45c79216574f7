//! The error of an operation; in JavaScript, `RolehopError`.

use std::ops::{Deref, DerefMut};

use serde::Serialize;

use crate::diagnostic::{AccessDenied, Code, Diagnostic, RefusedCall};

/// Why planning, resolving or editing failed: [`ErrorData`] in one word, since every result moves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Error(Box<ErrorData>);

/// The members of an [`Error`].
///
/// Contains every diagnostic; its code, message and help are those of the first error among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ErrorData {
    /// The stable code.
    pub code: Code,
    /// The message: one line without secrets.
    pub message: String,
    /// The profile with the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::text::redact::serialize_option")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The index of the hop that failed, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub hop: Option<u32>,
    /// How to correct it, as an imperative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub help: Option<String>,
    /// Whether the same call may succeed later without a change.
    pub retryable: bool,
    /// The exit code of a command that ends with this error, as in the AWS CLI v2.
    pub exit_code: u8,
    /// The policy that denied the call; only with the code `sts-access-denied`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub access_denied: Option<Box<AccessDenied>>,
    /// The parameters of the call that STS refused, and the causes that they support or exclude; only if STS
    /// refused to assume a role of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub refused_call: Option<Box<RefusedCall>>,
    /// All diagnostics: errors, warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// Creates the error for one diagnostic.
    pub fn new(diagnostic: Diagnostic) -> Self {
        Self(Box::new(ErrorData {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            profile: diagnostic.profile.clone(),
            hop: None,
            help: diagnostic.help.clone(),
            retryable: false,
            exit_code: diagnostic.code.exit_code(),
            access_denied: diagnostic.access_denied.clone(),
            refused_call: diagnostic.refused_call.clone(),
            diagnostics: vec![diagnostic],
        }))
    }

    /// Creates the error with these diagnostics, if one of them is an error.
    pub fn from_diagnostics(diagnostics: Vec<Diagnostic>) -> Option<Self> {
        let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error())?.clone();
        let mut error = Self::new(first);
        error.diagnostics = diagnostics;
        Some(error)
    }

    /// Creates the error of an operation that the caller aborted.
    pub fn aborted() -> Self {
        Self::new(Diagnostic::new(Code::Aborted, "operation aborted"))
    }

    /// Replaces the primary diagnostic: the first error, which determines the code, message and
    /// help. The other diagnostics, the hop and `retryable` do not change.
    #[must_use]
    pub fn map_primary(mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        let at = self.diagnostics.iter().position(Diagnostic::is_error).unwrap_or(0);
        let Some(primary) = self.diagnostics.get_mut(at) else { return self };
        let changed = change(primary.clone());
        primary.clone_from(&changed);
        let ErrorData { hop, retryable, diagnostics, .. } = *self.0;
        Self(Box::new(ErrorData { hop, retryable, diagnostics, ..*Self::new(changed).0 }))
    }

    /// Sets the hop of the plan that failed.
    #[must_use]
    pub fn at_hop(mut self, hop: usize) -> Self {
        self.hop = u32::try_from(hop).ok();
        self
    }

    /// Marks the error as retryable: the same call may succeed later.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

impl Deref for Error {
    type Target = ErrorData;

    fn deref(&self) -> &ErrorData {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorData {
        &mut self.0
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(diagnostic)
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn map_primary_changes_nothing_else() {
        let warning = Diagnostic::new(Code::CacheNotSaved, "w").severity(Severity::Warning);
        let first = Diagnostic::new(Code::StsUnreachable, "a");
        let second = Diagnostic::new(Code::RegionInvalid, "b");
        let all = vec![warning.clone(), first, second.clone()];
        let error = Error::from_diagnostics(all).unwrap().at_hop(2).retryable();
        let changed = error.map_primary(|it| it.profile("p").help("h"));
        assert_eq!((changed.hop, changed.retryable), (Some(2), true));
        assert_eq!(changed.code, Code::StsUnreachable);
        assert_eq!((changed.profile.as_deref(), changed.help.as_deref()), (Some("p"), Some("h")));
        assert_eq!(changed.diagnostics[0], warning);
        assert_eq!(changed.diagnostics[1].profile.as_deref(), Some("p"));
        assert_eq!(changed.diagnostics[2], second);
    }
}
