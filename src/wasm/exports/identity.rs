//! The caller identity of credentials.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::config::Profiles;
use crate::diagnostic::Error;
use crate::plan;
use crate::sts::GetCallerIdentity;
use crate::wasm::calls::{caller_identity, session_token};
use crate::wasm::convert::{from_js, plan_request, to_js, to_js_error};
use crate::wasm::host::JsHost;
use crate::wasm::types::{CallerIdentityOptions, WireCredentials};

/// Calls STS `GetCallerIdentity`. Rejects as `PlanHandle.resolve` does.
#[wasm_bindgen(js_name = getCallerIdentity, unchecked_return_type = "Promise<GetCallerIdentity>")]
pub fn get_caller_identity(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallerIdentityOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let options: CallerIdentityOptions =
            from_js(&options, "options").map_err(|error| to_js_error(&error))?;
        let host = JsHost::new(host, options.network.clone().unwrap_or_default());
        let identity = identify(&credentials, options, &host).await;
        to_js(&identity.map_err(|error| host.to_js_error(&error))?)
    })
}

/// Creates a session of an IAM user with MFA, with STS `GetSessionToken`. The host provides the code.
/// Rejects as `PlanHandle.resolve` does.
#[wasm_bindgen(js_name = getSessionToken, unchecked_return_type = "Promise<WireCredentials>")]
pub fn get_session_token(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallerIdentityOptions")] options: JsValue,
    mfa_serial: String,
    duration_seconds: Option<u32>,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let user: WireCredentials =
            from_js(&credentials, "credentials").map_err(|error| to_js_error(&error))?;
        let options: CallerIdentityOptions =
            from_js(&options, "options").map_err(|error| to_js_error(&error))?;
        let host = JsHost::new(host, options.network.clone().unwrap_or_default());
        let user = user.into();
        let session = session_token(&user, options, &mfa_serial, duration_seconds, &host).await;
        to_js(&WireCredentials::from(&session.map_err(|error| host.to_js_error(&error))?))
    })
}

/// The network settings of the environment alone, for credentials that do not belong to a profile.
/// Throws an `Error`.
#[wasm_bindgen(js_name = environmentNetwork, unchecked_return_type = "Network")]
pub fn environment_network(
    #[wasm_bindgen(unchecked_param_type = "Pick<PlanRequest, 'env'>")] request: JsValue,
) -> Result<JsValue, JsValue> {
    let request = plan_request(request).map_err(|error| to_js_error(&error))?;
    to_js(&plan::network(&Profiles::parse("", ""), &request))
}

async fn identify(
    credentials: &JsValue,
    options: CallerIdentityOptions,
    host: &JsHost,
) -> Result<GetCallerIdentity, Error> {
    let credentials: WireCredentials = from_js(credentials, "credentials")?;
    caller_identity(&credentials.into(), options, host).await
}
