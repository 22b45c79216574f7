//! From a profile that names a role to what calls for that role.

use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::plan::suggest::nearest_word;
use crate::text::quoted;

/// What `credential_source` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Environment,
    Ec2InstanceMetadata,
    EcsContainer,
}

/// Its words; the AWS CLI compares them letter by letter.
const NAMED: [(&str, Named); 3] = [
    ("Environment", Named::Environment),
    ("Ec2InstanceMetadata", Named::Ec2InstanceMetadata),
    ("EcsContainer", Named::EcsContainer),
];

/// What calls for the role of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller<'a> {
    /// Another profile, or the same one with its own keys.
    Profile(&'a Profile, Found<'a>),
    /// One of the sources that `credential_source` can name.
    Named(Named, Found<'a>),
    /// None that could be found; why is reported.
    Broken,
}

/// Whether a profile names a role that someone has to assume. A token file makes it a profile of
/// web identity instead, even with an empty name.
pub(crate) fn is_role(profile: &Profile) -> bool {
    profile.has("role_arn") && !profile.has("web_identity_token_file")
}

/// Whether a profile has static keys, or one of them, in either file.
pub(crate) fn has_static(profile: &Profile) -> bool {
    profile.has("aws_access_key_id") || profile.has("aws_secret_access_key")
}

/// Whether a profile, as someone's source, is itself a role to assume: static keys hide its role.
pub(crate) fn is_role_as_source(profile: &Profile) -> bool {
    is_role(profile) && !has_static(profile)
}

/// What calls for the role of `profile`.
pub(crate) fn caller<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Caller<'a> {
    let source_profile = profile.get("source_profile");
    let credential_source = profile.get("credential_source");
    match (source_profile, credential_source) {
        (Some(found), None) => source(context, profile, found),
        (None, Some(found)) => named(context, profile, found),
        (Some(found), Some(_)) => conflict(context, profile, found),
        (None, None) => missing(context, profile),
    }
}

fn source<'a>(context: &mut Context<'a>, profile: &'a Profile, found: Found<'a>) -> Caller<'a> {
    let name = text(found);
    if let Some(source) = context.profiles.get(name) {
        return Caller::Profile(source, found);
    }
    let message =
        format!("`source_profile` {} is not in the config or credentials file", quoted(name));
    let mut finding = context.on_value(Code::SourceProfileNotFound, profile, found, message);
    finding = match context.names.nearest(name) {
        Some(meant) => {
            let edits = context.replace_value(found, meant);
            finding
                .help(format!("did you mean {}?", quoted(meant)))
                .fix(format!("use {}", quoted(meant)), edits)
        }
        None => finding.help("use a profile from the config or credentials file"),
    };
    context.report(finding);
    Caller::Broken
}

fn named<'a>(context: &mut Context<'a>, profile: &'a Profile, found: Found<'a>) -> Caller<'a> {
    let word = text(found);
    if let Some((_, named)) = NAMED.iter().find(|(name, _)| *name == word) {
        return Caller::Named(*named, found);
    }
    let message = format!("unknown `credential_source` {}", quoted(word));
    let finding = context.on_value(Code::CredentialSourceUnknown, profile, found, message);
    let words = NAMED.map(|(name, _)| name);
    let finding = match nearest_word(word, &words) {
        Some(meant) => finding
            .help(format!("did you mean `{meant}`? the value is case-sensitive"))
            .fix(format!("use `{meant}`"), context.replace_value(found, meant)),
        None => finding.help("use `Environment`, `Ec2InstanceMetadata` or `EcsContainer`"),
    };
    context.report(finding);
    Caller::Broken
}

fn conflict<'a>(context: &mut Context<'a>, profile: &'a Profile, found: Found<'a>) -> Caller<'a> {
    let message = "both `source_profile` and `credential_source` are set";
    let help = "keep the one with the credentials that may assume the role, and remove the other";
    let finding = context.on_value(Code::SourceConflict, profile, found, message).help(help);
    context.report(finding);
    // What each of them is wrong about is worth knowing too.
    if let Some(found) = profile.get("credential_source") {
        named(context, profile, found);
    }
    source(context, profile, found);
    Caller::Broken
}

fn missing<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Caller<'a> {
    let message = "`role_arn` is set without `source_profile` or `credential_source`";
    let help = if has_static(profile) {
        format!(
            "to assume the role with the profile's own keys, add `source_profile = {}`",
            crate::text::sanitize(&profile.name)
        )
    } else {
        "add `source_profile = NAME` or `credential_source = Environment` to say whose \
         credentials assume the role"
            .to_owned()
    };
    let finding = match profile.get("role_arn") {
        Some(found) => context.on_value(Code::SourceMissing, profile, found, message),
        None => context.on_profile(Code::SourceMissing, profile, message),
    };
    context.report(finding.help(help));
    Caller::Broken
}

/// How much of a long loop a message lists, from each end.
const LISTED: usize = 6;

/// The finding about a circle: `path` leads to the profile that names `next`, which is on it or
/// leads back to its start.
pub(crate) fn cycle<'a>(
    context: &Context<'a>,
    path: &[&'a Profile],
    next: &'a Profile,
    found: Found<'a>,
) -> Diagnostic {
    let start = path.iter().position(|profile| profile.name == next.name);
    let mut round: Vec<&Profile> = path.iter().skip(start.unwrap_or(0)).copied().collect();
    round.push(next);
    if start.is_none() {
        round.extend(way_back(context, path.first().copied(), next));
    }
    let message = format!("`source_profile` forms a cycle: {}", listed(context, &round));
    let finding = match path.last() {
        Some(from) => context.on_value(Code::ChainCycle, from, found, message),
        None => Diagnostic::new(Code::ChainCycle, message),
    };
    finding.help("point one of them at a profile that has its own credentials")
}

/// The profiles from `next`, without it, to `top`, which it is known to lead to.
fn way_back<'a>(
    context: &Context<'a>,
    top: Option<&'a Profile>,
    next: &'a Profile,
) -> Vec<&'a Profile> {
    let follow = |profile: &&'a Profile| context.profiles.get(profile.text("source_profile")?);
    let mut way = Vec::new();
    for profile in std::iter::successors(Some(next), follow).skip(1) {
        way.push(profile);
        if top.is_some_and(|top| top.name == profile.name) {
            break;
        }
    }
    way
}

/// The profiles of a circle with the line that each begins in, the middle left out when it is long.
fn listed(context: &Context<'_>, round: &[&Profile]) -> String {
    let left_out = round.len().saturating_sub(2 * LISTED);
    let mut parts: Vec<String> = Vec::new();
    for (index, profile) in round.iter().enumerate() {
        if left_out > 1 && (LISTED..LISTED + left_out).contains(&index) {
            if index == LISTED {
                parts.push(format!("{left_out} more"));
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
