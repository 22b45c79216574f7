//! IAM Identity Center: the settings of a profile and of the `sso-session` section that it names.

use super::lookup::Lookup;
use crate::aws::{check_page, is_valid_region_label};
use crate::cache::{SsoKey, sso_key, token_key};
use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::settings::endpoint::{self, Service};
use crate::plan::{Source, SsoSource};
use crate::text::{quoted, quoted_key};

/// A profile with one of these keys uses IAM Identity Center.
const MARKS: [&str; 2] = ["sso_role_name", "sso_account_id"];
/// The keys of a portal, which a section has to have.
pub(crate) const PORTAL_KEYS: [&str; 2] = ["sso_start_url", "sso_region"];
/// The keys that a profile has, or its section for it.
pub(crate) const REQUIRED: [&str; 4] = [MARKS[0], MARKS[1], PORTAL_KEYS[0], PORTAL_KEYS[1]];

/// The cost of looking up one setting, in bytes that are read.
const SETTING: usize = 16;

const PORTAL: Service =
    Service { host: "portal.sso", variable: "AWS_ENDPOINT_URL_SSO", block: "sso" };
const OIDC: Service =
    Service { host: "oidc", variable: "AWS_ENDPOINT_URL_SSO_OIDC", block: "sso_oidc" };

/// The `sso-session` section of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SsoSession<'a> {
    /// The profile does not name one.
    NotNamed,
    /// The section that it names.
    Section(&'a Profile),
    /// The section that it names is missing or empty; the diagnostics say so.
    NotFound,
}

impl<'a> SsoSession<'a> {
    /// The section, if there is one.
    pub(crate) fn section(self) -> Option<&'a Profile> {
        match self {
            Self::Section(section) => Some(section),
            Self::NotNamed | Self::NotFound => None,
        }
    }

    /// The setting of the section or, without one, of the profile.
    pub(crate) fn get(self, profile: &'a Profile, key: &str) -> Option<SettingRef<'a>> {
        self.section().and_then(|section| section.get(key)).or_else(|| profile.get(key))
    }
}

/// Finds the profile's settings of IAM Identity Center.
pub(crate) fn find(context: &Context<'_>, profile: &Profile) -> Checked<Lookup> {
    let Some(mark) = MARKS.iter().find_map(|key| profile.get(key)) else {
        return Checked::clean(Lookup::NotConfigured);
    };
    let Checked { value: session, mut diagnostics } = session(context, profile);
    if matches!(session, SsoSession::NotFound) {
        return Checked { value: Lookup::Invalid, diagnostics };
    }
    let mut is_valid = agrees(context, profile, session).append_to(&mut diagnostics);
    let problems = [
        incomplete(context, profile, mark, session),
        incomplete_section(context, profile, session)
            .filter(|_| !missing(&PORTAL_KEYS, profile, session).is_empty()),
        invalid_region(context, profile, session.get(profile, "sso_region")),
    ];
    is_valid &= problems.iter().all(Option::is_none);
    diagnostics.extend(problems.into_iter().flatten());
    let value = if is_valid {
        Lookup::Found(Source::Sso(source(context, profile, mark, session)))
    } else {
        Lookup::Invalid
    };
    Checked { value, diagnostics }
}

/// The source without the endpoints; [`with_endpoints`] adds those of the selected profile.
fn source(
    context: &Context<'_>,
    profile: &Profile,
    mark: SettingRef<'_>,
    session: SsoSession<'_>,
) -> SsoSource {
    let [role_name, account_id, start_url, sso_region] =
        REQUIRED.map(|key| session.get(profile, key).map(text).unwrap_or_default());
    let session_name = profile.text("sso_session");
    let key = SsoKey {
        account_id,
        role_name,
        session_name,
        start_url: session_name.is_none().then_some(start_url),
    };
    SsoSource {
        profile: profile.name.to_string(),
        session: session_name.map(str::to_owned),
        start_url: start_url.to_owned(),
        sso_region: sso_region.to_owned(),
        account_id: account_id.to_owned(),
        role_name: role_name.to_owned(),
        cache_key: sso_key(&key),
        token_key: token_key(session_name, start_url),
        endpoint: String::new(),
        endpoint_overridden: false,
        oidc_endpoint: String::new(),
        oidc_endpoint_overridden: false,
        location: context.value_at(mark),
    }
}

