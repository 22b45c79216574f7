//! Completions at a position.

use std::collections::HashSet;

use super::model::{Completion, PartKind, kind_of, section_at, table_of};
use crate::config::{Profiles, Table, is_for_credentials};
use crate::document::{Document, Section};
use crate::text::redact;
use crate::text::{File, Span, lower, sort_by_key};

/// The keys that most profiles have, in the order in which they are offered, before all others.
const COMMON: &[&str] = &[
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "role_arn",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "region",
    "external_id",
    "role_session_name",
    "duration_seconds",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "credential_process",
    "output",
];

/// Keys for which the values of other profiles are offered: those that are not secret and that
/// profiles often have in common.
const OFTEN_SHARED: &[&str] =
    &["mfa_serial", "region", "sso_account_id", "sso_region", "sso_role_name", "sso_start_url"];

/// The maximum number of completions.
const MOST: usize = 1000;

/// The position of the cursor.
struct Cursor<'a> {
    profiles: &'a Profiles,
    document: &'a Document,
    offset: usize,
    /// The line of the cursor, without its line end.
    line: Span,
}

/// The completions at a line and column, both from 1, the most likely first.
pub fn complete(profiles: &Profiles, file: File, line: u32, column: u32) -> Vec<Completion> {
    let document = profiles.document(file);
    let offset = document.offset(line, column);
    let cursor = Cursor { profiles, document, offset, line: document.line_at(offset) };
    let before = Span::new(cursor.line.start, offset).slice(document.text());
    // A comment, or a continuation of the setting above it.
    if before.starts_with(['#', ';']) || before.starts_with(char::is_whitespace) {
        return Vec::new();
    }
    if before.starts_with('[') {
        return cursor.headers();
    }
    match before.find(['=', ':']) {
        Some(separator) => cursor.values(separator),
        None => cursor.keys(),
    }
}

impl Cursor<'_> {
    /// Completions for headers: the forms that are valid in the file.
    fn headers(&self) -> Vec<Completion> {
        let rest = Span::new(self.offset, self.line.end).slice(self.document.text());
        let end = if rest.trim_start().starts_with(']') {
            self.line.start + self.text().rfind(']').map_or(0, |at| at + 1)
        } else {
            self.offset
        };
        let span = Span::new(self.line.start, end.max(self.offset));
        let named = |insert: &str, description| {
            let placeholder = insert.contains("NAME").then_some("NAME");
            let completion = self.completion(PartKind::Section, insert, span);
            Completion { description: Some(description), placeholder, ..completion }
        };
        let forms: &[(&str, &str)] = match self.document.file() {
            File::Config => &[
                ("[profile NAME]", "a profile"),
                ("[default]", "the profile used when none is selected"),
                ("[sso-session NAME]", "an IAM Identity Center session"),
                ("[services NAME]", "custom endpoints of individual services"),
            ],
            File::Credentials => &[
                ("[NAME]", "the access keys of a profile"),
                ("[default]", "the access keys of the profile `default`"),
            ],
        };
        forms.iter().map(|(insert, description)| named(insert, *description)).collect()
    }

    fn keys(&self) -> Vec<Completion> {
        let Some(section) = section_at(self.document, self.offset) else {
            return Vec::new();
        };
        let Some(table) = table_of(section, &kind_of(self.document, section)) else {
            return Vec::new();
        };
        let text = self.text();
        let key_end = text.find(['=', ':']).unwrap_or(text.len());
        let typed = text.get(..key_end).unwrap_or(text).trim_end();
        let span = Span::new(self.line.start, (self.line.start + typed.len()).max(self.offset));
        let has_separator = key_end < text.len();
        let existing_keys = self.existing_keys(section);
        let is_offered = |name: &str| self.belongs(name) && !existing_keys.contains(name);
        let sorted = ordered(self.document.file(), table);
        let offered = sorted.into_iter().filter(|(name, _)| is_offered(name));
        let made = offered.map(|(name, description)| {
            let insert = if has_separator { name.to_owned() } else { format!("{name} = ") };
            let completion = self.completion(PartKind::Key, name, span);
            Completion { description: Some(description), insert, ..completion }
        });
        made.collect()
    }

    /// The keys on other lines of the section.
    fn existing_keys<'s>(&self, section: &'s Section) -> HashSet<&'s str> {
        let elsewhere = section
            .settings
            .values()
            .filter(|it| !self.line.contains_or_ends_at(it.key_span.start));
        elsewhere.map(|setting| setting.key.as_str()).collect()
    }

    /// Access keys belong in the credentials file.
    fn belongs(&self, name: &str) -> bool {
        self.document.file() == File::Credentials || !is_for_credentials(name)
    }

    fn values(&self, separator: usize) -> Vec<Completion> {
        let text = self.text();
        let (key, rest) = text.split_at_checked(separator).unwrap_or((text, ""));
        let key = lower(key.trim());
        let value = rest.get(1..).unwrap_or("");
        let blanks = value.len() - value.trim_start().len();
        let start = (self.line.start + separator + 1 + blanks).min(self.offset);
        let end = (start + value.trim().len()).max(self.offset);
        let span = Span::new(start, end);
        let made = self
            .values_of(&key)
            .into_iter()
            .take(MOST)
            .map(|value| self.completion(PartKind::Value, value, span));
        made.collect()
    }

    fn values_of(&self, key: &str) -> Vec<&str> {
        match key {
            "source_profile" => return self.profiles.names().collect(),
            "sso_session" => return self.profiles.sso_session_names().collect(),
            "services" => return self.profiles.services_names().collect(),
            _ if OFTEN_SHARED.contains(&key) => return self.values_elsewhere(key),
            _ => {}
        }
        [Table::Profile, Table::SsoSession]
            .iter()
            .find_map(|table| table.find(key))
            .map_or_else(Vec::new, |(_, _, values)| values.to_vec())
    }

    /// The values that other profiles have for the key, without duplicates.
    fn values_elsewhere(&self, key: &str) -> Vec<&str> {
        let mut seen = HashSet::new();
        let profiles = self.profiles.names().filter_map(|name| self.profiles.get(name));
        let found = profiles.filter_map(|profile| profile.get(key)).filter(|found| {
            found.file != self.document.file()
                || !self.line.contains_or_ends_at(found.setting.key_span.start)
        });
        let texts = found.filter_map(|found| found.text()).filter(|text| !text.contains('\n'));
        let texts = texts.filter(|text| redact::shown(text) == **text);
        texts.filter(|text| !text.is_empty() && seen.insert(*text)).collect()
    }

    fn text(&self) -> &str {
        self.line.slice(self.document.text())
    }

    /// Creates a completion that inserts its label.
    fn completion(&self, kind: PartKind, text: &str, span: Span) -> Completion {
        Completion {
            kind,
            label: text.to_owned(),
            description: None,
            insert: text.to_owned(),
            placeholder: None,
            location: self.document.location(span),
        }
    }
}

/// The keys of a table: first those that belong in the file, then the common ones, then all others.
fn ordered(file: File, table: Table) -> Vec<(&'static str, &'static str)> {
    let mut keys: Vec<_> =
        table.keys().iter().map(|(name, description, _)| (*name, *description)).collect();
    sort_by_key(&mut keys, |(name, _)| {
        let last = COMMON.len();
        let common = COMMON.iter().position(|common| common == name).unwrap_or(last);
        (file == File::Config || !is_for_credentials(name), common)
    });
    keys
}
