//! Classifies sections of the config file by their names.

use super::shell_words::{quote, split};
use crate::text::SharedStr;

/// The kinds of sections of the config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Profile(SharedStr),
    SsoSession(SharedStr),
    Services(SharedStr),
    /// Not a profile: a section of the AWS CLI such as `preview`, or a profile whose header lacks
    /// the prefix `profile `.
    TopLevel,
    /// Begins like one of the first three, but is silently ignored because it does not have exactly
    /// two words; `None` if a quote in it is not closed.
    Dropped {
        words: Option<usize>,
    },
}

impl Kind {
    /// The name of the profile, the session or the services.
    pub(crate) fn name(&self) -> Option<&SharedStr> {
        match self {
            Self::Profile(name) | Self::SsoSession(name) | Self::Services(name) => Some(name),
            Self::TopLevel | Self::Dropped { .. } => None,
        }
    }
}

/// Creates a kind from a name.
type Make = fn(SharedStr) -> Kind;

const PROFILE: &str = "profile";
const SSO_SESSION: &str = "sso-session";
const SERVICES: &str = "services";
const DEFAULT: &str = "default";

/// Sections of the config file that belong to the AWS CLI: `aws configure set` writes a name that begins
/// with one of them there.
pub(crate) const TOP_LEVEL: [&str; 2] = ["plugins", "preview"];

/// Classifies the text between the brackets, unchanged. The AWS CLI compares the beginning, not the
/// first word: `[profiles]` is ignored and `[profilefoo bar]` is the profile `bar`.
/// Source: observed AWS CLI behavior.
pub(crate) fn classify(name: &SharedStr) -> Kind {
    let named: [(&str, Make); 3] =
        [(PROFILE, Kind::Profile), (SSO_SESSION, Kind::SsoSession), (SERVICES, Kind::Services)];
    match named.iter().find(|(prefix, _)| name.starts_with(prefix)) {
        Some((prefix, kind)) => {
            second_word(name, prefix).map_or_else(|words| Kind::Dropped { words }, kind)
        }
        None if *name == DEFAULT => Kind::Profile(name.clone()),
        None => Kind::TopLevel,
    }
}

/// The second of two words, or the number of words.
fn second_word(name: &SharedStr, prefix: &str) -> Result<SharedStr, Option<usize>> {
    // Nearly every name consists of the prefix and a plain word.
    let rest = name.after(prefix.len());
    if let Some(word) = rest.strip_prefix(' ').filter(|word| !word.is_empty())
        && word.bytes().all(is_plain)
    {
        return Ok(rest.after(1));
    }
    let words = split(name).ok_or(None)?;
    let count = words.len();
    match <[String; 2]>::try_from(words) {
        Ok([_, second]) => Ok(second.into()),
        Err(_) => Err(Some(count)),
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The section name of a profile in the config file, as `aws configure set` writes it.
pub(crate) fn for_profile(profile: &str) -> String {
    if profile == DEFAULT { DEFAULT.to_owned() } else { format!("{PROFILE} {}", quote(profile)) }
}

/// The section name of an `sso-session`.
pub(crate) fn for_sso_session(name: &str) -> String {
    format!("{SSO_SESSION} {}", quote(name))
}

/// The section name of a `services` section.
pub(crate) fn for_services(name: &str) -> String {
    format!("{SERVICES} {}", quote(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_sections() {
        let profile = |name: &str| Kind::Profile(name.into());
        let cases = [
            ("two words", "profile a", profile("a")),
            ("a tab between them", "profile\ta", profile("a")),
            ("a space behind", "profile a ", profile("a")),
            ("double quotes", "profile \"a b\"", profile("a b")),
            ("single quotes", "profile 'a b'", profile("a b")),
            ("a backslash", r"profile fo\o", profile("foo")),
            ("an empty name", "profile \"\"", profile("")),
            ("any word that begins so", "profilefoo bar", profile("bar")),
            ("default", "default", profile("default")),
            ("default with the prefix", "profile default", profile("default")),
            ("a session", "sso-session corp", Kind::SsoSession("corp".into())),
            ("services", "services local", Kind::Services("local".into())),
            ("three words", "profile a b", Kind::Dropped { words: Some(3) }),
            ("one word", "profile", Kind::Dropped { words: Some(1) }),
            ("a word that begins so", "profiles", Kind::Dropped { words: Some(1) }),
            ("an open quote", "profile o'neil", Kind::Dropped { words: None }),
            ("a space in front", " profile a", Kind::TopLevel),
            ("another case", "Profile a", Kind::TopLevel),
            ("another case of default", "Default", Kind::TopLevel),
            ("no prefix", "dev", Kind::TopLevel),
        ];
        for (shows, name, expected) in cases {
            assert_eq!(classify(&name.into()), expected, "{shows}");
        }
    }

    #[test]
    fn written_names_survive_a_round_trip() {
        for name in ["a", "a b", "o'neil", "default", "a\tb", "x#y", "Ünï", r"a\b", "a\"b"] {
            let section = for_profile(name).into();
            assert_eq!(classify(&section), Kind::Profile(name.into()), "{section}");
            let section = for_sso_session(name).into();
            assert_eq!(classify(&section), Kind::SsoSession(name.into()), "{section}");
            let section = for_services(name).into();
            assert_eq!(classify(&section), Kind::Services(name.into()), "{section}");
        }
    }
}
