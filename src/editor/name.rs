//! The names of sections, and the keys whose values refer to them.

use super::model::{kind_of, section_at};
use crate::config::{Profile, Profiles, SectionKind, SectionRef};
use crate::document::{Document, Section, Setting};
use crate::text::python_str::trim;
use crate::text::{File, Span};

/// The section that the value of a key names.
pub(super) fn referred(key: &str, name: &str) -> Option<SectionKind> {
    let kind = match key {
        "source_profile" => SectionKind::Profile,
        "sso_session" => SectionKind::SsoSession,
        "services" => SectionKind::Services,
        _ => return None,
    };
    Some(kind(name.into()))
}

/// The reference to a section by its name; `None` if it has none of its own.
pub(super) fn reference(section: &SectionKind) -> Option<SectionRef<'_>> {
    match section {
        SectionKind::Profile(name) => Some(SectionRef::Profile(name)),
        SectionKind::SsoSession(name) => Some(SectionRef::SsoSession(name)),
        SectionKind::Services(name) => Some(SectionRef::Services(name)),
        SectionKind::TopLevel | SectionKind::Dropped { .. } => None,
    }
}

/// The merged settings of a section with a name.
pub(super) fn find<'a>(profiles: &'a Profiles, section: &SectionKind) -> Option<&'a Profile> {
    profiles.section(reference(section)?)
}

/// A place that has the name of a section.
pub(super) struct Named<'a> {
    pub(super) section: SectionKind,
    /// The section of the file, if the place is its header.
    pub(super) header: Option<&'a Section>,
    /// The name as written.
    pub(super) span: Span,
}

/// All places of a file that have the name of a section.
pub(super) fn all(document: &Document) -> impl Iterator<Item = Named<'_>> {
    document.sections().iter().flat_map(|section| of_section(document, section))
}

/// The place at a line and column, both from 1; the whole header counts as its name.
pub(super) fn at(document: &Document, line: u32, column: u32) -> Option<Named<'_>> {
    let offset = document.offset(line, column);
    let section = section_at(document, offset)?;
    of_section(document, section).find(|named| {
        named.header.map_or(named.span, |section| section.header).contains_or_ends_at(offset)
    })
}

fn of_section<'a>(document: &'a Document, section: &'a Section) -> impl Iterator<Item = Named<'a>> {
    let kind = kind_of(document, section);
    let header = reference(&kind).is_some().then(|| {
        let span = name_span(document, section);
        Named { section: kind.clone(), header: Some(section), span }
    });
    // Only profiles of the config file refer to sections.
    let refers = document.file() == File::Config && matches!(kind, SectionKind::Profile(_));
    let settings = refers.then_some(section.settings.values()).into_iter().flatten();
    header.into_iter().chain(settings.filter_map(of_setting))
}

fn of_setting(setting: &Setting) -> Option<Named<'_>> {
    let section = referred(&setting.key, setting.value.text()?)?;
    Some(Named { section, header: None, span: setting.value_span })
}

/// The name in a header, without the first word of those that have two.
pub(super) fn name_span(document: &Document, section: &Section) -> Span {
    let written = section.name_span.slice(document.text());
    let first_word = match document.file() {
        File::Config => written.find(char::is_whitespace).unwrap_or(0),
        File::Credentials => 0,
    };
    let rest = Span::new(section.name_span.start + first_word, section.name_span.end);
    trim(document.text(), rest)
}
