//! Cycles of `source_profile`.

use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::chain::walk::{Caller, Step, Walk};
use crate::plan::context::Context;
use crate::text::quoted;

/// How many profiles of a long cycle a message lists, from each end.
const LISTED: usize = 6;

/// A chain must not return to a profile that it has visited.
pub(super) fn cycle(context: &Context<'_>, walk: &Walk<'_>, step: &Step<'_>) -> Vec<Diagnostic> {
    let Caller::Profile(source) = &step.caller else { return Vec::new() };
    if !source.is_cycle {
        return Vec::new();
    }
    let profiles = listed(context, &profiles(context, walk, source.profile));
    let message = format!("`source_profile` forms a cycle: {profiles}");
    let from = step.parameters.profile;
    let diagnostic = context.on_value(Code::ChainCycle, from, source.found, message);
    vec![diagnostic.help("point one of them at a profile that has its own credentials")]
}

/// The profiles of the cycle; the first and the last are the same. `next` is a profile of the walk, or
/// leads back to its first one.
fn profiles<'a>(
    context: &'a Context<'_>,
    walk: &'a Walk<'_>,
    next: &'a Profile,
) -> Vec<&'a Profile> {
    let path = walk.steps.iter().map(|step| step.parameters.profile);
    let start = path.clone().position(|profile| profile.name == next.name);
    let mut cycle: Vec<&Profile> = path.skip(start.unwrap_or(0)).collect();
    cycle.push(next);
    if start.is_none()
        && let Some(first) = cycle.first().map(|first| first.name.as_str())
    {
        cycle.extend(way_back(context, first, next));
    }
    cycle
}

/// The profiles after `next`, up to the one named `first`, to which they are known to lead.
fn way_back<'a>(context: &'a Context<'_>, first: &str, next: &'a Profile) -> Vec<&'a Profile> {
    let follow = |profile: &&'a Profile| context.profiles.get(profile.text("source_profile")?);
    let mut profiles = Vec::new();
    for profile in std::iter::successors(Some(next), follow).skip(1) {
        profiles.push(profile);
        if profile.name == first {
            break;
        }
    }
    profiles
}

/// The profiles of a cycle with the lines of their headers, without the middle of a long one.
fn listed(context: &Context<'_>, cycle: &[&Profile]) -> String {
    let omitted = cycle.len().saturating_sub(2 * LISTED);
    let mut parts: Vec<String> = Vec::new();
    for (index, profile) in cycle.iter().enumerate() {
        if omitted > 1 && (LISTED..LISTED + omitted).contains(&index) {
            if index == LISTED {
                parts.push(format!("{omitted} more"));
            }
            continue;
        }
        parts.push(match context.header_at(profile) {
            Some(at) => format!("{} ({} line {})", quoted(&profile.name), at.file, at.line),
            None => quoted(&profile.name),
        });
    }
    parts.join(" → ")
}
