//! Keys as `aws configure get` and `set` address them.

use super::section_name::for_profile;
use super::setting_path::{self, Address};
use super::{Profiles, known_keys};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::document::Document;
use crate::text::{File, quoted};

impl Profiles {
    /// `aws configure get KEY --profile NAME`: the string in the merged profile. `key` may be
    /// dotted: `s3.max_concurrent_requests` reads a nested name.
    pub fn get_value(&self, profile: &str, key: &str) -> Option<&str> {
        get_value(self, profile, key)
    }

    /// `aws configure set KEY VALUE --profile NAME`: access keys go to the credentials file,
    /// everything else to the config file; a profile that is not there is made.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed.
    pub fn set(&mut self, profile: &str, key: &str, value: &str) -> Result<(), Error> {
        set(self, profile, key, value)
    }

    /// Takes a key out of a profile, from whichever files it is in.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed.
    pub fn unset(&mut self, profile: &str, key: &str) -> Result<(), Error> {
        unset(self, profile, key)
    }
}

fn get_value<'a>(profiles: &'a Profiles, profile: &str, key: &str) -> Option<&'a str> {
    value(profiles, &setting_path::read(profiles, profile, key)?)
}

fn value<'a>(profiles: &'a Profiles, address: &Address<'_>) -> Option<&'a str> {
    let value = profiles.get(address.profile)?.get(&address.key)?.value();
    match address.nested {
        Some(name) => value.nested(name).map(|setting| setting.value.as_str()),
        None => value.text(),
    }
}

fn set(profiles: &mut Profiles, profile: &str, key: &str, value: &str) -> Result<(), Error> {
    let address = addressed(profiles, profile, key)?;
    let file = file_of(profiles, &address);
    let section = section_of(profiles, file, address.profile);
    let section = section.unwrap_or_else(|| new_section(file, address.profile));
    let mut document = profiles.document(file).clone();
    document
        .set(&section, &address.key, address.nested, value)
        .map_err(|error| about(error, &address))?;
    take(profiles, vec![document], &address, Some(value))
}

fn unset(profiles: &mut Profiles, profile: &str, key: &str) -> Result<(), Error> {
    let address = addressed(profiles, profile, key)?;
    let mut edited = Vec::new();
    for file in [File::Config, File::Credentials] {
        let Some(section) = section_of(profiles, file, address.profile) else { continue };
        let document = profiles.document(file);
        if document.has(&section, &address.key, address.nested) {
            let mut document = document.clone();
            document
                .unset(&section, &address.key, address.nested)
                .map_err(|error| about(error, &address))?;
            edited.push(document);
        }
    }
    take(profiles, edited, &address, None)
}

/// Reads a dotted name for an edit, for which it must be plain what is meant.
fn addressed<'a>(
    profiles: &Profiles,
    profile: &'a str,
    key: &'a str,
) -> Result<Address<'a>, Error> {
    let Some(address) = setting_path::read(profiles, profile, key) else {
        return Err(refused(format!("{} has too many parts", quoted(key)))
            .help("use `key`, `key.name` or `profile.NAME.key`")
            .into());
    };
    if address.is_ambiguous {
        let name = quoted(address.profile);
        return Err(refused(format!(
            "{} is ambiguous: it can mean the profile {name} or a nested setting",
            quoted(key)
        ))
        .help(format!("use {} for the profile", quoted(&format!("profile.{key}"))))
        .into());
    }
    if TOP_LEVEL.iter().any(|section| *section == address.key) && address.nested.is_some() {
        return Err(refused(format!(
            "{} is a section used by the AWS CLI itself",
            quoted(&address.key)
        ))
        .help("change it with `aws configure set`")
        .into());
    }
    Ok(address)
}

/// Sections of the config file that `aws configure set` takes the first part of a name for.
const TOP_LEVEL: [&str; 2] = ["plugins", "preview"];

/// Access keys go to the credentials file, as everything does that already stands there for this
/// profile: in the config file it would not count. All else goes to the config file.
fn file_of(profiles: &Profiles, address: &Address<'_>) -> File {
    let found = profiles.get(address.profile).and_then(|profile| profile.get(&address.key));
    match found {
        _ if address.nested.is_none() && known_keys::is_for_credentials(&address.key) => {
            File::Credentials
        }
        Some(found) => found.file,
        None => File::Config,
    }
}

/// The section of a file that counts for the profile, however its name is written there.
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

/// Takes the edited documents over if the profile then has what was asked for.
fn take(
    profiles: &mut Profiles,
    edited: Vec<Document>,
    address: &Address<'_>,
    expected: Option<&str>,
) -> Result<(), Error> {
    let mut documents = [&profiles.config, &profiles.credentials].map(Clone::clone);
    for document in edited {
        let at = usize::from(document.file() == File::Credentials);
        documents.get_mut(at).into_iter().for_each(|slot| slot.clone_from(&document));
    }
    let [config, credentials] = documents;
    let merged = Profiles::merge(config, credentials);
    let has = merged.get(address.profile).is_some_and(|it| it.has(&address.key));
    let is_gone = expected.is_none() && address.nested.is_none() && has;
    if value(&merged, address) != expected || is_gone {
        let what = refused(format!("this edit would not change {}", quoted(&address.key))).help(
            "the effective value comes from `[DEFAULT]`, or the name is not a valid profile name",
        );
        return Err(about(what.into(), address));
    }
    *profiles = merged;
    Ok(())
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::new(Code::EditRefused, message)
}

fn about(mut error: Error, address: &Address<'_>) -> Error {
    error.profile = Some(address.profile.to_owned());
    for diagnostic in &mut error.diagnostics {
        diagnostic.profile = Some(address.profile.to_owned());
        diagnostic.key = Some(address.key.clone());
    }
    error
}
