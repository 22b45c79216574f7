//! Values of Rust ⇄ values of JavaScript.
#![allow(clippy::needless_pass_by_value)] // Arguments of exported functions come by value.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::argument::{describe, fault};
use super::types::PlanRequest;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::Request;

/// A plain object: maps become objects, `None` becomes `undefined` or `null` as in JSON.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|_| thrown(&internal("a value cannot be handed to JavaScript")))
}

/// The structure of a plain object.
///
/// # Errors
/// `usage-invalid`, with the member of the argument `name` that is wrong and what was expected;
/// never with a value.
pub(super) fn from_js<T: DeserializeOwned>(value: &JsValue, name: &str) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value.clone()).map_err(|error| {
        let text_of = |value: JsValue| {
            let outcome = serde_wasm_bindgen::from_value::<T>(value);
            outcome.err().map(|error| error.to_string())
        };
        let path = super::member::path(value, &error.to_string(), &text_of);
        let message = describe(name, &path, &fault(&error.to_string()));
        Error::new(Diagnostic::new(Code::UsageInvalid, message))
    })
}

/// As [`from_js`], with the error as it is thrown.
pub(super) fn argument<T: DeserializeOwned>(value: JsValue, name: &str) -> Result<T, JsValue> {
    from_js(&value, name).map_err(|error| thrown(&error))
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

/// An error as it is thrown: the plain object of [`Error`].
///
/// The text stands in for an object that cannot be made, so that something is thrown all the same.
pub(super) fn thrown(error: &Error) -> JsValue {
    error
        .serialize(&Serializer::json_compatible())
        .unwrap_or_else(|_| JsValue::from_str(&error.message))
}

fn internal(message: &str) -> Error {
    Error::new(Diagnostic::new(Code::Internal, message))
}
