//! Names of sections with settings.

use super::section_name::{for_profile, for_services, for_sso_session};
use super::{Profile, Profiles};
use crate::text::File;

/// A section by its kind and name: a profile, which both files can have, or a section of the
/// config file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionRef<'a> {
    /// The profile with this name.
    Profile(&'a str),
    /// `[sso-session NAME]`.
    SsoSession(&'a str),
    /// `[services NAME]`.
    Services(&'a str),
}

impl<'a> SectionRef<'a> {
    /// The section of a kind: `sso-session`, `services`, or a profile for anything else.
    pub fn of_kind(kind: Option<&str>, name: &'a str) -> Self {
        match kind {
            Some("sso-session") => Self::SsoSession(name),
            Some("services") => Self::Services(name),
            _ => Self::Profile(name),
        }
    }

    /// The name of the profile, if it is one.
    pub(super) fn profile(self) -> Option<&'a str> {
        match self {
            Self::Profile(name) => Some(name),
            Self::SsoSession(_) | Self::Services(_) => None,
        }
    }

    /// The text between the brackets of its header in the config file, as `aws configure set`
    /// writes it.
    pub(crate) fn header(self) -> String {
        match self {
            Self::Profile(name) => for_profile(name),
            Self::SsoSession(name) => for_sso_session(name),
            Self::Services(name) => for_services(name),
        }
    }
}

impl<'a> From<&'a str> for SectionRef<'a> {
    fn from(profile: &'a str) -> Self {
        Self::Profile(profile)
    }
}

impl Profiles {
    /// The text between the brackets of the section's header in a file, as written there.
    pub(super) fn header_in(&self, file: File, section: SectionRef<'_>) -> Option<String> {
        let layer = self.section(section)?.layer(file)?;
        Some(self.document(file).sections().get(layer.section)?.name.to_string())
    }

    /// The settings of a section; `None` if it does not exist.
    pub fn section(&self, section: SectionRef<'_>) -> Option<&Profile> {
        match section {
            SectionRef::Profile(name) => self.get(name),
            SectionRef::SsoSession(name) => self.sso_session(name),
            SectionRef::Services(name) => self.services(name),
        }
    }
}
