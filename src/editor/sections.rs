//! The sections of a file and their settings.

use super::model::{SectionOutline, SettingOutline, kind_of};
use crate::config::{Profiles, SectionKind};
use crate::document::{Document, Section, Setting};
use crate::text::{File, Span, redact};

/// The sections of a file, in their order.
pub fn sections(profiles: &Profiles, file: File) -> Vec<SectionOutline> {
    let document = profiles.document(file);
    document.sections().iter().map(|section| of_section(document, section)).collect()
}

fn of_section(document: &Document, section: &Section) -> SectionOutline {
    let profile = match kind_of(document, section) {
        SectionKind::Profile(name) => Some(name.to_string()),
        _ => None,
    };
    let end = section.settings.values().map(|setting| lines(document, setting).end).max();
    let whole = Span::new(section.header.start, end.unwrap_or(0).max(section.header.end));
    SectionOutline {
        name: redact::shown(section.name_span.slice(document.text())).into_owned(),
        profile,
        location: document.location(whole),
        header: document.location(section.header),
        settings: section.settings.values().map(|setting| of_setting(document, setting)).collect(),
    }
}

fn of_setting(document: &Document, setting: &Setting) -> SettingOutline {
    SettingOutline {
        key: redact::shown_key(&setting.key).into_owned(),
        location: document.location(lines(document, setting)),
        key_location: document.location(setting.key_span),
    }
}

/// The lines of a setting without the last line end.
fn lines(document: &Document, setting: &Setting) -> Span {
    let written = setting.span.slice(document.text()).trim_end();
    Span::new(setting.span.start, setting.span.start + written.len())
}
