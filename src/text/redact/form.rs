//! Finds secrets by their form, or by the name before them, anywhere in a text.

use super::name::{Names, is_plainly_secret};
use crate::text::{Span, is_letter_or_digit};

/// The length of a secret access key.
const SECRET_LENGTH: usize = 40;

/// The length of the shortest access key ID, with its `AKIA`.
const KEY_ID_LENGTH: usize = 16;

/// The prefixes of access key IDs: of a user, and of a session.
const KEY_IDS: [&str; 2] = ["AKIA", "ASIA"];

/// How many characters of an access key ID are shown.
const KEY_ID_SHOWN: usize = 4;

/// The prefix of a JSON web token (`{"` in base64) and its minimum length.
const WEB_TOKEN: &str = "eyJ";
const WEB_TOKEN_LENGTH: usize = 20;

/// The maximum length of a name before a value; a longer word is not a name.
const NAME_LENGTH: usize = 64;

/// Finds everything in a part of a text that looks like a secret, in linear time.
pub(super) fn find<'t>(text: &'t str, part: Span, names: &mut Names<'t>, found: &mut Vec<Span>) {
    let separates = |c: char| c.is_whitespace() || "\"'`,;<>(){}".contains(c);
    for word in split(text, part, separates) {
        user_info(word.slice(text), word.start, found);
        let in_address = ["arn:", "://"].iter().any(|mark| word.slice(text).contains(mark));
        for run in split(text, word, |c| !is_base64(c) && !is_joint(c)) {
            tokens(text, run, in_address, found);
        }
    }
    assigned(text, part, names, found);
    named(text, part, names, found);
}

/// The pieces of a span between separators.
pub(super) fn split<'t>(
    text: &'t str,
    span: Span,
    separates: impl Fn(char) -> bool + 't,
) -> impl Iterator<Item = Span> + 't {
    let start = text.as_ptr() as usize;
    let pieces = span.slice(text).split(separates).filter(|piece| !piece.is_empty());
    pieces.map(move |piece| {
        let at = piece.as_ptr() as usize - start;
        Span::new(at, at + piece.len())
    })
}

/// Finds `user:password` between `://` and `@`.
fn user_info(word: &str, offset: usize, found: &mut Vec<Span>) {
    for (at, mark) in word.match_indices("://") {
        let start = at + mark.len();
        let rest = word.get(start..).unwrap_or("");
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
        if let Some(end) = authority.rfind('@') {
            found.push(Span::new(offset + start, offset + start + end));
        }
    }
}

/// Finds secrets in a run of base64 characters of any alphabet, with dots.
fn tokens(text: &str, run: Span, in_address: bool, found: &mut Vec<Span>) {
    let content = run.slice(text);
    if let Some(at) =
        content.find(WEB_TOKEN).filter(|at| run.start + at + WEB_TOKEN_LENGTH <= run.end)
    {
        found.push(Span::new(run.start + at, run.end));
        return;
    }
    for part in split(text, run, is_joint) {
        let is_path = in_address || part.slice(text).starts_with('/');
        for piece in split(text, part, |c| is_path && c == '/') {
            key_id(text, piece, found);
            if is_secret(piece.slice(text)) {
                found.push(with_padding(text, piece));
            }
        }
    }
    for part in split(text, run, |c| c == '.' || c == '/') {
        let word = part.slice(text);
        if !in_address && word.contains(is_joint) && is_varied(word, 4) {
            found.push(with_padding(text, part));
        }
    }
}

/// Finds an access key ID; the span does not include its last characters.
fn key_id(text: &str, run: Span, found: &mut Vec<Span>) {
    let content = run.slice(text);
    for at in KEY_IDS.iter().filter_map(|id| content.find(id)) {
        let rest = content.get(at..).unwrap_or("");
        let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if length >= KEY_ID_LENGTH {
            let start = run.start + at;
            found.push(Span::new(start, start + length - KEY_ID_SHOWN));
        }
    }
}

/// Whether a run is a secret access key or a session token: it contains upper case, lower case and
/// other characters. A longer one must also alternate between them often, unlike names.
fn is_secret(run: &str) -> bool {
    let run = run.trim_end_matches('/');
    match run.len() {
        SECRET_LENGTH => is_mixed(run),
        _ => is_varied(run, 6),
    }
}

