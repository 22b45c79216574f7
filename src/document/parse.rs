//! Parses a text into a document: the AWS CLI's line grammar.
//!
//! The AWS CLI reads both files with Python's `configparser` and then splits indented blocks
//! itself. Both steps are one pass here. Each line is a comment, empty, a continuation of the
//! setting above (if it is indented more than that setting), a header, or a setting. The AWS CLI
//! rejects a file with any other line; here it is reported and skipped.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::map::Entry;

use super::syntax_error::{self, SyntaxError};
use super::value::Piece;
use super::{Document, Section, Setting, Settings, value};
use crate::diagnostic::sort_by_place;
use crate::text::python_str::trim;
use crate::text::{File, LineIndex, Span, lower};

/// The section whose settings all other sections of its file inherit.
pub(crate) const INHERITED_SECTION: &str = "DEFAULT";

impl Document {
    /// Parses a text. Never fails: see [`Document::diagnostics`].
    pub fn parse(file: File, text: impl Into<String>) -> Self {
        parse(file, text.into())
    }

    /// Parses the bytes of a file; bytes that are not UTF-8 are reported and replaced.
    pub fn from_bytes(file: File, bytes: &[u8]) -> Self {
        from_bytes(file, bytes)
    }
}

fn parse(file: File, text: String) -> Document {
    let lines = LineIndex::new(&text);
    let mut parser = Parser::new(&text);
    for line in lines.lines(text.len()) {
        parser.line(line);
    }
    let (sections, errors) = parser.finish();
    let mut document = Document { file, text, lines, sections, diagnostics: Vec::new() };
    document.diagnostics = errors.into_iter().map(|error| error.describe(&document)).collect();
    document.diagnostics.extend(syntax_error::byte_order_mark(&document));
    sort_by_place(&mut document.diagnostics);
    document
}

fn from_bytes(file: File, bytes: &[u8]) -> Document {
    // Text that is valid, as nearly every file is, is only checked, not searched for what is not.
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    let mut document = parse(file, text);
    if syntax_error::is_utf_16(bytes) {
        document.diagnostics = vec![syntax_error::utf_16(&document)];
        return document;
    }
    document.diagnostics.extend(syntax_error::not_utf8(&document, bytes));
    sort_by_place(&mut document.diagnostics);
    document
}

/// A setting whose last line has not been read yet.
struct OpenSetting {
    key: String,
    key_span: Span,
    pieces: Vec<Piece>,
}

/// The element that an indented line continues.
enum Continues {
    Nothing,
    Setting(OpenSetting),
    /// A rejected line; lines that continue it are skipped too.
    Rejected,
}

