//! Byte spans inside the engine, lines and columns at its boundary, and text for display.

mod base64;
mod by_key;
mod header;
mod query;
pub mod redact;
mod sanitize;
mod shell;
mod sort;
mod span;
mod unicode;

pub(crate) use base64::{base64url, from_base64_with_noise, from_base64url};
pub use by_key::{ByKey, Keyed};
pub(crate) use by_key::{Indexes, NameSet};
pub(crate) use header::is_header_safe;
pub(crate) use query::query_fields;
pub(crate) use rolehop_signing::{Form, hex, percent_encode};
pub use rolehop_text::{BYTE_ORDER_MARK, SharedStr, Span};
pub(crate) use rolehop_text::{Line, key_and_value, python_str};
pub(crate) use sanitize::{is_invisible, quoted, quoted_key};
pub use sanitize::{one_line, sanitize};
pub(crate) use shell::shell_quote;
pub(crate) use sort::sort_by_key;
#[cfg(test)]
pub(crate) use span::apply;
pub use span::{File, LineIndex, Location};
pub(crate) use unicode::{is_letter, is_letter_or_digit, lower, upper};
