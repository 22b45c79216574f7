//! Edits that change only the bytes they must.
//!
//! An edit is computed as splices of the text. The new text is parsed, and the edit is applied
//! only if the result differs from the old one by exactly this change: the AWS CLI's own writer
//! lacks that check, and can write files that it can no longer read, or a setting in a place where
//! it is ignored.

use super::splice::{self, New, Splice};
use super::{Document, NestedSetting, Section, Value};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::python_str::is_space;
use crate::text::{lower, quoted_key};

/// A change of one setting: its new value, or its removal.
#[derive(Clone, Copy)]
struct Change<'a> {
    section: &'a str,
    key: &'a str,
    nested: Option<&'a str>,
    value: Option<&'a str>,
}

impl Document {
    /// Sets `key` (or `block.name` through `nested`) in the section with this name, which is
    /// created at the end of the file if it does not exist, as `aws configure set` does. An old
    /// value is replaced in place; a new setting goes where `aws configure set` writes it. Line
    /// ends, comments, indentation and all other settings do not change.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, if the new text would not be parsed as exactly this
    /// change.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        nested: Option<&str>,
        value: &str,
    ) -> Result<(), Error> {
        let change = Change { section, key, nested, value: Some(value) };
        self.check(change)?;
        check_value(key, value)?;
        let new = New { key, nested, value };
        let splices = if let Some((_, found)) = self.section_at(section) {
            self.splices(found, new)?
        } else {
            check_section(section)?;
            splice::append_section(self, section, new)
        };
        self.make(change, splices)
    }

    /// Removes `key` (or `block.name` through `nested`) from the section with this name, if it
    /// exists. A block that loses its last name is removed too. Comments stay.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, if the new text would not be parsed as exactly this
    /// change.
    pub fn unset(&mut self, section: &str, key: &str, nested: Option<&str>) -> Result<(), Error> {
        let change = Change { section, key, nested, value: None };
        self.check(change)?;
        let setting = self.section_at(section).and_then(|(_, it)| it.settings.get(&lower(key)));
        let Some(setting) = setting else {
            return Ok(());
        };
        let splices = match (nested, &setting.value) {
            (None, _) => splice::remove_setting(self, setting),
            (Some(_), Value::Text(_)) => return Ok(()),
            (Some(name), Value::Nested(names)) if names.iter().all(|it| it.name == name) => {
                splice::remove_setting(self, setting)
            }
            (Some(name), Value::Nested(names)) => splice::remove_nested(names, name),
        };
        self.make(change, splices)
    }

    /// The document with splices applied, which must not overlap.
    pub(crate) fn spliced(&self, splices: Vec<Splice>) -> Self {
        Self::parse(self.file, splice::apply(&self.text, splices))
    }

    /// The section that an edit changes. The inherited section may be repeated; the last one is
    /// used.
    pub(super) fn section_at(&self, name: &str) -> Option<(usize, &Section)> {
        self.sections.iter().enumerate().rfind(|(_, section)| section.name == name)
    }

    pub(super) fn splices(&self, section: &Section, new: New<'_>) -> Result<Vec<Splice>, Error> {
        let New { key, nested, value } = new;
        let Some(setting) = section.settings.get(&lower(key)) else {
            return Ok(splice::append_setting(self, section, new));
        };
        match (nested, &setting.value) {
            (None, Value::Text(_)) => Ok(splice::replace_value(self, setting, value)),
            (None, Value::Nested(_)) => Err(refused(key, "contains nested settings")
                .help(
                    "set one of them, such as `s3.max_concurrent_requests`, or unset the whole \
                 setting",
                )
                .into()),
            (Some(_), Value::Text(text)) if text.is_empty() => {
                Ok(splice::append_nested(self, setting, new))
            }
            (Some(_), Value::Text(_)) => Err(refused(key, "contains a value, not nested settings")
                .help("unset it first")
                .into()),
            (Some(name), block) => Ok(match block.nested(name) {
                Some(nested) => splice::replace_nested(self, nested, value),
                None => splice::append_nested(self, setting, new),
            }),
        }
    }

    /// Checks what every edit requires: a file without errors, and names without control
    /// characters.
    fn check(&self, change: Change<'_>) -> Result<(), Error> {
        self.check_is_editable()?;
        let names = [Some(change.section), Some(change.key), change.nested];
        if names.into_iter().flatten().any(|name| name.contains(char::is_control)) {
            let message = "a name must not contain line breaks or other control characters";
            return Err(Diagnostic::new(Code::EditRefused, message).into());
        }
        Ok(())
    }

    /// Checks that the file has no errors.
    pub(super) fn check_is_editable(&self) -> Result<(), Error> {
        if let Some(error) = self.diagnostics.iter().find(|it| it.is_error()) {
            let message = format!("cannot edit: the {} file has errors", self.file);
            let help = format!("fix them first: {}", error.message);
            let refused = Diagnostic::new(Code::EditRefused, message).help(help);
            return Err(refused.at(error.location).into());
        }
        Ok(())
    }

    /// Applies the edit if the new text differs by exactly the change.
    fn make(&mut self, change: Change<'_>, splices: Vec<Splice>) -> Result<(), Error> {
        let edited = self.spliced(splices);
        if edited.is_refused() || !is_exactly(change, self, &edited) {
            return Err(refused(change.key, "would not survive a round trip")
                .help(
                    "names must not contain `=`, `:` or line breaks, or begin with `[`, `#` or `;`",
                )
                .into());
        }
        *self = edited;
        Ok(())
    }
}