struct Parser<'t> {
    text: &'t str,
    sections: Vec<Section>,
    settings: Settings,
    continues: Continues,
    indent: usize,
    headers: HashMap<&'t str, Span>,
    /// The keys of every `[DEFAULT]` so far: the section can be repeated, but not a key in it.
    inherited: HashMap<String, Span>,
    errors: Vec<SyntaxError>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            sections: Vec::new(),
            settings: Settings::new(),
            continues: Continues::Nothing,
            indent: 0,
            headers: HashMap::new(),
            inherited: HashMap::new(),
            errors: Vec::new(),
        }
    }

    fn line(&mut self, line: Span) {
        let content = trim(self.text, line);
        if content.slice(self.text).starts_with(['#', ';']) {
            return;
        }
        let piece = Piece { content, line };
        if content.is_empty() {
            return self.continue_with(piece);
        }
        let indent = Span::new(line.start, content.start).slice(self.text).chars().count();
        if indent > self.indent && !matches!(self.continues, Continues::Nothing) {
            return self.continue_with(piece);
        }
        self.indent = indent;
        self.header_or_setting(piece);
    }

    fn continue_with(&mut self, piece: Piece) {
        if let Continues::Setting(open) = &mut self.continues {
            open.pieces.push(piece);
        }
    }

    fn header_or_setting(&mut self, piece: Piece) {
        let content = piece.content.slice(self.text);
        if content.starts_with('[') {
            match content.rfind(']') {
                Some(end) if end > 1 => return self.header(piece, end),
                _ if content.contains(['=', ':']) && !self.sections.is_empty() => {
                    self.errors.push(SyntaxError::KeyLikeHeader(piece.content));
                }
                _ => return self.broken_header(piece),
            }
        }
        self.setting(piece);
    }

    fn header(&mut self, piece: Piece, end: usize) {
        let start = piece.content.start;
        let name = Span::new(start + 1, start + end);
        let header = Span::new(start, start + end + 1);
        let raw = name.slice(self.text);
        if raw != INHERITED_SECTION {
            let first = *self.headers.entry(raw).or_insert(header);
            if first != header {
                self.errors.push(SyntaxError::DuplicateSection { header, first });
            }
        }
        self.open_section(piece.line.start, header, name);
    }

    /// `[profile a` and `[]`: treated as headers, so that the settings below do not become settings
    /// of the section above.
    fn broken_header(&mut self, piece: Piece) {
        let content = piece.content;
        self.errors.push(SyntaxError::BrokenHeader(content));
        let name = trim(self.text, Span::new(content.start + 1, content.end));
        let name =
            if name.slice(self.text) == "]" { Span::new(name.start, name.start) } else { name };
        self.open_section(piece.line.start, content, name);
    }

    fn open_section(&mut self, line_start: usize, header: Span, name_span: Span) {
        self.close_section(line_start);
        self.sections.push(Section {
            name: name_span.slice(self.text).to_owned(),
            header,
            name_span,
            settings: Arc::default(),
            span: Span::new(line_start, line_start),
        });
    }

    fn close_section(&mut self, end: usize) {
        self.close_setting();
        if let Some(section) = self.sections.last_mut() {
            section.span.end = end;
            section.settings = Arc::new(std::mem::take(&mut self.settings));
        }
    }

    fn setting(&mut self, piece: Piece) {
        self.close_setting();
        let content = piece.content;
        if self.sections.is_empty() {
            // The same fix applies to all lines above the first header, so only one is reported.
            if self.errors.is_empty() {
                self.errors.push(SyntaxError::NoSection(content));
            }
            return;
        }
        let bytes = content.slice(self.text).as_bytes();
        let Some(separator) = bytes.iter().position(|byte| matches!(byte, b'=' | b':')) else {
            return self.reject(SyntaxError::NoSeparator(content));
        };
        let at = content.start + separator;
        let key_span = trim(self.text, Span::new(content.start, at));
        if key_span.is_empty() {
            return self.reject(SyntaxError::NoKey(content));
        }
        let value = trim(self.text, Span::new(at + 1, content.end));
        let key = lower(key_span.slice(self.text));
        let pieces = vec![Piece { content: value, line: piece.line }];
        self.continues = Continues::Setting(OpenSetting { key, key_span, pieces });
    }

    fn reject(&mut self, error: SyntaxError) {
        self.errors.push(error);
        self.continues = Continues::Rejected;
    }

    fn close_setting(&mut self) {
        let Continues::Setting(open) = std::mem::replace(&mut self.continues, Continues::Nothing)
        else {
            return;
        };
        let setting = self.read_value(open);
        let inherits = self.sections.last().is_some_and(|last| last.name == INHERITED_SECTION);
        let before = self.inherited.get(&setting.key).filter(|_| inherits).copied();
        let (key, span) = (setting.key_span, setting.span);
        let (first, same) = match self.settings.entry(setting.key.clone()) {
            Entry::Occupied(first) => (first.get().key_span, first.get().value == setting.value),
            Entry::Vacant(free) => {
                let Some(first) = before else {
                    if inherits {
                        self.inherited.insert(setting.key.clone(), key);
                    }
                    free.insert(setting);
                    return;
                };
                (first, false)
            }
        };
        self.errors.push(SyntaxError::DuplicateKey { key, span, first, same });
    }

    fn read_value(&mut self, open: OpenSetting) -> Setting {
        let OpenSetting { key, key_span, pieces } = open;
        let (value, spans) = value::read(self.text, &pieces, &mut self.errors);
        Setting { key, value, key_span, value_span: spans.value, span: spans.lines }
    }

    fn finish(mut self) -> (Vec<Section>, Vec<SyntaxError>) {
        self.close_section(self.text.len());
        (self.sections, self.errors)
    }
}
