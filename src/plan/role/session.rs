//! Session policies, tags and source identity: what the AWS CLI has no settings for.
//!
//! `session_tags`, `transitive_session_tags` and `source_identity` are read as aws-vault reads them:
//! `KEY=VALUE` and keys, with commas between and blanks around. What a caller asks for is for the
//! last role, and counts in the place of its profile's.

use crate::aws::{Arn, limits};
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::sts::SessionParameters;
use crate::sts::Tag;
use crate::text::quoted;

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
        "a session policy, tags or a source identity are asked for, and no role is assumed";
    let finding = context.on_profile(Code::UsageInvalid, profile, message);
    context.report(finding.help("take a profile with `role_arn`, or leave them out"));
}

fn of_profile<'a>(context: &mut Context<'a>, profile: &'a Profile) -> SessionParameters {
    let words = |key: &str| profile.text(key).map(|text| text.split(',').map(str::trim));
    let tags = words("session_tags").map(|words| {
        words.map(|word| word.split_once('=').ok_or(word)).collect::<Result<Vec<_>, _>>()
    });
    let tags = match tags {
        Some(Err(word)) => {
            let problem = format!("has {}, which is not KEY=VALUE", quoted(word));
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
        transitive_tag_keys: keys
            .map(|keys| keys.filter(|key| !key.is_empty()).map(str::to_owned).collect()),
        source_identity: profile
            .text("source_identity")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        ..SessionParameters::default()
    }
}

/// What STS would refuse, by the key of the config that it may be from.
fn problems(session: &SessionParameters) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if let Some(Err(limit)) = session.policy.as_deref().map(limits::policy) {
        found.push(("policy", limit.to_string()));
    }
    let arns = session.policy_arns.as_deref().unwrap_or_default();
    if arns.len() > POLICY_ARNS_MAX {
        let message = format!("has {} policies, and STS takes {POLICY_ARNS_MAX}", arns.len());
        found.push(("policyArns", message));
    }
    for policy in arns {
        let is_policy = |arn: &Arn<'_>| arn.service == "iam" && arn.resource.starts_with("policy/");
        if limits::role_arn(&policy.arn).is_err()
            || !Arn::parse(&policy.arn).is_some_and(|arn| is_policy(&arn))
        {
            let message = format!("has {}, which is not the ARN of a policy", quoted(&policy.arn));
            found.push(("policyArns", message));
        }
    }
    let tags = session.tags.as_deref().unwrap_or_default();
    if tags.len() > TAGS_MAX {
        found.push(("session_tags", format!("has {} tags, and STS takes {TAGS_MAX}", tags.len())));
    }
    for (at, Tag { key, value }) in tags.iter().enumerate() {
        let name = quoted(key);
        if let Err(limit) = limits::tag_key(key) {
            found.push(("session_tags", format!("has the key {name}, which {limit}")));
        }
        if let Err(limit) = limits::tag_value(value) {
            found.push(("session_tags", format!("has a value of {name} which {limit}")));
        }
        let same = |other: &Tag| other.key.to_lowercase() == key.to_lowercase();
        if tags.iter().take(at).any(same) {
            found.push(("session_tags", format!("has the key {name} twice")));
        }
    }
    for key in session.transitive_tag_keys.iter().flatten() {
        if !tags.iter().any(|tag| tag.key.to_lowercase() == key.to_lowercase()) {
            let message = format!("has {}, which is no key of the session's tags", quoted(key));
            found.push(("transitive_session_tags", message));
        }
    }
    if let Some(Err(limit)) = session.source_identity.as_deref().map(limits::source_identity) {
        found.push(("source_identity", limit.to_string()));
    }
    found
}

fn report<'a>(context: &mut Context<'a>, profile: &'a Profile, key: &str, problem: &str) {
    let message = format!("`{key}` {problem}");
    let finding = match profile.get(key) {
        Some(found) if !text(found).is_empty() => {
            context.on_value(Code::SessionParameterInvalid, profile, found, message)
        }
        _ => Diagnostic::new(Code::SessionParameterInvalid, message).profile(&profile.name),
    };
    context.report(finding.help("STS refuses the call; write what it takes, or leave it out"));
}
