//! Both files, merged.

use std::sync::{Arc, OnceLock};

use super::section_name::Kind;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Setting, Settings, Value};
use crate::text::{ByKey, File, Keyed, Location, NameSet, SharedStr, Span};

/// Profiles, or sections of another kind, by name.
pub(super) type Named = ByKey<Profile>;

impl Keyed for Profile {
    fn key(&self) -> &SharedStr {
        &self.name
    }
}

/// The names of the sections whose diagnostics are needed; `None` for all of them.
pub(super) type Wanted<'a> = Option<&'a NameSet<'a>>;

/// Whether the diagnostics of a section with this name are needed.
pub(super) fn is_wanted(wanted: Wanted<'_>, name: &str) -> bool {
    wanted.is_none_or(|names| names.contains(name))
}

/// Both files, merged.
#[derive(Clone, Debug)]
pub struct Profiles {
    pub(super) config: Document,
    pub(super) credentials: Document,
    /// The kind of each section of the config file.
    pub(super) kinds: Vec<Kind>,
    pub(super) by_name: Named,
    pub(super) sso_sessions: Named,
    pub(super) services: Named,
    /// Computes [`Profiles::diagnostics`].
    pub(super) lint: fn(&Self, Wanted<'_>) -> Vec<Diagnostic>,
    /// Set by the first call of [`Profiles::diagnostics_of`].
    pub(super) asked: OnceLock<()>,
    /// Computed when first read, because most profiles in a series of edits never need them.
    pub(super) diagnostics: OnceLock<Vec<Diagnostic>>,
}

/// The settings under one name: a profile, an `sso-session` or a `services` section.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The name.
    pub name: SharedStr,
    /// Its settings in the config file.
    pub(super) config: Option<Layer>,
    /// Its settings in the credentials file, which takes precedence.
    pub(super) credentials: Option<Layer>,
}

/// The settings of a profile in one file.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// The index of its section in the document.
    pub(super) section: usize,
    /// The header of its section.
    pub(super) header: Span,
    /// The section's settings.
    pub(super) own: Arc<Settings>,
    /// The settings of the file's `[DEFAULT]`, which apply where the section does not set them.
    pub(super) inherited: Arc<Settings>,
    /// The size of the inherited settings, in bytes.
    pub(super) inherited_size: usize,
}

impl Layer {
    pub(super) fn get(&self, key: &str) -> Option<&Setting> {
        self.own.get(key).or_else(|| self.inherited.get(key))
    }

    /// All effective settings, its own first.
    pub(super) fn settings(&self) -> impl Iterator<Item = &Setting> {
        let inherited = self.inherited.values().filter(|it| !self.own.contains_key(&it.key));
        self.own.values().chain(inherited)
    }
}

/// A setting and the file it is in.
#[derive(Clone, Copy, Debug)]
pub struct SettingRef<'a> {
    /// The file.
    pub file: File,
    /// The setting.
    pub setting: &'a Setting,
}

impl<'a> SettingRef<'a> {
    /// The value, if it is a string.
    pub fn text(&self) -> Option<&'a str> {
        self.setting.value.text()
    }

    /// The value, a string or a block.
    pub fn value(&self) -> &'a Value {
        &self.setting.value
    }
}

impl Profile {
    /// Its headers: in the config file, in the credentials file, or in both.
    pub fn headers(&self) -> impl Iterator<Item = (File, Span)> {
        let in_file = |file| self.layer(file).map(|layer| (file, layer.header));
        [File::Config, File::Credentials].into_iter().filter_map(in_file)
    }

