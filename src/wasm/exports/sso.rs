//! Signing in to IAM Identity Center, and out of it.
#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::config::Config;
use crate::config::Profiles;
use crate::plan::{self, Request};
use crate::secret::Secret;
use crate::sso_login;
use crate::wasm::convert::{plan_request, to_js, to_js_error};
use crate::wasm::host::JsHost;

/// Signs in to IAM Identity Center: to an `sso-session` or the portal of a profile. Rejects
/// as `resolve` does.
#[wasm_bindgen(js_name = ssoLogin, unchecked_return_type = "Promise<SsoLoginResult>")]
pub fn login(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    session: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let profiles = config.snapshot();
    future_to_promise(async move {
        let (request, host) = prepare(&profiles, request, host)?;
        let done = sso_login::login(&profiles, &request, session.as_deref(), &host).await;
        to_js(&done.map_err(|error| host.to_js_error(&error))?)
    })
}

/// Ends the sign-in that the text of a file holds: tells the portal. Gives `false` for a text that
/// holds none. `own` says that it is from a custom endpoint. Rejects as `resolve` does.
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

/// The request, and the host with the settings of the network of the profile that it means.
fn prepare(
    profiles: &Profiles,
    request: JsValue,
    host: JsValue,
) -> Result<(Request, JsHost), JsValue> {
    let request = plan_request(request).map_err(|error| to_js_error(&error))?;
    let network = plan::network(profiles, &request);
    Ok((request, JsHost::new(host, network)))
}
