//! Dotted names of settings, as `aws configure get` and `set` read them.

use super::Profiles;
use crate::text::lower;

/// A setting of a profile, or a name in one of its blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SettingPath<'a> {
    /// The profile.
    pub(crate) profile: &'a str,
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
/// contain dots. `None` if more than a key and a name are left.
pub(crate) fn read<'a>(
    profiles: &Profiles,
    selected: &'a str,
    name: &'a str,
) -> Option<SettingPath<'a>> {
    if let Some(rest) = name.strip_prefix("profile.") {
        let (profile, rest) = known(profiles, selected, rest).or_else(|| rest.split_once('.'))?;
        return setting(profile, rest, false);
    }
    if let Some(rest) = name.strip_prefix("default.") {
        return setting("default", rest, false);
    }
    match known(profiles, selected, name) {
        Some((profile, rest)) => setting(profile, rest, true),
        None => setting(selected, name, false),
    }
}

/// The longest profile name that `name` begins with, and the rest after its dot.
fn known<'a>(profiles: &Profiles, selected: &str, name: &'a str) -> Option<(&'a str, &'a str)> {
    let mut splits = name.rmatch_indices('.').filter_map(|(at, _)| name.split_at_checked(at));
    let (profile, rest) =
        splits.find(|(profile, _)| *profile == selected || profiles.get(profile).is_some())?;
    Some((profile, rest.strip_prefix('.')?))
}

fn setting<'a>(profile: &'a str, rest: &'a str, is_ambiguous: bool) -> Option<SettingPath<'a>> {
    let (key, nested) = match rest.split_once('.') {
        Some((_, name)) if name.contains('.') => return None,
        Some((key, name)) => (key, Some(name)),
        None => (rest, None),
    };
    Some(SettingPath { profile, key: lower(key), nested, is_ambiguous })
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
            let found = read(&profiles, "me", name);
            let found = found.as_ref().map(|it| (it.profile, &*it.key, it.nested, it.is_ambiguous));
            assert_eq!(found, expected, "{shows}");
        }
    }
}
