//! One line of a file with marks below a part of it.

use unicode_width::UnicodeWidthChar;

use crate::text::{Span, sanitize};

/// How many characters of a long line are shown, and how many of them before the marks.
const SHOWN: usize = 160;
const SHOWN_BEFORE: usize = 60;

/// The replacement of a tab, which gives it a fixed width.
const TAB: &str = "    ";

/// A line as shown, and the position of its marks, in columns of the terminal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) before: usize,
    pub(super) width: usize,
}

/// Renders a line of a text with marks below a part of it, both given as spans in the text. Parts
/// in `hidden` are masked, tabs have a fixed width, and control and invisible characters are
/// escaped. Of a long line, only the part that is shown is read.
pub(super) fn marked(text: &str, line: Span, part: Span, hidden: &[Span]) -> Marked {
    let part = Span::new(part.start.clamp(line.start, line.end), part.end.min(line.end));
    let before = Span::new(line.start, part.start).slice(text);
    let is_long = line.slice(text).chars().nth(SHOWN).is_some();
    let skipped = before.char_indices().rev().nth(SHOWN_BEFORE - 1).map_or(0, |(at, _)| at);
    let start = line.start + if is_long { skipped } else { 0 };
    let mut set = Marked { text: String::new(), before: 0, width: 0 };
    if start > line.start {
        set.push("…", true, false);
    }
    let mut rest = Span::new(start, line.end).slice(text).char_indices();
    for (at, character) in rest.by_ref().take(SHOWN) {
        let at = start + at;
        let shown = shown(character, is_in(hidden, at));
        set.push(&shown, at < part.start, at < part.end);
    }
    if rest.next().is_some() {
        set.push("…", false, false);
    }
    set.width = set.width.max(1);
    set
}

/// Whether an offset is in one of the sorted spans.
fn is_in(spans: &[Span], offset: usize) -> bool {
    let next = spans.partition_point(|span| span.end <= offset);
    spans.get(next).is_some_and(|span| span.start <= offset)
}

fn shown(character: char, hidden: bool) -> String {
    match character {
        c if hidden && !c.is_whitespace() => "*".to_owned(),
        '\t' => TAB.to_owned(),
        c => sanitize(c.encode_utf8(&mut [0; 4])),
    }
}

impl Marked {
    fn push(&mut self, text: &str, is_before: bool, is_marked: bool) {
        let width: usize = text.chars().map(|c| c.width().unwrap_or(0)).sum();
        if is_before {
            self.before += width;
        } else if is_marked {
            self.width += width;
        }
        self.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineIndex;

    /// The marks of a line between two UTF-16 columns from 0.
    fn set(line: &str, start: u32, end: u32) -> Marked {
        let index = LineIndex::new(line);
        let part = Span::new(index.offset(line, 1, start + 1), index.offset(line, 1, end + 1));
        marked(line, Span::new(0, line.len()), part, &crate::text::redact::ranges(line))
    }

    #[test]
    fn marks_are_below_their_part() {
        let cases = [
            ("plain", "region = x", (9, 10), "region = x", 9, 1),
            ("a tab", "\tregion\t=\tx", (10, 11), "    region    =    x", 19, 1),
            ("wide characters", "名 = 値", (4, 5), "名 = 値", 5, 2),
            ("outside the first plane", "🔑=a", (3, 4), "🔑=a", 3, 1),
            ("a combining accent", "e\u{301}=a", (3, 4), "e\u{301}=a", 2, 1),
            ("what turns the direction", "a=\u{202e}b", (2, 4), "a=\\u{202e}b", 2, 9),
            ("nothing to mark", "a=", (2, 2), "a=", 2, 1),
            ("past the end", "a=", (9, 12), "a=", 2, 1),
            ("a secret", "external_id=ab", (12, 14), "external_id=**", 12, 2),
        ];
        for (shows, line, (start, end), text, before, width) in cases {
            let expected = Marked { text: text.to_owned(), before, width };
            assert_eq!(set(line, start, end), expected, "{shows}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_marks() {
        let line = format!("{}=b{}", "a b ".repeat(5_000), " c".repeat(5_000));
        let set = set(&line, 20_001, 20_002);
        assert!(set.text.chars().count() <= SHOWN + 2);
        assert_eq!(set.text.chars().nth(set.before), Some('b'));
        assert!(set.text.starts_with('…') && set.text.ends_with('…'));
    }
}
