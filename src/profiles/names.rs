//! Keys as `aws configure get` and `set` address them.

use super::Profiles;
use crate::error::Error;

pub(super) fn get_value<'a>(profiles: &'a Profiles, profile: &str, key: &str) -> Option<&'a str> {
    profiles.get(profile)?.text(key)
}

pub(super) fn set(
    profiles: &mut Profiles,
    profile: &str,
    key: &str,
    value: &str,
) -> Result<(), Error> {
    profiles.config.set(profile, key, None, value)
}

pub(super) fn unset(profiles: &mut Profiles, profile: &str, key: &str) -> Result<(), Error> {
    profiles.config.unset(profile, key, None)
}
