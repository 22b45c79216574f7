//! Both files, merged.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Setting, Settings, Value};
use crate::text::{File, Location, Span};

/// Both files, merged.
#[derive(Clone, Debug)]
pub struct Profiles {
    pub(super) config: Document,
    pub(super) credentials: Document,
    pub(super) by_name: IndexMap<String, Profile>,
    pub(super) sso_sessions: IndexMap<String, Profile>,
    pub(super) services: IndexMap<String, Profile>,
    /// Finds [`Profiles::diagnostics`].
    pub(super) lint: fn(&Self) -> Vec<Diagnostic>,
    /// Filled when first read: a series of edits makes profiles whose diagnostics are never read.
    pub(super) diagnostics: OnceLock<Vec<Diagnostic>>,
}

/// The settings under one name: a profile, an `sso-session` or a `services` section.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The name.
    pub name: String,
    /// Where it begins: in the config file, in the credentials file, or both.
    pub headers: Vec<(File, Span)>,
    /// What the config file says about it.
    pub(super) config: Option<Layer>,
    /// What the credentials file says about it, which wins.
    pub(super) credentials: Option<Layer>,
}

/// What one file says about a profile.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// Which of the document's sections it is.
    pub(super) section: usize,
    /// The section's settings.
    pub(super) own: Arc<Settings>,
    /// Those of the file's `[DEFAULT]`, which count where the section has none of its own.
    pub(super) inherited: Arc<Settings>,
    /// The size of those settings, in bytes.
    pub(super) inherited_size: usize,
}

impl Layer {
    pub(super) fn get(&self, key: &str) -> Option<&Setting> {
        self.own.get(key).or_else(|| self.inherited.get(key))
    }

    /// Every setting that counts, its own ones first.
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
    /// The setting that counts: the credentials file's, else the config file's.
    pub fn get(&self, key: &str) -> Option<SettingRef<'_>> {
        self.get_in(File::Credentials, key).or_else(|| self.get_in(File::Config, key))
    }

    /// The string that counts for `key`; a block counts as none.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether the key is there at all, even with an empty value.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The setting of one file only. Static keys are read so: a key in one file is never paired
    /// with a secret from the other.
    pub fn get_in(&self, file: File, key: &str) -> Option<SettingRef<'_>> {
        self.layer(file)?.get(key).map(|setting| SettingRef { file, setting })
    }

    /// Every setting that counts, in the order of the AWS CLI's map: the config file's keys,
    /// overlaid, then those that only the credentials file has.
    pub fn settings(&self) -> impl Iterator<Item = SettingRef<'_>> {
        let overlaid = self.settings_in(File::Config).filter_map(|it| self.get(&it.setting.key));
        let is_added = |it: &SettingRef<'_>| self.get_in(File::Config, &it.setting.key).is_none();
        overlaid.chain(self.settings_in(File::Credentials).filter(is_added))
    }

    /// The settings of one file only, whether they count or not.
    pub fn settings_in(&self, file: File) -> impl Iterator<Item = SettingRef<'_>> {
        let settings = self.layer(file).into_iter().flat_map(Layer::settings);
        settings.map(move |setting| SettingRef { file, setting })
    }

    /// The size in bytes of the settings inherited from `[DEFAULT]`. Every profile has them again, so
    /// reading them for each profile takes time that grows with the square of the file.
    pub(crate) fn inherited_size(&self) -> usize {
        let layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.map(|layer| layer.inherited_size).sum()
    }

    /// Whether the key is in one of its own sections, not only inherited from `[DEFAULT]`.
    pub(crate) fn has_own(&self, key: &str) -> bool {
        let mut layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.any(|layer| layer.own.contains_key(key))
    }

    /// How many settings there are of its own, in both files.
    pub(crate) fn own_count(&self) -> usize {
        let layers = [&self.config, &self.credentials].into_iter().flatten();
        layers.map(|layer| layer.own.len()).sum()
    }

    pub(super) fn named(name: String) -> Self {
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
        self.by_name.keys().map(String::as_str)
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
        self.sso_sessions.keys().map(String::as_str)
    }

    /// The names of the `[services NAME]` sections.
    pub fn services_names(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
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

    /// What is wrong with the files as such: syntax of both, section names, unknown keys.
    /// What is wrong with a profile's meaning is [`crate::plan`]'s to say.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| (self.lint)(self))
    }

    /// Whether the AWS CLI refuses to read either file.
    pub fn is_refused(&self) -> bool {
        self.config.is_refused() || self.credentials.is_refused()
    }
}
