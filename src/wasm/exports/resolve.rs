//! The functions of the package's engine.
#![allow(clippy::needless_pass_by_value)] // What crosses the border is always handed over whole.

use std::collections::BTreeMap;

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::config::{Config, plan_request};
use super::convert::{from_js, thrown, to_js};
use super::host::JsHost;
use super::types::{
    CacheEntryView, CacheLocation, CallerIdentityOptions, ConsoleOptions, EndpointOption,
    ResolveOptions, SignCallerOptions, SignOptions, SignedRequest, WireCredentials,
};
use crate::aws::Endpoint;
use crate::aws::{self, EndpointSettings};
use crate::cache::{self, Lookup};
use crate::config::{Environment, Files, Platform};
use crate::console::{self, SwitchRole};
use crate::credentials::{Credentials, Format, format as format_as, variables};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::{self, Hop, Plan};
use crate::providers::process::recursion;
use crate::render::{self, Cache, CacheState, CacheStatus, Keeping, Style, Texts};
use crate::resolve;
use crate::secret::Secret;
use crate::sso_login;
use crate::sts::Operation;
use crate::text::one_line;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
import type {
  CacheEntryView, CacheHit, CacheLocation, CacheStatus, CacheStoreName, CallerIdentityOptions,
  Completion, Diagnostic, DiagnosticSources, File, Files, GetCallerIdentity, Handover, Hop, Keeping, Plan, PlanRequest, Platform,
  ResolveOptions, SettingView, SignCallerOptions, SignInPrompt, SignOptions, SignedIn,
  SignedRequest, Spot,
  WireCredentials,
} from '../js/generated/types.ts'

/** How text is set: in ASCII, with lines drawn, or with colour too. */
export type Style = 'ascii' | 'plain' | 'color'
";

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Finds the files as the AWS CLI finds them; nothing when the environment names no home and there
/// is no `fallbackHome`.
#[wasm_bindgen(js_name = locateFiles, unchecked_return_type = "Files | undefined")]
pub fn locate_files(
    #[wasm_bindgen(unchecked_param_type = "Record<string, string>")] env: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Platform")] platform: JsValue,
    #[wasm_bindgen(js_name = fallbackHome)] fallback_home: Option<String>,
) -> Result<JsValue, JsValue> {
    let env: BTreeMap<String, String> = argument(env, "env")?;
    let env = Environment::from(env);
    let platform: Platform = argument(platform, "platform")?;
    match Files::locate(&env, platform, fallback_home.as_deref()) {
        Some(files) => to_js(&files),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Plans a profile and does everything that it takes to get its credentials. Rejects with an
/// `Error`; what the host was rejected with is its `cause`.
#[wasm_bindgen(unchecked_return_type = "Promise<WireCredentials>")]
pub fn resolve(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ResolveOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let request = plan_request(request)?;
            let options: ResolveOptions = from_js(options, "options")?;
            let plan = plan::plan(&profiles, &request)?;
            resolve::resolve(&profiles, &request, &plan, &options.into(), &host).await
        };
        let credentials = run.await.map_err(|error| thrown_with_cause(&error, &host))?;
        to_js(&WireCredentials::from(&credentials))
    })
}

/// Signs a person in to IAM Identity Center: to an `sso-session` or the portal of a profile. Rejects
/// as `resolve` does.
#[wasm_bindgen(unchecked_return_type = "Promise<SignedIn>")]
pub fn login(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    session: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let request = plan_request(request)?;
            sso_login::login(&profiles, &request, session.as_deref(), &host).await
        };
        to_js(&run.await.map_err(|error| thrown_with_cause(&error, &host))?)
    })
}

/// Ends the sign-in that the text of a file holds: tells the portal. Gives `false` for a text that
/// holds none. `own` says that it is from an endpoint that someone set. Rejects as `resolve` does.
#[wasm_bindgen(unchecked_return_type = "Promise<boolean>")]
pub fn logout(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    text: String,
    own: bool,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let request = plan_request(request)?;
            sso_login::logout(&profiles, &request, &Secret::new(text), own, &host).await
        };
        run.await.map(JsValue::from).map_err(|error| thrown_with_cause(&error, &host))
    })
}

/// Asks STS whose credentials these are. Rejects as `resolve` does.
#[wasm_bindgen(js_name = getCallerIdentity, unchecked_return_type = "Promise<GetCallerIdentity>")]
pub fn get_caller_identity(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallerIdentityOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let credentials: WireCredentials = from_js(credentials, "credentials")?;
            let options: CallerIdentityOptions = from_js(options, "options")?;
            let endpoint = endpoint(options.endpoint, options.region.as_deref())?;
            let identity = resolve::caller_identity(&credentials.into(), &endpoint, &host).await;
            identity.map_err(|error| with_profile(error, options.profile))
        };
        to_js(&run.await.map_err(|error| thrown_with_cause(&error, &host))?)
    })
}

