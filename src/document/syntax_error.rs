//! Syntax errors, for which the AWS CLI rejects a file: found while parsing, described afterwards.

use super::Document;
use crate::diagnostic::{Code, Diagnostic, Severity, TextEdit};
use crate::text::{BYTE_ORDER_MARK, Span, lower, quoted, quoted_key};

/// A syntax error with its spans. Its description needs the complete document.
pub(super) enum SyntaxError {
    /// A setting above the first header.
    NoSection(Span),
    /// A line without `=` or `:`.
    NoSeparator(Span),
    /// A line of an indented block without `=`.
    NoSeparatorInBlock(Span),
    /// A separator without a key before it.
    NoKey(Span),
    /// A `[` without `]`, or an empty header.
    BrokenHeader(Span),
    /// `[profile a = b`, which the AWS CLI reads as a setting, not as a header.
    KeyLikeHeader(Span),
    DuplicateSection {
        header: Span,
        first: Span,
    },
    DuplicateKey {
        key: Span,
        span: Span,
        first: Span,
        same: bool,
    },
}

const COMMENT_OUT: &str = "make the line a comment";

impl SyntaxError {
    pub(super) fn describe(self, document: &Document) -> Diagnostic {
        match self {
            Self::NoSection(at) => no_section(document, at),
            Self::NoSeparator(at) => no_separator(document, at, "`key = value`"),
            Self::NoSeparatorInBlock(at) => no_separator(document, at, "`name = value`"),
            Self::NoKey(at) => no_key(document, at),
            Self::BrokenHeader(at) => broken_header(document, at),
            Self::KeyLikeHeader(at) => key_like_header(document, at),
            Self::DuplicateSection { header, first } => duplicate_section(document, header, first),
            Self::DuplicateKey { key, span, first, same } => {
                let found = duplicate_key(document, key, first);
                if !same {
                    return found;
                }
                found.fix("remove the second", vec![document.text_edit(span, "")])
            }
        }
    }
}

fn insert(document: &Document, at: usize, text: &str) -> TextEdit {
    document.text_edit(Span::new(at, at), text)
}

fn no_section(document: &Document, at: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidLine, "this line is before the first section header")
        .help("add a header such as `[default]` above it")
        .at(document.location(at))
}

/// The message does not quote the line: it can be a secret without its key.
fn no_separator(document: &Document, at: Span, form: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidLine, format!("expected {form}"))
        .help("fix the line, or start it with `#` to comment it out")
        .at(document.location(at))
        .fix(COMMENT_OUT, vec![insert(document, at.start, "# ")])
}

fn no_key(document: &Document, at: Span) -> Diagnostic {
    Diagnostic::new(Code::InvalidLine, "this line has a value but no key")
        .help("write `key = value`, or start the line with `#` to comment it out")
        .at(document.location(at))
        .fix(COMMENT_OUT, vec![insert(document, at.start, "# ")])
}

fn broken_header(document: &Document, at: Span) -> Diagnostic {
    let line = at.slice(document.text());
    if line.contains(']') {
        return Diagnostic::new(Code::InvalidLine, "this header has no name")
            .help("name the section, as in `[default]` or `[profile NAME]`")
            .at(document.location(at));
    }
    let found = Diagnostic::new(Code::UnclosedSection, "this header has no closing `]`")
        .help("end it with `]`")
        .at(document.location(at));
    // With a comment after it, the position of the bracket is a guess.
    if line.len() == 1 || line.contains(['#', ';']) {
        return found;
    }
    found.fix("add `]`", vec![insert(document, at.end, "]")])
}

fn key_like_header(document: &Document, at: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedSection, "this looks like a header but is parsed as a setting")
        .help("end the header with `]`, and start its settings on the next line")
        .at(document.location(at))
        .severity(Severity::Warning)
}

fn duplicate_section(document: &Document, header: Span, first: Span) -> Diagnostic {
    let line = document.location(first).line;
    let text = quoted(header.slice(document.text()));
    Diagnostic::new(Code::DuplicateSection, format!("duplicate section {text}"))
        .help(format!("the first one is on line {line}: merge the sections, or rename one"))
        .at(document.location(header))
}

fn duplicate_key(document: &Document, key: Span, first: Span) -> Diagnostic {
    let line = document.location(first).line;
    let text = lower(key.slice(document.text()));
    Diagnostic::new(
        Code::DuplicateKey,
        format!("duplicate key {} in this section", quoted_key(&text)),
    )
    .help(format!("the first one is on line {line}: keep one of them"))
    .key(text)
    .at(document.location(key))
}

/// The AWS CLI reads a byte order mark as a part of the first line, which is then not a header. It
/// is skipped here, so this is only a warning.
pub(super) fn byte_order_mark(document: &Document) -> Option<Diagnostic> {
    if !document.text().starts_with(BYTE_ORDER_MARK) {
        return None;
    }
    let message = "the AWS CLI rejects this file: it begins with a byte order mark";
    let found = Diagnostic::new(Code::InvalidText, message)
        .help("save it as UTF-8 without a byte order mark")
        .at(document.location(Span::new(0, 0)));
    Some(found.severity(Severity::Warning))
}

/// The only error of a file in UTF-16, as Notepad and PowerShell's `>` write it: no line of it can
/// be read, so no other diagnostic is useful.
pub(super) fn utf_16(document: &Document) -> Diagnostic {
    Diagnostic::new(Code::InvalidText, "this file is UTF-16, not UTF-8")
        .help("save it as UTF-8, without a byte order mark")
        .at(document.location(Span::new(0, 0)))
}

/// How many bytes are enough to recognize UTF-16 without a byte order mark.
const SAMPLE: usize = 512;

/// Whether bytes are UTF-16: a byte order mark, or ASCII with every other byte zero.
pub(super) fn is_utf_16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let (units, _) = bytes.get(..SAMPLE).unwrap_or(bytes).as_chunks::<2>();
    let zeros = |at: usize| units.iter().filter(|unit| unit.get(at) == Some(&0)).count();
    let half = units.len().div_ceil(2);
    units.len() > 1 && (zeros(0) > half) != (zeros(1) > half)
}

/// The diagnostics for bytes that are not UTF-8, one for each line with such bytes.
pub(super) fn not_utf8(document: &Document, bytes: &[u8]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        offset += chunk.valid().len();
        let Some(byte) = chunk.invalid().first() else {
            continue;
        };
        // In the document's text, a replacement character replaces each run of invalid bytes.
        let end = offset + char::REPLACEMENT_CHARACTER.len_utf8();
        let line = document.lines.line_of(offset);
        if found.last().and_then(|last| last.location).map(|at| at.line) != Some(line) {
            let at = document.location(Span::new(offset, end));
            let message = format!("invalid UTF-8: byte 0x{byte:02x}");
            found.push(
                Diagnostic::new(Code::InvalidText, message).help("save the file as UTF-8").at(at),
            );
        }
        offset = end;
    }
    found
}
