//! Which portal of IAM Identity Center a person is to sign in to.

use super::context::{Context, text};
use super::planner::{failure, plan, require_readable};
use super::source::sso;
use super::{Request, Source, SsoSource, select};
use crate::aws::{check_page, is_valid_region_label};
use crate::cache::token_key;
use crate::config::{Found, Profile, Profiles};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::quoted;

/// A portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The profile that it was found in; none when the `sso_session` was named outright.
    pub profile: Option<String>,
    /// The `sso_session`, when there is one.
    pub session: Option<String>,
    /// The portal's page.
    pub start_url: String,
    /// The portal's region.
    pub region: String,
    /// What the sign-in is to be good for: `sso_registration_scopes`.
    pub scopes: Vec<String>,
    /// The name of the sign-in in `~/.aws/sso/cache`: 40 hex digits.
    pub token_key: String,
    /// Where a person signs in.
    pub oidc_endpoint: String,
    /// Whether `oidc_endpoint` is not the service's own for the region.
    pub oidc_endpoint_overridden: bool,
}

/// The portal of an `sso_session` or, without one, of the profile that a request means: its own, or
/// that of the profile at the start of its chain.
///
/// # Errors
/// Everything that is wrong with the settings, all at once.
pub fn sign_in(
    profiles: &Profiles,
    request: &Request,
    session: Option<&str>,
) -> Result<SignIn, Error> {
    require_readable(profiles)?;
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let (name, by) = select::name(&mut context);
    let found = if let Some(session) = session {
        let selected = profiles.get(name).unwrap_or(&empty);
        of_session(&mut context, selected, session)
    } else {
        let selected = select::profile(&mut context, name, by, &empty);
        selected.and_then(|profile| of_profile(&mut context, profile, profile))
    };
    if let Some(found) = found {
        return Ok(found);
    }
    let findings = context.into_findings();
    if session.is_none() && !findings.iter().any(Diagnostic::is_error) {
        return of_chain(profiles, request, name);
    }
    Err(failure(findings))
}

/// Where the portal of a region is, by the environment and the profile that a request means, and
/// whether someone set that.
pub fn portal_endpoint(profiles: &Profiles, request: &Request, region: &str) -> (String, bool) {
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let (name, _) = select::name(&mut context);
    let selected = profiles.get(name).unwrap_or(&empty);
    sso::portal_endpoint(&mut context, selected, region)
}

/// The portal at the start of a chain.
fn of_chain(profiles: &Profiles, request: &Request, name: &str) -> Result<SignIn, Error> {
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let selected = profiles.get(name).unwrap_or(&empty);
    if let Ok(plan) = plan(profiles, request)
        && let Source::Sso(SsoSource { profile: holder, .. }) = &plan.source
        && let Some(holder) = profiles.get(holder)
        && let Some(found) = of_profile(&mut context, selected, holder)
    {
        return Ok(found);
    }
    let message = format!("profile {} does not use IAM Identity Center", quoted(name));
    let finding = context
        .on_profile(Code::SsoIncomplete, selected, message)
        .help("run `aws configure sso` to set it up");
    context.report(finding);
    Err(failure(context.into_findings()))
}

/// The portal of an `sso_session` that was named outright.
fn of_session<'a>(context: &mut Context<'a>, selected: &'a Profile, name: &str) -> Option<SignIn> {
    let Some(section) = context.profiles.sso_session(name) else {
        let message =
            format!("the config file has no `[sso-session]` section named {}", quoted(name));
        let finding = Diagnostic::new(Code::SsoSessionNotFound, message)
            .help("run `aws configure sso-session` to set it up");
        context.report(finding);
        return None;
    };
    let get = |key: &str| section.get(key);
    made(context, selected, section, Some(name), get)
}

/// The portal of a profile; `None`, with nothing reported, when it names none.
fn of_profile<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    profile: &'a Profile,
) -> Option<SignIn> {
    let marks = ["sso_session", "sso_start_url", "sso_region", "sso_role_name", "sso_account_id"];
    marks.iter().find_map(|key| profile.get(key))?;
    let session = sso::session(context, profile).ok()?;
    let get = |key: &str| session.and_then(|session| session.get(key)).or_else(|| profile.get(key));
    if !sso::agrees(context, profile, session) {
        return None;
    }
    let name = profile.text("sso_session");
    let made = made(context, selected, profile, name, get)?;
    Some(SignIn { profile: Some(profile.name.clone()), ..made })
}

fn made<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    section: &'a Profile,
    session: Option<&str>,
    get: impl Fn(&str) -> Option<Found<'a>>,
) -> Option<SignIn> {
    let missing = sso::missing(&["sso_start_url", "sso_region"], &get);
    if !missing.is_empty() {
        let message = format!("the SSO configuration is missing {}", missing.join(", "));
        let finding = context
            .on_profile(Code::SsoIncomplete, section, message)
            .help("run `aws configure sso` to set them");
        context.report(finding);
        return None;
    }
    let (start_url, region) = (get("sso_start_url")?, get("sso_region")?);
    if !is_valid_region_label(text(region)) {
        let message = format!("`sso_region` {} is not a region", quoted(text(region)));
        let finding = context.on_value(Code::RegionInvalid, section, region, message);
        context.report(finding.help("write a region such as `eu-west-1`"));
        return None;
    }
    let (oidc_endpoint, overridden) = sso::oidc_endpoint(context, selected, text(region));
    if let Err(limit) = check_page(text(start_url), overridden) {
        let message = format!("`sso_start_url` {} {limit}", quoted(text(start_url)));
        let finding = context.on_value(Code::EndpointInvalid, section, start_url, message);
        context.report(finding.help("use the portal URL provided by the administrator"));
        return None;
    }
    Some(SignIn {
        profile: None,
        session: session.map(str::to_owned),
        start_url: text(start_url).to_owned(),
        region: text(region).to_owned(),
        scopes: get("sso_registration_scopes")
            .map(scopes)
            .filter(|_| session.is_some())
            .unwrap_or_default(),
        token_key: token_key(session, text(start_url)),
        oidc_endpoint,
        oidc_endpoint_overridden: overridden,
    })
}

/// Separated by commas.
fn scopes(found: Found<'_>) -> Vec<String> {
    let words = text(found).split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
