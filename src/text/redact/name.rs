//! Names whose values are secrets.

use crate::text::{is_letter_or_digit, lower};
use std::collections::HashMap;

/// Complete names of secrets. Names that are similar to one of these count too.
const NAMES: [&str; 6] = [
    "aws_secret_access_key",
    "aws_access_key_id",
    "aws_session_token",
    "aws_security_token",
    "secret_access_key",
    "access_key_id",
];

/// Words in names of secrets, without separators.
const WORDS: [&str; 10] = [
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "accesskey",
    "privatekey",
    "apikey",
    "externalid",
    "authorization",
];

/// Words that are also recognized if misspelled.
const MISSPELLED: [&str; 3] = ["secret", "token", "password"];

/// Names that contain one of these words but are not secret.
const HARMLESS: [&str; 4] = ["transitive_session_tags", "session_tags", "tokencode", "token_code"];

/// Names of services that contain one of these words: they precede an IAM action, as in
/// `secretsmanager:GetSecretValue`, and the name of an endpoint.
const SERVICES: [&str; 2] = ["secretsmanager", "secrets_manager"];

/// The suffixes of names whose values are a file, an address or a number.
const ABOUT: [&str; 5] = ["_file", "_path", "_url", "_uri", "_duration"];

/// The maximum length of a name that is compared by edit distance.
const LONGEST: usize = 40;

/// Whether the value of this key, variable or parameter must not be shown. Case and separators are
/// ignored, and names that are similar to those of secrets are treated as secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = SERVICES.iter().fold(plain(name), |name, service| name.replace(service, ""));
    if HARMLESS.contains(&&*name) || ABOUT.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    WORDS.iter().any(|word| joined.contains(word)) || is_near(&name)
}

/// The results for the names of a text, because most occur thousands of times.
#[derive(Default)]
pub(super) struct Names<'t>(HashMap<&'t str, bool>);

impl<'t> Names<'t> {
    /// As [`is_secret_name`].
    pub(super) fn is_secret(&mut self, name: &'t str) -> bool {
        *self.0.entry(name).or_insert_with(|| is_secret_name(name))
    }
}

/// As [`is_secret_name`], but only for names that do not occur in prose: `AWS_SECRET_ACCESS_KEY`.
pub(super) fn is_plainly_secret(name: &str) -> bool {
    if name.len() > LONGEST || !name.contains(['_', '-']) {
        return false;
    }
    let name = plain(name);
    NAMES.iter().any(|it| near(&name, it, 3))
}

/// The name in lower case, with `_` between words, without punctuation around it.
fn plain(name: &str) -> String {
    let trimmed = name.trim_matches(|c: char| !is_letter_or_digit(c));
    let mut plain = String::with_capacity(trimmed.len());
    let mut was_lower = false;
    for c in trimmed.chars() {
        if c.is_ascii_uppercase() && was_lower {
            plain.push('_');
        }
        was_lower = c.is_ascii_lowercase();
        match c {
            '-' | '.' | ' ' => plain.push('_'),
            c => plain.push(c),
        }
    }
    lower(&plain)
}

fn is_near(name: &str) -> bool {
    if name.len() > LONGEST {
        return false;
    }
    NAMES.iter().any(|secret| near(name, secret, 3))
        || name.split('_').any(|part| MISSPELLED.iter().any(|word| near(part, word, 1)))
}

fn near(a: &str, b: &str, distance: usize) -> bool {
    a.len().abs_diff(b.len()) <= distance && strsim::osa_distance(a, b) <= distance
}
