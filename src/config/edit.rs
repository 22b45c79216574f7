//! Reads and edits keys as `aws configure get` and `set` do.

use super::section_name::TOP_LEVEL;
use super::setting_path::{self, SettingPath};
use super::{Profiles, SectionRef, known_keys};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::document::Document;
use crate::text::{File, quoted};

impl Profiles {
    /// `aws configure get KEY`: the string in a section; of a profile, the merged one. `key` can be
    /// dotted: `s3.max_concurrent_requests` reads a nested name.
    pub fn get_value<'a>(&self, section: impl Into<SectionRef<'a>>, key: &str) -> Option<&str> {
        value(self, &setting_path::read(self, section.into(), key)?)
    }

    /// `aws configure set KEY VALUE`: access keys of a profile are written to the credentials file,
    /// all other settings to the config file. Creates the section if it does not exist.
    ///
    /// # Errors
    /// `edit-refused`; nothing is changed.
    pub fn set<'a>(
        &mut self,
        section: impl Into<SectionRef<'a>>,
        key: &str,
        value: &str,
    ) -> Result<(), Error> {
        set(self, section.into(), key, value)
    }

    /// Removes a key from a section, in each file that contains it.
    ///
    /// # Errors
    /// `edit-refused`; nothing is changed.
    pub fn unset<'a>(
        &mut self,
        section: impl Into<SectionRef<'a>>,
        key: &str,
    ) -> Result<(), Error> {
        unset(self, section.into(), key)
    }
}

fn value<'a>(profiles: &'a Profiles, path: &SettingPath<'_>) -> Option<&'a str> {
    let value = profiles.section(path.section)?.get(&path.key)?.value();
    match path.nested {
        Some(name) => value.nested(name).map(|setting| setting.value.as_str()),
        None => value.text(),
    }
}

fn set(
    profiles: &mut Profiles,
    section: SectionRef<'_>,
    key: &str,
    value: &str,
) -> Result<(), Error> {
    let path = parse_for_edit(profiles, section, key)?;
    let file = target_file(profiles, &path);
    let header = match profiles.header_in(file, path.section) {
        Some(header) => header,
        None => new_header(file, path.section)?,
    };
    let mut document = profiles.document(file).clone();
    document
        .set(&header, &path.key, path.nested, value)
        .map_err(|error| with_setting(error, &path))?;
    commit(profiles, vec![document], &path, Some(value))
}

fn unset(profiles: &mut Profiles, section: SectionRef<'_>, key: &str) -> Result<(), Error> {
    let path = parse_for_edit(profiles, section, key)?;
    let mut edited = Vec::new();
    for file in [File::Config, File::Credentials] {
        let Some(header) = profiles.header_in(file, path.section) else { continue };
        let document = profiles.document(file);
        if document.has(&header, &path.key, path.nested) {
            let mut document = document.clone();
            document
                .unset(&header, &path.key, path.nested)
                .map_err(|error| with_setting(error, &path))?;
            edited.push(document);
        }
    }
    commit(profiles, edited, &path, None)
}

/// Parses a dotted name for an edit, which must not be ambiguous.
fn parse_for_edit<'a>(
    profiles: &Profiles,
    section: SectionRef<'a>,
    key: &'a str,
) -> Result<SettingPath<'a>, Error> {
    let Some(path) = setting_path::read(profiles, section, key) else {
        let help = match section {
            SectionRef::Profile(_) => "use `key`, `key.name` or `profile.NAME.key`",
            SectionRef::SsoSession(_) | SectionRef::Services(_) => "use `key` or `key.name`",
        };
        return Err(refused(format!("{} has too many parts", quoted(key))).help(help).into());
    };
    let profile = path.section.profile();
    if let Some(name) = profile.filter(|_| path.is_ambiguous).map(quoted) {
        return Err(refused(format!(
            "{} is ambiguous: it can mean the profile {name} or a nested setting",
            quoted(key)
        ))
        .help(format!("use {} for the profile", quoted(&format!("profile.{key}"))))
        .into());
    }
    let is_top_level = TOP_LEVEL.iter().any(|section| *section == path.key);
    if profile.is_some() && is_top_level && path.nested.is_some() {
        return Err(refused(format!(
            "{} is a section used by the AWS CLI itself",
            quoted(&path.key)
        ))
        .help("change it with `aws configure set`")
        .into());
    }
    Ok(path)
}

/// The file that an edit changes. Access keys of a profile go to the credentials file, and so does
/// every key that the profile already has there, because that file takes precedence. All others go to
/// the config file.
fn target_file(profiles: &Profiles, path: &SettingPath<'_>) -> File {
    let is_profile = path.section.profile().is_some();
    let found = profiles.section(path.section).and_then(|section| section.get(&path.key));
    match found {
        _ if is_profile && path.nested.is_none() && known_keys::is_for_credentials(&path.key) => {
            File::Credentials
        }
        Some(found) => found.file,
        None => File::Config,
    }
}

/// The header of a new section.
fn new_header(file: File, section: SectionRef<'_>) -> Result<String, Error> {
    match section {
        SectionRef::Profile(name) if file == File::Credentials => Ok(name.to_owned()),
        SectionRef::Profile(_) => Ok(section.header()),
        SectionRef::SsoSession(name) | SectionRef::Services(name) => {
            check_new_name(name)?;
            Ok(section.header())
        }
    }
}

/// Refuses the names for which `aws configure set` creates no section of these kinds.
/// Source: observed AWS CLI behavior.
fn check_new_name(name: &str) -> Result<(), Error> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c);
    if name.starts_with(is_allowed) {
        return Ok(());
    }
    let message = "a section name must begin with a letter, a digit or one of `_-/.%@:+`";
    Err(refused(message.to_owned()).help("choose another name").into())
}

/// Replaces the documents by the edited ones if the section then has the expected value.
fn commit(
    profiles: &mut Profiles,
    edited: Vec<Document>,
    path: &SettingPath<'_>,
    expected: Option<&str>,
) -> Result<(), Error> {
    let (mut config, mut credentials) = (None, None);
    for document in edited {
        match document.file() {
            File::Config => config = Some(document),
            File::Credentials => credentials = Some(document),
        }
    }
    let config = config.unwrap_or_else(|| profiles.config.clone());
    let credentials = credentials.unwrap_or_else(|| profiles.credentials.clone());
    let merged = Profiles::merge(config, credentials);
    let has = merged.section(path.section).is_some_and(|it| it.has(&path.key));
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
    let profile = path.section.profile().map(str::to_owned);
    error.profile.clone_from(&profile);
    for diagnostic in &mut error.diagnostics {
        diagnostic.profile.clone_from(&profile);
        diagnostic.key = Some(path.key.clone());
    }
    error
}
