//! The symbol at a position.

use super::model::{PartKind, SymbolInfo, kind_of, section_at, table_of};
use super::name;
use crate::config::{Profile, Profiles, SectionKind, Table};
use crate::document::{Document, Section, Setting};
use crate::text::{File, Location};

/// The symbol at a line and column, both from 1; `None` in empty lines and comments. The position
/// after the last character of a symbol belongs to it, because a cursor there is on the word.
pub fn symbol_at(profiles: &Profiles, file: File, line: u32, column: u32) -> Option<SymbolInfo> {
    let document = profiles.document(file);
    let offset = document.offset(line, column);
    let section = section_at(document, offset)?;
    let kind = kind_of(document, section);
    if section.header.contains_or_ends_at(offset) {
        return Some(header(document, section, kind));
    }
    let table = table_of(section, &kind);
    section.settings.values().find_map(|setting| {
        if setting.key_span.contains_or_ends_at(offset) {
            return Some(key(document, setting, table));
        }
        let is_value = setting.value_span.contains_or_ends_at(offset);
        is_value.then(|| value(profiles, document, setting, table))
    })
}

fn header(document: &Document, section: &Section, kind: SectionKind) -> SymbolInfo {
    let profile = match kind {
        SectionKind::Profile(name) => Some(name.to_string()),
        _ => None,
    };
    let location = document.location(section.header);
    SymbolInfo {
        kind: PartKind::Section,
        location,
        profile,
        key: None,
        description: None,
        target: None,
    }
}

fn key(document: &Document, setting: &Setting, table: Option<Table>) -> SymbolInfo {
    SymbolInfo {
        kind: PartKind::Key,
        location: document.location(setting.key_span),
        profile: None,
        key: Some(setting.key.to_string()),
        description: table
            .and_then(|table| table.find(&setting.key))
            .map(|(_, description, _)| *description),
        target: None,
    }
}

fn value(
    profiles: &Profiles,
    document: &Document,
    setting: &Setting,
    table: Option<Table>,
) -> SymbolInfo {
    let referred = setting.value.text().and_then(|text| name::referred(&setting.key, text));
    let named = referred.and_then(|section| name::find(profiles, &section));
    let is_profile = setting.key == "source_profile";
    SymbolInfo {
        kind: PartKind::Value,
        location: document.location(setting.value_span),
        profile: named.filter(|_| is_profile).map(|profile| profile.name.to_string()),
        target: named.and_then(|profile| first_header(profiles, profile)),
        ..key(document, setting, table)
    }
}

fn first_header(profiles: &Profiles, profile: &Profile) -> Option<Location> {
    let (file, header) = profile.headers().next()?;
    Some(profiles.location(file, header))
}
