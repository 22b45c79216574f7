//! The types of symbols and completions.

use serde::Serialize;

use crate::config::{SectionKind, Table, classify};
use crate::document::{Document, INHERITED_SECTION, Section};
use crate::text::{File, Location};

/// A completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The kind of symbol that it inserts.
    pub kind: PartKind,
    /// The label.
    pub label: String,
    /// A description in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub description: Option<&'static str>,
    /// The text that replaces `location`.
    pub insert: String,
    /// The part of `insert` that the user replaces by typing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub placeholder: Option<&'static str>,
    /// The part of the file that it replaces, which is on one line.
    pub location: Location,
}

/// The symbol at a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SymbolInfo {
    /// The kind of symbol.
    pub kind: PartKind,
    /// Its location.
    pub location: Location,
    /// The profile that a header starts, or that a value names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// For a key or a value, the key in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub key: Option<String>,
    /// The description of the key, if AWS tools read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub description: Option<&'static str>,
    /// The location of the header of the section that a value names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub target: Option<Location>,
}

/// The kinds of symbols in a file.
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

/// The section at an offset.
pub(super) fn section_at(document: &Document, offset: usize) -> Option<&Section> {
    document.sections().iter().rfind(|section| section.span.start <= offset)
}

/// The kind of a section. Every section of the credentials file is a profile.
pub(super) fn kind_of(document: &Document, section: &Section) -> SectionKind {
    match document.file() {
        File::Config => classify(&section.name),
        File::Credentials if section.name == INHERITED_SECTION => SectionKind::TopLevel,
        File::Credentials => SectionKind::Profile(section.name.clone()),
    }
}

/// The keys that a section can have, if they are known.
pub(super) fn table_of(section: &Section, kind: &SectionKind) -> Option<Table> {
    match kind {
        SectionKind::Profile(_) => Some(Table::Profile),
        SectionKind::SsoSession(_) => Some(Table::SsoSession),
        SectionKind::TopLevel if section.name == INHERITED_SECTION => Some(Table::Profile),
        _ => None,
    }
}
