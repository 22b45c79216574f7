//! Rules about one role of a chain and its caller.

use crate::aws::limits::CHAINED_DURATION_MAX;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::chain::caller::{CallerKind, caller_kind};
use crate::plan::chain::visited::SourceStatus;
use crate::plan::chain::walk::{Caller, Step, Walk};
use crate::plan::context::{Context, text};
use crate::plan::role::parameters::Parameters;
use crate::plan::role::role_source;
use crate::text::quoted;

/// Keys that only apply in the selected profile.
const SELECTED_ONLY: [&str; 6] = [
    "region",
    "endpoint_url",
    "services",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "ignore_configured_endpoint_urls",
];

/// The parameters of the call, and the setting that names the caller.
pub(super) fn settings(_: &Context<'_>, _: &Walk<'_>, step: &Step<'_>) -> Vec<Diagnostic> {
    step.diagnostics.clone()
}

/// STS limits the duration of a session whose caller is a role of the chain.
pub(super) fn duration_after_role(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    match &step.caller {
        Caller::Profile(source) if source.base.is_none() => {
            chained_duration(context, &step.parameters, CallerKind::RoleSession)
        }
        _ => Vec::new(),
    }
}

/// STS limits the duration of a session whose caller has credentials of a role.
pub(super) fn duration_after_source(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let kind = match &step.caller {
        Caller::Invalid => None,
        Caller::CredentialSource(lookup) => lookup.value.source().map(caller_kind),
        Caller::Profile(source) => source.base.as_ref().and_then(|base| base.summary.caller_kind()),
    };
    kind.map(|kind| chained_duration(context, &step.parameters, kind)).unwrap_or_default()
}

/// STS accepts MFA codes of the user who signs the call; roles have no MFA devices.
pub(super) fn mfa_after_role(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let is_session = match &step.caller {
        Caller::Profile(source) => match &source.base {
            None => !source.is_cycle,
            Some(base) => base.summary.caller_kind() == Some(CallerKind::RoleSession),
        },
        Caller::CredentialSource(_) | Caller::Invalid => false,
    };
    let parameters = &step.parameters;
    let Some(found) = parameters.profile.get("mfa_serial") else { return Vec::new() };
    if !is_session || parameters.is_requested || context.is_foreign_sts() {
        return Vec::new();
    }
    let message = "STS rejects the MFA code of this hop: the caller is the session of a role, and MFA \
                   devices belong to users";
    let diagnostic = context.on_value(Code::MfaAfterRole, parameters.profile, found, message).help(
        "remove this setting; if the chain needs MFA, set it for the first role of the chain",
    );
    vec![match context.comment_out(found) {
        Some(edit) => diagnostic.fix("make the line a comment", vec![edit]),
        None => diagnostic,
    }]
}

fn chained_duration(
    context: &Context<'_>,
    parameters: &Parameters<'_>,
    caller: CallerKind,
) -> Vec<Diagnostic> {
    let severity = match caller {
        CallerKind::RoleSession => Severity::Error,
        CallerKind::InstanceRole => Severity::Warning,
        CallerKind::Unknown => return Vec::new(),
    };
    // The duration of the request has its own rule.
    if parameters.is_overridden("duration_seconds", context.request) {
        return Vec::new();
    }
    let seconds = parameters.duration_seconds.filter(|it| i64::from(*it) > CHAINED_DURATION_MAX);
    let (Some(seconds), Some(found)) = (seconds, parameters.profile.get("duration_seconds")) else {
        return Vec::new();
    };
    let message = format!(
        "`duration_seconds` is {seconds}, but role chaining limits the session to \
         {CHAINED_DURATION_MAX} seconds"
    );
    let diagnostic = context
        .on_value(Code::DurationChained, parameters.profile, found, message)
        .severity(severity)
        .help(format!("use {CHAINED_DURATION_MAX} or less, or remove this setting"))
        .fix(
            format!("use {CHAINED_DURATION_MAX}"),
            context.replace_value(found, &CHAINED_DURATION_MAX.to_string()),
        );
    vec![diagnostic]
}

/// The region and endpoint settings of a source profile do not apply, unless they are those of the
/// selected profile.
pub(super) fn ignored_on_source(
    context: &Context<'_>,
    walk: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let (Caller::Profile(source), Some(first)) = (&step.caller, walk.steps.first()) else {
        return Vec::new();
    };
    if source.is_cycle || source.profile.name == step.parameters.profile.name {
        return Vec::new();
    }
    let selected = first.parameters.profile;
    let ignored = SELECTED_ONLY
        .into_iter()
        .filter_map(|key| source.profile.get(key))
        .filter(|found| selected.text(&found.setting.key) != Some(text(*found)));
    ignored
        .map(|found| {
            let message = format!(
                "`{}` is ignored here: the selected profile's value applies to the whole chain",
                found.setting.key
            );
            context
                .on_value(Code::IgnoredOnSourceProfile, source.profile, found, message)
                .help(format!("set it in the selected profile, such as {}", quoted(&selected.name)))
        })
        .collect()
}

/// Static keys in a source profile take precedence over its role.
pub(super) fn shadowed_role(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let Some((source, _)) = step.base_lookup() else { return Vec::new() };
    let Some(role) = source.get("role_arn") else { return Vec::new() };
    let is_shadowed = role_source::is_role(source) && role_source::has_static(source);
    // A profile that names itself assumes its role with its own keys.
    if !is_shadowed || source.text("source_profile") == Some(&source.name) {
        return Vec::new();
    }
    let message = format!(
        "{}'s role is ignored when it is used as `source_profile`: its static keys take \
         precedence",
        quoted(&source.name)
    );
    let diagnostic = context
        .on_value(Code::StaticKeysShadowRole, source, role, message)
        .help("move the keys to a separate profile and set it as `source_profile`");
    vec![diagnostic]
}

/// The credentials at the end of the chain.
pub(super) fn source_credentials(
    _: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    match &step.caller {
        Caller::CredentialSource(lookup) => lookup.diagnostics.clone(),
        _ => step.base_lookup().map(|(_, lookup)| lookup.diagnostics.clone()).unwrap_or_default(),
    }
}

/// The AWS CLI does not use the environment or the instance for a source profile.
pub(super) fn source_without_credentials(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let Caller::Profile(source) = &step.caller else { return Vec::new() };
    if !source.base.as_ref().is_some_and(|base| matches!(base.summary.status, SourceStatus::Empty))
    {
        return Vec::new();
    }
    let message = format!("`source_profile` {} has no credentials", quoted(&source.profile.name));
    let help = if source.profile.has("credential_source") {
        "`credential_source` only applies together with `role_arn`: set it in this profile \
         instead of `source_profile`"
    } else {
        "add access keys, a role or SSO settings; the environment and instance metadata are not \
         used as a fallback"
    };
    let code = Code::SourceHasNoCredentials;
    let from = step.parameters.profile;
    vec![context.on_value(code, from, source.found, message).help(help)]
}
