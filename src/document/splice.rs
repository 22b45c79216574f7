//! The bytes that an edit replaces.

use super::format_section::fresh_section;
use super::{Document, NestedSetting, Section, Setting, Value};
use crate::text::python_str::trim;
use crate::text::{Span, sort_by_key};

/// A span and its replacement.
pub(crate) struct Splice {
    pub(crate) span: Span,
    pub(crate) text: String,
}

/// The indentation of a line in a new block, as `aws configure set` writes it.
const BLOCK_INDENT: &str = "    ";

fn put(span: Span, text: impl Into<String>) -> Splice {
    Splice { span, text: text.into() }
}

/// Applies splices, which must not overlap, to a text.
pub(super) fn apply(text: &str, mut splices: Vec<Splice>) -> String {
    sort_by_key(&mut splices, |splice| splice.span.start);
    let mut edited = String::with_capacity(text.len());
    let mut end = 0;
    for Splice { span, text: new } in splices {
        edited.push_str(Span::new(end, span.start).slice(text));
        edited.push_str(&new);
        end = span.end;
    }
    edited.push_str(Span::new(end, text.len()).slice(text));
    edited
}

/// A setting to be written: `key = value`, or `key =` with one name in a block.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    pub(super) key: &'a str,
    pub(super) nested: Option<&'a str>,
    pub(super) value: &'a str,
}

impl New<'_> {
    fn lines(self, indent: &str, end: &str) -> String {
        let Self { key, value, .. } = self;
        match self.nested {
            None => format!("{indent}{key} = {value}{end}"),
            Some(name) => {
                format!("{indent}{key} ={end}{indent}{BLOCK_INDENT}{name} = {value}{end}")
            }
        }
    }
}

/// A new section at the end.
pub(super) fn append_section(document: &Document, name: &str, new: New<'_>) -> Vec<Splice> {
    let end = document.text.len();
    let line_end = document.line_end_before(end);
    let crlf = document.has_crlf_at_end();
    let text = match new.nested {
        None => fresh_section(name, &[(new.key, new.value)], crlf),
        Some(_) => fresh_section(name, &[], crlf) + &new.lines("", line_end),
    };
    vec![put(Span::new(end, end), document.missing_line_end(end).to_owned() + &text)]
}

/// A new setting of a section, where `aws configure set` writes it.
pub(super) fn append_setting(document: &Document, section: &Section, new: New<'_>) -> Vec<Splice> {
    let text = &document.text;
    let indent = match section.settings.values().next_back() {
        Some(last) => Span::new(last.span.start, last.key_span.start),
        None => Span::new(section.span.start, section.header.start),
    };
    let at = place(document, section);
    let setting = document.new_lines(at, |end| new.lines(indent.slice(text), end));
    if at == text.len() || !is_at_end(document, section) {
        return vec![setting];
    }
    vec![setting, put(Span::new(text.len(), text.len()), document.missing_line_end(text.len()))]
}

/// Where a new setting begins: below the last line that looks like a setting, also in a comment, or
/// below the header. In the last section of a file, the AWS CLI leaves one more line above it. The
/// value of the last setting is never split.
fn place(document: &Document, section: &Section) -> usize {
    let text = &document.text;
    let lines: Vec<Span> = document.lines.lines_in(section.span, text.len()).collect();
    let below = lines.iter().skip(1).rposition(|line| is_like_setting(line.slice(text)));
    let last = below.map_or(0, |at| at + 1);
    let line = lines.get(last + usize::from(is_at_end(document, section))).or(lines.last());
    let end_of_settings = section.settings.values().next_back().map_or(0, |last| last.span.end);
    line.map_or(section.span.end, |line| line.end).max(end_of_settings)
}

/// Whether this is the last section of the file.
fn is_at_end(document: &Document, section: &Section) -> bool {
    section.span.end == document.text.len()
}

/// Whether the AWS CLI's writer treats a line as a setting: it has a separator after other text.
fn is_like_setting(line: &str) -> bool {
    let separators = ['=', ':'];
    line.trim_start_matches(separators).contains(separators)
}

/// A new name below the last one of a block, or the first one of an empty block.
pub(super) fn append_nested(document: &Document, setting: &Setting, new: New<'_>) -> Vec<Splice> {
    let text = &document.text;
    let last = match &setting.value {
        Value::Nested(names) => names.last(),
        Value::Text(_) => None,
    };
    let indent = match last {
        Some(last) => Span::new(last.span.start, last.name_span.start).slice(text).to_owned(),
        None => {
            Span::new(setting.span.start, setting.key_span.start).slice(text).to_owned()
                + BLOCK_INDENT
        }
    };
    let New { nested, value, .. } = new;
    let name = nested.unwrap_or_default();
    vec![document.new_lines(setting.span.end, |end| format!("{indent}{name} = {value}{end}"))]
}

