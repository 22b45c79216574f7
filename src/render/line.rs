//! One line of a file with marks under a part of it.

use unicode_width::UnicodeWidthChar;

use super::mask::mask;
use crate::text::sanitize;

/// How much of a long line is shown, and how much of that before the marks, in characters.
const SHOWN: usize = 160;
const SHOWN_BEFORE: usize = 60;

/// How wide a tab is set.
const TAB: &str = "    ";

/// A line as it is shown, and where its marks go, in columns of the terminal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) before: usize,
    pub(super) width: usize,
}

/// Sets a line, without its line end, with marks from one UTF-16 column, counted from 0, to
/// another. Secrets are masked, tabs have a fixed width, and what acts on a terminal or hides text
/// is written out.
pub(super) fn marked(line: &str, start: usize, end: usize) -> Marked {
    let hidden = mask(line);
    let places: Vec<usize> = line
        .chars()
        .scan(0, |next, character| {
            let place = *next;
            *next += character.len_utf16();
            Some(place)
        })
        .collect();
    let first = places.partition_point(|place| *place < start);
    let skipped = if places.len() > SHOWN { first.saturating_sub(SHOWN_BEFORE) } else { 0 };
    let mut set = Marked { text: String::new(), before: 0, width: 0 };
    if skipped > 0 {
        set.push("…", true, false);
    }
    let characters = line.chars().zip(&hidden).zip(&places);
    for ((character, hidden), place) in characters.skip(skipped).take(SHOWN) {
        set.push(&shown(character, *hidden), *place < start, *place < end);
    }
    if places.len() > skipped + SHOWN {
        set.push("…", false, false);
    }
    set.width = set.width.max(1);
    set
}

fn shown(character: char, hidden: bool) -> String {
    match character {
        _ if hidden => "*".to_owned(),
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

    #[test]
    fn marks_stand_under_what_they_are_about() {
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
            assert_eq!(marked(line, start, end), expected, "{shows}");
        }
    }

    #[test]
    fn long_lines_are_shown_around_the_marks() {
        let line = format!("{}=b{}", "a b ".repeat(5_000), " c".repeat(5_000));
        let set = marked(&line, 20_001, 20_002);
        assert!(set.text.chars().count() <= SHOWN + 2);
        assert_eq!(set.text.chars().nth(set.before), Some('b'));
        assert!(set.text.starts_with('…') && set.text.ends_with('…'));
    }
}
