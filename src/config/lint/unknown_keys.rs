//! Keys that no AWS tool reads.

use std::collections::HashMap;

use crate::config::known_keys::Table;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Document, Section, Setting};
use crate::text::quoted_key;

/// The suggestions for the unknown keys so far: the same key is often in thousands of profiles.
#[derive(Default)]
pub(crate) struct Seen(HashMap<(bool, String), Option<&'static str>>);

/// The maximum number of different unknown keys that are compared. A file with more was not written
/// by hand, and comparing them all would take too long.
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

/// The diagnostic about an unknown key. One that is similar to a known one is most likely misspelled.
/// Any other is most likely the key of another tool, so it is only a note.
pub(crate) fn unknown(
    document: &Document,
    section: &Section,
    setting: &Setting,
    table: Table,
    seen: &mut Seen,
) -> Diagnostic {
    let key = &setting.key;
    let found = Diagnostic::new(Code::UnknownKey, format!("unknown key {}", quoted_key(key)))
        .key(key)
        .at(document.location(setting.key_span));
    let Some(suggestion) = seen.nearest(table, key) else {
        return found.severity(Severity::Info);
    };
    let found = found.help(format!("did you mean `{suggestion}`?"));
    if section.settings.contains_key(suggestion) {
        return found;
    }
    let edit = document.text_edit(setting.key_span, suggestion);
    found.fix(format!("change it to `{suggestion}`"), vec![edit])
}
