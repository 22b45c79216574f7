//! The IAM Identity Center access portal that a user signs in to.

use super::checked::Checked;
use super::context::{Context, text};
use super::planner::{failure, plan, require_readable, unique};
use super::source::sso::{self, SsoSession};
use super::{Request, Source, SsoSource, select};
use crate::cache::token_key;
use crate::config::{Profile, Profiles, SectionRef, SettingRef};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::{Location, quoted};

/// Whether a profile has a setting of IAM Identity Center.
pub(super) fn has_sso(profile: &Profile) -> bool {
    profile.has("sso_session") || sso::REQUIRED.iter().any(|key| profile.has(key))
}

/// An access portal and how to sign in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoLoginTarget {
    /// The profile with the settings; `None` if the `sso_session` was named instead.
    pub profile: Option<String>,
    /// The `sso_session`, if there is one.
    pub session: Option<String>,
    /// The start URL, as configured.
    pub start_url: String,
    /// Where it is configured.
    pub start_url_at: Location,
    /// The URL of the portal: the start URL, or where it redirects to if it is on a custom domain.
    pub portal_url: String,
    /// The region of the portal.
    pub region: String,
    /// The region that is configured.
    pub sso_region: String,
    /// Whether the `sso_session` configures it, not the profile.
    pub region_is_in_session: bool,
    /// The scopes of the token: `sso_registration_scopes`, if it is set; it can be empty.
    pub scopes: Option<Vec<String>>,
    /// The key of the token in `~/.aws/sso/cache`: 40 hex digits.
    pub token_key: String,
    /// The endpoint of the OIDC service.
    pub oidc_endpoint: String,
    /// Whether `oidc_endpoint` is a custom endpoint.
    pub oidc_endpoint_overridden: bool,
}

/// Finds the portal of an `sso_session` or, without one, of the selected profile or of the profile
/// at the end of its chain.
///
/// # Errors
/// All errors in the settings at once.
pub fn plan_sso_login(
    profiles: &Profiles,
    request: &Request,
    session: Option<&str>,
) -> Result<SsoLoginTarget, Error> {
    require_readable(profiles)?;
    let context = Context::new(profiles, request);
    let Checked { value: (name, by), mut diagnostics } = select::select_name(&context);
    let target = if let Some(session) = session {
        let selected = select::profile_or_empty(&context, name);
        of_session(&context, selected, session)
    } else {
        select::find_profile(&context, name, by).and_then(|selected| match selected {
            Some(selected) => of_profile(&context, selected, selected),
            None => Checked::clean(None),
        })
    };
    let target = target.append_to(&mut diagnostics);
    let is_valid = !diagnostics.iter().any(Diagnostic::is_error);
    match target {
        Some(target) if is_valid => Ok(target),
        None if is_valid && session.is_none() => of_chain(profiles, request, (name, by)),
        _ => Err(failure(unique(diagnostics))),
    }
}

/// The only `sso_session` of the config, if the request and the environment name no profile and
/// `default` has no settings of IAM Identity Center.
pub fn only_sso_session<'a>(profiles: &'a Profiles, request: &Request) -> Option<&'a str> {
    let (name, by) = select::selected_name(request);
    let has_own = profiles.get(name).is_some_and(has_sso);
    let mut names = profiles.sso_session_names();
    let only = names.next().filter(|_| names.next().is_none());
    only.filter(|_| by == select::SelectedBy::Default && !has_own)
}

/// The same portal in the region that it turned out to be in.
///
/// # Errors
/// Those of the endpoint in that region.
pub fn sso_login_in_region(
    profiles: &Profiles,
    request: &Request,
    portal: SsoLoginTarget,
    region: &str,
) -> Result<SsoLoginTarget, Error> {
    let context = Context::new(profiles, request);
    let (name, _) = select::selected_name(request);
    let selected = select::profile_or_empty(&context, name);
    let Checked { value: (oidc_endpoint, _), diagnostics } =
        sso::oidc_endpoint(&context, selected, region);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(failure(unique(diagnostics)));
    }
    Ok(SsoLoginTarget { region: region.to_owned(), oidc_endpoint, ..portal })
}

/// The endpoint of the portal in a region, by the environment and the selected profile, and whether
/// it is a custom endpoint.
pub fn portal_endpoint(profiles: &Profiles, request: &Request, region: &str) -> (String, bool) {
    let context = Context::new(profiles, request);
    let (name, _) = select::selected_name(request);
    let selected = select::profile_or_empty(&context, name);
    sso::portal_endpoint(&context, selected, region).value
}