fn refused(key: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::EditRefused, format!("{} {why}", quoted_key(key))).key(key)
}

/// The error never contains the value, which may be a secret.
pub(super) fn check_value(key: &str, value: &str) -> Result<(), Error> {
    let why = if value.contains(|c: char| c.is_control() && c != '\t') {
        "value must not contain line breaks or other control characters"
    } else if value.starts_with(is_space) || value.ends_with(is_space) {
        "value must not have leading or trailing whitespace"
    } else {
        return Ok(());
    };
    Err(refused(key, why).help("it would be lost when the file is read").into())
}

/// Checks the name of a new section. Names that older versions of the AWS CLI read differently are
/// rejected too.
pub(crate) fn check_section(name: &str) -> Result<(), Error> {
    let why = if name.is_empty() {
        "a section needs a name"
    } else if name.contains([']', '[']) {
        "a section name must not contain brackets"
    } else if name.starts_with(is_space) || name.ends_with(is_space) {
        "a section name must not have leading or trailing whitespace"
    } else {
        return Ok(());
    };
    Err(Diagnostic::new(Code::EditRefused, why).help("choose another name").into())
}

/// Whether `new` differs from `old` by this change and nothing else.
fn is_exactly(change: Change<'_>, old: &Document, new: &Document) -> bool {
    let changed = old.section_at(change.section).map_or(old.sections.len(), |(at, _)| at);
    if new.sections.len() != old.sections.len().max(changed + 1) {
        return false;
    }
    new.sections.iter().enumerate().all(|(at, after)| {
        let before = old.sections.get(at);
        if at == changed {
            let expected = expected(change, before);
            let expected = expected.iter().map(|(key, value)| (key.as_str(), value));
            return after.name == change.section && expected.eq(settings(after));
        }
        before.is_some_and(|it| it.name == after.name && settings(it).eq(settings(after)))
    })
}

pub(super) fn settings(section: &Section) -> impl Iterator<Item = (&str, &Value)> {
    section.settings.values().map(|setting| (setting.key.as_str(), &setting.value))
}

/// The settings that a section, if it exists, must have after the change.
fn expected(change: Change<'_>, section: Option<&Section>) -> Vec<(String, Value)> {
    let settings = section.into_iter().flat_map(settings);
    let mut all: Vec<_> = settings.map(|(key, value)| (key.to_owned(), value.clone())).collect();
    let key = lower(change.key);
    let old = all.iter().position(|(other, _)| *other == key);
    let value = old.and_then(|at| all.get(at)).map(|(_, value)| value);
    match (value_after(change, value), old) {
        (Some(value), Some(at)) => all.get_mut(at).into_iter().for_each(|it| it.1 = value.clone()),
        (Some(value), None) => all.push((key, value)),
        (None, Some(at)) => drop(all.remove(at)),
        (None, None) => {}
    }
    all
}

/// The value that the changed key must have after the change; `None` if it is removed.
fn value_after(change: Change<'_>, old: Option<&Value>) -> Option<Value> {
    let Some(name) = change.nested else {
        return change.value.map(|value| Value::Text(value.into()));
    };
    let mut names = match old {
        Some(Value::Nested(names)) => names.clone(),
        _ => Vec::new(),
    };
    match change.value {
        None => names.retain(|nested| nested.name != name),
        Some(value) => match names.iter_mut().rfind(|nested| nested.name == name) {
            Some(nested) => value.clone_into(&mut nested.value),
            None => names.push(NestedSetting::of(name, value)),
        },
    }
    (!names.is_empty()).then_some(Value::Nested(names))
}
