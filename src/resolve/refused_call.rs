//! The call of a hop that STS refused: its parameters, and the conclusions from them.

use crate::diagnostic::{Diagnostic, RefusedCall, SentCall, Signer, TextEdit};
use crate::plan::{Hop, Plan, Source, StaticSource};
use crate::sts::refusal::{self, Before, Situation};

/// The duration of a session in seconds if the call sends none.
const DEFAULT_DURATION: u32 = 3600;

/// Adds the parameters of the call, the causes that they support or exclude, and the next step.
pub(super) fn refused(
    mut diagnostic: Diagnostic,
    plan: &Plan,
    hop: &Hop,
    index: usize,
) -> Diagnostic {
    let earlier = plan.hops.get(..index).unwrap_or_default();
    let sent = sent(plan, hop, earlier);
    let situation = situation(&sent, earlier);
    // A step that is based on the message alone does not change.
    if let Some(denied) = &diagnostic.access_denied
        && diagnostic.help.as_ref() == Some(&refusal::advice(denied, &Situation::default()))
    {
        diagnostic.help = Some(refusal::advice(denied, &situation));
    }
    let causes = refusal::causes(&diagnostic, &situation);
    let diagnostic = shorter(diagnostic, hop);
    let summary = refusal::summary(&sent);
    diagnostic.refused_call(RefusedCall { sent, summary, causes })
}

fn situation<'a>(sent: &'a SentCall, earlier: &'a [Hop]) -> Situation<'a> {
    let profile_with = |has: fn(&Hop) -> bool| {
        earlier.iter().rev().find(|hop| has(hop)).map(|hop| hop.profile.as_str())
    };
    Situation {
        sent: Some(sent),
        before: earlier.last().map(|hop| Before {
            profile: &hop.profile,
            role_arn: &hop.role_arn,
            has_policy: has_policy(hop),
        }),
        tags_from: profile_with(|hop| {
            hop.session.transitive_tag_keys.as_ref().is_some_and(|keys| !keys.is_empty())
        }),
        source_identity_from: profile_with(|hop| hop.session.source_identity.is_some()),
    }
}

fn sent(plan: &Plan, hop: &Hop, earlier: &[Hop]) -> SentCall {
    let name = hop.role_session_name.as_ref().or(hop.default_session_name.as_ref());
    let passed_on = earlier.iter().filter_map(|hop| hop.session.transitive_tag_keys.as_ref());
    SentCall {
        role_arn: hop.role_arn.clone(),
        signer: if earlier.is_empty() { signer(&plan.source) } else { Signer::RoleSession },
        session_name: name.cloned(),
        duration_seconds: hop.duration_seconds.unwrap_or(DEFAULT_DURATION),
        external_id: hop.external_id.is_some(),
        mfa: hop.mfa_serial.is_some(),
        session_tags: hop.session.tags.iter().flatten().map(|tag| tag.key.clone()).collect(),
        inherited_tags: passed_on.flatten().cloned().collect(),
        source_identity: hop.session.source_identity.clone(),
        session_policy: has_policy(hop),
        region: hop.region.clone(),
        endpoint: hop.endpoint.clone(),
    }
}

fn has_policy(hop: &Hop) -> bool {
    let arns = hop.session.policy_arns.as_ref().is_some_and(|arns| !arns.is_empty());
    hop.session.policy.is_some() || arns
}

/// The kind of the first credentials, as far as the source shows it.
fn signer(source: &Source) -> Signer {
    match source {
        Source::Static(StaticSource { has_session_token: true, .. }) | Source::Login(_) => {
            Signer::Session
        }
        Source::Static(_) => Signer::LongTermKey,
        Source::Sso(_) | Source::WebIdentity(_) | Source::Ec2Metadata(_) | Source::Container(_) => {
            Signer::RoleSession
        }
        Source::Environment(_) | Source::Process(_) => Signer::Unknown,
    }
}

/// Adds the edit that shortens a refused duration.
fn shorter(diagnostic: Diagnostic, hop: &Hop) -> Diagnostic {
    let requested = hop.duration_seconds.unwrap_or(DEFAULT_DURATION);
    let Some(longest) = refusal::longest_duration(&diagnostic.message, requested) else {
        return diagnostic;
    };
    let location = hop.locations.get("duration_seconds").copied();
    let seconds = longest.seconds;
    let change = match location {
        Some(_) => format!("set `duration_seconds` to {seconds} or less"),
        None => format!("request {seconds} seconds or less"),
    };
    let help = if longest.is_named {
        format!("{change}: STS names this as the maximum")
    } else {
        format!("{change}, which every role accepts, or ask the owner of the role for its maximum")
    };
    let diagnostic = diagnostic.help(help);
    match location {
        Some(location) => {
            let edit = TextEdit { location, new_text: seconds.to_string() };
            diagnostic.fix(format!("use {seconds}"), vec![edit])
        }
        None => diagnostic,
    }
}
