//! The caller identity of credentials.
#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::endpoint::endpoint;
use crate::aws::Endpoint;
use crate::diagnostic::Error;
use crate::resolve;
use crate::sts::GetCallerIdentity;
use crate::wasm::convert::{from_js, to_js};
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
        let host = JsHost::new(host);
        let identity = identify(&credentials, &options, &host).await;
        to_js(&identity.map_err(|error| host.to_js_error(&error))?)
    })
}

async fn identify(
    credentials: &JsValue,
    options: &JsValue,
    host: &JsHost,
) -> Result<GetCallerIdentity, Error> {
    let options: CallerIdentityOptions = from_js(options, "options")?;
    let endpoint: Endpoint = endpoint(options.endpoint, options.region.as_deref())?;
    let credentials: WireCredentials = from_js(credentials, "credentials")?;
    let identity = resolve::caller_identity(&credentials.into(), &endpoint, host).await;
    identity.map_err(|error| with_profile(error, options.profile))
}

/// The error, with the profile of the credentials.
fn with_profile(error: Error, profile: Option<String>) -> Error {
    match profile {
        Some(profile) => error.map_primary(|diagnostic| diagnostic.profile(profile)),
        None => error,
    }
}
