//! Requests as text: writing and reading JSON takes as long as a signature.

use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::HttpRequest;

/// A request as lines: the method, the URL, the body, and the name and the value of each header.
///
/// # Errors
/// `internal` for a part with a line break, which no request has.
pub(super) fn lines(request: &HttpRequest) -> Result<JsValue, Error> {
    let HttpRequest { method, url, headers, body, .. } = request;
    let headers = headers.iter().flat_map(|(name, value)| [name.as_str(), value.expose()]);
    let parts: Vec<&str> =
        [method, url.as_str(), body.expose()].into_iter().chain(headers).collect();
    if parts.iter().any(|part| part.contains('\n')) {
        return Err(Diagnostic::new(Code::Internal, "a request has a line break").into());
    }
    Ok(JsValue::from_str(&Zeroizing::new(parts.join("\n"))))
}
