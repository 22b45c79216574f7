//! Edits that change only the bytes they must.

use super::Document;
use crate::error::Error;

impl Document {
    /// Sets `key` (or `block.name` through `nested`) in the section with this name, which is made
    /// at the end of the file if it is not there, as `aws configure set` does.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, when the text would not read back as exactly this
    /// change.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        nested: Option<&str>,
        value: &str,
    ) -> Result<(), Error> {
        let _ = (section, key, nested, value);
        Ok(())
    }

    /// Takes `key` (or `block.name` through `nested`) out of the section with this name; nothing
    /// happens when it is not there.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, when the text would not read back as exactly this
    /// change.
    pub fn unset(&mut self, section: &str, key: &str, nested: Option<&str>) -> Result<(), Error> {
        let _ = (section, key, nested);
        Ok(())
    }
}
