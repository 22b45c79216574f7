//! Session policies, tags and source identity, for which the AWS CLI has no settings.
//!
//! `session_tags`, `transitive_session_tags` and `source_identity` are read as aws-vault reads them:
//! `KEY=VALUE` and keys, separated by commas and trimmed. The parameters of a request apply to the
//! last role and override those of its profile.

use crate::aws::{Arn, limits};
use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::sts::{PolicyArn, SessionParameters, Tag};
use crate::text::{lower, quoted};

/// The keys of the parameters that a profile can set.
const KEYS: [&str; 3] = ["session_tags", "transitive_session_tags", "source_identity"];

/// How many tags STS accepts, and how many transitive keys. The contents of longer lists are not
/// checked: they are rejected anyway, and checking compares the keys with each other.
const TAGS_MAX: usize = 50;
const POLICY_ARNS_MAX: usize = 10;

/// The session parameters of a profile's role. `is_last` says whether the role is the last one of the
/// chain, to which the request's parameters apply.
pub(crate) fn parameters(
    context: &Context<'_>,
    profile: &Profile,
    is_last: bool,
) -> Checked<SessionParameters> {
    let requested =
        if is_last { context.request.session.clone() } else { SessionParameters::default() };
    of_profile(context, profile).and_then(|own| checked(context, profile, requested, Some(own)))
}

/// The session parameters of a role that the request names.
pub(crate) fn requested(context: &Context<'_>, profile: &Profile) -> Checked<SessionParameters> {
    checked(context, profile, context.request.session.clone(), None)
}

/// Whether a request sets the parameter of a key.
pub(super) fn is_requested(requested: &SessionParameters, key: &str) -> bool {
    match key {
        "session_tags" => requested.tags.is_some(),
        "transitive_session_tags" => requested.transitive_tag_keys.is_some(),
        "source_identity" => requested.source_identity.is_some(),
        _ => false,
    }
}

/// The parameters of the request, and otherwise those of the profile, if they apply.
fn checked(
    context: &Context<'_>,
    profile: &Profile,
    requested: SessionParameters,
    own: Option<SessionParameters>,
) -> Checked<SessionParameters> {
    let is_own = own.is_some();
    let own = own.unwrap_or_default();
    let own_keys = KEYS.into_iter().filter(|key| is_own && !is_requested(&requested, key));
    let found: Vec<SettingRef<'_>> = own_keys.filter_map(|key| profile.get(key)).collect();
    let list = |list: Option<Vec<String>>| list.filter(|list| !list.is_empty());
    let value = SessionParameters {
        policy: requested.policy,
        policy_arns: requested.policy_arns.filter(|list| !list.is_empty()),
        tags: requested.tags.or(own.tags).filter(|list| !list.is_empty()),
        transitive_tag_keys: list(requested.transitive_tag_keys.or(own.transitive_tag_keys)),
        source_identity: requested.source_identity.or(own.source_identity),
    };
    let of_key = |key: &str| found.iter().copied().find(|found| *found.setting.key == *key);
    let problems = problems(&value).into_iter();
    let diagnostics = problems
        .map(|(key, problem)| invalid(context, profile, of_key(key), (key, &problem)))
        .collect();
    Checked { value, diagnostics }
}

fn of_profile(context: &Context<'_>, profile: &Profile) -> Checked<SessionParameters> {
    let list = |key: &str| profile.text(key).map(|text| text.split(',').map(str::trim));
    let transitive = list("transitive_session_tags").map(|keys| {
        keys.filter(|key| !key.is_empty()).take(TAGS_MAX + 1).map(str::to_owned).collect()
    });
    let source_identity = profile.text("source_identity").filter(|text| !text.is_empty());
    tags(context, profile).map(|tags| SessionParameters {
        // Nothing can be compared with tags that cannot be read.
        transitive_tag_keys: transitive.filter(|_| tags.is_some() || !profile.has("session_tags")),
        tags,
        source_identity: source_identity.map(str::to_owned),
        ..SessionParameters::default()
    })
}

/// The tags of `session_tags`; `None` if it is not set, or if one of them has no value.
fn tags(context: &Context<'_>, profile: &Profile) -> Checked<Option<Vec<Tag>>> {
    let Some(text) = profile.text("session_tags") else { return Checked::clean(None) };
    let tag = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        Some(Tag { key: key.trim().to_owned(), value: value.trim().to_owned() })
    };
    let pairs = text.split(',').map(str::trim).take(TAGS_MAX + 1);
    match pairs.map(|pair| tag(pair).ok_or(pair)).collect::<Result<_, _>>() {
        Ok(tags) => Checked::clean(Some(tags)),
        Err(pair) => {
            let problem = format!("contains {}, which is not KEY=VALUE", quoted(pair));
            let found = profile.get("session_tags");
            Checked::new(None, [invalid(context, profile, found, ("session_tags", &problem))])
        }
    }
}

/// The key with a value that STS rejects, and why.
type Problem = (&'static str, String);

/// The values that STS rejects.
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

/// Whether a list is short enough for its contents to be checked.
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
    let key = lower(key);
    tags.iter().any(|tag| lower(&tag.key) == key)
}

/// The diagnostic about a value of the profile, if it was found there, or else of the request.
fn invalid(
    context: &Context<'_>,
    profile: &Profile,
    found: Option<SettingRef<'_>>,
    (key, problem): (&str, &str),
) -> Diagnostic {
    let code = Code::SessionParameterInvalid;
    let message = format!("`{key}` {problem}");
    let diagnostic = match found {
        Some(found) => context.on_value(code, profile, found, message),
        None => Diagnostic::new(code, message).profile(&profile.name),
    };
    diagnostic.help("STS rejects the call; correct the value or remove it")
}
