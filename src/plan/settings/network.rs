//! How the calls of a profile use the network: certificates, attempts, plain http.
//!
//! As for the region, only the selected profile's settings count, and the environment overrides
//! them. Source: botocore's `configprovider` and `EndpointCreator`, observed AWS CLI behavior.

use super::python_int;
use crate::config::{Environment, Profile, Profiles, SettingRef, user_path};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::{CaBundle, Network};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::{Request, select};
use crate::text::quoted;

/// The opt-in to custom endpoints with plain http on other machines.
const ALLOW_HTTP: &str = "ROLEHOP_ALLOW_HTTP";
/// Attempts per call in botocore's legacy mode.
const LEGACY_ATTEMPTS: u32 = 5;

/// The settings of the network for the selected profile, if nothing else of its plan is needed. A profile
/// that does not exist has none.
///
/// # Errors
/// `network-setting-invalid`.
pub fn network(profiles: &Profiles, request: &Request) -> Result<Network, Error> {
    let context = Context::new(profiles, request);
    let profile = select::profile_or_empty(&context, select::selected_name(request).0);
    let Checked { value, diagnostics } = settings(&context, profile);
    match Error::from_diagnostics(diagnostics) {
        Some(error) => Err(error),
        None => Ok(value),
    }
}

/// The settings of the network for the selected profile.
pub(crate) fn settings<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Network> {
    let mut diagnostics = Vec::new();
    let mode = attempts_of_mode(context, profile).append_to(&mut diagnostics);
    let network = Network {
        ca_bundle: ca_bundle(context, profile),
        max_attempts: max_attempts(context, profile).append_to(&mut diagnostics).or(mode),
        allow_http: is_http_allowed(context),
    };
    Checked { value: network, diagnostics }
}

/// Whether the user permits credentials over plain http. A config cannot: it may come from
/// another user.
pub(crate) fn is_http_allowed(context: &Context<'_>) -> bool {
    context.request.env.get(ALLOW_HTTP).is_some_and(|word| word.eq_ignore_ascii_case("true"))
}

/// An environment with nothing in it but the opt-in, if it is set.
pub(crate) fn opt_in(env: &Environment) -> Environment {
    env.get(ALLOW_HTTP).map(|word| (ALLOW_HTTP, word)).into_iter().collect()
}

/// `AWS_CA_BUNDLE`, `ca_bundle`, `REQUESTS_CA_BUNDLE`, in this order. An empty value is ignored: for
/// botocore it turns verification off.
fn ca_bundle(context: &Context<'_>, profile: &Profile) -> Option<CaBundle> {
    let Request { env, platform, capabilities, .. } = context.request;
    let variable = |name: &str| {
        let path = user_path(env.get(name)?, env, *platform);
        Some(CaBundle { path, setting: name.to_owned(), location: None })
    };
    let key = || {
        // The file of a config that may not name files is not read.
        let found = profile.get("ca_bundle").filter(|_| capabilities.files)?;
        let path = found.text().filter(|path| !path.is_empty())?;
        Some(CaBundle {
            path: user_path(path, env, *platform),
            setting: "ca_bundle".to_owned(),
            location: Some(context.value_at(found)),
        })
    };
    variable("AWS_CA_BUNDLE").or_else(key).or_else(|| variable("REQUESTS_CA_BUNDLE"))
}

/// A value from the environment or, without it, the profile.
struct Setting<'a> {
    name: &'static str,
    value: &'a str,
    found: Option<SettingRef<'a>>,
}

fn setting<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    variable: &'static str,
    key: &'static str,
) -> Option<Setting<'a>> {
    if let Some(value) = context.request.env.get(variable) {
        return Some(Setting { name: variable, value, found: None });
    }
    let found = profile.get(key).filter(|found| !text(*found).is_empty())?;
    Some(Setting { name: key, value: text(found), found: Some(found) })
}

/// The total number of attempts, in each mode.
fn max_attempts<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Option<u32>> {
    let Some(setting) = setting(context, profile, "AWS_MAX_ATTEMPTS", "max_attempts") else {
        return Checked::clean(None);
    };
    let number = python_int::parse(setting.value).filter(|number| *number >= 1);
    let problem = number.is_none().then(|| {
        let help = "write the number of attempts, the first included; the default is 3";
        invalid(context, profile, &setting, "is not a whole number of 1 or more").help(help)
    });
    Checked::new(number.map(|number| u32::try_from(number).unwrap_or(u32::MAX)), problem)
}

/// The attempts of a retry mode, if they differ from the default.
fn attempts_of_mode<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Option<u32>> {
    let Some(setting) = setting(context, profile, "AWS_RETRY_MODE", "retry_mode") else {
        return Checked::clean(None);
    };
    match setting.value {
        "standard" | "adaptive" => Checked::clean(None),
        "legacy" => Checked::clean(Some(LEGACY_ATTEMPTS)),
        _ => {
            let help = "write `standard`, which is the default, or `adaptive`";
            Checked::new(
                None,
                [invalid(context, profile, &setting, "is not a retry mode").help(help)],
            )
        }
    }
}

fn invalid(
    context: &Context<'_>,
    profile: &Profile,
    setting: &Setting<'_>,
    problem: &str,
) -> Diagnostic {
    let message = format!("`{}` {} {problem}", setting.name, quoted(setting.value));
    let code = Code::NetworkSettingInvalid;
    match setting.found {
        Some(found) => context.on_value(code, profile, found, message),
        None => Diagnostic::new(code, message),
    }
}
