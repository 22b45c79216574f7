//! The canonical form of a request, which Signature Version 4 hashes.

use sha2::{Digest as _, Sha256};

use super::encode::{hex, percent_encode};

/// The parts of a request that are signed.
pub struct Signable<'a> {
    /// The method.
    pub method: &'a str,
    /// The path of the URL, as it is sent. There is no query: no request to STS has one.
    pub path: &'a str,
    /// Names in lower case, with their values.
    pub headers: Headers<'a>,
    /// The body.
    pub body: &'a [u8],
}

impl Signable<'_> {
    /// The SHA-256 of the canonical form, in hexadecimal.
    ///
    /// The form is hashed piece by piece and never stored: it contains the session token.
    pub(crate) fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for piece in [self.method, "\n", &canonical_path(self.path), "\n\n"] {
            hasher.update(piece);
        }
        self.headers.hash(&mut hasher);
        for piece in ["\n", &self.headers.names(), "\n", &hex(&Sha256::digest(self.body))] {
            hasher.update(piece);
        }
        hex(&hasher.finalize())
    }
}

/// Headers in the order of their names; those of the same name in the order of their insertion.
#[derive(Default)]
pub struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    /// Adds a header.
    pub fn insert(&mut self, name: &'a str, value: &'a str) {
        let at = self.0.partition_point(|(other, _)| *other <= name);
        self.0.insert(at, (name, value));
    }

    /// Whether there is a header of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| *other == name)
    }

    /// The names, each once, with semicolons between them.
    pub(crate) fn names(&self) -> String {
        let groups = self.groups().filter_map(<[_]>::first);
        groups.map(|(name, _)| *name).collect::<Vec<_>>().join(";")
    }

    /// The headers of each name.
    fn groups(&self) -> impl Iterator<Item = &[(&'a str, &'a str)]> {
        self.0.chunk_by(|(a, _), (b, _)| a == b)
    }

    /// Hashes a line for each name: its values, separated by commas, with single spaces in them.
    fn hash(&self, hasher: &mut Sha256) {
        for group in self.groups() {
            let mut before = group.first().map_or("", |(name, _)| name);
            let mut separator = ":";
            for (_, value) in group {
                hasher.update(before);
                hasher.update(separator);
                (before, separator) = ("", ",");
                hash_words(value, hasher);
            }
            hasher.update("\n");
        }
    }
}

/// Hashes the words of a header's value with one space between them.
fn hash_words(value: &str, hasher: &mut Sha256) {
    let mut separator = "";
    for word in value.split(' ').filter(|word| !word.is_empty()) {
        hasher.update(separator);
        hasher.update(word);
        separator = " ";
    }
}

/// The path without empty and dot segments, and with each segment percent-encoded, again if it is
/// already encoded: all services except S3 require this. It ends with a slash if the last segment is
/// empty or a dot segment.
fn canonical_path(path: &str) -> String {
    let mut segments = Vec::new();
    let mut is_folder = false;
    for segment in path.split('/') {
        is_folder = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let mut canonical = String::new();
    for segment in &segments {
        canonical.push('/');
        percent_encode(segment, &mut canonical);
    }
    if segments.is_empty() || is_folder {
        canonical.push('/');
    }
    canonical
}