/// The portal of the profile at the end of a chain.
fn of_chain(
    profiles: &Profiles,
    request: &Request,
    (name, by): (&str, select::SelectedBy),
) -> Result<SsoLoginTarget, Error> {
    let context = Context::new(profiles, request);
    let selected = select::profile_or_empty(&context, name);
    let mut diagnostics = Vec::new();
    if let Ok(plan) = plan(profiles, request)
        && let Source::Sso(SsoSource { profile: base, .. }) = &plan.source
        && let Some(base) = profiles.get(base)
        && let Some(target) = of_profile(&context, selected, base).append_to(&mut diagnostics)
    {
        return Ok(target);
    }
    let message = format!("profile {} does not use IAM Identity Center", quoted(name));
    let diagnostic = context.on_profile(Code::SsoIncomplete, selected, message);
    diagnostics.push(diagnostic.help(help(profiles, by)));
    Err(failure(unique(diagnostics)))
}

/// If no profile is selected, the user may mean one of several sections.
fn help(profiles: &Profiles, by: select::SelectedBy) -> String {
    let sections: Vec<_> = profiles.sso_session_names().map(quoted).collect();
    if by != select::SelectedBy::Default || sections.is_empty() {
        return "run `aws configure sso` to set it up".to_owned();
    }
    format!(
        "name a profile, or an `[sso-session]` section with `--sso-session`: {}",
        sections.join(", ")
    )
}

/// The portal of the `sso_session` with this name.
fn of_session<'a>(
    context: &Context<'a>,
    selected: &'a Profile,
    name: &str,
) -> Checked<Option<SsoLoginTarget>> {
    let Some(section) = context.profiles.sso_session(name) else {
        return Checked::new(None, select::missing_section(SectionRef::SsoSession(name)));
    };
    login_target(context, selected, (section, Some(name)), SsoSession::Section(section))
}

/// The portal of a profile; `None`, without a diagnostic, if it does not name one.
fn of_profile<'a>(
    context: &Context<'a>,
    selected: &'a Profile,
    profile: &'a Profile,
) -> Checked<Option<SsoLoginTarget>> {
    if !has_sso(profile) {
        return Checked::clean(None);
    }
    let Checked { value: session, mut diagnostics } = sso::session(context, profile);
    if matches!(session, SsoSession::NotFound)
        || !sso::agrees(context, profile, session).append_to(&mut diagnostics)
    {
        return Checked { value: None, diagnostics };
    }
    let section = (profile, profile.text("sso_session"));
    login_target(context, selected, section, session).map(|target| {
        let profile = Some(profile.name.to_string());
        target.map(|target| SsoLoginTarget { profile, ..target })
    })
}

/// The portal that the settings of a section, and of the `sso_session` with this name, describe.
fn login_target<'a>(
    context: &Context<'a>,
    selected: &'a Profile,
    (section, name): (&'a Profile, Option<&str>),
    session: SsoSession<'a>,
) -> Checked<Option<SsoLoginTarget>> {
    let get = |key: &str| session.get(section, key);
    let (Some(start_url), Some(region)) = (get("sso_start_url"), get("sso_region")) else {
        return Checked::new(None, incomplete(context, section, session));
    };
    let problem = incomplete(context, section, session)
        .or_else(|| sso::invalid_region(context, section, Some(region)));
    if problem.is_some() {
        return Checked::new(None, problem);
    }
    sso::oidc_endpoint(context, selected, text(region)).and_then(|(oidc_endpoint, overridden)| {
        let insecure = sso::insecure_start_url(context, section, start_url, overridden);
        if insecure.is_some() {
            return Checked::new(None, insecure);
        }
        let region_is_in_session =
            session.section().is_some_and(|section| section.has("sso_region"));
        let scopes = get("sso_registration_scopes").filter(|_| name.is_some());
        Checked::clean(Some(SsoLoginTarget {
            profile: None,
            session: name.map(str::to_owned),
            start_url: text(start_url).to_owned(),
            start_url_at: context.value_at(start_url),
            portal_url: text(start_url).to_owned(),
            region: text(region).to_owned(),
            sso_region: text(region).to_owned(),
            region_is_in_session,
            scopes: scopes.map(split_scopes),
            token_key: token_key(name, text(start_url)),
            oidc_endpoint,
            oidc_endpoint_overridden: overridden,
        }))
    })
}

fn incomplete(
    context: &Context<'_>,
    section: &Profile,
    session: SsoSession<'_>,
) -> Option<Diagnostic> {
    let missing = sso::missing(&sso::PORTAL_KEYS, section, session);
    if missing.is_empty() {
        return None;
    }
    let message = format!("the SSO configuration is missing {missing}");
    let diagnostic = context.on_profile(Code::SsoIncomplete, section, message);
    Some(diagnostic.help("run `aws configure sso` to set them"))
}

/// The scopes, which are separated by commas.
fn split_scopes(found: SettingRef<'_>) -> Vec<String> {
    let scopes = text(found).split(',').map(str::trim).filter(|scope| !scope.is_empty());
    scopes.map(str::to_owned).collect()
}
