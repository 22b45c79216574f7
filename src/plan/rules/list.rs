//! Every rule, in the order of the diagnostics.

use super::{cycle, followed, partition, role_variable, sdk_differences, steps, without_role};
use crate::diagnostic::Diagnostic;
use crate::plan::chain::walk::{Step, Walk};
use crate::plan::context::Context;
use crate::plan::follow::Followed;

type Rule = fn(&Context<'_>, &Followed<'_>) -> Vec<Diagnostic>;
type StepRule = fn(&Context<'_>, &Walk<'_>, &Step<'_>) -> Vec<Diagnostic>;

/// The rules for the selected profile.
const OF_SELECTED: &[Rule] = &[
    followed::settings,
    followed::empty_variables,
    followed::client_settings,
    followed::metadata_settings,
    followed::own_credentials,
    followed::environment_overrides_profile,
    role_variable::role_variable,
    without_role::role_settings,
    of_steps,
    sdk_differences::compare_selected_profile,
    followed::default_credentials,
    followed::requested_role,
    followed::requested_duration,
    followed::sso_session,
    followed::session_without_role,
    followed::session_name_pattern,
    sdk_differences::compare_selection,
    partition::role_and_region,
    followed::source_endpoints,
    followed::sts_endpoint,
];

/// The rules for each profile if all are checked. Diagnostics of the environment and the request
/// are reported once, not for each profile.
const OF_ONE_OF_MANY: &[Rule] = &[
    followed::settings,
    followed::client_settings,
    followed::sso_session,
    followed::metadata_settings,
    without_role::role_settings,
    followed::own_credentials,
    followed::source_endpoints,
    sdk_differences::compare_selected_profile,
    of_steps,
    followed::sts_endpoint,
    partition::role_and_region,
];

/// The rules about the environment and the profile that it selects, when all profiles are checked.
const OF_ENVIRONMENT: &[Rule] =
    &[followed::environment_overrides_profile, role_variable::role_variable];

/// The rules for each role of a chain.
const OF_STEP: &[StepRule] = &[
    steps::settings,
    steps::duration_after_role,
    steps::mfa_after_role,
    partition::role_and_source_role,
    cycle::cycle,
    steps::ignored_on_source,
    steps::shadowed_role,
    steps::source_credentials,
    sdk_differences::compare_base_profile,
    steps::duration_after_source,
    steps::source_without_credentials,
];

/// The diagnostics of the selected profile.
pub(crate) fn of_selected(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    OF_SELECTED.iter().flat_map(|rule| rule(context, followed)).collect()
}

/// The diagnostics of the environment and the profile that it selects.
pub(crate) fn of_environment(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    OF_ENVIRONMENT.iter().flat_map(|rule| rule(context, followed)).collect()
}

/// The diagnostics of one of many profiles.
pub(crate) fn of_one_of_many(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    OF_ONE_OF_MANY.iter().flat_map(|rule| rule(context, followed)).collect()
}

/// The diagnostics of a chain: of each step, from the profile itself to the source.
fn of_steps(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let Some(walk) = followed.walk() else { return Vec::new() };
    let of_step = |step| OF_STEP.iter().flat_map(move |rule| rule(context, walk, step));
    let unread = walk.unread.iter().flat_map(|unread| unread.diagnostics.iter().cloned());
    walk.steps.iter().flat_map(of_step).chain(unread).collect()
}
