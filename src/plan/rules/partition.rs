//! Credentials of one partition are not valid in another.

use crate::aws::{partition_of_arn, partition_of_region};
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::chain::walk::{Caller, Step, Walk};
use crate::plan::context::Context;
use crate::plan::follow::Followed;
use crate::text::quoted;

/// A role cannot be assumed from a role of another partition.
pub(super) fn role_and_source_role(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let Caller::Profile(source) = &step.caller else { return Vec::new() };
    let source_arn = source.profile.text("role_arn").filter(|_| source.base.is_none());
    let (Some(own), Some(of_source)) =
        (partition_of_arn(step.parameters.role_arn), source_arn.and_then(partition_of_arn))
    else {
        return Vec::new();
    };
    if own.id == of_source.id {
        return Vec::new();
    }
    let message = format!(
        "the role is in partition `{}`, but its source role ({}) is in `{}`",
        own.id,
        quoted(&source.profile.name),
        of_source.id
    );
    mismatch(context, step.parameters.profile, message)
}

/// A role cannot be assumed at an endpoint of another partition. A custom endpoint can be one of any
/// partition.
pub(super) fn role_and_region(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let settings = &followed.settings.value;
    if !followed.has_role() || settings.endpoint.overridden {
        return Vec::new();
    }
    let of_region = partition_of_region(settings.region.unwrap_or("aws-global"));
    let own = followed.profile.text("role_arn").and_then(partition_of_arn);
    let Some(own) = own.filter(|own| own.id != of_region.id) else { return Vec::new() };
    let endpoint = match settings.region {
        Some(region) => format!("the region {}", quoted(region)),
        None => "the global endpoint (used without a region)".to_owned(),
    };
    let message =
        format!("the role is in partition `{}`, but {endpoint} is in `{}`", own.id, of_region.id);
    mismatch(context, followed.profile, message)
}

fn mismatch(context: &Context<'_>, profile: &Profile, message: String) -> Vec<Diagnostic> {
    let Some(found) = profile.get("role_arn") else { return Vec::new() };
    let diagnostic = context
        .on_value(Code::PartitionMismatch, profile, found, message)
        .help("credentials of one partition are not valid in another: STS will reject them");
    vec![diagnostic]
}
