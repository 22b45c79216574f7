//! The parts of a file for syntax highlighting.

use super::model::{Token, TokenKind, kind_of};
use super::name::{name_span, reference, referred};
use crate::config::{Profiles, SectionKind};
use crate::document::{Document, Section, Setting, Value};
use crate::text::{File, Span, sort_by_key};

/// A part of the text and its kind.
type Part = (Span, TokenKind);

/// The tokens of a file in its order, as the AWS CLI reads it. Brackets and separators have none.
pub fn tokens(profiles: &Profiles, file: File) -> Vec<Token> {
    let document = profiles.document(file);
    let mut parts = comments(document);
    for section in document.sections() {
        parts.extend(header(document, section));
        let refers = matches!(kind_of(document, section), SectionKind::Profile(_));
        let settings = section.settings.values().flat_map(|it| setting(it, refers));
        parts.extend(settings.flat_map(|part| by_line(document, part)));
    }
    sort_by_key(&mut parts, |(span, _)| span.start);
    let written = parts.into_iter().filter(|(span, _)| !span.is_empty());
    written.map(|(span, kind)| Token { kind, location: document.location(span) }).collect()
}

fn comments(document: &Document) -> Vec<Part> {
    let lines = document.lines_in(Span::new(0, document.text().len()));
    let comments = lines.filter_map(|line| {
        let written = line.slice(document.text()).trim_start();
        let start = line.end - written.len();
        written.starts_with(['#', ';']).then_some((Span::new(start, line.end), TokenKind::Comment))
    });
    comments.collect()
}

fn header(document: &Document, section: &Section) -> Vec<Part> {
    let name = name_span(document, section);
    let keyword = Span::new(section.name_span.start, name.start);
    let written = keyword.slice(document.text()).trim_end().len();
    let keyword = Span::new(keyword.start, keyword.start + written);
    let has_name = reference(&kind_of(document, section)).is_some();
    let kind = if has_name { TokenKind::Name } else { TokenKind::Keyword };
    [(keyword, TokenKind::Keyword), (name, kind)].into()
}

fn setting(setting: &Setting, refers: bool) -> Vec<Part> {
    let mut parts = vec![(setting.key_span, TokenKind::Key)];
    match &setting.value {
        Value::Text(text) => {
            let is_name = refers && referred(&setting.key, text).is_some();
            let kind = if is_name { TokenKind::Name } else { TokenKind::Value };
            parts.push((setting.value_span, kind));
        }
        Value::Nested(settings) => parts.extend(
            settings
                .iter()
                .flat_map(|it| [(it.name_span, TokenKind::Key), (it.value_span, TokenKind::Value)]),
        ),
    }
    parts
}

/// A part for each line, without indentation and without the comments inside it.
fn by_line(document: &Document, (span, kind): Part) -> impl Iterator<Item = Part> + '_ {
    document.lines_in(span).filter_map(move |line| {
        let line = Span::new(line.start.max(span.start), line.end.min(span.end));
        let written = line.slice(document.text()).trim_start();
        let is_comment = written.starts_with(['#', ';']) && line.start != span.start;
        let start = line.end.saturating_sub(written.len());
        (!is_comment).then_some((Span::new(start, line.end), kind))
    })
}
