//! The network settings of a profile: CA bundle, attempts, plain http.
//!
//! Only the selected profile's settings apply, as for the region, and the environment overrides
//! them. Source: botocore's `configprovider` and `EndpointCreator`, observed AWS CLI behavior.

use super::python_int;
use super::setting::Setting;
use crate::config::{Environment, Profile, Profiles, user_path};
use crate::http::{CaBundle, Network};
use crate::plan::context::Context;
use crate::plan::{Request, select};

/// The variable that allows custom endpoints with plain http on other hosts.
const ALLOW_HTTP: &str = "ROLEHOP_ALLOW_HTTP";
/// Attempts per call in botocore's legacy mode.
const LEGACY_ATTEMPTS: u32 = 5;

/// The network settings of the selected profile, if no plan is needed. A profile that does not
/// exist has none.
pub fn network(profiles: &Profiles, request: &Request) -> Network {
    let context = Context::new(profiles, request);
    let name = select::selected_name(request).0;
    settings(&context, select::profile_or_empty(&context, name))
}

/// The network settings of the selected profile.
pub(crate) fn settings(context: &Context<'_>, profile: &Profile) -> Network {
    Network {
        ca_bundle: ca_bundle(context, profile),
        max_attempts: max_attempts(context, profile).or_else(|| attempts_of_mode(context, profile)),
        allow_http: is_http_allowed(context),
    }
}

/// Whether the user permits credentials over plain http. A config cannot: it may come from
/// another user.
pub(crate) fn is_http_allowed(context: &Context<'_>) -> bool {
    context.request.env.get(ALLOW_HTTP).is_some_and(|word| word.eq_ignore_ascii_case("true"))
}

/// An environment that contains only the opt-in, if it is set.
pub(crate) fn opt_in(env: &Environment) -> Environment {
    env.get(ALLOW_HTTP).map(|word| (ALLOW_HTTP, word)).into_iter().collect()
}

/// `AWS_CA_BUNDLE`, `ca_bundle`, `REQUESTS_CA_BUNDLE`, in this order. An empty value is ignored; in
/// botocore it would disable verification.
fn ca_bundle(context: &Context<'_>, profile: &Profile) -> Option<CaBundle> {
    let Request { env, platform, capabilities, .. } = context.request;
    let variable = |name: &str| {
        let path = user_path(env.get(name)?, env, *platform);
        Some(CaBundle { path, setting: name.to_owned(), location: None })
    };
    let key = || {
        // Not read if the config is not allowed to name files.
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

/// The total number of attempts, in each mode. `client` reports an invalid value.
fn max_attempts(context: &Context<'_>, profile: &Profile) -> Option<u32> {
    let setting = Setting::read(context, profile, "AWS_MAX_ATTEMPTS", "max_attempts")?;
    let number = python_int::parse(setting.value).filter(|number| *number >= 1)?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The attempts of a retry mode, if they differ from the default. `client` reports an invalid value.
fn attempts_of_mode(context: &Context<'_>, profile: &Profile) -> Option<u32> {
    let mode = Setting::read(context, profile, "AWS_RETRY_MODE", "retry_mode")?;
    (mode.value == "legacy").then_some(LEGACY_ATTEMPTS)
}