/// The source with the endpoints of its region, by the settings of the selected profile.
pub(crate) fn with_endpoints(
    context: &Context<'_>,
    selected: &Profile,
    source: Source,
) -> Checked<Source> {
    let Source::Sso(source) = source else { return Checked::clean(source) };
    let region = &source.sso_region;
    let Checked { value: (endpoint, endpoint_overridden), mut diagnostics } =
        portal_endpoint(context, selected, region);
    let (oidc_endpoint, oidc_endpoint_overridden) =
        oidc_endpoint(context, selected, region).append_to(&mut diagnostics);
    let value = Source::Sso(SsoSource {
        endpoint,
        endpoint_overridden,
        oidc_endpoint,
        oidc_endpoint_overridden,
        ..source
    });
    Checked { value, diagnostics }
}

/// The endpoint of the access portal, and whether it is a custom endpoint.
pub(crate) fn portal_endpoint(
    context: &Context<'_>,
    selected: &Profile,
    region: &str,
) -> Checked<(String, bool)> {
    endpoint::service_endpoint(context, selected, PORTAL, region)
}

/// The endpoint of the OIDC service, and whether it is a custom endpoint.
pub(crate) fn oidc_endpoint(
    context: &Context<'_>,
    selected: &Profile,
    region: &str,
) -> Checked<(String, bool)> {
    endpoint::service_endpoint(context, selected, OIDC, region)
}

/// The diagnostics of the selected profile's `sso-session` section. Every client of the AWS CLI reads
/// the section, even if the credentials come from elsewhere.
pub(crate) fn session_problems(context: &Context<'_>, profile: &Profile) -> Vec<Diagnostic> {
    let Checked { value: session, mut diagnostics } = session(context, profile);
    let SsoSession::Section(section) = session else { return diagnostics };
    diagnostics.extend(incomplete_section(context, profile, session));
    let region = section.text("sso_region").unwrap_or_default();
    let is_custom = oidc_endpoint(context, profile, region).value.1;
    let start_url = section.get("sso_start_url").filter(|found| !text(*found).is_empty());
    let insecure = start_url.and_then(|it| insecure_start_url(context, profile, it, is_custom));
    diagnostics.extend(insecure.map(|problem| problem.severity(Severity::Warning)));
    diagnostics
}

/// The diagnostic about a start URL that the user cannot be sent to.
pub(crate) fn insecure_start_url(
    context: &Context<'_>,
    section: &Profile,
    start_url: SettingRef<'_>,
    is_custom_endpoint: bool,
) -> Option<Diagnostic> {
    let limit = check_page(text(start_url), is_custom_endpoint).err()?;
    let message = format!("`sso_start_url` {} {limit}", quoted(text(start_url)));
    let diagnostic = context.on_value(Code::EndpointInvalid, section, start_url, message);
    Some(diagnostic.help("use the portal URL provided by the administrator"))
}

/// Finds the `sso-session` section that the profile names.
pub(crate) fn session<'a>(context: &Context<'a>, profile: &Profile) -> Checked<SsoSession<'a>> {
    let Some(found) = profile.get("sso_session") else {
        return Checked::clean(SsoSession::NotNamed);
    };
    let name = text(found);
    let section = context.profiles.sso_session(name);
    if let Some(section) = section.filter(|section| section.settings().next().is_some()) {
        return Checked::clean(SsoSession::Section(section));
    }
    let message =
        format!("`sso_session` {} has no `[sso-session]` section in the config file", quoted(name));
    let diagnostic = context
        .on_value(Code::SsoSessionNotFound, profile, found, message)
        .help("add an `[sso-session NAME]` section with `sso_start_url` and `sso_region`");
    Checked::new(SsoSession::NotFound, [diagnostic])
}

