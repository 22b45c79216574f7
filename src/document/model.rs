//! A parsed file: sections, settings and their locations.

use std::fmt;
use std::sync::Arc;

use super::setting::Settings;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::{File, LineIndex, Location, SharedStr, Span};

/// One of the two files, parsed.
#[derive(Clone)]
pub struct Document {
    pub(super) file: File,
    pub(super) text: Arc<str>,
    pub(super) lines: LineIndex,
    pub(super) sections: Vec<Section>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A header and its settings, in the order of the file.
#[derive(Clone, Debug)]
pub struct Section {
    /// The text between the first `[` and the last `]` of the header, unchanged.
    pub name: SharedStr,
    /// The span of the header, from its `[` to its `]`.
    pub header: Span,
    /// The span of the name inside it.
    pub name_span: Span,
    /// The settings; a duplicate key is reported and its first value is used. The profiles made
    /// from them share them.
    pub settings: Arc<Settings>,
    /// The span from the start of the header's line to the start of the next header's line, or the
    /// end of the text.
    pub span: Span,
}

/// Names only: the text can contain secrets.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("file", &self.file)
            .field("sections", &self.sections)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Which of the two files this is.
    pub fn file(&self) -> File {
        self.file
    }

    /// The text, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sections in the order of the file. `[DEFAULT]`, whose settings all other sections of the
    /// file inherit in the AWS CLI, is among them under that name.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The syntax errors and warnings; the AWS CLI rejects the whole file if one is an error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the AWS CLI rejects the file.
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The line and column of a span.
    pub fn location(&self, span: Span) -> Location {
        self.lines.location(&self.text, self.file, span)
    }

    /// The byte offset of a line and column, both from 1 as in a [`Location`]; if they do not
    /// exist, the nearest offset before them.
    pub fn offset(&self, line: u32, column: u32) -> usize {
        self.lines.offset(&self.text, line, column)
    }

    /// The line at a byte offset, without its line end.
    pub fn line_at(&self, offset: usize) -> Span {
        self.lines.line_without_end(&self.text, offset)
    }

    /// The lines that contain a part of a span, without their line ends.
    pub(crate) fn lines_in(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let lines = self.lines.lines_in(span, self.text.len());
        lines.map(|line| {
            let written = line.slice(&self.text).trim_end_matches(['\r', '\n']);
            Span::new(line.start, line.start + written.len())
        })
    }

    /// The edit that replaces a span with `text`.
    pub fn text_edit(&self, span: Span, text: &str) -> TextEdit {
        TextEdit { location: self.location(span), new_text: text.to_owned() }
    }

    /// Whether a section itself has this key (or `block.name` if `nested` is set).
    pub fn has(&self, section: &str, key: &str, nested: Option<&str>) -> bool {
        let section = self.sections.iter().rfind(|it| it.name == section);
        let value = section.and_then(|it| it.settings.get(key)).map(|setting| &setting.value);
        value.is_some_and(|value| nested.is_none_or(|name| value.nested(name).is_some()))
    }
}
