//! Text for HTTP headers.

/// Whether a text contains only visible ASCII characters, as keys and tokens do, so that it is
/// valid as the value of a header.
pub(crate) fn is_header_safe(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