/// Whether a long run alternates between kinds of characters at least once in `every` of them.
fn is_varied(run: &str, every: usize) -> bool {
    run.len() >= SECRET_LENGTH && is_mixed(run) && changes(run) * every >= run.len()
}

fn is_mixed(run: &str) -> bool {
    run.contains(|c: char| c.is_ascii_uppercase())
        && run.contains(|c: char| c.is_ascii_lowercase())
        && run.contains(|c: char| c.is_ascii_digit() || matches!(c, '+' | '/'))
}

/// How often a lower-case letter is followed by an upper-case one, or a letter is next to a digit.
fn changes(run: &str) -> usize {
    let pairs = run.bytes().zip(run.bytes().skip(1));
    let is_change = |(a, b): &(u8, u8)| {
        (a.is_ascii_lowercase() && b.is_ascii_uppercase())
            || (a.is_ascii_alphanumeric()
                && b.is_ascii_alphanumeric()
                && a.is_ascii_digit() != b.is_ascii_digit())
    };
    pairs.filter(is_change).count()
}

fn with_padding(text: &str, span: Span) -> Span {
    let rest = text.get(span.end..).unwrap_or("");
    Span::new(span.start, span.end + rest.len() - rest.trim_start_matches('=').len())
}

/// Finds the values after the name of a secret and `=` or `:`, in shell, JSON and URL notation.
fn assigned<'t>(text: &'t str, part: Span, names: &mut Names<'t>, found: &mut Vec<Span>) {
    let content = part.slice(text);
    let mut done = 0;
    for (at, separator) in content.match_indices(['=', ':']) {
        if at < done {
            continue;
        }
        let before = content.get(..at).unwrap_or("");
        if has_secret_name(before, names) {
            let value = value(content, at + separator.len(), &['&', ',', ';', '}', ')']);
            done = value.end;
            found.push(Span::new(part.start + value.start, part.start + value.end));
        }
    }
}

/// Whether a text ends in the name of a secret. After a `:`, as in an ARN, the name must be one
/// that does not occur in other contexts.
fn has_secret_name<'t>(text: &'t str, names: &mut Names<'t>) -> bool {
    let text = text.trim_end_matches([' ', '\t', '"', '\'', '\\']);
    let is_name = |c: char| is_letter_or_digit(c) || matches!(c, '_' | '-' | '.');
    let mut start = text.len();
    for (at, c) in text.char_indices().rev().take(NAME_LENGTH + 1) {
        if !is_name(c) {
            break;
        }
        start = at;
    }
    let name = text.get(start..).unwrap_or("");
    if name.is_empty() || name.chars().count() > NAME_LENGTH {
        return false;
    }
    let in_arn = text.get(..start).is_some_and(|before| before.ends_with(':'));
    if in_arn { is_plainly_secret(name) } else { names.is_secret(name) }
}

/// Finds the values after the name of a secret and whitespace, such as `--token …`.
fn named<'t>(text: &'t str, part: Span, names: &mut Names<'t>, found: &mut Vec<Span>) {
    let content = part.slice(text);
    for word in split(text, part, char::is_whitespace) {
        let name = word.slice(text).trim();
        let is_name = name.len() <= NAME_LENGTH
            && (is_plainly_secret(name) || (name.starts_with("--") && names.is_secret(name)));
        if is_name && !name.contains(['=', ':']) {
            let value = value(content, word.end - part.start, &[]);
            found.push(Span::new(part.start + value.start, part.start + value.end));
        }
    }
}

/// The value after an offset and whitespace: the text in quotes or, without quotes, the next word.
fn value(text: &str, from: usize, ends: &[char]) -> Span {
    let rest = text.get(from..).unwrap_or("");
    let start = from + rest.len() - rest.trim_start_matches([' ', '\t', '\\', '=', ':']).len();
    let rest = text.get(start..).unwrap_or("");
    let first = rest.chars().next();
    let Some(quote @ ('"' | '\'')) = first else {
        let is_end = |c: char| c.is_whitespace() || ends.contains(&c);
        return Span::new(start, start + rest.find(is_end).unwrap_or(rest.len()));
    };
    let inside = rest.get(1..).unwrap_or("");
    let line = inside.split(['\n', '\r']).next().unwrap_or("");
    Span::new(start + 1, start + 1 + line.find(quote).unwrap_or(line.len()))
}

pub(super) fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/')
}

/// Characters that join words to names, and that base64url tokens contain.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.')
}
