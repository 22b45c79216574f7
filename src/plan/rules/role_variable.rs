//! `AWS_ROLE_ARN` beside a profile.

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::follow::{Credentials, Followed};
use crate::plan::select::SelectedBy;
use crate::plan::source::lookup::Lookup;
use crate::plan::{Source, WebIdentitySource};

const ROLE: &str = "AWS_ROLE_ARN";
const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";

/// The AWS CLI only reads the variable for a web identity, which the role of a profile precedes and
/// all other credentials of a profile follow. A profile that the request names excludes the variable.
pub(super) fn role_variable(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let env = &context.request.env;
    if followed.selected_by == SelectedBy::Request || env.get(ROLE).is_none() {
        return Vec::new();
    }
    let diagnostic = match &followed.credentials {
        Credentials::Profile { own, .. } => match &own.value {
            Lookup::Found(Source::WebIdentity(source)) => overrides_profile(followed, source),
            _ => Some(ignored("it only applies to a web identity")),
        },
        Credentials::Role(_) | Credentials::VisitedRole => {
            Some(ignored("the role of the profile takes precedence"))
        }
        Credentials::Environment(_) => {
            Some(ignored("the access keys of the environment take precedence"))
        }
    };
    diagnostic.into_iter().collect()
}

fn overrides_profile(followed: &Followed<'_>, source: &WebIdentitySource) -> Option<Diagnostic> {
    let SelectedBy::Variable(variable) = followed.selected_by else { return None };
    let message = if source.profile.is_none() {
        format!("`{ROLE}` and `{TOKEN_FILE}` override the profile set by `{variable}`")
    } else {
        format!("`{ROLE}` overrides the `role_arn` of the profile set by `{variable}`")
    };
    let diagnostic = Diagnostic::new(Code::EnvironmentVariableIgnored, message);
    Some(
        diagnostic
            .help(format!("unset {ROLE} to use the profile, or name the profile in the command")),
    )
}

fn ignored(why: &str) -> Diagnostic {
    Diagnostic::new(Code::EnvironmentVariableIgnored, format!("`{ROLE}` is ignored: {why}"))
        .help(format!("unset {ROLE}, or set `role_arn` in a profile to assume the role"))
}
