//! `AssumeRoleWithWebIdentity`, set up in a profile or in the environment.

use super::lookup::{Outcome, Place};
use crate::aws::limits;
use crate::cache::web_identity_key;
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::context::{Context, text};
use crate::plan::role::parameters;
use crate::plan::{Source, WebIdentitySource};
use crate::text::quoted;

const TOKEN_FILE: &str = "web_identity_token_file";

/// The token file, the role and the session name are each looked up in the environment first, if
/// it counts, and then in the profile.
pub(crate) fn find<'a>(context: &mut Context<'a>, profile: &'a Profile, place: Place) -> Outcome {
    let env = |name| (place == Place::Selected).then(|| context.request.env.get(name)).flatten();
    let env_file = env("AWS_WEB_IDENTITY_TOKEN_FILE");
    let env_arn = env("AWS_ROLE_ARN");
    let env_name = env("AWS_ROLE_SESSION_NAME");
    let in_profile = profile.get(TOKEN_FILE);
    let Some(token_file) = env_file.or_else(|| in_profile.map(text).filter(|f| !f.is_empty()))
    else {
        return not_set_up(context, profile, in_profile);
    };
    let location = in_profile.filter(|_| env_file.is_none());
    let Some(role_arn) = role(context, profile, env_arn) else {
        return missing_role(context, profile, location);
    };
    let role_session_name = session_name(context, profile, env_name);
    Outcome::Found(Source::WebIdentity(WebIdentitySource {
        profile: location.map(|_| profile.name.clone()),
        cache_key: web_identity_key(&role_arn, role_session_name.as_deref()),
        role_arn,
        role_session_name,
        token_file: token_file.to_owned(),
        location: location.map(|found| context.value_at(found)),
    }))
}

/// The role: from the environment it is held against the same rules as from a profile.
fn role<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    env_arn: Option<&str>,
) -> Option<String> {
    match env_arn {
        Some(arn) => {
            if let Some(reason) = parameters::malformed(arn) {
                let message = format!("`AWS_ROLE_ARN` {} {reason}", quoted(arn));
                let finding = Diagnostic::new(Code::RoleArnMalformed, message);
                context.report(parameters::graded(finding, arn, context.is_foreign_sts));
            }
            Some(arn.to_owned())
        }
        None => profile
            .text("role_arn")
            .is_some_and(|arn| !arn.is_empty())
            .then(|| parameters::role_arn(context, profile).map(str::to_owned))
            .flatten(),
    }
}

fn session_name<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    env_name: Option<&str>,
) -> Option<String> {
    let Some(name) = env_name else {
        return parameters::session_name(context, profile).map(str::to_owned);
    };
    if let Err(limit) = limits::session_name(name) {
        let message = format!("`AWS_ROLE_SESSION_NAME` {} {limit}", quoted(name));
        context.report(
            Diagnostic::new(Code::SessionNameInvalid, message)
                .severity(parameters::severity(&limit)),
        );
    }
    Some(name.to_owned())
}

/// A token file without a name sets nothing up, and still keeps the role from being assumed.
fn not_set_up<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    in_profile: Option<Found<'a>>,
) -> Outcome {
    if let Some(found) = in_profile {
        let message = format!("`{TOKEN_FILE}` is empty, so `role_arn` is ignored");
        let finding = context
            .on_value(Code::WebIdentityIncomplete, profile, found, message)
            .severity(Severity::Warning)
            .help("set it to the token file, or remove it");
        context.report(finding);
    }
    Outcome::Nothing
}

fn missing_role<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    location: Option<Found<'a>>,
) -> Outcome {
    let code = Code::WebIdentityIncomplete;
    let finding = match location {
        Some(found) => {
            let message = format!("`{TOKEN_FILE}` is set without `role_arn`");
            context.on_value(code, profile, found, message).help("add `role_arn`")
        }
        None => Diagnostic::new(code, "`AWS_WEB_IDENTITY_TOKEN_FILE` is set without a role")
            .help("set `AWS_ROLE_ARN` as well"),
    };
    context.report(finding);
    Outcome::Broken
}
