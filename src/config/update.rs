//! Changes of many profiles of the config file at once.

use serde::{Deserialize, Serialize};

use super::section_name::for_profile;
use super::{Profiles, SectionRef};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::document::NewSection;
use crate::text::{File, quoted};

/// Changes of profiles in the config file, which are made together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileChanges {
    /// The profiles to add, at the end of the file.
    pub add: Vec<NewProfile>,
    /// The settings to change in existing profiles.
    pub set: Vec<ProfileSetting>,
    /// The names of the profiles to remove.
    pub remove: Vec<String>,
}

/// A profile to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NewProfile {
    /// The name.
    pub name: String,
    /// The keys and values, in the order of the file.
    pub settings: Vec<(String, String)>,
}

/// A setting of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ProfileSetting {
    /// The profile.
    pub profile: String,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

impl Profiles {
    /// Makes the changes in the config file.
    ///
    /// # Errors
    /// `edit-refused`, with nothing changed, if a profile to add exists, one to change or remove does
    /// not, or the new text would not be read as exactly these changes.
    pub fn update(&mut self, changes: &ProfileChanges) -> Result<(), Error> {
        let mut config = self.config.clone();
        let set = changes.set.iter().map(|it| Ok((self.header(&it.profile)?, it)));
        let set = set.collect::<Result<Vec<_>, Error>>()?;
        let set: Vec<_> =
            set.iter().map(|(header, it)| (&**header, &*it.key, &*it.value)).collect();
        let removed = changes.remove.iter().map(|name| self.header(name));
        let removed = removed.collect::<Result<Vec<_>, Error>>()?;
        let removed: Vec<_> = removed.iter().map(String::as_str).collect();
        config.change_sections(&set, &removed)?;
        config.add_sections(&self.new_sections(&changes.add)?)?;
        let merged = Self::merge(config, self.credentials.clone());
        if let Some(name) = changes.add.iter().find(|it| !is_read_back(&merged, it)) {
            return Err(refused(format!("{} is not a valid profile name", quoted(&name.name))));
        }
        *self = merged;
        Ok(())
    }

    fn new_sections<'a>(&self, added: &'a [NewProfile]) -> Result<Vec<NewSection<'a>>, Error> {
        let new = added.iter().map(|NewProfile { name, settings }| {
            if self.get(name).is_some() {
                return Err(refused(format!("the profile {} exists", quoted(name))));
            }
            let settings = settings.iter().map(|(key, value)| (&**key, &**value));
            Ok((for_profile(name), settings.collect()))
        });
        new.collect()
    }

    /// The header of an existing profile in the config file.
    fn header(&self, profile: &str) -> Result<String, Error> {
        self.header_in(File::Config, SectionRef::Profile(profile)).ok_or_else(|| {
            refused(format!("the profile {} is not in the config file", quoted(profile)))
        })
    }
}

fn is_read_back(profiles: &Profiles, NewProfile { name, settings }: &NewProfile) -> bool {
    let profile = profiles.get(name);
    profile
        .is_some_and(|profile| settings.iter().all(|(key, value)| profile.text(key) == Some(value)))
}

fn refused(message: String) -> Error {
    Diagnostic::new(Code::EditRefused, message).help("choose another name, or run it again").into()
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::unwrap_used)]
mod tests {
    use super::*;

    fn new(name: &str) -> NewProfile {
        let settings = vec![("region".to_owned(), "eu-west-1".to_owned())];
        NewProfile { name: name.to_owned(), settings }
    }

    fn setting(profile: &str) -> ProfileSetting {
        ProfileSetting { profile: profile.into(), key: "region".into(), value: "b".into() }
    }

    #[test]
    fn changes_are_made_together() {
        let config = "# mine\n[profile a]\nregion = a\n\n[profile gone]\nx = 1\n# kept\ny = 2\n\n# b\n\
                      [profile b]\nregion = a ; no newline";
        let mut profiles = Profiles::parse(config, "");
        let changes = ProfileChanges {
            add: vec![new("c d"), new("e")],
            set: vec![setting("a"), setting("b")],
            remove: vec!["gone".to_owned()],
        };
        profiles.update(&changes).unwrap();
        let expected = "# mine\n[profile a]\nregion = b\n\n# kept\n# b\n[profile b]\nregion = b\n\
                        [profile 'c d']\nregion = eu-west-1\n[profile e]\nregion = eu-west-1\n";
        assert_eq!(profiles.document(File::Config).text(), expected);
    }

    #[test]
    fn the_line_ends_of_the_file_are_kept() {
        let mut profiles = Profiles::parse("[profile a]\r\nregion = a\r\n", "");
        let add = vec![new("b"), new("c")];
        profiles.update(&ProfileChanges { add, ..ProfileChanges::default() }).unwrap();
        let expected = "[profile a]\r\nregion = a\r\n[profile b]\r\nregion = eu-west-1\r\n\
                        [profile c]\r\nregion = eu-west-1\r\n";
        assert_eq!(profiles.document(File::Config).text(), expected);
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let none = ProfileChanges::default();
        let two_lines = NewProfile { settings: vec![("x".into(), "a\nb".into())], ..new("b") };
        let cases = [
            ("a name in use", "", ProfileChanges { add: vec![new("a")], ..none.clone() }),
            (
                "one of the credentials",
                "[b]\n",
                ProfileChanges { add: vec![new("b")], ..none.clone() },
            ),
            (
                "the same twice",
                "",
                ProfileChanges { add: vec![new("b"), new("b")], ..none.clone() },
            ),
            ("a bracket", "", ProfileChanges { add: vec![new("b]")], ..none.clone() }),
            ("a line break", "", ProfileChanges { add: vec![two_lines], ..none.clone() }),
            ("no such profile", "", ProfileChanges { set: vec![setting("b")], ..none.clone() }),
            ("none to remove", "", ProfileChanges { remove: vec!["b".into()], ..none.clone() }),
        ];
        for (shows, credentials, changes) in cases {
            let config = "[profile a]\nregion = a\n";
            let mut profiles = Profiles::parse(config, credentials);
            let error = profiles.update(&changes).expect_err(shows);
            assert_eq!(error.code, Code::EditRefused, "{shows}");
            assert_eq!(profiles.document(File::Config).text(), config, "{shows}");
        }
    }
}
