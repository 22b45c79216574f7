//! Switches: a variable and a key that turn something on.

use crate::config::Profile;
use crate::plan::context::Context;

/// Whether a switch is on: the variable, else the key, is the word `true` in any case.
pub(crate) fn is_on(context: &Context<'_>, profile: &Profile, variable: &str, key: &str) -> bool {
    let word = context.request.env.get(variable).or_else(|| profile.text(key));
    word.is_some_and(|word| word.eq_ignore_ascii_case("true"))
}
