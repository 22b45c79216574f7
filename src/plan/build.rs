//! From a profile that was followed to the plan that is run.

use std::collections::BTreeMap;

use super::chain::caller::{CallerKind, caller_kind};
use super::context::Context;
use super::follow::Followed;
use super::role::parameters::{KEYS, Parameters};
use super::settings::network;
use super::settings::session_name::default_session_name;
use super::{Hop, Plan, Source};
use crate::aws::Endpoint;
use crate::cache::{RoleKey, policy_for_key, role_key};
use crate::text::Location;

/// The plan of a profile, without diagnostics; `None` if the profile has no valid source.
pub(crate) fn plan(context: &Context<'_>, followed: &Followed<'_>) -> Option<Plan> {
    let source = followed.source.as_ref()?.value.clone();
    let settings = &followed.settings.value;
    Some(Plan {
        profile: followed.profile.name.to_string(),
        hops: hops(context, followed),
        source,
        region: settings.region.map(str::to_owned),
        sts: settings.endpoint.clone(),
        network: network::settings(context, followed.profile),
        diagnostics: Vec::new(),
    })
}

/// The roles of a profile in the order of the calls.
pub(crate) fn hops(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Hop> {
    let source = followed.source.as_ref().map(|source| &source.value);
    let first_is_chained = source.map(caller_kind) == Some(CallerKind::RoleSession);
    let is_user = source.is_some_and(is_user);
    let steps = followed.walk().map(|walk| walk.steps.as_slice()).unwrap_or_default();
    let requested = followed.requested.iter().map(|requested| &requested.value);
    let roles = steps.iter().rev().map(|step| &step.parameters).chain(requested);
    let hops = roles.enumerate().map(|(index, parameters)| {
        let chained = index > 0 || first_is_chained;
        let hop = hop(context, parameters, &followed.settings.value.endpoint, chained);
        let mfa_session =
            context.request.mfa_session && index == 0 && is_user && hop.mfa_serial.is_some();
        Hop { mfa_session, ..hop }
    });
    hops.collect()
}

/// Whether the source can be the access keys of an IAM user, with which sessions of the user are
/// created.
fn is_user(source: &Source) -> bool {
    match source {
        Source::Static(keys) => !keys.has_session_token,
        Source::Environment(_) => true,
        Source::Process(_)
        | Source::Sso(_)
        | Source::WebIdentity(_)
        | Source::Ec2Metadata(_)
        | Source::Container(_)
        | Source::Login(_) => false,
    }
}

fn hop(
    context: &Context<'_>,
    parameters: &Parameters<'_>,
    endpoint: &Endpoint,
    chained: bool,
) -> Hop {
    let Parameters {
        profile,
        is_requested: _,
        is_last: _,
        role_arn,
        role_session_name,
        duration_seconds,
        external_id,
        mfa_serial,
        ref mfa_process,
        ref session,
    } = *parameters;
    Hop {
        profile: profile.name.to_string(),
        role_arn: role_arn.to_owned(),
        role_session_name: role_session_name.map(str::to_owned),
        default_session_name: match role_session_name {
            Some(_) => None,
            None => default_session_name(context.request, &profile.name),
        },
        duration_seconds,
        external_id: external_id.map(str::to_owned),
        mfa_serial: mfa_serial.map(str::to_owned),
        mfa_process: mfa_serial.and(mfa_process.clone()),
        mfa_session: false,
        session: session.clone(),
        chained,
        region: endpoint.signing_region.clone(),
        endpoint: endpoint.url.clone(),
        endpoint_overridden: endpoint.overridden,
        cache_key: cache_key(parameters),
        locations: locations(context, parameters),
    }
}

/// The AWS CLI's cache key of the session.
fn cache_key(parameters: &Parameters<'_>) -> String {
    let session = &parameters.session;
    let policy = session.policy.as_deref().map(policy_for_key);
    role_key(&RoleKey {
        duration_seconds: parameters.duration_seconds,
        external_id: parameters.external_id,
        role_arn: parameters.role_arn,
        role_session_name: parameters.role_session_name,
        serial_number: parameters.mfa_serial,
        policy: policy.as_ref(),
        policy_arns: session.policy_arns.as_deref(),
        source_identity: session.source_identity.as_deref(),
        tags: session.tags.as_deref(),
        transitive_tag_keys: session.transitive_tag_keys.as_deref(),
    })
}

/// The location of each setting that the hop is made from.
fn locations(context: &Context<'_>, parameters: &Parameters<'_>) -> BTreeMap<String, Location> {
    let is_of_call = |key: &&str| !parameters.is_overridden(key, context.request);
    let location = |key: &str| {
        let found = parameters.profile.get(key)?;
        Some((key.to_owned(), context.value_at(found)))
    };
    let mut locations = BTreeMap::new();
    locations.extend(KEYS.into_iter().filter(is_of_call).filter_map(location));
    locations
}
