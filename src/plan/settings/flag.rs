//! Settings that are `true` or `false`, each with a variable and a key.

use crate::config::Profile;
use crate::plan::context::Context;

/// Whether the variable or, if it is not set, the key is `true`.
pub(crate) fn is_enabled(
    context: &Context<'_>,
    profile: &Profile,
    variable: &str,
    key: &str,
) -> bool {
    context.request.env.get(variable).or_else(|| profile.text(key)).is_some_and(is_true)
}

/// Whether a value is the word `true` in any case; the AWS CLI treats every other one as false.
pub(crate) fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}
