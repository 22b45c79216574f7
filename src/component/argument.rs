//! Arguments that cross as JSON.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::Request;
use crate::wasm::argument::{describe, fault};

/// Parses a structure from a JSON text.
///
/// # Errors
/// `usage-invalid`, with the argument `name`, the position in its text and what was expected
/// there; never with a value.
pub(super) fn argument<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let text = error.to_string();
        let what = if error.is_data() {
            fault(text.trim_end_matches(&place))
        } else {
            "malformed JSON".into()
        };
        Diagnostic::new(Code::UsageInvalid, describe(name, &[], &(what + &place))).into()
    })
}

/// The argument `request` of many functions.
pub(super) fn plan_request(text: &str) -> Result<Request, Error> {
    argument(text, "request")
}
