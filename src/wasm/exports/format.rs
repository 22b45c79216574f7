//! Credentials as text.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::credentials::{Format, format as format_as, variables};
use crate::wasm::convert::{argument, to_js_error};
use crate::wasm::types::WireCredentials;

/// Credentials as text, as `aws configure export-credentials` writes them; `json` and `ini` too.
/// Throws an `Error` for an unknown format and for values that could be misread.
#[wasm_bindgen(js_name = formatCredentials)]
pub fn format_credentials(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    format: &str,
) -> Result<String, JsValue> {
    let credentials: WireCredentials = argument(credentials, "credentials")?;
    let text = format.parse().and_then(|format| format_as(&credentials.into(), format));
    text.map(|text| text.expose().to_owned()).map_err(|error| to_js_error(&error))
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
    text.map(|text| text.expose().to_owned()).map_err(|error| to_js_error(&error))
}