/// Exchanges session credentials for a URL that signs a person in to the AWS console. Rejects as
/// `resolve` does.
#[wasm_bindgen(js_name = consoleUrl, unchecked_return_type = "Promise<string>")]
pub fn console_url(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ConsoleOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let credentials: WireCredentials = from_js(credentials, "credentials")?;
            let options: ConsoleOptions = from_js(options, "options")?;
            console::sign_in(&credentials.into(), &options.sign_in(), &host).await
        };
        let url = run.await.map_err(|error| thrown_with_cause(&error, &host))?;
        Ok(JsValue::from_str(url.expose()))
    })
}

/// The link that makes a person who is signed in to the console switch to a role. Throws an `Error`.
#[wasm_bindgen(js_name = switchRoleUrl)]
pub fn switch_role_url(
    #[wasm_bindgen(js_name = roleArn)] role_arn: &str,
    #[wasm_bindgen(js_name = displayName)] display_name: Option<String>,
    color: Option<String>,
) -> Result<String, JsValue> {
    let (display_name, color) = (display_name.as_deref(), color.as_deref());
    let url = console::switch_role_url(&SwitchRole { role_arn, display_name, color });
    url.map_err(|error| thrown(&error))
}

/// The request that assumes a hop's role, signed. Throws an `Error`.
#[wasm_bindgen(js_name = signAssumeRole, unchecked_return_type = "SignedRequest")]
pub fn sign_assume_role(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SignOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let hop: Hop = argument(hop, "hop")?;
    let options: SignOptions = argument(options, "options")?;
    let name = options.role_session_name.as_deref();
    let code = options.token_code.map(Secret::new);
    let operation = resolve::assume_role(&hop, name, code, whole(options.date_ms));
    let endpoint = resolve::endpoint_of(&hop);
    sign(&Operation::AssumeRole(operation), credentials, &endpoint, options.date_ms)
}

/// The request that asks STS whose credentials these are, signed. Throws an `Error`.
#[wasm_bindgen(js_name = signGetCallerIdentity, unchecked_return_type = "SignedRequest")]
pub fn sign_get_caller_identity(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SignCallerOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let options: SignCallerOptions = argument(options, "options")?;
    let endpoint =
        endpoint(options.endpoint, options.region.as_deref()).map_err(|error| thrown(&error))?;
    sign(&Operation::GetCallerIdentity, credentials, &endpoint, options.date_ms)
}

/// Credentials as text, as `aws configure export-credentials` writes them; `json` and `ini` too.
/// Throws an `Error` for an unknown format and for values that could be misread.
#[wasm_bindgen(js_name = formatCredentials)]
pub fn format_credentials(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    format: &str,
) -> Result<String, JsValue> {
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    let text = format.parse().and_then(|format| format_as(&credentials.into(), format));
    text.map(|text| text.expose().to_owned()).map_err(|error| thrown(&error))
}

/// Environment variables as text, in one of the forms of `aws configure export-credentials` that are
/// for shells and env files. Throws as `formatCredentials` does.
#[wasm_bindgen(js_name = formatVariables)]
pub fn format_variables(
    #[wasm_bindgen(unchecked_param_type = "readonly (readonly [string, string])[]")] pairs: JsValue,
    format: &str,
) -> Result<String, JsValue> {
    let pairs: Vec<(String, String)> = argument(pairs, "pairs")?;
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let text = format.parse().and_then(|format: Format| variables(&pairs, format));
    text.map(|text| text.expose().to_owned()).map_err(|error| thrown(&error))
}

