//! Makes foreign text safe to display on a terminal and in an editor.

use std::fmt::Write as _;

use crate::text::redact;

/// How many characters of a user's text a message repeats.
const QUOTED_LENGTH: usize = 160;

/// Escapes characters that would act on a terminal or hide text: control, bidirectional and
/// invisible characters become `\u{202e}` and the like, line ends `\n` and `\r`, tabs `\t`.
pub fn sanitize(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        push(&mut safe, character);
    }
    safe
}

/// Foreign text for a message, also between backticks: one line of at most `limit` characters. Runs
/// of whitespace become one space; control, invisible and bidirectional characters become U+FFFD;
/// backticks become `'`.
pub fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let text = redact::shown(text);
    // Bounded work for a text of any length; whitespace that is merged can count towards the limit.
    for word in text.split_whitespace().take(limit) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(limit + 1).map(shown));
    }
    match line.char_indices().nth(limit) {
        Some((end, _)) => {
            line.truncate(end);
            line.push('…');
            line
        }
        None => line,
    }
}

/// A user's text for a message: in backticks, safe to display, and truncated if it is very long;
/// `(empty)` for one without characters.
pub(crate) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    in_backticks(&redact::shown(start_of(text)))
}

/// As [`quoted`], for a key of a setting.
pub(crate) fn quoted_key(key: &str) -> String {
    in_backticks(&redact::shown_key(start_of(key)))
}

/// As much of a text as a message can repeat, and a little more, so that a truncated secret is
/// still recognized.
fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(4 * QUOTED_LENGTH).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

fn in_backticks(text: &str) -> String {
    let mut safe = String::from("`");
    let mut characters = text.chars();
    for character in characters.by_ref().take(QUOTED_LENGTH) {
        push(&mut safe, if character == '`' { '\'' } else { character });
    }
    if characters.next().is_some() {
        safe.push('…');
    }
    safe.push('`');
    safe
}

fn shown(character: char) -> char {
    match character {
        '`' => '\'',
        c if is_unsafe(c) => '\u{FFFD}',
        c => c,
    }
}

fn push(safe: &mut String, character: char) {
    match character {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        c if is_unsafe(c) => {
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
        }
        c => safe.push(c),
    }
}

/// Whether a character acts on a terminal, changes the text direction, or is invisible.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || is_invisible(character)
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..
        )
}

/// Whether a character is invisible: Unicode's property `Default_Ignorable_Code_Point`, and
/// bidirectional marks.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_sanitized() {
        let cases = [
            ("kept", "User: arn:aws:iam::1:user/é is not authorized", None),
            ("lines become one", " a\r\n\t b\u{2028}c ", Some("a b c")),
            (
                "escape sequences lose their escape",
                "\u{1b}[31mred\u{7}",
                Some("\u{FFFD}[31mred\u{FFFD}"),
            ),
            ("nothing turns the direction", "a\u{202e}b\u{200b}c", Some("a\u{FFFD}b\u{FFFD}c")),
            ("backticks do not end a quotation", "a`b", Some("a'b")),
            ("long texts are cut", &"x".repeat(60), Some(&("x".repeat(50) + "…"))),
            ("many words are cut", &"é ".repeat(99), Some(&("é ".repeat(25) + "…"))),
            ("a full line is not", &"x".repeat(50), None),
            ("nothing stays nothing", "", None),
        ];
        for (shows, text, expected) in cases {
            assert_eq!(one_line(text, 50), expected.unwrap_or(text), "{shows}");
        }
    }

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        let cases = [
            ("plain words stay", "profil é 中 🔑", "profil é 中 🔑"),
            ("an escape sequence", "\u{1b}[31mred", "\\u{1b}[31mred"),
            ("line ends and tabs", "a\r\n\tb", "a\\r\\n\\tb"),
            ("text turned round", "a\u{202e}b\u{2069}", "a\\u{202e}b\\u{2069}"),
            ("no width", "a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("C1 controls", "\u{9b}2J\u{85}", "\\u{9b}2J\\u{85}"),
            ("tags", "a\u{e0041}", "a\\u{e0041}"),
        ];
        for (shows, text, expected) in cases {
            assert_eq!(sanitize(text), expected, "{shows}");
        }
    }

    #[test]
    fn quoted_text_cannot_leave_its_backticks() {
        assert_eq!(quoted("a`b"), "`a'b`");
        assert_eq!(quoted(""), "(empty)");
        let long = quoted(&"é".repeat(500));
        assert_eq!(long.chars().count(), QUOTED_LENGTH + 3);
        assert!(long.ends_with("…`"));
    }
}
