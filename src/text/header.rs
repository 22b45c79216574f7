//! Text in HTTP headers.

/// Whether a text has only visible ASCII characters, as keys and tokens have, so that it can be the
/// value of a header.
pub(crate) fn is_header_safe(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
