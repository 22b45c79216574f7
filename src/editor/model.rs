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

/// A section in the outline of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SectionOutline {
    /// The text between the brackets of the header.
    pub name: String,
    /// The profile that the section belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// From the header to the end of the last setting.
    pub location: Location,
    /// The header.
    pub header: Location,
    /// The settings, in the order of the file.
    pub settings: Vec<SettingOutline>,
}

/// A setting in the outline of a file. It has no value, which can be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingOutline {
    /// The key, in lower case.
    pub key: String,
    /// All lines of the setting.
    pub location: Location,
    /// The key as written.
    pub key_location: Location,
}

/// A name that can be changed wherever it is used: that of a profile, an `sso-session` or a
/// `services` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Renamable {
    /// The name.
    pub name: String,
    /// Its location at the cursor, without brackets and without the word `profile`.
    pub location: Location,
}

/// A part of a file for syntax highlighting. It is on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Token {
    /// Its kind.
    pub kind: TokenKind,
    /// Its location.
    pub location: Location,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// A comment, with its `#` or `;`.
    Comment,
    /// The first word of a header, such as `profile`.
    Keyword,
    /// The name of a section: in its header, or in a value that refers to it.
    Name,
    /// A key.
    Key,
    /// A value.
    Value,
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
