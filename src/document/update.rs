//! Edits of many sections at once. As for one setting, the new text must be parsed as exactly these
//! changes.

use super::edit::{check_section, check_value, settings};
use super::format_section::fresh_section;
use super::splice::{self, New};
use super::{Document, Value};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::lower;

/// A section with its settings.
type Parsed = (String, Vec<(String, Value)>);

/// A value to set: section, key, value.
pub(crate) type NewValue<'a> = (&'a str, &'a str, &'a str);

/// A section to add: its header, and its keys and values.
pub(crate) type NewSection<'a> = (String, Vec<(&'a str, &'a str)>);

impl Document {
    /// Sets values in existing sections, and removes sections. Of a removed section, comments stay.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, if a section does not exist, or if the new text would
    /// not be parsed as exactly these changes.
    pub(crate) fn change_sections(
        &mut self,
        values: &[NewValue<'_>],
        removed: &[&str],
    ) -> Result<(), Error> {
        self.check_is_editable()?;
        let mut expected = self.parsed().map(Some).collect::<Vec<_>>();
        let mut splices = Vec::new();
        for &(name, key, value) in values {
            check_value(key, value)?;
            let (at, section) = self.section_at(name).ok_or_else(|| missing(name))?;
            splices.extend(self.splices(section, New { key, nested: None, value })?);
            if let Some(Some((_, settings))) = expected.get_mut(at) {
                replace(settings, key, value);
            }
        }
        for name in removed {
            let (at, section) = self.section_at(name).ok_or_else(|| missing(name))?;
            splices.extend(splice::remove_section(self, section));
            expected.get_mut(at).into_iter().for_each(|it| *it = None);
        }
        let text = splice::apply(&self.text, splices);
        self.make_as_expected(text, expected.into_iter().flatten())
    }

    /// Adds sections at the end.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, if the new text would not be parsed as exactly this
    /// change.
    pub(crate) fn add_sections(&mut self, added: &[NewSection<'_>]) -> Result<(), Error> {
        self.check_is_editable()?;
        let crlf = self.has_crlf_at_end();
        let mut text = format!("{}{}", self.text, self.missing_line_end(self.text.len()));
        for (name, settings) in added {
            check_section(name)?;
            for (key, value) in settings {
                check_value(key, value)?;
            }
            text.push_str(&fresh_section(name, settings, crlf));
        }
        let new = added.iter().map(|(name, settings)| {
            let values =
                settings.iter().map(|(key, value)| (lower(key), Value::Text((*value).into())));
            (name.clone(), values.collect())
        });
        let expected: Vec<Parsed> = self.parsed().chain(new).collect();
        self.make_as_expected(text, expected.into_iter())
    }

    fn parsed(&self) -> impl Iterator<Item = Parsed> {
        self.sections.iter().map(|section| {
            let values = settings(section).map(|(key, value)| (key.to_owned(), value.clone()));
            (section.name.to_string(), values.collect())
        })
    }

    /// Replaces the text if it is parsed as these sections.
    fn make_as_expected(
        &mut self,
        text: String,
        expected: impl Iterator<Item = Parsed>,
    ) -> Result<(), Error> {
        let edited = Self::parse(self.file, text);
        if edited.is_refused() || !edited.parsed().eq(expected) {
            let message = "these changes would not survive a round trip";
            let help = "names and values must not contain line breaks";
            return Err(Diagnostic::new(Code::EditRefused, message).help(help).into());
        }
        *self = edited;
        Ok(())
    }
}

fn replace(settings: &mut Vec<(String, Value)>, key: &str, value: &str) {
    let key = lower(key);
    let value = Value::Text(value.into());
    match settings.iter_mut().find(|(other, _)| *other == key) {
        Some(setting) => setting.1 = value,
        None => settings.push((key, value)),
    }
}

fn missing(section: &str) -> Error {
    let message = format!("the section `[{section}]` is not in the file");
    Diagnostic::new(Code::EditRefused, message).into()
}
