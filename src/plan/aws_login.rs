//! The profile that a user signs in for with `aws login`.

use serde::Serialize;

use super::checked::Checked;
use super::context::{Context, text};
use super::planner::{failure, plan, require_readable};
use super::settings::endpoint;
use super::sso_login::has_sso;
use super::{LoginSource, Request, Source, select};
use crate::aws::login_endpoint;
use crate::config::{Profile, Profiles};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::{quoted, shell_quote};

/// The service that a user signs in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SignInKind {
    /// IAM Identity Center.
    Sso,
    /// The AWS console, as with `aws login`.
    Login,
}

/// A profile and where its user signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsLoginTarget {
    /// The profile, which need not exist.
    pub profile: String,
    /// Its login session, if it has one.
    pub login_session: Option<String>,
    /// Whether the profile has a region.
    pub has_region: bool,
    /// The region of the sign-in.
    pub region: String,
    /// The URL that creates the login session.
    pub endpoint: String,
}

/// The settings of other kinds of credentials, in the order in which the AWS CLI looks for them. The
/// command `mfa-login` has a list of its own, of those besides access keys.
const OTHER_KINDS: [(&str, &str); 6] = [
    ("web_identity_token_file", "a web identity"),
    ("sso_role_name", "IAM Identity Center"),
    ("sso_account_id", "IAM Identity Center"),
    ("aws_access_key_id", "an access key"),
    ("role_arn", "a role"),
    ("credential_process", "a `credential_process`"),
];

/// The service for the user of the selected profile, or of the profile at the end of its chain. A
/// profile without any sign-in gets a login session.
pub fn sign_in_kind(profiles: &Profiles, request: &Request) -> SignInKind {
    let selected = profiles.get(select::selected_name(request).0);
    let source = plan(profiles, request).map(|plan| plan.source);
    match source {
        Ok(Source::Sso(_)) => SignInKind::Sso,
        Ok(Source::Login(_)) => SignInKind::Login,
        _ if selected.is_some_and(has_sso) => SignInKind::Sso,
        _ => SignInKind::Login,
    }
}

/// Finds the profile to sign in for: the profile at the end of the chain if that has a login session,
/// and the selected profile if not.
///
/// # Errors
/// `login-conflict` for a profile with another kind of credentials, `region-missing`,
/// `region-invalid`, and `login-failed` without an endpoint.
pub fn plan_aws_login(profiles: &Profiles, request: &Request) -> Result<AwsLoginTarget, Error> {
    require_readable(profiles)?;
    let context = Context::new(profiles, request);
    let name = select::selected_name(request).0;
    let base = base_of_chain(profiles, request);
    let name = base.as_deref().unwrap_or(name);
    let profile = profiles.get(name);
    let settings = select::profile_or_empty(&context, name);
    if let Some(conflict) = profile.and_then(|profile| other_kind(&context, profile)) {
        return Err(failure(vec![conflict]));
    }
    let Checked { value: region, diagnostics } = endpoint::region(&context, settings);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(failure(diagnostics));
    }
    let region = region.ok_or_else(no_region)?;
    let (fips, dualstack) = endpoint::variants(&context, settings);
    let found = profile.and_then(|profile| profile.get("login_session"));
    Ok(AwsLoginTarget {
        profile: name.to_owned(),
        login_session: found.map(|found| text(found).to_owned()),
        has_region: profile.is_some_and(|profile| profile.has("region")),
        region: region.to_owned(),
        endpoint: login_endpoint(region, fips, dualstack).ok_or_else(|| no_dual_stack(region))?,
    })
}

/// The profile at the end of the chain, if it has a login session.
fn base_of_chain(profiles: &Profiles, request: &Request) -> Option<String> {
    match plan(profiles, request).ok()?.source {
        Source::Login(LoginSource { profile, .. }) => Some(profile),
        _ => None,
    }
}

fn other_kind(context: &Context<'_>, profile: &Profile) -> Option<Diagnostic> {
    let (key, kind) = OTHER_KINDS.into_iter().find(|(key, _)| profile.has(key))?;
    let found = profile.get(key)?;
    let message =
        format!("profile {} has credentials of another kind: {kind}", quoted(&profile.name));
    let help = format!(
        "name a new profile with --profile, or remove the setting: \
         `rolehop unset {key} --profile {}`",
        shell_quote(&profile.name)
    );
    Some(context.on_value(Code::LoginConflict, profile, found, message).help(help))
}

fn no_region() -> Error {
    let help = "pass --region, or set `region` in the profile or AWS_REGION";
    Diagnostic::new(Code::RegionMissing, "no region is set to sign in to").help(help).into()
}

fn no_dual_stack(region: &str) -> Error {
    let message = format!("the region `{region}` has no dual-stack endpoint to sign in to");
    let help = "unset `use_dualstack_endpoint` and AWS_USE_DUALSTACK_ENDPOINT";
    Diagnostic::new(Code::LoginFailed, message).help(help).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Table;
    use crate::plan::role::role_source::is_role;
    use crate::plan::source::lookup::{EnvironmentScope, Lookup};
    use crate::plan::source::profile::find;

    /// Every setting that selects credentials conflicts with a login session.
    #[test]
    fn other_kinds_of_credentials() {
        for (key, ..) in Table::Profile.keys() {
            let config = format!("[default]\n{key} = x\n");
            let profiles = Profiles::parse(&config, "");
            let request = Request { region: Some("eu-west-1".into()), ..Request::default() };
            let context = Context::new(&profiles, &request);
            let profile = select::profile_or_empty(&context, "default");
            let own = find(&context, profile, EnvironmentScope::Ignored).value;
            let selects = is_role(profile) || !matches!(own, Lookup::NotConfigured);
            let outcome = plan_aws_login(&profiles, &request);
            let conflicts = outcome.is_err_and(|error| error.code == Code::LoginConflict);
            assert_eq!(conflicts, selects && *key != "login_session", "{key}");
        }
    }
}
