//! Parses a text into a document: the AWS CLI's line grammar.
//!
//! The AWS CLI reads both files with Python's `configparser` and then splits indented blocks
//! itself. Both steps are one pass here. Each line is a comment, empty, a continuation of the
//! setting above (if it is indented more than that setting), a header, or a setting. The AWS CLI
//! rejects a file with any other line; here it is reported and skipped.

use std::sync::Arc;

use super::syntax_error::{self, SyntaxError};
use super::{Document, Section, Setting, Settings, value};
use crate::diagnostic::sort_by_place;
use crate::text::python_str::trim;
use crate::text::{File, Indexes, Line, LineIndex, SharedStr, Span, key_and_value, lower};

/// The section whose settings all other sections of its file inherit.
pub(crate) const INHERITED_SECTION: &str = "DEFAULT";

impl Document {
    /// Parses a text. Never fails: see [`Document::diagnostics`].
    pub fn parse(file: File, text: impl Into<Arc<str>>) -> Self {
        parse(file, text.into())
    }

    /// Parses the bytes of a file; bytes that are not UTF-8 are reported and replaced.
    pub fn from_bytes(file: File, bytes: &[u8]) -> Self {
        from_bytes(file, bytes)
    }
}

fn parse(file: File, text: Arc<str>) -> Document {
    let lines = LineIndex::new(&text);
    let mut parser = Parser::new(&text);
    for line in lines.lines(text.len()) {
        parser.line(Line::new(&text, line));
    }
    let (sections, errors) = parser.finish();
    let mut document = Document { file, text, lines, sections, diagnostics: Vec::new() };
    document.diagnostics = errors.into_iter().map(|error| error.describe(&document)).collect();
    document.diagnostics.extend(syntax_error::byte_order_mark(&document));
    sort_by_place(&mut document.diagnostics);
    document
}

fn from_bytes(file: File, bytes: &[u8]) -> Document {
    let valid = str::from_utf8(bytes);
    let text = valid.map_or_else(|_| String::from_utf8_lossy(bytes).into(), Into::into);
    let mut document = parse(file, text);
    if syntax_error::is_utf_16(bytes) {
        document.diagnostics = vec![syntax_error::utf_16(&document)];
    } else if valid.is_err() {
        document.diagnostics.extend(syntax_error::not_utf8(&document, bytes));
        sort_by_place(&mut document.diagnostics);
    }
    document
}

/// The element that an indented line continues.
#[derive(Clone, Copy)]
enum Continues {
    Nothing,
    /// A setting, by the span of its key. Its lines so far are in [`Parser::pieces`].
    Setting(Span),
    /// A rejected line; lines that continue it are skipped too.
    Rejected,
}

