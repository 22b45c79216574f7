//! Values of Rust ⇄ values of JavaScript.
#![allow(clippy::needless_pass_by_value)] // Arguments of exported functions come by value.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::argument::{describe, fault};
use super::member::{self, Try};
use super::types::PlanRequest;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::Request;

/// A plain object: maps become objects, `None` becomes `undefined` or `null` as in JSON.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|_| to_js_error(&internal("a value cannot be converted to JavaScript")))
}

/// The structure of a plain object.
///
/// # Errors
/// `usage-invalid`, with the member of the argument `name` that is wrong and what was expected;
/// never with a value.
pub(super) fn from_js<T: DeserializeOwned>(value: &JsValue, name: &str) -> Result<T, Error> {
    parse(value).map_err(|text| wrong(value, name, &text, &|value| parse::<T>(&value).err()))
}

/// The structure, or the text of the error. It is compiled once for each type, to keep the module small.
#[inline(never)]
fn parse<T: DeserializeOwned>(value: &JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(value.clone()).map_err(|error| error.to_string())
}

fn wrong(value: &JsValue, name: &str, text: &str, attempt: Try<'_>) -> Error {
    let message = describe(name, &member::path(value, text, attempt), &fault(text));
    Diagnostic::new(Code::UsageInvalid, message).into()
}

/// As [`from_js`], with the error as it is thrown.
pub(super) fn argument<T: DeserializeOwned>(value: JsValue, name: &str) -> Result<T, JsValue> {
    from_js(&value, name).map_err(|error| to_js_error(&error))
}

/// The argument `request` of many functions.
pub(super) fn plan_request(request: JsValue) -> Result<Request, Error> {
    Ok(Request::from(from_js::<PlanRequest>(&request, "request")?))
}

/// A number of JavaScript without its fraction; it saturates, and NaN is 0.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn truncate(number: f64) -> i64 {
    number as i64
}

/// An error as the plain object that JavaScript throws; see [`Error`].
///
/// The text stands in for an object that cannot be made, so that something is thrown all the same.
pub(super) fn to_js_error(error: &Error) -> JsValue {
    error
        .serialize(&Serializer::json_compatible())
        .unwrap_or_else(|_| JsValue::from_str(&error.message))
}

fn internal(message: &str) -> Error {
    Error::new(Diagnostic::new(Code::Internal, message))
}
