//! Adds the hop and the setting to errors.

use super::refused_call::refused;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::{
    Hop, LoginSource, Plan, ProcessSource, Source, SsoSource, StaticSource, WebIdentitySource,
};
use crate::text::quoted;

/// Adds the hop to an error: the caller, the role, and the location of the setting.
pub(crate) fn with_hop(error: Error, plan: &Plan, index: usize) -> Error {
    let Some(hop) = plan.hops.get(index) else { return error };
    error.map_primary(|diagnostic| with_context(diagnostic, plan, hop, index)).at_hop(index)
}

fn with_context(diagnostic: Diagnostic, plan: &Plan, hop: &Hop, index: usize) -> Diagnostic {
    let is_refused = match diagnostic.code {
        Code::StsAccessDenied | Code::StsRejected => true,
        // A code that was not sent has no key.
        Code::MfaRejected => diagnostic.key.is_some(),
        _ => false,
    };
    let mut diagnostic =
        if is_refused { refused(diagnostic, plan, hop, index) } else { diagnostic };
    let key = key(&diagnostic, hop);
    if diagnostic.code != Code::Aborted {
        let caller = caller(plan, index);
        diagnostic.message =
            format!("role {}, called with {caller}: {}", quoted(&hop.role_arn), diagnostic.message);
    }
    let location = hop.locations.get(&key).copied();
    let diagnostic = diagnostic.profile(&hop.profile).key(key);
    match location {
        Some(location) => diagnostic.at(location),
        None => diagnostic,
    }
}

/// The setting that caused an error: the one that the error names, if the profile has it.
fn key(diagnostic: &Diagnostic, hop: &Hop) -> String {
    let named = match diagnostic.code {
        Code::MfaRejected | Code::MfaRequired | Code::MfaOutcomeUnknown => Some("mfa_serial"),
        _ => diagnostic.key.as_deref(),
    };
    named.filter(|key| hop.locations.contains_key(*key)).unwrap_or("role_arn").to_owned()
}

/// The caller of a hop: whose credentials sign the call.
fn caller(plan: &Plan, index: usize) -> String {
    let before = index.checked_sub(1).and_then(|before| plan.hops.get(before));
    if let Some(hop) = before {
        return format!("the role of profile {}", quoted(&hop.profile));
    }
    match &plan.source {
        Source::Static(StaticSource { profile, .. }) => {
            format!("the keys of profile {}", quoted(profile))
        }
        Source::Environment(_) => "the keys of the environment".into(),
        Source::Process(ProcessSource { profile, .. }) => {
            format!("the `credential_process` of profile {}", quoted(profile))
        }
        Source::Sso(SsoSource { profile, .. }) => {
            format!("the IAM Identity Center role of profile `{profile}`")
        }
        Source::WebIdentity(WebIdentitySource { role_arn, .. }) => {
            format!("the web identity session of {}", quoted(role_arn))
        }
        Source::Ec2Metadata(_) => "the instance role".into(),
        Source::Container(_) => "the container role".into(),
        Source::Login(LoginSource { profile, .. }) => {
            format!("the login session of profile {}", quoted(profile))
        }
    }
}
