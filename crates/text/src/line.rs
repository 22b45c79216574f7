//! The lines of a text.

use super::Span;
use super::python_str::trim;

/// The byte order mark that some Windows editors write before the first line.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// The offset of the start of each line. Lines end with LF, CRLF or a lone CR; the last one can be
/// empty. A byte order mark at the start belongs to no line.
pub fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends_line = |(at, byte): (usize, &u8)| match byte {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    };
    let first = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    std::iter::once(first).chain(bytes.iter().enumerate().filter_map(ends_line)).collect()
}

/// The spans of lines, with their line ends.
pub struct Lines<'a> {
    /// The starts of the lines that are left.
    starts: &'a [usize],
    /// The end of the last line.
    end: usize,
}

impl<'a> Lines<'a> {
    /// The lines with these starts, the last of which ends at `end`.
    pub fn new(starts: &'a [usize], end: usize) -> Self {
        Self { starts, end }
    }
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let (start, rest) = self.starts.split_first()?;
        self.starts = rest;
        Some(Span::new(*start, rest.first().copied().unwrap_or(self.end)))
    }
}

/// A line of a text.
#[derive(Clone, Copy)]
pub struct Line {
    /// The whole line with its line end.
    pub whole: Span,
    /// The line without the whitespace around it.
    pub content: Span,
    /// The number of whitespace characters in front of the content.
    pub indent: usize,
    /// The first byte of the content; `None` if it is empty.
    pub first: Option<u8>,
}

impl Line {
    /// Reads a line.
    pub fn new(text: &str, whole: Span) -> Self {
        let content = trim(text, whole);
        let indent = Span::new(whole.start, content.start).slice(text).chars().count();
        Self { whole, content, indent, first: content.slice(text).bytes().next() }
    }
}

/// The texts before and after the first `=` or `:` of a line's content, without whitespace around
/// them; `None` if it has neither.
pub fn key_and_value(text: &str, content: Span) -> Option<(Span, Span)> {
    let mut bytes = content.slice(text).bytes();
    let at = content.start + bytes.position(|byte| matches!(byte, b'=' | b':'))?;
    let key = trim(text, Span::new(content.start, at));
    Some((key, trim(text, Span::new(at + 1, content.end))))
}
