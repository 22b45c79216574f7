//! Rules about a profile and its settings as a whole.

use crate::aws::limits::CHAINED_DURATION_MAX;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::Source;
use crate::plan::chain::caller::CallerKind;
use crate::plan::context::Context;
use crate::plan::follow::{Credentials, Followed};
use crate::plan::select::SelectedBy;
use crate::plan::settings::{client, empty, session_name};
use crate::plan::source::default_chain::ACCESS_KEY;
use crate::plan::source::{imds, sso};
use crate::sts::SessionParameters;

/// The region and the STS endpoint.
pub(super) fn settings(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let is_graded = |diagnostic: &Diagnostic| diagnostic.code == Code::ServicesNotFound;
    let diagnostics = followed.settings.diagnostics.iter().cloned();
    diagnostics.map(|it| if is_graded(&it) { of_client(followed, it) } else { it }).collect()
}

/// The settings that each client reads.
pub(super) fn client_settings(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let graded = |invalid: client::Invalid| {
        if invalid.is_for_unsigned || followed.has_role() {
            of_client(followed, invalid.diagnostic)
        } else {
            invalid.diagnostic.severity(Severity::Warning)
        }
    };
    client::invalid(context, followed.profile).into_iter().map(graded).collect()
}

/// A diagnostic about a value that the AWS CLI rejects when it creates a client. It exports
/// credentials that need no call without a client, so those are usable.
fn of_client(followed: &Followed<'_>, diagnostic: Diagnostic) -> Diagnostic {
    if followed.calls_aws() { diagnostic } else { diagnostic.severity(Severity::Warning) }
}

/// The STS endpoint, if it must not be called: an error if it is called.
pub(super) fn sts_endpoint(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    followed.settings.value.not_callable(followed.calls_sts())
}

/// The variables whose empty value is ignored.
pub(super) fn empty_variables(context: &Context<'_>, _: &Followed<'_>) -> Vec<Diagnostic> {
    empty::ignored(context)
}

/// The credentials of the environment or of the profile itself.
pub(super) fn own_credentials(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    match &followed.credentials {
        Credentials::Environment(lookup) | Credentials::Profile { own: lookup, .. } => {
            lookup.diagnostics.clone()
        }
        Credentials::Role(_) | Credentials::VisitedRole => Vec::new(),
    }
}

/// Access keys of the environment take precedence over a profile that the environment selects.
pub(super) fn environment_overrides_profile(
    _: &Context<'_>,
    followed: &Followed<'_>,
) -> Vec<Diagnostic> {
    let (Credentials::Environment(_), SelectedBy::Variable(variable)) =
        (&followed.credentials, followed.selected_by)
    else {
        return Vec::new();
    };
    let message = format!("environment credentials override the profile set by `{variable}`");
    let help = format!(
        "unset {ACCESS_KEY} to use the profile; the AWS SDK for JavaScript uses the profile \
         either way"
    );
    vec![Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help)]
}

/// The credentials of the container or the EC2 instance.
pub(super) fn default_credentials(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    match &followed.credentials {
        Credentials::Profile { default: Some(default), .. } => default.diagnostics.clone(),
        _ => Vec::new(),
    }
}

/// The `sso-session` section of the profile.
pub(super) fn sso_session(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let problems = sso::session_problems(context, followed.profile).into_iter();
    problems.map(|problem| of_client(followed, problem)).collect()
}

/// The settings of the EC2 instance metadata service. If it is the source, `source_endpoints` has
/// their diagnostics.
pub(super) fn metadata_settings(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    match followed.source.as_ref().map(|source| &source.value) {
        Some(Source::Ec2Metadata(_)) => Vec::new(),
        _ => imds::problems(context, followed.profile),
    }
}

/// The role that the request names over the profile.
pub(super) fn requested_role(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    followed.requested.as_ref().map(|role| role.diagnostics.clone()).unwrap_or_default()
}

/// STS limits the requested duration if the caller of the last role has a session of a role.
pub(super) fn requested_duration(
    context: &Context<'_>,
    followed: &Followed<'_>,
) -> Vec<Diagnostic> {
    let seconds = context.request.duration_seconds.map_or(0, i64::from);
    if followed.last_caller() != Some(CallerKind::RoleSession) || seconds <= CHAINED_DURATION_MAX {
        return Vec::new();
    }
    let message = format!(
        "the requested duration is {seconds}, but role chaining limits the session to \
         {CHAINED_DURATION_MAX} seconds"
    );
    let help = format!("use {CHAINED_DURATION_MAX} or less");
    vec![Diagnostic::new(Code::DurationChained, message).help(help)]
}

/// Session parameters of a request would have no effect without a role, so a session policy would not
/// limit the credentials.
pub(super) fn session_without_role(
    context: &Context<'_>,
    followed: &Followed<'_>,
) -> Vec<Diagnostic> {
    let request = context.request;
    let is_requested =
        request.session != SessionParameters::default() || request.duration_seconds.is_some();
    if followed.has_role() || !is_requested {
        return Vec::new();
    }
    let message = "a duration, session policy, tags or a source identity are set, but the profile \
                   assumes no role";
    let diagnostic = context.on_profile(Code::UsageInvalid, followed.profile, message);
    vec![diagnostic.help("use a profile with `role_arn`, or remove them")]
}

/// The pattern of session names in the request.
pub(super) fn session_name_pattern(context: &Context<'_>, _: &Followed<'_>) -> Vec<Diagnostic> {
    session_name::pattern_problem(context.request).into_iter().collect()
}

/// The endpoints from which the source gets the first credentials.
pub(super) fn source_endpoints(_: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    followed.source.as_ref().map(|source| source.diagnostics.clone()).unwrap_or_default()
}
