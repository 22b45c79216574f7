//! Values of Rust ⇄ values of JavaScript.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::diagnostic::{Code, Diagnostic, Error};

/// A plain object: maps become objects, `None` becomes `undefined` or `null` as in JSON.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|_| thrown(&internal("a value cannot be handed to JavaScript")))
}

/// The structure of a plain object; `what` names the argument in the error.
pub fn from_js<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|_| {
        let message = format!("the argument `{what}` is not what the engine takes");
        Error::new(Diagnostic::new(Code::UsageInvalid, message))
    })
}

/// An error as it is thrown: the plain object of [`Error`].
///
/// The text stands in for an object that cannot be made, so that something is thrown all the same.
pub fn thrown(error: &Error) -> JsValue {
    error
        .serialize(&Serializer::json_compatible())
        .unwrap_or_else(|_| JsValue::from_str(&error.message))
}

fn internal(message: &str) -> Error {
    Error::new(Diagnostic::new(Code::Internal, message))
}
