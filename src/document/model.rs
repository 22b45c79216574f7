//! A file as it was read: sections, settings and their locations.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, TextEdit};
use crate::text::{File, LineIndex, Location, Span};

/// The settings of a section by key, in the order of the file.
pub type Settings = IndexMap<String, Setting>;

/// One of the two files, read.
#[derive(Clone)]
pub struct Document {
    pub(super) file: File,
    pub(super) text: String,
    pub(super) lines: LineIndex,
    pub(super) sections: Vec<Section>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A header and the settings below it, in the order of the file.
#[derive(Clone, Debug)]
pub struct Section {
    /// The text between the first `[` and the last `]` of the header, unchanged.
    pub name: String,
    /// The header, from its `[` to its `]`.
    pub header: Span,
    /// The name inside it.
    pub name_span: Span,
    /// The settings; a duplicate key is reported and its first value is used. Shared with the
    /// profiles that are made of them.
    pub settings: Arc<Settings>,
    /// From the start of the header's line to the start of the next header's, or the end.
    pub span: Span,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The key as the AWS CLI knows it: lower case.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The key as it is written.
    pub key_span: Span,
    /// The value as it is written: trimmed, and empty after the separator where there is none.
    pub value_span: Span,
    /// All lines of the setting with their line ends: its own and those that continue it.
    pub span: Span,
}

/// What a key is set to.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A string, verbatim; lines that continue it are joined by a newline.
    Text(String),
    /// An indented block of `name = value` lines under a key without a value of its own.
    Nested(Vec<NestedSetting>),
}

/// A line of an indented block. A duplicate name is in the list twice; the last one applies.
#[derive(Clone)]
pub struct NestedSetting {
    /// The name, in its own case.
    pub name: String,
    /// The value.
    pub value: String,
    /// The name as it is written.
    pub name_span: Span,
    /// The value as it is written.
    pub value_span: Span,
    /// The whole line with its line end.
    pub span: Span,
}

/// Its location is not compared.
impl PartialEq for NestedSetting {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Eq for NestedSetting {}

impl NestedSetting {
    /// A name and a value without a location yet.
    pub(super) fn of(name: &str, value: &str) -> Self {
        let [name_span, value_span, span] = [Span::default(); 3];
        Self { name: name.to_owned(), value: value.to_owned(), name_span, value_span, span }
    }
}

/// Names only: the texts may hold secrets.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("file", &self.file)
            .field("sections", &self.sections)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}

/// Names only: the value may be a secret.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text([redacted])"),
            Self::Nested(settings) => f.debug_tuple("Nested").field(settings).finish(),
        }
    }
}

/// Name and place only: the value may be a secret.
impl fmt::Debug for NestedSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NestedSetting")
            .field("name", &self.name)
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

impl Value {
    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nested(_) => None,
        }
    }

    /// The value of `name` in the block, if it is a block; the last one counts.
    pub fn nested(&self, name: &str) -> Option<&NestedSetting> {
        match self {
            Self::Text(_) => None,
            Self::Nested(settings) => settings.iter().rev().find(|setting| setting.name == name),
        }
    }
}

impl Document {
    /// Which of the two files it is.
    pub fn file(&self) -> File {
        self.file
    }

    /// The text, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sections in the order of the file. `[DEFAULT]`, whose settings every other section of
    /// the file inherits in the AWS CLI, is among them under that name.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// What is wrong with the text; the AWS CLI refuses a file with an error among these whole.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the AWS CLI refuses the file.
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The line and column of a span.
    pub fn location(&self, span: Span) -> Location {
        self.lines.location(&self.text, self.file, span)
    }

    /// The byte offset of a line and column, both from 1 as in a [`Location`]; the nearest place
    /// before it where there is none.
    pub fn offset(&self, line: u32, column: u32) -> usize {
        self.lines.offset(&self.text, line, column)
    }

    /// The line that a byte offset lies in, without its line end.
    pub fn line_at(&self, offset: usize) -> Span {
        self.lines.line_without_end(&self.text, offset)
    }

    /// The edit that replaces a span with `text`.
    pub fn text_edit(&self, span: Span, text: &str) -> TextEdit {
        TextEdit { location: self.location(span), new_text: text.to_owned() }
    }

    /// Whether a section has this key (or `block.name` through `nested`) itself.
    pub fn has(&self, section: &str, key: &str, nested: Option<&str>) -> bool {
        let section = self.sections.iter().rfind(|it| it.name == section);
        let value = section.and_then(|it| it.settings.get(key)).map(|setting| &setting.value);
        value.is_some_and(|value| nested.is_none_or(|name| value.nested(name).is_some()))
    }
}