/// What a cache entry is, without its secrets; nothing when it cannot be read.
#[wasm_bindgen(js_name = describeCacheEntry, unchecked_return_type = "CacheEntryView | undefined")]
pub fn describe_cache_entry(
    text: &str,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<JsValue, JsValue> {
    match cache::describe(text) {
        Some(found) => to_js(&CacheEntryView::new(found, whole(now_ms))),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Where a hop's cache entry is.
#[wasm_bindgen(js_name = cacheLocation, unchecked_return_type = "CacheLocation")]
pub fn cache_location(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
) -> Result<JsValue, JsValue> {
    let (store, key) = resolve::slot(&argument(hop, "hop")?);
    to_js(&CacheLocation { store, key })
}

/// Whether a cache entry's text would be used for a hop by a run without options of its own.
#[wasm_bindgen(js_name = cacheHit, unchecked_return_type = "CacheHit")]
pub fn cache_hit(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
    text: Option<String>,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<JsValue, JsValue> {
    let hop: Hop = argument(hop, "hop")?;
    let text = Secret::new(text.unwrap_or_default());
    let min_remaining = resolve::Options::default().min_remaining;
    to_js(&match cache::look_up(&hop.role_arn, text.expose(), whole(now_ms), min_remaining) {
        Lookup::Hit(_) => CacheState::Hit,
        Lookup::Expired(_) => CacheState::Expired,
        Lookup::Miss => CacheState::Miss,
    })
}

/// The name of the profile that is meant; it need not be there.
#[wasm_bindgen(js_name = selectedProfile)]
pub fn selected_profile(
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<String, JsValue> {
    let request = plan_request(request).map_err(|error| thrown(&error))?;
    Ok(plan::selected(&request).to_owned())
}

/// What `_AWS_CLI_PROFILE_CHAIN` is to be for programs that the profile that is meant runs. Throws an
/// `Error` when such a program has called for the profile again.
#[wasm_bindgen(js_name = profileChain)]
pub fn profile_chain(
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<String, JsValue> {
    let request = plan_request(request);
    let chain =
        request.and_then(|request| recursion::chain(&request.env, plan::selected(&request)));
    chain.map_err(|error| thrown(&error))
}

/// A plan as a picture. `keeping` says where sessions are kept, the AWS CLI's cache when absent, and
/// `cacheStatus` by cache key what is in its files.
#[wasm_bindgen(js_name = renderPlan)]
pub fn render_plan(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: JsValue,
    #[wasm_bindgen(
        js_name = cacheStatus,
        unchecked_param_type = "Record<string, CacheStatus> | undefined"
    )]
    cache_status: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Keeping | undefined")] keeping: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Style")] style: &str,
) -> Result<String, JsValue> {
    let plan: Plan = argument(plan, "plan")?;
    let states: Option<BTreeMap<String, CacheStatus>> = argument(cache_status, "cacheStatus")?;
    let keeping: Option<Keeping> = argument(keeping, "keeping")?;
    let cache = Cache { keeping: keeping.unwrap_or_default(), states: states.unwrap_or_default() };
    let style = style_of(style).map_err(|error| thrown(&error))?;
    Ok(render::plan(&plan, &cache, style))
}

/// Findings as text, with their lines where the files' texts are given.
#[wasm_bindgen(js_name = renderDiagnostics)]
pub fn render_diagnostics(
    #[wasm_bindgen(unchecked_param_type = "readonly Diagnostic[]")] diagnostics: JsValue,
    #[wasm_bindgen(unchecked_param_type = "DiagnosticSources")] sources: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Style")] style: &str,
) -> Result<String, JsValue> {
    let diagnostics: Vec<Diagnostic> = argument(diagnostics, "diagnostics")?;
    let texts: Texts = argument(sources, "sources")?;
    let style = style_of(style).map_err(|error| thrown(&error))?;
    Ok(render::diagnostics(&diagnostics, &texts, style))
}

fn style_of(name: &str) -> Result<Style, Error> {
    match name {
        "ascii" => Ok(Style { color: false, unicode: false }),
        "plain" => Ok(Style { color: false, unicode: true }),
        "color" => Ok(Style { color: true, unicode: true }),
        _ => {
            let message = format!("there is no style `{}`", one_line(name, 40));
            let help = "one of ascii, plain, color";
            Err(Diagnostic::new(Code::UsageInvalid, message).help(help).into())
        }
    }
}

fn argument<T: serde::de::DeserializeOwned>(value: JsValue, what: &str) -> Result<T, JsValue> {
    from_js(value, what).map_err(|error| thrown(&error))
}

fn sign(
    operation: &Operation,
    credentials: JsValue,
    endpoint: &Endpoint,
    date_ms: f64,
) -> Result<JsValue, JsValue> {
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    let request = operation
        .sign(&Credentials::from(credentials), endpoint, whole(date_ms))
        .map_err(|error| thrown(&error))?;
    to_js(&SignedRequest::from(&request))
}

/// The endpoint that was said, else that of the region.
fn endpoint(said: Option<EndpointOption>, region: Option<&str>) -> Result<Endpoint, Error> {
    let custom = match said {
        Some(EndpointOption::Endpoint(endpoint)) => return Ok(endpoint),
        Some(EndpointOption::Url(url)) => Some(url),
        None => None,
    };
    if let Some(region) = region.filter(|region| !aws::is_valid_region_label(region)) {
        let message = format!("`{}` is not a region", one_line(region, 100));
        return Err(Diagnostic::new(Code::RegionInvalid, message).into());
    }
    Ok(aws::endpoint(&EndpointSettings { region, custom: custom.as_deref(), ..Default::default() }))
}

/// A number of JavaScript without its fraction; it saturates, and what is no number is 0.
#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> i64 {
    number as i64
}

fn thrown_with_cause(error: &Error, host: &JsHost) -> JsValue {
    let object = thrown(error);
    if let Some(cause) = host.take_cause() {
        // The object is a fresh one of ours, so this can only fail on the text that stands for it.
        let _ = Reflect::set(&object, &JsValue::from_str("cause"), &cause);
    }
    object
}

/// The error, with the profile that the credentials are of.
fn with_profile(error: Error, profile: Option<String>) -> Error {
    match profile {
        Some(profile) => error.map_primary(|diagnostic| diagnostic.profile(profile)),
        None => error,
    }
}