/// Whether every key that is in both the profile and the section has the same value in both.
pub(crate) fn agrees(
    context: &Context<'_>,
    profile: &Profile,
    session: SsoSession<'_>,
) -> Checked<bool> {
    let section = session.section();
    let size = section.map_or(0, Profile::own_count) * SETTING;
    context.may_read(profile, size).and_then(|may_read| {
        if !may_read {
            return Checked::clean(false);
        }
        let both = section
            .into_iter()
            .flat_map(Profile::settings)
            .filter_map(|in_section| Some((profile.get(&in_section.setting.key)?, in_section)));
        let conflicts: Vec<Diagnostic> = both
            .filter(|(in_profile, in_section)| in_profile.value() != in_section.value())
            .map(|(in_profile, in_section)| conflict(context, profile, in_profile, in_section))
            .collect();
        Checked { value: conflicts.is_empty(), diagnostics: conflicts }
    })
}

fn conflict(
    context: &Context<'_>,
    profile: &Profile,
    in_profile: SettingRef<'_>,
    in_section: SettingRef<'_>,
) -> Diagnostic {
    let message = format!(
        "{} differs from the value in the `sso-session` section",
        quoted_key(&in_profile.setting.key)
    );
    let line = context.value_at(in_section).line;
    let help = format!("remove it from the profile; the section sets it on line {line}");
    context.on_value(Code::SsoConflict, profile, in_profile, message).help(help)
}

/// The diagnostic about missing keys of a profile. A section that it names has its own.
fn incomplete(
    context: &Context<'_>,
    profile: &Profile,
    mark: SettingRef<'_>,
    session: SsoSession<'_>,
) -> Option<Diagnostic> {
    let keys = if session.section().is_some() { &MARKS[..] } else { &REQUIRED[..] };
    let missing = missing(keys, profile, session);
    if missing.is_empty() {
        return None;
    }
    let message = format!("this IAM Identity Center profile is missing {missing}");
    let diagnostic = context.on_value(Code::SsoIncomplete, profile, mark, message);
    Some(diagnostic.help("run `aws configure sso` to set them"))
}

/// The diagnostic about missing keys of the section that a profile names.
fn incomplete_section(
    context: &Context<'_>,
    profile: &Profile,
    session: SsoSession<'_>,
) -> Option<Diagnostic> {
    let missing = missing(&PORTAL_KEYS, session.section()?, SsoSession::NotNamed);
    if missing.is_empty() {
        return None;
    }
    let message = format!("the `[sso-session]` section is missing {missing}");
    let found = profile.get("sso_session")?;
    let diagnostic = context.on_value(Code::SsoIncomplete, profile, found, message);
    Some(diagnostic.help("run `aws configure sso-session` to set them"))
}

/// The keys that are missing or empty, in backticks.
pub(crate) fn missing(keys: &[&str], profile: &Profile, session: SsoSession<'_>) -> String {
    let is_missing = |key: &str| session.get(profile, key).is_none_or(|it| text(it).is_empty());
    let missing = keys.iter().filter(|key| is_missing(key));
    missing.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// The diagnostic about a region that cannot be part of a host name; an empty one is missing instead.
pub(crate) fn invalid_region(
    context: &Context<'_>,
    profile: &Profile,
    found: Option<SettingRef<'_>>,
) -> Option<Diagnostic> {
    let found = found.filter(|found| !text(*found).is_empty())?;
    if is_valid_region_label(text(found)) {
        return None;
    }
    let message = format!("`sso_region` {} is not a region", quoted(text(found)));
    let diagnostic = context.on_value(Code::RegionInvalid, profile, found, message);
    Some(diagnostic.help("write a region such as `eu-west-1`"))
}
