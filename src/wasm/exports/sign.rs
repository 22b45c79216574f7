//! Signed requests, for callers that send them with their own HTTP client.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::Error;
use crate::http::HttpRequest;
use crate::plan::Hop;
use crate::wasm::calls::{assume_role_request, caller_identity_request};
use crate::wasm::convert::{argument, to_js_error};
use crate::wasm::request::lines;
use crate::wasm::types::WireCredentials;

/// The signed request that assumes a hop's role, as lines. Throws an `Error`.
#[wasm_bindgen(js_name = signAssumeRole, unchecked_return_type = "string")]
pub fn sign_assume_role(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SignOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let session = argument(hop.clone(), "hop")?;
    let hop = Hop { session, ..argument(hop, "hop")? };
    let options = argument(options, "options")?;
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    signed(assume_role_request(&hop, &credentials.into(), options))
}

/// The signed request for the caller identity, as lines. Throws an `Error`.
#[wasm_bindgen(js_name = signGetCallerIdentity, unchecked_return_type = "string")]
pub fn sign_get_caller_identity(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SignCallerOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let options = argument(options, "options")?;
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    signed(caller_identity_request(&credentials.into(), options))
}

fn signed(request: Result<HttpRequest, Error>) -> Result<JsValue, JsValue> {
    request.and_then(|request| lines(&request)).map_err(|error| to_js_error(&error))
}
