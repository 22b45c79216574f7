//! Which hop an error is about, and which setting.

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::{
    Hop, LoginSource, Plan, ProcessSource, Source, SsoSource, StaticSource, WebIdentitySource,
};
use crate::text::quoted;

/// The error with its hop: who called, which role, and where that is written.
pub(crate) fn with_hop(error: Error, plan: &Plan, index: usize) -> Error {
    let Some(hop) = plan.hops.get(index) else { return error };
    error.map_primary(|diagnostic| place(diagnostic, plan, hop, index)).at_hop(index)
}

fn place(mut diagnostic: Diagnostic, plan: &Plan, hop: &Hop, index: usize) -> Diagnostic {
    let key = match diagnostic.code {
        Code::MfaRejected | Code::MfaRequired | Code::MfaOutcomeUnknown => "mfa_serial",
        _ => "role_arn",
    };
    if diagnostic.code != Code::Aborted {
        let caller = caller(plan, index);
        diagnostic.message =
            format!("role {}, called with {caller}: {}", quoted(&hop.role_arn), diagnostic.message);
    }
    let diagnostic = diagnostic.profile(&hop.profile).key(key);
    match hop.locations.get(key) {
        Some(location) => diagnostic.at(*location),
        None => diagnostic,
    }
}

/// Whose credentials sign the call of a hop.
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
