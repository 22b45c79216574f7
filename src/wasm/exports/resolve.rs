//! Running a plan, and asking STS whose credentials these are.
#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::config::Config;
use super::endpoint::endpoint;
use super::run::{identify, run};
use crate::resolve::Planned;
use crate::wasm::convert::{from_js, plan_request, thrown};
use crate::wasm::types::CallerIdentityOptions;

/// Plans a profile and does everything that it takes to get its credentials. Rejects with an
/// `Error`; what the host was rejected with is its `cause`.
#[wasm_bindgen(unchecked_return_type = "Promise<WireCredentials>")]
pub fn resolve(
    config: &Config,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ResolveOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let planned = plan_request(request).and_then(|it| Planned::new(config.snapshot(), it));
    match planned {
        Ok(planned) => run(Rc::new(planned), options, host),
        Err(error) => Promise::reject(&thrown(&error)),
    }
}

/// Asks STS whose credentials these are. Rejects as `resolve` does.
#[wasm_bindgen(js_name = getCallerIdentity, unchecked_return_type = "Promise<GetCallerIdentity>")]
pub fn get_caller_identity(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallerIdentityOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    let asked = from_js::<CallerIdentityOptions>(&options, "options").and_then(|options| {
        Ok((endpoint(options.endpoint, options.region.as_deref())?, options.profile))
    });
    match asked {
        Ok((endpoint, profile)) => identify(credentials, endpoint, profile, host),
        Err(error) => Promise::reject(&thrown(&error)),
    }
}
