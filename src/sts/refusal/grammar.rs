//! The sentences of `AccessDenied`:
//!
//! ```text
//! [lead] User: PRINCIPAL is not authorized to perform: ACTION [on resource: RESOURCE] [reason][.]
//! reason = because no TYPE allows the ACTION action
//!        | with an explicit deny [in a|an|the TYPE [transitively through a TYPE] [: POLICY ARN]]
//! ```
//!
//! The parts are not validated: account IDs can be masked, services write resources in several
//! forms, and AWS adds types of policies.

use crate::diagnostic::{AccessDenied, PolicyKind};
use crate::text::one_line;

/// The maximum length of a reported part, in characters; an ARN has at most 2048.
const PART_MAX: usize = 2048;

/// The sentence that EC2 adds before the others.
const LEAD: &str = "not authorized to perform this operation.";
const NOT_AUTHORIZED: &str = "ot authorized to perform";
const EXPLICIT: &str = "with an explicit deny";
const IMPLICIT: &str = "because no ";
const BLOB: &str = "Encoded authorization failure message";

/// The texts that SDKs for Java and Go append to a message.
const APPENDED: [&str; 3] = [" (Service: ", " status code: ", " (RequestID: "];

/// Parses a message, which can be inside a text of an SDK or the AWS CLI and span several lines.
/// The parts are safe to display. Unknown parts are absent.
pub(crate) fn parse(message: &str) -> AccessDenied {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = APPENDED.iter().fold(line.as_str(), |text, end| before(text, end));
    let text = text.split_once(LEAD).map_or(text, |(_, rest)| rest);
    match text.split_once(NOT_AUTHORIZED) {
        Some((subject, rest)) => sentence(subject, rest),
        None => AccessDenied { action: session_call(text), ..AccessDenied::default() },
    }
}

fn sentence(subject: &str, rest: &str) -> AccessDenied {
    let rest = rest.trim_start_matches([':', ' ']);
    let (action, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let action = action.trim_end_matches(['.', ',']);
    let (resource, reason) = resource(rest.trim_start());
    let denied = AccessDenied {
        principal: principal(subject).and_then(part),
        action: action_name(action),
        resource: resource.and_then(part),
        ..reasoned(reason)
    };
    // Only a role's trust policy decides about callers that AWS does not recognize.
    let is_federated = action.starts_with("sts:AssumeRoleWith") && denied.principal.is_none();
    if is_federated && denied.kind == PolicyKind::Unknown {
        return AccessDenied { kind: PolicyKind::Trust, ..denied };
    }
    denied
}

/// The words between `User:` and `is n[ot authorized]`.
fn principal(subject: &str) -> Option<&str> {
    let (_, principal) = subject.rsplit_once("User:")?;
    Some(principal.trim().strip_suffix("is n")?.trim_end())
}

/// The operation in `Cannot call GetSessionToken with session credentials`.
fn session_call(text: &str) -> Option<String> {
    let (_, call) = text.split_once("Cannot call ")?;
    let (operation, _) = call.split_once(" with session credentials")?;
    action_name(&format!("sts:{operation}"))
}

/// The resource at the beginning of a text, and the rest of the text.
fn resource(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("on resource") else { return (None, text) };
    let rest = rest.trim_start_matches([':', ' ']);
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some((inside, after)) = quote.and_then(|quote| rest.get(1..)?.split_once(quote)) {
        return (Some(inside), after);
    }
    let ends = [IMPLICIT, EXPLICIT, BLOB, ". "].iter();
    let end = ends.filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    let (resource, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let resource = resource.trim_end();
    (Some(resource.strip_suffix('.').unwrap_or(resource)), after)
}

/// Why the call was denied; the other parts are absent.
fn reasoned(reason: &str) -> AccessDenied {
    if let Some((_, named)) = reason.split_once(EXPLICIT) {
        let named = before(named, BLOB);
        let arn_at = named.find("arn:").unwrap_or(named.len());
        let (types, arn) = named.split_at_checked(arn_at).unwrap_or((named, ""));
        let (kind, through) = types.split_once("transitively through").unwrap_or((types, ""));
        return AccessDenied {
            kind: policy_kind(kind),
            through: Some(policy_kind(through)).filter(|kind| *kind != PolicyKind::Unknown),
            explicit: Some(true),
            policy_arn: policy_arn(arn).and_then(part),
            ..AccessDenied::default()
        };
    }
    let Some((_, named)) = reason.split_once(IMPLICIT) else { return AccessDenied::default() };
    let kind = policy_kind(before(named, " allow"));
    AccessDenied { kind, explicit: Some(false), ..AccessDenied::default() }
}

/// The first word, without punctuation at its end. Names of policies can contain dots.
fn policy_arn(text: &str) -> Option<&str> {
    let word = text.split(' ').next()?.trim_end_matches([')', ']', ';', '"', '\'']);
    Some(word.strip_suffix('.').unwrap_or(word))
}

/// The type of a policy from its name in a message; case and number are ignored.
fn policy_kind(name: &str) -> PolicyKind {
    const KINDS: [(&str, PolicyKind); 8] = [
        ("identity", PolicyKind::Identity),
        ("boundary", PolicyKind::Boundary),
        ("session", PolicyKind::Session),
        ("service control", PolicyKind::Scp),
        ("resource control", PolicyKind::Rcp),
        ("trust", PolicyKind::Trust),
        ("resource", PolicyKind::Resource),
        ("endpoint", PolicyKind::Vpce),
    ];
    let name = name.to_ascii_lowercase();
    let found = KINDS.iter().find(|(words, _)| name.contains(words));
    found.map_or(PolicyKind::Unknown, |(_, kind)| *kind)
}

/// An action such as `sts:AssumeRole` unchanged, because it is safe; anything else as [`part`].
fn action_name(action: &str) -> Option<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-*".contains(&b))
    };
    match action.split_once(':') {
        Some((service, name)) if action.len() <= 128 && is_name(service) && is_name(name) => {
            Some(action.to_owned())
        }
        _ => part(action),
    }
}

fn part(text: &str) -> Option<String> {
    Some(one_line(text, PART_MAX)).filter(|text| !text.is_empty())
}

fn before<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or(text, |(before, _)| before)
}
