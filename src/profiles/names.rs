//! Keys as `aws configure get` and `set` address them.

use super::{Profiles, address};
use crate::error::Error;

pub(super) fn get_value<'a>(profiles: &'a Profiles, profile: &str, key: &str) -> Option<&'a str> {
    let address = address::read(profiles, profile, key)?;
    let value = profiles.get(address.profile)?.get(&address.key)?.value();
    match address.nested {
        Some(name) => value.nested(name).map(|setting| setting.value.as_str()),
        None => value.text(),
    }
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
