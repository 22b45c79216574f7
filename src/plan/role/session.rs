//! Session policies, tags and source identity: what the AWS CLI has no settings for.
//!
//! `session_tags`, `transitive_session_tags` and `source_identity` are read as aws-vault reads them:
//! `KEY=VALUE` and keys, with commas between and blanks around. What a caller asks for is for the
//! last role, and counts in the place of its profile's.

use crate::aws::{Arn, limits};
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::sts::{PolicyArn, SessionParameters, Tag};
use crate::text::quoted;

/// How many tags STS takes, and keys of tags that are handed on. Longer lists are not looked into:
/// what is in them does not matter any more, and keys are compared with each other.
const TAGS_MAX: usize = 50;
const POLICY_ARNS_MAX: usize = 10;

/// What the session of a profile's role is given. `is_last` says whether what the caller asked for
/// is for this role.
pub(crate) fn parameters<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    is_last: bool,
) -> SessionParameters {
    let own = of_profile(context, profile);
    let asked =
        if is_last { context.request.session.clone() } else { SessionParameters::default() };
    let list = |list: Option<Vec<String>>| list.filter(|list| !list.is_empty());
    let all = SessionParameters {
        policy: asked.policy,
        policy_arns: asked.policy_arns.filter(|list| !list.is_empty()),
        tags: asked.tags.or(own.tags).filter(|list| !list.is_empty()),
        transitive_tag_keys: list(asked.transitive_tag_keys.or(own.transitive_tag_keys)),
        source_identity: asked.source_identity.or(own.source_identity),
    };
    for (key, problem) in problems(&all) {
        report(context, profile, key, &problem);
    }
    all
}

/// A session that is asked for where no role is assumed would be without its policy.
pub(crate) fn needs_role(context: &mut Context<'_>, profile: &Profile, has_role: bool) {
    if has_role || context.request.session == SessionParameters::default() {
        return;
    }
    let message =
        "a session policy, tags or a source identity are set, but the profile assumes no role";
    let finding = context.on_profile(Code::UsageInvalid, profile, message);
    context.report(finding.help("use a profile with `role_arn`, or remove them"));
}

fn of_profile<'a>(context: &mut Context<'a>, profile: &'a Profile) -> SessionParameters {
    let words = |key: &str| profile.text(key).map(|text| text.split(',').map(str::trim));
    let tags = words("session_tags").map(|words| {
        let words = words.take(TAGS_MAX + 1);
        words.map(|word| word.split_once('=').ok_or(word)).collect::<Result<Vec<_>, _>>()
    });
    let tags = match tags {
        Some(Err(word)) => {
            let problem = format!("contains {}, which is not KEY=VALUE", quoted(word));
            report(context, profile, "session_tags", &problem);
            None
        }
        Some(Ok(pairs)) => Some(pairs),
        None => None,
    };
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.trim().to_owned(),
        value: value.trim().to_owned(),
    };
    let keys = words("transitive_session_tags");
    SessionParameters {
        tags: tags.map(|pairs| pairs.into_iter().map(tag).collect()),
        transitive_tag_keys: keys.map(|keys| {
            keys.filter(|key| !key.is_empty()).take(TAGS_MAX + 1).map(str::to_owned).collect()
        }),
        source_identity: profile
            .text("source_identity")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        ..SessionParameters::default()
    }
}

/// Something that STS would refuse, by the key of the config that it may be from.
type Problem = (&'static str, String);

/// What STS would refuse.
fn problems(session: &SessionParameters) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(Err(limit)) = session.policy.as_deref().map(limits::policy) {
        found.push(("policy", limit.to_string()));
    }
    let arns = session.policy_arns.as_deref().unwrap_or_default();
    if within(arns.len(), POLICY_ARNS_MAX, "policyArns", "policies", &mut found) {
        found.extend(arns.iter().filter_map(policy_arn));
    }
    let tags = session.tags.as_deref().unwrap_or_default();
    let keys = session.transitive_tag_keys.as_deref().unwrap_or_default();
    let tags_fit = within(tags.len(), TAGS_MAX, "session_tags", "tags", &mut found);
    let keys_fit = within(keys.len(), TAGS_MAX, "transitive_session_tags", "keys", &mut found);
    if tags_fit {
        tags_problems(tags, &mut found);
    }
    if tags_fit && keys_fit {
        found.extend(keys.iter().filter_map(|key| not_a_tag(tags, key)));
    }
    if let Some(Err(limit)) = session.source_identity.as_deref().map(limits::source_identity) {
        found.push(("source_identity", limit.to_string()));
    }
    found
}

/// Whether a list is short enough for what is in it to be looked at.
fn within(
    count: usize,
    most: usize,
    key: &'static str,
    what: &str,
    found: &mut Vec<Problem>,
) -> bool {
    if count > most {
        found.push((key, format!("has more than {most} {what}; STS allows {most}")));
    }
    count <= most
}

fn policy_arn(policy: &PolicyArn) -> Option<Problem> {
    let is_policy = |arn: Arn<'_>| arn.service == "iam" && arn.resource.starts_with("policy/");
    if limits::role_arn(&policy.arn).is_ok() && Arn::parse(&policy.arn).is_some_and(is_policy) {
        return None;
    }
    let message = format!("contains {}, which is not a policy ARN", quoted(&policy.arn));
    Some(("policyArns", message))
}

fn tags_problems(tags: &[Tag], found: &mut Vec<Problem>) {
    for (at, Tag { key, value }) in tags.iter().enumerate() {
        let name = quoted(key);
        if let Err(limit) = limits::tag_key(key) {
            found.push(("session_tags", format!("has the key {name}, which {limit}")));
        }
        if let Err(limit) = limits::tag_value(value) {
            found.push(("session_tags", format!("has the value {name}, which {limit}")));
        }
        if has_key(tags.get(..at).unwrap_or_default(), key) {
            found.push(("session_tags", format!("has the key {name} twice")));
        }
    }
}

fn not_a_tag(tags: &[Tag], key: &str) -> Option<Problem> {
    let message = format!("contains {}, which is not a key of the session's tags", quoted(key));
    (!has_key(tags, key)).then_some(("transitive_session_tags", message))
}

fn has_key(tags: &[Tag], key: &str) -> bool {
    let key = key.to_lowercase();
    tags.iter().any(|tag| tag.key.to_lowercase() == key)
}

fn report<'a>(context: &mut Context<'a>, profile: &'a Profile, key: &str, problem: &str) {
    let message = format!("`{key}` {problem}");
    let finding = match profile.get(key) {
        Some(found) if !text(found).is_empty() => {
            context.on_value(Code::SessionParameterInvalid, profile, found, message)
        }
        _ => Diagnostic::new(Code::SessionParameterInvalid, message).profile(&profile.name),
    };
    context.report(finding.help("STS rejects the call; correct the value or remove it"));
}
