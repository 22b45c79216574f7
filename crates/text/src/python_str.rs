//! The whitespace and line ends of Python, in which the AWS CLI is written.

use super::Span;

/// Whitespace of `str.strip` and `\s`: Unicode's, and the four separators U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str.strip`: the span without the whitespace at its ends. A span of only whitespace becomes
/// empty, at its start.
pub fn trim(text: &str, span: Span) -> Span {
    let whole = span.slice(text);
    if let Some(ascii) = trim_ascii(whole.as_bytes()) {
        return Span::new(span.start + ascii.start, span.start + ascii.end);
    }
    let head = whole.trim_start_matches(is_space);
    if head.is_empty() {
        return Span::new(span.start, span.start);
    }
    let start = span.start + (whole.len() - head.len());
    Span::new(start, start + head.trim_end_matches(is_space).len())
}

/// As [`trim`], for nearly all texts: those that begin and end with an ASCII character.
fn trim_ascii(bytes: &[u8]) -> Option<Span> {
    let is_text = |byte: &u8| !matches!(byte, b'\t'..=b'\r' | 0x1c..=b' ');
    let start = bytes.iter().position(is_text)?;
    let last = bytes.iter().rposition(is_text)?;
    let is_ascii = |at: usize| bytes.get(at).is_some_and(u8::is_ascii);
    (is_ascii(start) && is_ascii(last)).then(|| Span::new(start, last + 1))
}

/// `str.splitlines`: every line with its line end. It supports more line ends than files have:
/// vertical tab, form feed, the separators U+001C to U+001E, next line, line and paragraph
/// separator.
pub fn split_lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    let parts = span.slice(text).split_inclusive(ends_line);
    parts.map(move |part| {
        let line = Span::new(start, start + part.len());
        start = line.end;
        line
    })
}

/// CRLF ends two lines here, the second of which is empty; the reader ignores empty lines.
fn ends_line(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn trims_what_python_trims() {
        let cases = [
            ("spaces and tabs", " \ta b\t ", "a b"),
            ("no-break space and form feed", "\u{a0}\u{c}a\u{a0}", "a"),
            ("the separators that Rust keeps", "\u{1c}\u{1f}a\u{1d}", "a"),
            ("a zero-width space stays", "\u{200b}a", "\u{200b}a"),
            ("nothing but white space", " \r\n", ""),
        ];
        for (shows, text, expected) in cases {
            let span = trim(text, Span::new(0, text.len()));
            assert_eq!(span.slice(text), expected, "{shows}");
        }
    }

    #[test]
    fn lines_end_where_python_ends_them() {
        let text = "a\u{b}b\u{85}c\u{2028}d e";
        let lines: Vec<_> =
            split_lines(text, Span::new(0, text.len())).map(|line| line.slice(text)).collect();
        assert_eq!(lines, ["a\u{b}", "b\u{85}", "c\u{2028}", "d e"]);
    }
}
