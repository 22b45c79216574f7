//! Reads and edits keys as `aws configure get` and `set` do.

use super::section_name::for_profile;
use super::setting_path::{self, SettingPath};
use super::{Profiles, known_keys};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::document::Document;
use crate::text::{File, quoted};

impl Profiles {
    /// `aws configure get KEY --profile NAME`: the string in the merged profile. `key` can be
    /// dotted: `s3.max_concurrent_requests` reads a nested name.
    pub fn get_value(&self, profile: &str, key: &str) -> Option<&str> {
        get_value(self, profile, key)
    }

    /// `aws configure set KEY VALUE --profile NAME`: access keys are written to the credentials
    /// file, all other keys to the config file. Creates the profile if it does not exist.
    ///
    /// # Errors
    /// `edit-refused`; nothing is changed.
    pub fn set(&mut self, profile: &str, key: &str, value: &str) -> Result<(), Error> {
        set(self, profile, key, value)
    }

    /// Removes a key from a profile, in each file that contains it.
    ///
    /// # Errors
    /// `edit-refused`; nothing is changed.
    pub fn unset(&mut self, profile: &str, key: &str) -> Result<(), Error> {
        unset(self, profile, key)
    }
}

fn get_value<'a>(profiles: &'a Profiles, profile: &str, key: &str) -> Option<&'a str> {
    value(profiles, &setting_path::read(profiles, profile, key)?)
}

fn value<'a>(profiles: &'a Profiles, path: &SettingPath<'_>) -> Option<&'a str> {
    let value = profiles.get(path.profile)?.get(&path.key)?.value();
    match path.nested {
        Some(name) => value.nested(name).map(|setting| setting.value.as_str()),
        None => value.text(),
    }
}

fn set(profiles: &mut Profiles, profile: &str, key: &str, value: &str) -> Result<(), Error> {
    let path = parse_for_edit(profiles, profile, key)?;
    let file = target_file(profiles, &path);
    let section = section_of(profiles, file, path.profile);
    let section = section.unwrap_or_else(|| new_section(file, path.profile));
    let mut document = profiles.document(file).clone();
    document
        .set(&section, &path.key, path.nested, value)
        .map_err(|error| with_setting(error, &path))?;
    commit(profiles, vec![document], &path, Some(value))
}

fn unset(profiles: &mut Profiles, profile: &str, key: &str) -> Result<(), Error> {
    let path = parse_for_edit(profiles, profile, key)?;
    let mut edited = Vec::new();
    for file in [File::Config, File::Credentials] {
        let Some(section) = section_of(profiles, file, path.profile) else { continue };
        let document = profiles.document(file);
        if document.has(&section, &path.key, path.nested) {
            let mut document = document.clone();
            document
                .unset(&section, &path.key, path.nested)
                .map_err(|error| with_setting(error, &path))?;
            edited.push(document);
        }
    }
    commit(profiles, edited, &path, None)
}

/// Parses a dotted name for an edit, which must not be ambiguous.
fn parse_for_edit<'a>(
    profiles: &Profiles,
    profile: &'a str,
    key: &'a str,
) -> Result<SettingPath<'a>, Error> {
    let Some(path) = setting_path::read(profiles, profile, key) else {
        return Err(refused(format!("{} has too many parts", quoted(key)))
            .help("use `key`, `key.name` or `profile.NAME.key`")
            .into());
    };
    if path.is_ambiguous {
        let name = quoted(path.profile);
        return Err(refused(format!(
            "{} is ambiguous: it can mean the profile {name} or a nested setting",
            quoted(key)
        ))
        .help(format!("use {} for the profile", quoted(&format!("profile.{key}"))))
        .into());
    }
    if TOP_LEVEL.iter().any(|section| *section == path.key) && path.nested.is_some() {
        return Err(refused(format!(
            "{} is a section used by the AWS CLI itself",
            quoted(&path.key)
        ))
        .help("change it with `aws configure set`")
        .into());
    }
    Ok(path)
}

/// Top-level sections of the config file: `aws configure set` writes a name that begins with one of
/// them to that section.
const TOP_LEVEL: [&str; 2] = ["plugins", "preview"];

/// The file that an edit changes. Access keys go to the credentials file, and so does every key that
/// the profile already has there, because that file takes precedence. All others go to the config
/// file.
fn target_file(profiles: &Profiles, path: &SettingPath<'_>) -> File {
    let found = profiles.get(path.profile).and_then(|profile| profile.get(&path.key));
    match found {
        _ if path.nested.is_none() && known_keys::is_for_credentials(&path.key) => {
            File::Credentials
        }
        Some(found) => found.file,
        None => File::Config,
    }
}

/// The name of the profile's section in a file, as written there.
fn section_of(profiles: &Profiles, file: File, profile: &str) -> Option<String> {
    let layer = profiles.get(profile)?.layer(file)?;
    Some(profiles.document(file).sections().get(layer.section)?.name.clone())
}

fn new_section(file: File, profile: &str) -> String {
    match file {
        File::Config => for_profile(profile),
        File::Credentials => profile.to_owned(),
    }
}

/// Replaces the documents by the edited ones if the profile then has the expected value.
fn commit(
    profiles: &mut Profiles,
    edited: Vec<Document>,
    path: &SettingPath<'_>,
    expected: Option<&str>,
) -> Result<(), Error> {
    let mut documents = [&profiles.config, &profiles.credentials].map(Clone::clone);
    for document in edited {
        let at = usize::from(document.file() == File::Credentials);
        documents.get_mut(at).into_iter().for_each(|slot| slot.clone_from(&document));
    }
    let [config, credentials] = documents;
    let merged = Profiles::merge(config, credentials);
    let has = merged.get(path.profile).is_some_and(|it| it.has(&path.key));
    let is_block = expected.is_none() && path.nested.is_none() && has;
    if value(&merged, path) != expected || is_block {
        let what = refused(format!("this edit would not change {}", quoted(&path.key))).help(
            "the effective value comes from `[DEFAULT]`, or the name is not a valid profile name",
        );
        return Err(with_setting(what.into(), path));
    }
    *profiles = merged;
    Ok(())
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::new(Code::EditRefused, message)
}

fn with_setting(mut error: Error, path: &SettingPath<'_>) -> Error {
    error.profile = Some(path.profile.to_owned());
    for diagnostic in &mut error.diagnostics {
        diagnostic.profile = Some(path.profile.to_owned());
        diagnostic.key = Some(path.key.clone());
    }
    error
}
