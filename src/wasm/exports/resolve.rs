//! Running a plan, and asking STS whose credentials these are.
#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::config::Config;
use super::endpoint::endpoint;
use crate::diagnostic::Error;
use crate::resolve::{self, Planned};
use crate::wasm::convert::{from_js, plan_request, to_js};
use crate::wasm::host::JsHost;
use crate::wasm::types::{CallerIdentityOptions, ResolveOptions, WireCredentials};

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
            let options: ResolveOptions = from_js(&options, "options")?;
            let planned = Planned::new(profiles, request)?;
            planned.resolve(&options.into(), &host).await
        };
        let credentials = run.await.map_err(|error| host.thrown(&error))?;
        to_js(&WireCredentials::from(&credentials))
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
            let credentials: WireCredentials = from_js(&credentials, "credentials")?;
            let options: CallerIdentityOptions = from_js(&options, "options")?;
            let endpoint = endpoint(options.endpoint, options.region.as_deref())?;
            let identity = resolve::caller_identity(&credentials.into(), &endpoint, &host).await;
            identity.map_err(|error| with_profile(error, options.profile))
        };
        to_js(&run.await.map_err(|error| host.thrown(&error))?)
    })
}

/// The error, with the profile that the credentials are of.
fn with_profile(error: Error, profile: Option<String>) -> Error {
    match profile {
        Some(profile) => error.map_primary(|diagnostic| diagnostic.profile(profile)),
        None => error,
    }
}
