//! IAM Identity Center, set up in a profile and the `sso-session` section that it names.

use super::lookup::Outcome;
use crate::aws::is_valid_region_label;
use crate::cache::{SsoKey, sso_key, token_key};
use crate::config::{Found, Profile};
use crate::diagnostic::Code;
use crate::plan::context::{Context, text};
use crate::plan::settings::endpoint::{self, Service};
use crate::plan::{Source, SsoSource};
use crate::text::{quoted, quoted_key};

/// Either of these makes a profile one of IAM Identity Center.
const MARKS: [&str; 2] = ["sso_role_name", "sso_account_id"];
const REQUIRED: [&str; 4] = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"];

/// What looking one setting up costs, as if so many bytes were read.
const SETTING: usize = 16;

const PORTAL: Service =
    Service { host: "portal.sso", variable: "AWS_ENDPOINT_URL_SSO", block: "sso" };
const OIDC: Service =
    Service { host: "oidc", variable: "AWS_ENDPOINT_URL_SSO_OIDC", block: "sso_oidc" };

/// Finds what the profile says of IAM Identity Center.
pub(crate) fn find<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Outcome {
    let Some(mark) = MARKS.iter().find_map(|key| profile.get(key)) else {
        return Outcome::Nothing;
    };
    let Ok(session) = session(context, profile) else {
        return Outcome::Broken;
    };
    let get = |key: &str| session.and_then(|session| session.get(key)).or_else(|| profile.get(key));
    let agree = agrees(context, profile, session);
    let complete = is_complete(context, profile, mark, get);
    let valid = has_valid_region(context, profile, get("sso_region"));
    if !(agree && complete && valid) {
        return Outcome::Broken;
    }
    let [role_name, account_id, start_url, sso_region] =
        REQUIRED.map(|key| get(key).map(text).unwrap_or_default());
    let session_name = profile.text("sso_session");
    let key = SsoKey {
        account_id,
        role_name,
        session_name,
        start_url: session_name.is_none().then_some(start_url),
    };
    Outcome::Found(Source::Sso(SsoSource {
        profile: profile.name.clone(),
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
    }))
}

/// The source with the endpoints of its region, as the settings of the selected profile have them.
pub(crate) fn with_endpoints<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    mut source: Source,
) -> Source {
    if let Source::Sso(SsoSource {
        sso_region,
        endpoint,
        endpoint_overridden,
        oidc_endpoint,
        oidc_endpoint_overridden,
        ..
    }) = &mut source
    {
        (*endpoint, *endpoint_overridden) = self::portal_endpoint(context, selected, sso_region);
        (*oidc_endpoint, *oidc_endpoint_overridden) =
            self::oidc_endpoint(context, selected, sso_region);
    }
    source
}

/// Where the portal is, and whether someone set that.
pub(crate) fn portal_endpoint<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    region: &str,
) -> (String, bool) {
    endpoint::service_endpoint(context, selected, PORTAL, region)
}

/// Where a person signs in, and whether someone set that.
pub(crate) fn oidc_endpoint<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    region: &str,
) -> (String, bool) {
    endpoint::service_endpoint(context, selected, OIDC, region)
}

/// Every client of a selected profile that names an `sso-session` section reads that section, even
/// if the profile's credentials come from elsewhere.
pub(crate) fn selected<'a>(context: &mut Context<'a>, profile: &'a Profile) {
    let Ok(Some(session)) = session(context, profile) else { return };
    let Some(found) = profile.get("sso_session") else { return };
    let missing = missing(&["sso_start_url", "sso_region"], |key| session.get(key));
    if missing.is_empty() {
        return;
    }
    let message = format!("the `[sso-session]` section is missing {}", missing.join(", "));
    let finding = context
        .on_value(Code::SsoIncomplete, profile, found, message)
        .help("run `aws configure sso-session` to set them");
    context.report(finding);
}

/// The `sso-session` section, if the profile names one.
pub(crate) fn session<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
) -> Result<Option<&'a Profile>, ()> {
    let Some(found) = profile.get("sso_session") else {
        return Ok(None);
    };
    let name = text(found);
    let session = context.profiles.sso_session(name);
    if session.is_some_and(|session| session.settings().next().is_some()) {
        return Ok(session);
    }
    let message =
        format!("`sso_session` {} has no `[sso-session]` section in the config file", quoted(name));
    let finding = context
        .on_value(Code::SsoSessionNotFound, profile, found, message)
        .help("add an `[sso-session NAME]` section with `sso_start_url` and `sso_region`");
    context.report(finding);
    Err(())
}

/// Whether every key that is in both has the same value in both.
pub(crate) fn agrees<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    session: Option<&'a Profile>,
) -> bool {
    let settings = session.map_or(0, Profile::own_count);
    if !context.may_read(profile, settings * SETTING) {
        return false;
    }
    let mut agree = true;
    for in_session in session.iter().flat_map(|session| session.settings()) {
        let Some(in_profile) = profile.get(&in_session.setting.key) else { continue };
        if in_profile.value() == in_session.value() {
            continue;
        }
        let message = format!(
            "{} differs from the value in the `sso-session` section",
            quoted_key(&in_profile.setting.key)
        );
        let at = context.value_at(in_session);
        let help = format!("remove it from the profile; the section sets it on line {}", at.line);
        let finding = context.on_value(Code::SsoConflict, profile, in_profile, message).help(help);
        context.report(finding);
        agree = false;
    }
    agree
}

fn is_complete<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    mark: Found<'a>,
    get: impl Fn(&str) -> Option<Found<'a>>,
) -> bool {
    let missing = missing(&REQUIRED, get);
    if missing.is_empty() {
        return true;
    }
    let message = format!("this IAM Identity Center profile is missing {}", missing.join(", "));
    let finding = context
        .on_value(Code::SsoIncomplete, profile, mark, message)
        .help("run `aws configure sso` to set them");
    context.report(finding);
    false
}

/// The keys that are not there, or empty, in backticks.
pub(crate) fn missing<'a>(keys: &[&str], get: impl Fn(&str) -> Option<Found<'a>>) -> Vec<String> {
    keys.iter()
        .filter(|key| get(key).is_none_or(|found| text(found).is_empty()))
        .map(|key| format!("`{key}`"))
        .collect()
}

/// The region becomes part of a host name.
fn has_valid_region<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    found: Option<Found<'a>>,
) -> bool {
    let Some(found) = found.filter(|found| !text(*found).is_empty()) else { return true };
    if is_valid_region_label(text(found)) {
        return true;
    }
    let message = format!("`sso_region` {} is not a region", quoted(text(found)));
    let finding = context
        .on_value(Code::RegionInvalid, profile, found, message)
        .help("write a region such as `eu-west-1`");
    context.report(finding);
    false
}