    /// The effective setting: the credentials file's or, without one, the config file's.
    pub fn get(&self, key: &str) -> Option<SettingRef<'_>> {
        self.get_in(File::Credentials, key).or_else(|| self.get_in(File::Config, key))
    }

    /// The effective string of `key`; `None` for a block.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether the key is set, even with an empty value.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The setting in one file only. Static keys are read this way: an access key ID in one file is
    /// never combined with a secret in the other.
    pub fn get_in(&self, file: File, key: &str) -> Option<SettingRef<'_>> {
        self.layer(file)?.get(key).map(|setting| SettingRef { file, setting })
    }

    /// All effective settings in the order of the AWS CLI: the config file's keys, with the values
    /// of the credentials file, then the keys that only the credentials file has.
    pub fn settings(&self) -> impl Iterator<Item = SettingRef<'_>> {
        let overlaid = self.settings_in(File::Config).filter_map(|it| self.get(&it.setting.key));
        let is_added = |it: &SettingRef<'_>| self.get_in(File::Config, &it.setting.key).is_none();
        overlaid.chain(self.settings_in(File::Credentials).filter(is_added))
    }

    /// All settings of one file, even if the other file overrides them.
    pub fn settings_in(&self, file: File) -> impl Iterator<Item = SettingRef<'_>> {
        let settings = self.layer(file).into_iter().flat_map(Layer::settings);
        settings.map(move |setting| SettingRef { file, setting })
    }

    /// The size in bytes of the settings inherited from `[DEFAULT]`. Because every profile inherits
    /// them, reading them for each profile takes time quadratic in the size of the file.
    pub(crate) fn inherited_size(&self) -> usize {
        let layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.map(|layer| layer.inherited_size).sum()
    }

    /// Whether one of its own sections sets the key, not only `[DEFAULT]`.
    pub(crate) fn has_own(&self, key: &str) -> bool {
        let mut layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.any(|layer| layer.own.contains_key(key))
    }

    /// The number of its own settings in both files.
    pub(crate) fn own_count(&self) -> usize {
        let layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.map(|layer| layer.own.len()).sum()
    }

    /// A profile without settings.
    pub(crate) fn named(name: SharedStr) -> Self {
        Self { name, ..Self::default() }
    }

    pub(super) fn layer(&self, file: File) -> Option<&Layer> {
        match file {
            File::Config => self.config.as_ref(),
            File::Credentials => self.credentials.as_ref(),
        }
    }
}

impl Profiles {
    /// The names in the order of `aws configure list-profiles`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys()
    }

    /// The profile with this name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.by_name.get(name)
    }

    /// The `[sso-session NAME]` section.
    pub fn sso_session(&self, name: &str) -> Option<&Profile> {
        self.sso_sessions.get(name)
    }

    /// The `[services NAME]` section.
    pub fn services(&self, name: &str) -> Option<&Profile> {
        self.services.get(name)
    }

    /// The names of the `[sso-session NAME]` sections.
    pub fn sso_session_names(&self) -> impl Iterator<Item = &str> {
        self.sso_sessions.keys()
    }

    /// The names of the `[services NAME]` sections.
    pub fn services_names(&self) -> impl Iterator<Item = &str> {
        self.services.keys()
    }

    /// One of the two documents.
    pub fn document(&self, file: File) -> &Document {
        match file {
            File::Config => &self.config,
            File::Credentials => &self.credentials,
        }
    }

    /// The line and column of a span in one of the two files.
    pub fn location(&self, file: File, span: Span) -> Location {
        self.document(file).location(span)
    }

    /// The diagnostics about the files themselves: the syntax of both, section names, unknown keys.
    /// [`crate::plan`] has those about the meaning of a profile.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| (self.lint)(self, None))
    }

    /// Those of the [`Self::diagnostics`] that are about sections with these names, and every error.
    pub(crate) fn diagnostics_of(&self, names: &NameSet<'_>) -> Vec<Diagnostic> {
        let is_about = |it: &Diagnostic| it.profile.as_deref().is_some_and(|it| names.contains(it));
        let applies = |it: &Diagnostic| it.is_error() || is_about(it);
        // Most processes plan one profile, so that at first only its sections are read.
        if self.asked.set(()).is_ok() && self.diagnostics.get().is_none() {
            let mut found = (self.lint)(self, Some(names));
            found.retain(applies);
            return found;
        }
        self.diagnostics().iter().filter(|it| applies(it)).cloned().collect()
    }

    /// Whether the AWS CLI rejects either file.
    pub fn is_refused(&self) -> bool {
        self.config.is_refused() || self.credentials.is_refused()
    }
}
