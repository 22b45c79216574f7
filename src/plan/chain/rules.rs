//! Rules about how the profiles of a chain fit together.

use super::caller::CallerKind;
use crate::aws::limits::CHAINED_DURATION_MAX;
use crate::aws::{partition_of_arn, partition_of_region};
use crate::config::Profile;
use crate::diagnostic::{Code, Severity};
use crate::plan::context::{Context, text};
use crate::plan::role::parameters::Parameters;
use crate::plan::role::role_source;
use crate::text::quoted;

/// Keys that only count on the selected profile.
const SELECTED_ONLY: [&str; 6] = [
    "region",
    "endpoint_url",
    "services",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "ignore_configured_endpoint_urls",
];

/// STS caps the session of a role that a session of another role asks for.
pub(crate) fn chained(context: &mut Context<'_>, hop: &Parameters<'_>, caller: Option<CallerKind>) {
    let severity = match caller {
        Some(CallerKind::RoleSession) => Severity::Error,
        Some(CallerKind::InstanceRole) => Severity::Warning,
        Some(CallerKind::Unknown) | None => return,
    };
    let Some(seconds) = hop.duration_seconds.map(i64::from) else { return };
    let Some(found) = hop.profile.get("duration_seconds") else { return };
    if seconds <= CHAINED_DURATION_MAX {
        return;
    }
    let message = format!(
        "`duration_seconds` is {seconds}, but role chaining limits the session to \
         {CHAINED_DURATION_MAX} seconds"
    );
    let finding = context
        .on_value(Code::DurationChained, hop.profile, found, message)
        .severity(severity)
        .help(format!("use {CHAINED_DURATION_MAX} or less, or remove this setting"))
        .fix(
            format!("use {CHAINED_DURATION_MAX}"),
            context.replace_value(found, &CHAINED_DURATION_MAX.to_string()),
        );
    context.report(finding);
}

/// A role cannot be assumed from a role of another partition.
pub(crate) fn partitions(context: &mut Context<'_>, hop: &Parameters<'_>, caller: &Profile) {
    let (Some(own), Some(callers)) =
        (partition_of_arn(hop.role_arn), caller.text("role_arn").and_then(partition_of_arn))
    else {
        return;
    };
    if own.id == callers.id {
        return;
    }
    let message = format!(
        "the role is in partition `{}`, but its source role ({}) is in `{}`",
        own.id,
        quoted(&caller.name),
        callers.id
    );
    mismatch(context, hop.profile, message);
}

/// A role cannot be assumed at an endpoint of another partition. An endpoint that someone set may
/// stand for any.
pub(crate) fn region(context: &mut Context<'_>, profile: &Profile, region: Option<&str>) {
    let regions = partition_of_region(region.unwrap_or("aws-global"));
    let Some(own) = profile.text("role_arn").and_then(partition_of_arn) else { return };
    if own.id == regions.id {
        return;
    }
    let called = match region {
        Some(region) => format!("the region {}", quoted(region)),
        None => "the global endpoint (used because no region is set)".to_owned(),
    };
    let message =
        format!("the role is in partition `{}`, but {called} is in `{}`", own.id, regions.id);
    mismatch(context, profile, message);
}

fn mismatch(context: &mut Context<'_>, profile: &Profile, message: String) {
    let Some(found) = profile.get("role_arn") else { return };
    let finding = context
        .on_value(Code::PartitionMismatch, profile, found, message)
        .help("credentials of one partition are not valid in another: STS will reject them");
    context.report(finding);
}

/// Static keys in a source profile hide its role.
pub(crate) fn shadowed(context: &mut Context<'_>, source: &Profile) {
    let Some(role) = source.get("role_arn") else { return };
    if !role_source::is_role(source) || !role_source::has_static(source) {
        return;
    }
    // A profile that names itself says with what keys its role is assumed.
    if source.text("source_profile") == Some(&source.name) {
        return;
    }
    let message = format!(
        "{}'s role is ignored when it is used as `source_profile`: its static keys take \
         precedence",
        quoted(&source.name)
    );
    let finding = context
        .on_value(Code::StaticKeysShadowRole, source, role, message)
        .help("move the keys to a separate profile and set it as `source_profile`");
    context.report(finding);
}

/// What a source profile says of region and endpoint does not count, unless it says the same as
/// the selected profile.
pub(crate) fn ignored<'a>(context: &mut Context<'a>, top: &Profile, source: &'a Profile) {
    for key in SELECTED_ONLY {
        let Some(found) = source.get(key) else { continue };
        if top.text(key) == Some(text(found)) {
            continue;
        }
        let message = format!(
            "`{key}` is ignored here: the selected profile's value applies to the whole chain"
        );
        let finding = context
            .on_value(Code::IgnoredOnSourceProfile, source, found, message)
            .help(format!("set it in the selected profile, such as {}", quoted(&top.name)));
        context.report(finding);
    }
}
