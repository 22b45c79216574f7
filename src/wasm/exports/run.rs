//! The promises that plan handles and functions have in common.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use crate::aws::Endpoint;
use crate::diagnostic::Error;
use crate::resolve::{self, Planned};
use crate::wasm::convert::{from_js, to_js};
use crate::wasm::host::JsHost;
use crate::wasm::types::{ResolveOptions, WireCredentials};

/// The credentials of a plan.
pub(super) fn run(planned: Rc<Planned>, options: JsValue, host: JsValue) -> Promise {
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let options: ResolveOptions = from_js(&options, "options")?;
            planned.resolve(&options.into(), &host).await
        };
        let credentials = run.await.map_err(|error| host.thrown(&error))?;
        to_js(&WireCredentials::from(&credentials))
    })
}

/// Whose credentials these are, by STS at an endpoint; `profile` is for the errors.
pub(super) fn identify(
    credentials: JsValue,
    endpoint: Endpoint,
    profile: Option<String>,
    host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let host = JsHost::new(host);
        let run = async {
            let credentials: WireCredentials = from_js(&credentials, "credentials")?;
            let identity = resolve::caller_identity(&credentials.into(), &endpoint, &host).await;
            identity.map_err(|error| with_profile(error, profile))
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
