//! The symbol at a position, and what may be typed there.

use serde::Serialize;

use crate::config::{SectionKind, Table, classify};
use crate::document::{Document, INHERITED_SECTION, Section};
use crate::text::{File, Location};

/// Something that may be typed at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What it is.
    pub kind: PartKind,
    /// What it is called.
    pub label: String,
    /// What it is for, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub description: Option<&'static str>,
    /// The text that replaces `location`.
    pub insert: String,
    /// The part of `insert` that is there to be typed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub placeholder: Option<&'static str>,
    /// What it takes the place of; it ends on the line that it begins on.
    pub location: Location,
}

/// The symbol at a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SymbolInfo {
    /// What it is.
    pub kind: PartKind,
    /// All of it.
    pub location: Location,
    /// The profile that a header begins, or that a value names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The key, in lower case as it is read, of a key or value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub key: Option<String>,
    /// What the key is for, when AWS's tools know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub description: Option<&'static str>,
    /// The header of the section that a value names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub target: Option<Location>,
}

/// The parts that a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A header.
    Section,
    /// The key of a setting.
    Key,
    /// The value of a setting.
    Value,
}

/// The section that an offset lies in.
pub(super) fn section_at(document: &Document, offset: usize) -> Option<&Section> {
    document.sections().iter().rfind(|section| section.span.start <= offset)
}

/// What a section is. Every section of the credentials file is a profile.
pub(super) fn kind_of(document: &Document, section: &Section) -> SectionKind {
    match document.file() {
        File::Config => classify(&section.name),
        File::Credentials if section.name == INHERITED_SECTION => SectionKind::TopLevel,
        File::Credentials => SectionKind::Profile(section.name.clone()),
    }
}

/// The keys that a section may have, where that is known.
pub(super) fn table_of(section: &Section, kind: &SectionKind) -> Option<Table> {
    match kind {
        SectionKind::Profile(_) => Some(Table::Profile),
        SectionKind::SsoSession(_) => Some(Table::SsoSession),
        SectionKind::TopLevel if section.name == INHERITED_SECTION => Some(Table::Profile),
        _ => None,
    }
}
