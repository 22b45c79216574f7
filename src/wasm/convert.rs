//! Values of Rust ⇄ values of JavaScript.
#![allow(clippy::needless_pass_by_value)] // Arguments of exported functions are passed by value.

use std::io::{self, Write};

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use super::argument::{describe, fault};
use super::member::{self, Try};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::Request;

/// Converts a value to a plain object, which crosses the boundary as one JSON text: member by
/// member, it would take a call for each member, and code for each of them.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    parsed(value).ok_or_else(|| to_js_error(&internal("a value cannot be converted to JavaScript")))
}

fn parsed(value: &impl Serialize) -> Option<JsValue> {
    JSON::parse(&to_json(value)?).ok()
}

/// The JSON of a value; it is wiped when it is dropped, since it can contain credentials.
fn to_json(value: &impl Serialize) -> Option<Zeroizing<String>> {
    let mut json = Wiped::default();
    value.serialize(&mut serde_json::Serializer::new(&mut json)).ok()?;
    String::from_utf8(std::mem::take(&mut *json.0)).ok().map(Zeroizing::new)
}

/// Bytes that are wiped when they are dropped, and in the old buffer when they are moved.
#[derive(Default)]
struct Wiped(Zeroizing<Vec<u8>>);

impl Write for Wiped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut roomier = Zeroizing::new(Vec::with_capacity((2 * needed).max(1024)));
            roomier.extend_from_slice(&self.0);
            self.0 = roomier;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Converts a plain object to a structure.
///
/// # Errors
/// `usage-invalid`, with the invalid member of the argument `name` and what was expected; never
/// with a value.
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

/// As [`from_js`], with the error that is thrown.
pub(super) fn argument<T: DeserializeOwned>(value: JsValue, name: &str) -> Result<T, JsValue> {
    from_js(&value, name).map_err(|error| to_js_error(&error))
}

/// The argument `request` of many functions.
pub(super) fn plan_request(request: JsValue) -> Result<Request, Error> {
    from_js(&request, "request")
}

/// An error as the plain object that JavaScript throws; see [`Error`].
///
/// If the object cannot be created, the message is thrown instead.
pub(super) fn to_js_error(error: &Error) -> JsValue {
    parsed(error).unwrap_or_else(|| JsValue::from_str(&error.message))
}

fn internal(message: &str) -> Error {
    Error::new(Diagnostic::new(Code::Internal, message))
}
