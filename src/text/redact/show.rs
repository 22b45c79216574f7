//! Replaces the secrets in a text, for everything that is shown.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::form;
use super::name::{self, is_secret_name};
use crate::text::{Span, sort_by_key};

/// The replacement of a secret.
pub(super) const HIDDEN: &str = "****";

/// A run of letters, digits, `+` and `/` of this length in a key is not a name.
const LONG_IN_KEY: usize = 20;

/// A text in which asterisks replace everything that looks like a secret. The last four characters
/// of an access key ID remain, as the AWS CLI shows it.
pub fn shown(text: &str) -> Cow<'_, str> {
    let spans = spans(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for span in spans {
        shown.push_str(Span::new(end, span.start).slice(text));
        shown.push_str(HIDDEN);
        end = span.end;
    }
    shown.push_str(Span::new(end, text.len()).slice(text));
    Cow::Owned(shown)
}

/// The value of a setting as shown: for a secret, 16 asterisks and the last four characters, as
/// `aws configure list` shows it; for a `credential_process`, only the program; for any other, the
/// result of [`shown`]. Keys are case-insensitive.
pub fn shown_value<'a>(key: &str, value: &'a str) -> Cow<'a, str> {
    if is_program(key) {
        return program(value);
    }
    if is_secret_name(key) { Cow::Owned(ending(value)) } else { shown(value) }
}

/// A key as shown. A key can itself be a secret that lost its key (keys are read in lower case);
/// that is hidden.
pub fn shown_key(key: &str) -> Cow<'_, str> {
    let is_long =
        |run: &str| run.len() >= LONG_IN_KEY && run.contains(|c: char| !c.is_ascii_alphabetic());
    let has_secret = key.split(|c| !form::is_base64(c)).any(is_long);
    if has_secret { Cow::Borrowed(HIDDEN) } else { shown(key) }
}

/// Serializes the result of [`shown`].
pub(crate) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&shown(text))
}

/// As [`serialize`], for a text that may be absent.
#[allow(clippy::ref_option)] // serde passes it this way.
pub(crate) fn serialize_option<S: Serializer>(
    text: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    text.as_deref().map(shown).serialize(serializer)
}

/// Serializes the result of [`shown_key`] for an optional key.
#[allow(clippy::ref_option)] // serde passes it this way.
pub(crate) fn serialize_key<S: Serializer>(
    key: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    key.as_deref().map(shown_key).serialize(serializer)
}

/// Whether the values of a key are always masked.
pub fn is_masked(key: &str) -> bool {
    is_program(key) || is_secret_name(key)
}

/// The spans of a text that look like secrets, sorted and disjoint.
fn spans(text: &str) -> Vec<Span> {
    if is_plain(text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut names = name::Names::default();
    form::find(text, Span::new(0, text.len()), &mut names, &mut found);
    join(found)
}

/// Whether a text is one word without upper case, as most names of profiles and regions are. Every
/// secret has an upper-case letter, or a separator after its name.
fn is_plain(text: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./".contains(&byte);
    text.bytes().all(is_part)
}

pub(super) fn is_program(key: &str) -> bool {
    key.eq_ignore_ascii_case("credential_process")
}

/// The first word of a command as written, because word splitting differs between systems.
fn program(command: &str) -> Cow<'_, str> {
    match command.trim().split_once(char::is_whitespace) {
        Some((program, _)) => Cow::Owned(format!("{} …", shown(program))),
        None => shown(command.trim()),
    }
}

/// The mask of a secret. It contains the last four characters only if they are less than half of
/// the value.
fn ending(text: &str) -> String {
    let mut shown = String::from("****************");
    let hidden = text.chars().count().saturating_sub(4);
    if hidden > 4 {
        shown.extend(text.chars().skip(hidden));
    }
    shown
}

/// Sorts spans and merges those that touch.
pub(super) fn join(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    sort_by_key(&mut spans, |span| span.start);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_texts_contain_nothing_that_looks_like_a_secret(
            words in proptest::collection::vec("aws_secret_access_key|password|token|akia|[a-z0-9/._-]{0,50}", 0..5),
        ) {
            let text = words.concat();
            prop_assert!(is_plain(&text));
            let mut found = Vec::new();
            form::find(&text, Span::new(0, text.len()), &mut name::Names::default(), &mut found);
            prop_assert_eq!(join(found), Vec::new());
        }
    }
}
