//! A setting that a variable can override.

use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};

/// The value of a setting: of its variable or, if that is not set, of the profile.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The name of the variable or of the key.
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// The setting in the profile; `None` if the variable has the value.
    pub(crate) found: Option<SettingRef<'a>>,
}

impl<'a> Setting<'a> {
    /// Reads a setting; `None` if neither is set.
    pub(crate) fn read(
        context: &'a Context<'_>,
        profile: &'a Profile,
        variable: &'a str,
        key: &'a str,
    ) -> Option<Self> {
        if let Some(value) = context.request.env.get(variable) {
            return Some(Self { name: variable, value, found: None });
        }
        let found = profile.get(key)?;
        Some(Self { name: key, value: text(found), found: Some(found) })
    }

    /// A diagnostic about the value, at its location in the profile.
    pub(crate) fn diagnostic(
        self,
        context: &Context<'_>,
        profile: &Profile,
        code: Code,
        message: String,
    ) -> Diagnostic {
        match self.found {
            Some(found) => context.on_value(code, profile, found, message),
            None => Diagnostic::new(code, message),
        }
    }
}