/// Replaces the value of a setting. Continuation lines of the old value are removed; comments
/// among them stay.
pub(super) fn replace_value(document: &Document, setting: &Setting, value: &str) -> Vec<Splice> {
    let mut lines = document.lines.lines_in(setting.span, document.text.len());
    let first = lines.next().unwrap_or(setting.span);
    let mut splices = vec![document.new_value(setting.key_span, setting.value_span, first, value)];
    splices.extend(document.without_comments(lines));
    splices
}

/// Replaces the value of a name in a block.
pub(super) fn replace_nested(
    document: &Document,
    nested: &NestedSetting,
    value: &str,
) -> Vec<Splice> {
    vec![document.new_value(nested.name_span, nested.value_span, nested.span, value)]
}

/// Removes a setting; comments among its lines stay.
pub(super) fn remove_setting(document: &Document, setting: &Setting) -> Vec<Splice> {
    document.without_comments(document.lines.lines_in(setting.span, document.text.len())).collect()
}

/// Removes the header and the settings of a section, and the empty lines below it; comments stay.
pub(super) fn remove_section(document: &Document, section: &Section) -> Vec<Splice> {
    document.without_comments(document.lines.lines_in(section.span, document.text.len())).collect()
}

/// Removes every line of a block with this name.
pub(super) fn remove_nested(names: &[NestedSetting], name: &str) -> Vec<Splice> {
    names.iter().filter(|nested| nested.name == name).map(|nested| put(nested.span, "")).collect()
}

impl Document {
    fn without_comments(&self, lines: impl Iterator<Item = Span>) -> impl Iterator<Item = Splice> {
        let is_comment =
            |line: &Span| trim(&self.text, *line).slice(&self.text).starts_with(['#', ';']);
        lines.filter(move |line| !is_comment(line)).map(|line| put(line, ""))
    }

    /// Inserts whole lines at the start of a line, or at the end of a text without a last line
    /// end.
    fn new_lines(&self, at: usize, lines: impl Fn(&str) -> String) -> Splice {
        let text = lines(self.line_end_before(at));
        put(Span::new(at, at), self.missing_line_end(at).to_owned() + &text)
    }

    /// Replaces only the bytes of the value and the blanks after it, which the AWS CLI removes too. If
    /// the old value is empty, the new one gets a leading space if there is whitespace before the
    /// separator.
    fn new_value(&self, key: Span, old: Span, line: Span, value: &str) -> Splice {
        let text = &self.text;
        if !old.is_empty() {
            let first_line = trim(text, Span::new(old.start, old.end.min(line.end)));
            let rest = Span::new(first_line.end, line.end).slice(text);
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            return put(Span::new(first_line.start, first_line.end + blanks), value);
        }
        let is_wide = Span::new(key.end, old.start).slice(text).starts_with([' ', '\t']);
        let rest = Span::new(old.start, line.end).slice(text);
        let blanks = rest.trim_end_matches(['\n', '\r']).len();
        let blank = if is_wide && !value.is_empty() { " " } else { "" };
        put(Span::new(old.start, old.start + blanks), format!("{blank}{value}"))
    }

    /// The line end that is missing before `at`, if the text does not end a line there.
    pub(super) fn missing_line_end(&self, at: usize) -> &'static str {
        let before =
            Span::new(0, at).slice(&self.text).trim_start_matches(crate::text::BYTE_ORDER_MARK);
        if before.is_empty() || before.ends_with(['\n', '\r']) {
            ""
        } else {
            self.line_end_before(at)
        }
    }

    /// Whether the last line ends in CRLF.
    pub(super) fn has_crlf_at_end(&self) -> bool {
        self.line_end_before(self.text.len()) == "\r\n"
    }

    /// The line end of the line above `at`, or else of the first line, or else LF.
    fn line_end_before(&self, at: usize) -> &'static str {
        let (before, after) = self.text.split_at_checked(at).unwrap_or((&self.text, ""));
        let last = before.rfind(['\n', '\r']).and_then(|end| before.get(..=end));
        last.map(line_end)
            .or_else(|| {
                let first = after.find('\n').or_else(|| after.find('\r'));
                first.and_then(|end| after.get(..=end)).map(line_end)
            })
            .unwrap_or("\n")
    }
}

fn line_end(text: &str) -> &'static str {
    match text {
        crlf if crlf.ends_with("\r\n") => "\r\n",
        cr if cr.ends_with('\r') => "\r",
        _ => "\n",
    }
}
