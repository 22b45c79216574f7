//! Keys that no AWS tool knows.

use std::collections::HashMap;

use crate::config::known_keys::Table;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Section, Setting};
use crate::text::quoted_key;

/// What the unknown keys that were met so far most likely mean: the same one often stands in
/// thousands of profiles.
#[derive(Default)]
pub(crate) struct Seen(HashMap<(bool, String), Option<&'static str>>);

/// How many different unknown keys are looked into. A file with more of them is no one's work, and
/// shall not hold anyone up.
const DIFFERENT: usize = 1000;

impl Seen {
    fn nearest(&mut self, table: Table, key: &str) -> Option<&'static str> {
        let entry = (table == Table::Profile, key.to_owned());
        if let Some(known) = self.0.get(&entry) {
            return *known;
        }
        let nearest = (self.0.len() < DIFFERENT).then(|| table.nearest(key))?;
        self.0.insert(entry, nearest);
        nearest
    }
}

/// A key that is near a known one was most likely meant to be that one. Any other is most likely
/// another tool's, so it is only noted.
pub(crate) fn unknown(
    document: &Document,
    section: &Section,
    setting: &Setting,
    table: Table,
    seen: &mut Seen,
) -> Option<Diagnostic> {
    let key = &setting.key;
    if table.knows(key) {
        return None;
    }
    let found = Diagnostic::new(Code::UnknownKey, format!("unknown key {}", quoted_key(key)))
        .key(key)
        .at(document.location(setting.key_span));
    let Some(meant) = seen.nearest(table, key) else {
        return Some(found.severity(Severity::Info));
    };
    let found = found.help(format!("did you mean `{meant}`?"));
    if section.settings.contains_key(meant) {
        return Some(found);
    }
    let edit = document.text_edit(setting.key_span, meant);
    Some(found.fix(format!("change it to `{meant}`"), vec![edit]))
}
