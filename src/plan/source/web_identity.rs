//! `AssumeRoleWithWebIdentity`, configured in a profile or in the environment.

use super::lookup::{EnvironmentScope, Lookup};
use crate::aws::limits;
use crate::cache::web_identity_key;
use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::role::parameters;
use crate::plan::{Source, WebIdentitySource};
use crate::text::quoted;

const TOKEN_FILE: &str = "web_identity_token_file";

/// Finds the token file, the role and the session name: each in the environment, if it is included,
/// and then in the profile.
pub(crate) fn find(
    context: &Context<'_>,
    profile: &Profile,
    scope: EnvironmentScope,
) -> Checked<Lookup> {
    let env = |name| match scope {
        EnvironmentScope::Included => context.request.env.get(name),
        EnvironmentScope::Ignored => None,
    };
    let env_file = env("AWS_WEB_IDENTITY_TOKEN_FILE");
    let in_profile = profile.get(TOKEN_FILE);
    let Some(token_file) = env_file.or_else(|| in_profile.map(text).filter(|f| !f.is_empty()))
    else {
        let ignored = in_profile.map(|found| empty_token_file(context, profile, found));
        return Checked::new(Lookup::NotConfigured, ignored);
    };
    let location = in_profile.filter(|_| env_file.is_none());
    let Checked { value: role_arn, mut diagnostics } = role(context, profile, env("AWS_ROLE_ARN"));
    let Some(role_arn) = role_arn else {
        diagnostics.push(missing_role(context, profile, location));
        return Checked { value: Lookup::Invalid, diagnostics };
    };
    let role_session_name =
        session_name(context, profile, env("AWS_ROLE_SESSION_NAME")).append_to(&mut diagnostics);
    let source = Source::WebIdentity(WebIdentitySource {
        profile: location.map(|_| profile.name.to_string()),
        cache_key: web_identity_key(role_arn, role_session_name),
        role_arn: role_arn.to_owned(),
        role_session_name: role_session_name.map(str::to_owned),
        token_file: token_file.to_owned(),
        location: location.map(|found| context.value_at(found)),
    });
    Checked { value: Lookup::Found(source), diagnostics }
}

/// The role. The same rules apply to a role in the environment and in a profile.
fn role<'a>(
    context: &Context<'_>,
    profile: &'a Profile,
    env_arn: Option<&'a str>,
) -> Checked<Option<&'a str>> {
    let Some(arn) = env_arn else {
        let is_set = profile.text("role_arn").is_some_and(|arn| !arn.is_empty());
        return if is_set { parameters::role_arn(context, profile) } else { Checked::clean(None) };
    };
    let problem = parameters::malformed(arn).map(|reason| {
        let message = format!("`AWS_ROLE_ARN` {} {reason}", quoted(arn));
        let diagnostic = Diagnostic::new(Code::RoleArnMalformed, message);
        parameters::graded(diagnostic, arn, context.is_foreign_sts())
    });
    Checked::new(Some(arn), problem)
}

fn session_name<'a>(
    context: &Context<'_>,
    profile: &'a Profile,
    env_name: Option<&'a str>,
) -> Checked<Option<&'a str>> {
    let Some(name) = env_name else { return parameters::session_name(context, profile) };
    let problem = limits::session_name(name).err().map(|limit| {
        let message = format!("`AWS_ROLE_SESSION_NAME` {} {limit}", quoted(name));
        Diagnostic::new(Code::SessionNameInvalid, message)
            .severity(parameters::severity(context, &limit))
    });
    Checked::new(Some(name), problem)
}

/// An empty token file configures nothing, but the AWS CLI still does not assume the role.
fn empty_token_file(context: &Context<'_>, profile: &Profile, found: SettingRef<'_>) -> Diagnostic {
    let message = format!("`{TOKEN_FILE}` is empty, so `role_arn` is ignored");
    context
        .on_value(Code::WebIdentityIncomplete, profile, found, message)
        .severity(Severity::Warning)
        .help("set it to the token file, or remove it")
}

fn missing_role(
    context: &Context<'_>,
    profile: &Profile,
    location: Option<SettingRef<'_>>,
) -> Diagnostic {
    let code = Code::WebIdentityIncomplete;
    match location {
        Some(found) => {
            let message = format!("`{TOKEN_FILE}` is set without `role_arn`");
            context.on_value(code, profile, found, message).help("add `role_arn`")
        }
        None => Diagnostic::new(code, "`AWS_WEB_IDENTITY_TOKEN_FILE` is set without a role")
            .help("set `AWS_ROLE_ARN` as well"),
    }
}
