//! Dotted names of settings, as `aws configure get` and `set` read them.

use super::{Profiles, SectionRef};
use crate::text::lower;

/// A setting of a section, or a name in one of its blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SettingPath<'a> {
    /// The section.
    pub(crate) section: SectionRef<'a>,
    /// The key in lower case, as it is read.
    pub(crate) key: String,
    /// The name in the key's block.
    pub(crate) nested: Option<&'a str>,
    /// Whether the name begins with a profile name without the prefix `profile.`. The AWS CLI's
    /// `get` then reads that profile; its `set` writes a block of the selected profile. The selected
    /// profile is included even if it does not exist, because `set` creates it.
    pub(crate) is_ambiguous: bool,
}

/// Parses `key`, `key.name`, `profile.NAME.key[.name]`, `default.key[.name]` or `NAME.key[.name]`,
/// where `NAME` is a profile. The AWS CLI splits at every dot; here the name of a profile can
/// contain dots. In a section other than a profile, only `key` and `key.name` have a meaning. `None`
/// if more than a key and a name are left.
pub(crate) fn read<'a>(
    profiles: &Profiles,
    section: SectionRef<'a>,
    name: &'a str,
) -> Option<SettingPath<'a>> {
    let SectionRef::Profile(selected) = section else {
        return setting(section, name, false);
    };
    if let Some(rest) = name.strip_prefix("profile.") {
        let (profile, rest) = known(profiles, selected, rest).or_else(|| rest.split_once('.'))?;
        return setting(profile.into(), rest, false);
    }
    if let Some(rest) = name.strip_prefix("default.") {
        return setting("default".into(), rest, false);
    }
    match known(profiles, selected, name) {
        Some((profile, rest)) => setting(profile.into(), rest, true),
        None => setting(section, name, false),
    }
}

/// The longest profile name that `name` begins with, and the rest after its dot.
fn known<'a>(profiles: &Profiles, selected: &str, name: &'a str) -> Option<(&'a str, &'a str)> {
    let mut splits = name.rmatch_indices('.').filter_map(|(at, _)| name.split_at_checked(at));
    let (profile, rest) =
        splits.find(|(profile, _)| *profile == selected || profiles.get(profile).is_some())?;
    Some((profile, rest.strip_prefix('.')?))
}

fn setting<'a>(
    section: SectionRef<'a>,
    rest: &'a str,
    is_ambiguous: bool,
) -> Option<SettingPath<'a>> {
    let (key, nested) = match rest.split_once('.') {
        Some((_, name)) if name.contains('.') => return None,
        Some((key, name)) => (key, Some(name)),
        None => (rest, None),
    };
    Some(SettingPath { section, key: lower(key), nested, is_ambiguous })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dotted_names() {
        let config = "[profile a]\n[profile a.b]\n[profile team]\n";
        let profiles = Profiles::parse(config, "");
        let cases = [
            ("a key", "region", Some(("me", "region", None, false))),
            ("a key in upper case", "REGION", Some(("me", "region", None, false))),
            ("a name in a block", "s3.Max", Some(("me", "s3", Some("Max"), false))),
            ("too many parts", "s3.a.b", None),
            ("a profile", "profile.new.region", Some(("new", "region", None, false))),
            ("a block of a profile", "profile.new.s3.x", Some(("new", "s3", Some("x"), false))),
            ("too many parts of a profile", "profile.new.s3.x.y", None),
            ("no key", "profile.new", None),
            ("a profile with a dot", "profile.a.b.region", Some(("a.b", "region", None, false))),
            ("a block of it", "profile.a.b.s3.x", Some(("a.b", "s3", Some("x"), false))),
            ("its shorter namesake", "profile.a.region", Some(("a", "region", None, false))),
            ("default", "default.region", Some(("default", "region", None, false))),
            ("a block of default", "default.s3.x", Some(("default", "s3", Some("x"), false))),
            ("a known profile", "team.region", Some(("team", "region", None, true))),
            ("the selected profile", "me.region", Some(("me", "region", None, true))),
        ];
        for (shows, name, expected) in cases {
            let found = read(&profiles, "me".into(), name);
            let found = found.as_ref().map(|it| (it.section, &*it.key, it.nested, it.is_ambiguous));
            let expected = expected.map(|(profile, key, nested, is_ambiguous)| {
                (SectionRef::Profile(profile), key, nested, is_ambiguous)
            });
            assert_eq!(found, expected, "{shows}");
        }
    }

    #[test]
    fn names_in_other_sections_never_name_a_profile() {
        let profiles = Profiles::parse("[profile a]\n", "");
        let section = SectionRef::Services("local");
        for (name, key, nested) in [
            ("a.endpoint_url", "a", "endpoint_url"),
            ("default.x", "default", "x"),
            ("profile.a", "profile", "a"),
        ] {
            let found = read(&profiles, section, name).unwrap();
            assert_eq!((found.section, &*found.key, found.nested), (section, key, Some(nested)));
        }
        assert_eq!(read(&profiles, section, "sts.a.b"), None);
    }
}