struct Parser<'t> {
    text: &'t Arc<str>,
    sections: Vec<Section>,
    continues: Continues,
    /// The lines of the setting that is being read.
    pieces: Vec<Line>,
    indent: usize,
    /// The first section of each name.
    first: Indexes,
    /// The settings of every `[DEFAULT]` so far: the section can be repeated, but not a key in it.
    inherited: Settings,
    errors: Vec<SyntaxError>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t Arc<str>) -> Self {
        Self {
            text,
            sections: Vec::new(),
            continues: Continues::Nothing,
            pieces: Vec::new(),
            indent: 0,
            first: Indexes::default(),
            inherited: Settings::default(),
            errors: Vec::new(),
        }
    }

    fn line(&mut self, line: Line) {
        match line.first {
            Some(b'#' | b';') => {}
            None => self.continue_with(line),
            Some(_)
                if line.indent > self.indent && !matches!(self.continues, Continues::Nothing) =>
            {
                self.continue_with(line);
            }
            Some(first) => {
                self.indent = line.indent;
                self.header_or_setting(line, first);
            }
        }
    }

    fn continue_with(&mut self, line: Line) {
        if matches!(self.continues, Continues::Setting(_)) {
            self.pieces.push(line);
        }
    }

    fn header_or_setting(&mut self, line: Line, first: u8) {
        if first == b'[' {
            let content = line.content.slice(self.text);
            match content.rfind(']') {
                Some(end) if end > 1 => return self.header(line, end),
                _ if content.contains(['=', ':']) && !self.sections.is_empty() => {
                    self.errors.push(SyntaxError::KeyLikeHeader(line.content));
                }
                _ => return self.broken_header(line),
            }
        }
        self.setting(line);
    }

    fn header(&mut self, line: Line, end: usize) {
        let start = line.content.start;
        let name = Span::new(start + 1, start + end);
        let header = Span::new(start, start + end + 1);
        let shared = SharedStr::part_of(self.text, name);
        if shared != INHERITED_SECTION {
            let at = *self.first.entry(shared).or_insert(self.sections.len());
            if let Some(Section { header: first, .. }) = self.sections.get(at) {
                self.errors.push(SyntaxError::DuplicateSection { header, first: *first });
            }
        }
        self.open_section(line.whole.start, header, name);
    }

    /// `[profile a` and `[]`: treated as headers, so that the settings below do not become settings
    /// of the section above.
    fn broken_header(&mut self, line: Line) {
        let content = line.content;
        self.errors.push(SyntaxError::BrokenHeader(content));
        let name = trim(self.text, Span::new(content.start + 1, content.end));
        let name =
            if name.slice(self.text) == "]" { Span::new(name.start, name.start) } else { name };
        self.open_section(line.whole.start, content, name);
    }

    fn open_section(&mut self, line_start: usize, header: Span, name_span: Span) {
        self.close_section(line_start);
        self.sections.push(Section {
            name: SharedStr::part_of(self.text, name_span),
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
        }
    }

    fn setting(&mut self, line: Line) {
        self.close_setting();
        let content = line.content;
        if self.sections.is_empty() {
            // The same fix applies to all lines above the first header, so only one is reported.
            if self.errors.is_empty() {
                self.errors.push(SyntaxError::NoSection(content));
            }
            return;
        }
        let Some((key_span, value)) = key_and_value(self.text, content) else {
            return self.reject(SyntaxError::NoSeparator(content));
        };
        if key_span.is_empty() {
            return self.reject(SyntaxError::NoKey(content));
        }
        self.pieces.clear();
        self.pieces.push(Line { content: value, ..line });
        self.continues = Continues::Setting(key_span);
    }

    fn reject(&mut self, error: SyntaxError) {
        self.errors.push(error);
        self.continues = Continues::Rejected;
    }

    fn close_setting(&mut self) {
        let Continues::Setting(key_span) =
            std::mem::replace(&mut self.continues, Continues::Nothing)
        else {
            return;
        };
        let setting = self.read_setting(key_span);
        let span = setting.span;
        let Some(section) = self.sections.last_mut() else { return };
        let inherits = section.name == INHERITED_SECTION;
        // Nothing else shares the settings yet, so they are not copied.
        let settings = Arc::make_mut(&mut section.settings);
        let (first, same) = if let Some(first) = settings.get(&setting.key) {
            (first.key_span, first.value == setting.value)
        } else if let Some(first) = self.inherited.get(&setting.key).filter(|_| inherits) {
            (first.key_span, false)
        } else {
            if inherits {
                self.inherited.push(setting.clone());
            }
            return settings.push(setting);
        };
        self.errors.push(SyntaxError::DuplicateKey { key: key_span, span, first, same });
    }

    fn read_setting(&mut self, key_span: Span) -> Setting {
        let key = lower_part(self.text, key_span);
        let (value, spans) = value::read(self.text, &self.pieces, &mut self.errors);
        Setting { key, value, key_span, value_span: spans.value, span: spans.lines }
    }

    fn finish(mut self) -> (Vec<Section>, Vec<SyntaxError>) {
        self.close_section(self.text.len());
        (self.sections, self.errors)
    }
}

/// A part of a text in lower case, which nearly all keys are.
fn lower_part(text: &Arc<str>, span: Span) -> SharedStr {
    let part = span.slice(text);
    if part.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return SharedStr::part_of(text, span);
    }
    lower(part).into()
}
