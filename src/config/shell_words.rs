//! Shell words, as the AWS CLI splits section names and `credential_process`.
//!
//! Implemented here because the AWS CLI's splitter treats `#` as an ordinary character, unlike a
//! shell, and because it has a second set of rules on Windows.

use super::Platform;

/// Splits a text into words as a POSIX shell does, without variables, globs or comments: whitespace
/// separates words, single quotes are literal, double quotes allow `\"` and `\\`, and a backslash
/// outside quotes escapes the next character. `None` if a quote is not closed or the text ends in a
/// backslash.
/// Source: observed AWS CLI behavior (Python's `shlex.split`).
pub(super) fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(rest.next()?),
            '\'' => single_quoted(&mut rest, word.get_or_insert_default())?,
            '"' => double_quoted(&mut rest, word.get_or_insert_default())?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// Splits a `credential_process` into the program and its arguments, by the rules of the operating
/// system. `None` if a quote is not closed.
pub fn split_command(text: &str, platform: Platform) -> Option<Vec<String>> {
    match platform {
        Platform::Posix => split(text),
        Platform::Windows => split_windows(text),
    }
}

fn single_quoted(rest: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            '\'' => return Some(()),
            c => word.push(c),
        }
    }
}

fn double_quoted(rest: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            '\\' => match rest.next()? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

/// Splits a command line as the AWS CLI does on Windows: spaces and tabs separate words, only
/// double quotes quote, and backslashes are literal unless double quotes follow: 2n of them are n
/// backslashes, 2n + 1 are n backslashes and a literal quote. `None` if a quote is not closed.
/// Source: observed AWS CLI behavior (the rules of Microsoft's C runtime).
fn split_windows(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut backslashes = 0;
    for c in text.chars() {
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        let run = std::mem::take(&mut backslashes);
        if c == '"' {
            push_backslashes(&mut word, run / 2);
            let word = word.get_or_insert_default();
            if run % 2 == 1 {
                word.push('"');
            } else {
                quoted = !quoted;
            }
            continue;
        }
        push_backslashes(&mut word, run);
        if matches!(c, ' ' | '\t') && !quoted {
            words.extend(word.take());
        } else {
            word.get_or_insert_default().push(c);
        }
    }
    push_backslashes(&mut word, backslashes);
    words.extend(word);
    (!quoted).then_some(words)
}

fn push_backslashes(word: &mut Option<String>, count: usize) {
    if count > 0 {
        word.get_or_insert_default().extend(std::iter::repeat_n('\\', count));
    }
}

/// Quotes one word so that [`split`] returns it unchanged: in single quotes as the AWS CLI writes
/// them, in double quotes if it contains a single quote, or without quotes if it needs none.
pub(crate) fn quote(word: &str) -> String {
    if split(word).is_some_and(|words| words == [word]) {
        word.to_owned()
    } else if word.contains('\'') {
        format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{word}'")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_a_posix_shell() {
        let cases: [(&str, &str, Option<&[&str]>); 17] = [
            ("nothing", "", Some(&[])),
            ("spaces, tabs and line ends separate", " a\tb\r\nc ", Some(&["a", "b", "c"])),
            ("other white space does not", "a\u{a0}b\u{b}c", Some(&["a\u{a0}b\u{b}c"])),
            ("single quotes are literal", r"'a \ b'", Some(&[r"a \ b"])),
            ("double quotes allow two escapes", r#""a \" \\ \n""#, Some(&[r#"a " \ \n"#])),
            ("quotes join what stands beside them", "a'b'\"c\"", Some(&["abc"])),
            ("empty quotes are a word", "profile ''", Some(&["profile", ""])),
            ("a backslash takes the next character", r"a\ b\c", Some(&["a bc"])),
            ("a number sign starts no comment", "a #b", Some(&["a", "#b"])),
            ("variables and globs stay", "$HOME/* ~", Some(&["$HOME/*", "~"])),
            ("pipes are ordinary", "a|b;c", Some(&["a|b;c"])),
            ("an open single quote", "o'neil", None),
            ("an open double quote", "\"a", None),
            ("an escaped closing quote", r#""a\""#, None),
            ("a backslash at the end", r"a\", None),
            ("a backslash at the end inside quotes", "\"a\\", None),
            ("a backslash before a line end", "a\\\nb", Some(&["a\nb"])),
        ];
        for (shows, text, expected) in cases {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(split(text), expected, "{shows}");
        }
    }

    #[test]
    fn words_of_windows() {
        let cases: [(&str, &str, Option<&[&str]>); 12] = [
            ("nothing", "", Some(&[])),
            ("spaces and tabs separate", " a\tb  c ", Some(&["a", "b", "c"])),
            ("a path keeps its backslashes", r"C:\a\b.exe -x", Some(&[r"C:\a\b.exe", "-x"])),
            ("double quotes quote", r#""C:\a b\c.exe" d"#, Some(&[r"C:\a b\c.exe", "d"])),
            ("single quotes do not", "'a b'", Some(&["'a", "b'"])),
            ("empty quotes are a word", r#"a "" b"#, Some(&["a", "", "b"])),
            ("an odd run before a quote", r#"a\"b"#, Some(&[r#"a"b"#])),
            ("an even run before a quote", r#""a\\" b"#, Some(&[r"a\", "b"])),
            ("three before a quote", r#"a\\\"b"#, Some(&[r#"a\"b"#])),
            ("a run before a space", r"a\\ b", Some(&[r"a\\", "b"])),
            ("a run at the end", r"a\\", Some(&[r"a\\"])),
            ("an open quote", r#"a "b"#, None),
        ];
        for (shows, text, expected) in cases {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(split_windows(text), expected, "{shows}");
        }
    }

    #[test]
    fn quotes_as_the_aws_cli_does() {
        let cases = [
            ("nothing special", "dev-1", "dev-1"),
            ("a space", "my prof", "'my prof'"),
            ("a single quote", "o'neil", "\"o'neil\""),
            ("a double quote", "a\"b", "'a\"b'"),
            ("a backslash", r"a\b", r"'a\b'"),
            ("nothing", "", "''"),
        ];
        for (shows, word, expected) in cases {
            assert_eq!(quote(word), expected, "{shows}");
        }
    }

    proptest! {
        #[test]
        fn a_quoted_word_splits_into_itself(word in ".*") {
            prop_assert_eq!(split(&quote(&word)).unwrap(), [word]);
        }

        #[test]
        fn neither_splitter_panics(text in ".*") {
            let _ = (split(&text), split_windows(&text));
        }
    }
}
