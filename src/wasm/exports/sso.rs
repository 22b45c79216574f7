//! Sign-in to the AWS console and to IAM Identity Center, and sign-out.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::config::Config;
use crate::aws_login;
use crate::config::Profiles;
use crate::plan::{self, Request};
use crate::secret::Secret;
use crate::sso_login::{self, SsoLoginOptions};
use crate::sso_roles::{self, SsoProfileOptions, SsoRoles};
use crate::wasm::convert::{argument, plan_request, to_js, to_js_error};
use crate::wasm::host::JsHost;

/// The service that the user of a profile signs in to.
#[wasm_bindgen(js_name = signInKind, unchecked_return_type = "SignInKind")]
pub fn kind(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<JsValue, JsValue> {
    let request = plan_request(request).map_err(|error| to_js_error(&error))?;
    to_js(&plan::sign_in_kind(&config.snapshot(), &request))
}

/// Signs in to the AWS console for a profile, as `aws login`. Rejects as `resolve` does.
#[wasm_bindgen(js_name = awsLogin, unchecked_return_type = "Promise<AwsLoginResult>")]
pub fn aws_login(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    remote: bool,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let (request, host) = prepare(&profiles, request, host)?;
        let done = aws_login::login(&profiles, &request, remote, &host).await;
        to_js(&done.map_err(|error| host.to_js_error(&error))?)
    })
}

/// Signs in to IAM Identity Center: to an `sso-session` or the portal of a profile. Rejects
/// as `resolve` does, also for wrong options.
#[wasm_bindgen(js_name = ssoLogin, unchecked_return_type = "Promise<SsoLoginResult>")]
pub fn login(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SsoLoginOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let options: SsoLoginOptions = argument(options, "options")?;
        let (request, host) = prepare(&profiles, request, host)?;
        let done = sso_login::login(&profiles, &request, &options, &host).await;
        to_js(&done.map_err(|error| host.to_js_error(&error))?)
    })
}

/// Signs out of the portal with the SSO token in the text of a file. Returns `false` for a text
/// without a token. `own` means that it is from a custom endpoint. Rejects as `resolve` does.
#[wasm_bindgen(js_name = ssoLogout, unchecked_return_type = "Promise<boolean>")]
pub fn logout(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    text: String,
    own: bool,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let (request, host) = prepare(&profiles, request, host)?;
        let text = Secret::new(text);
        let done = sso_login::logout(&profiles, &request, &text, own, &host).await;
        done.map(JsValue::from).map_err(|error| host.to_js_error(&error))
    })
}

/// Lists the accounts and roles of a portal: of an `sso-session` or of a profile. Rejects as `resolve`
/// does.
#[wasm_bindgen(js_name = ssoRoles, unchecked_return_type = "Promise<SsoRoles>")]
pub fn roles(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    session: Option<String>,
    filters: Vec<String>,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let (request, host) = prepare(&profiles, request, host)?;
        let listed =
            sso_roles::list(&profiles, &request, session.as_deref(), &filters, &host).await;
        to_js(&listed.map_err(|error| host.to_js_error(&error))?)
    })
}

/// The profiles for the roles of a portal, compared with those of the config. Throws an `Error`.
#[wasm_bindgen(js_name = ssoProfiles, unchecked_return_type = "SsoProfiles")]
pub fn profiles(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "SsoRoles")] roles: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SsoProfileOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let roles: SsoRoles = argument(roles, "roles")?;
    let options: SsoProfileOptions = argument(options, "options")?;
    let planned = sso_roles::plan_profiles(&config.snapshot(), &roles, &options);
    to_js(&planned.map_err(|error| to_js_error(&error))?)
}

/// The request, and the host with the network settings of the selected profile.
fn prepare(
    profiles: &Profiles,
    request: JsValue,
    host: JsValue,
) -> Result<(Request, JsHost), JsValue> {
    let request = plan_request(request).map_err(|error| to_js_error(&error))?;
    let network = plan::network(profiles, &request);
    Ok((request, JsHost::new(host, network)))
}
