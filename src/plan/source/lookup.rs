//! The result of looking for credentials, and what is searched.

use crate::plan::Source;

/// The result of looking for one kind of credentials.
#[allow(clippy::large_enum_variant)] // There is one for each profile, and it is short-lived.
#[derive(Clone, Debug)]
pub(crate) enum Lookup {
    /// They come from this source.
    Found(Source),
    /// This kind is not configured.
    NotConfigured,
    /// This kind is configured, but its settings are invalid; the diagnostics say why.
    Invalid,
}

impl Lookup {
    /// The source, if there is one.
    pub(crate) fn source(&self) -> Option<&Source> {
        match self {
            Self::Found(source) => Some(source),
            Self::NotConfigured | Self::Invalid => None,
        }
    }
}

/// Whether the environment is searched besides the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvironmentScope {
    /// The profile was selected by the environment, or by default.
    Included,
    /// The profile was named in the request, or is the source of another profile.
    Ignored,
}
