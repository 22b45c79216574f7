//! Signed requests, for those who send them themselves.
#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::endpoint::endpoint;
use crate::aws::Endpoint;
use crate::credentials::Credentials;
use crate::plan::Hop;
use crate::resolve;
use crate::secret::Secret;
use crate::sts::Operation;
use crate::wasm::convert::{argument, to_js, to_js_error, truncate};
use crate::wasm::types::{SignCallerOptions, SignOptions, SignedRequest, WireCredentials};

/// The request that assumes a hop's role, signed. Throws an `Error`.
#[wasm_bindgen(js_name = signAssumeRole, unchecked_return_type = "SignedRequest")]
pub fn sign_assume_role(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SignOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let session = argument(hop.clone(), "hop")?;
    let hop = Hop { session, ..argument(hop, "hop")? };
    let options: SignOptions = argument(options, "options")?;
    let name = options.role_session_name.as_deref();
    let code = options.token_code.map(Secret::new);
    let operation = resolve::assume_role(&hop, name, code, truncate(options.date_ms));
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
    let (url, region) = (options.endpoint_url.as_deref(), options.region.as_deref());
    let endpoint = endpoint(options.endpoint, url, region).map_err(|error| to_js_error(&error))?;
    sign(&Operation::GetCallerIdentity, credentials, &endpoint, options.date_ms)
}

fn sign(
    operation: &Operation,
    credentials: JsValue,
    endpoint: &Endpoint,
    date_ms: f64,
) -> Result<JsValue, JsValue> {
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    let request = operation
        .sign(&Credentials::from(credentials), endpoint, truncate(date_ms), false)
        .map_err(|error| to_js_error(&error))?;
    to_js(&SignedRequest::from(&request))
}
