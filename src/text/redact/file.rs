//! Finds the parts of a content file that must not be shown, line by line.

use super::form::{self, split};
use super::name::{Names, is_plainly_secret};
use super::show::{is_program, join};
use crate::text::python_str::is_space;
use crate::text::{LineIndex, Span, is_letter};

/// Words of at least this length, in bytes, are hidden on a line that is not a setting; words of at
/// least the other length are hidden if they contain more than letters.
const LONG_WORD: usize = 16;
const ODD_WORD: usize = 8;

/// The first words of headers, which are shown if the header is not closed.
const HEADERS: [&str; 3] = ["[profile", "[sso-session", "[services"];

/// The spans of a file's text that must not be shown, sorted and disjoint. The text does not have
/// to be one of the two files: pasted text is checked too, such as `export` lines, JSON and CSV.
pub fn ranges(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut names = Names::default();
    // The indentation of the secret above: lines that are indented more continue it.
    let mut above = None;
    for line in LineIndex::new(text).lines(text.len()) {
        let content = trimmed(text, line);
        if content.is_empty() {
            continue;
        }
        let indent = content.start - line.start;
        if above.is_some_and(|above| indent > above) {
            found.push(content);
        } else if scan_line(text, content, &mut names, &mut found) {
            above = Some(indent);
        } else if !content.slice(text).starts_with(['#', ';']) {
            above = None;
        }
    }
    join(found)
}

/// Finds the secrets of one line. Returns whether lines that are indented more continue a secret.
fn scan_line<'t>(
    text: &'t str,
    content: Span,
    names: &mut Names<'t>,
    found: &mut Vec<Span>,
) -> bool {
    let line = content.slice(text);
    form::find(text, content, names, found);
    if line.starts_with(['#', ';']) || (line.starts_with('[') && line.contains(']')) {
        return false;
    }
    let Some(separator) = line.find(['=', ':']) else {
        hide_words(text, content, found);
        return false;
    };
    let Some(from) = hidden_from(text, content, separator, names) else { return false };
    found.push(Span::new(from, content.end));
    true
}

/// The offset from which a setting is always hidden.
fn hidden_from<'t>(
    text: &'t str,
    content: Span,
    separator: usize,
    names: &mut Names<'t>,
) -> Option<usize> {
    let key = Span::new(content.start, content.start + separator).slice(text).trim_end();
    let after = content.start + separator + 1;
    let value = trimmed(text, Span::new(after, content.end));
    if is_program(key) {
        let program = value.slice(text).find(char::is_whitespace);
        return Some(program.map_or(content.end, |end| value.start + end));
    }
    // `AWS_SECRET_ACCESS_KEY wJalr=`: the key contains a part of the value.
    if let Some((first, rest)) = key.split_once(char::is_whitespace)
        && is_plainly_secret(first)
        && !rest.trim().is_empty()
    {
        return Some(content.start + first.len() + 1);
    }
    // A JSON string ends with its quotes, and other values can follow it.
    let is_json = key.starts_with(['{', '"']) && value.slice(text).starts_with(['"', '\\']);
    (!is_json && names.is_secret(key)).then_some(value.start)
}

/// Hides words of a line without a separator, which can be a secret without its key.
fn hide_words(text: &str, content: Span, found: &mut Vec<Span>) {
    for word in split(text, content, |c| c.is_whitespace() || c == ',') {
        let is_odd = |word: &str| {
            word.len() >= ODD_WORD && word.chars().any(|c| !is_letter(c) && !"-_.".contains(c))
        };
        let word_text = word.slice(text);
        if HEADERS.contains(&word_text) {
            continue;
        }
        if !is_plainly_secret(word_text) && (word_text.len() >= LONG_WORD || is_odd(word_text)) {
            found.push(word);
        }
    }
}

fn trimmed(text: &str, span: Span) -> Span {
    let content = span.slice(text);
    let start = span.start + content.len() - content.trim_start_matches(is_space).len();
    let end = start + Span::new(start, span.end).slice(text).trim_end_matches(is_space).len();
    Span::new(start, end)
}
