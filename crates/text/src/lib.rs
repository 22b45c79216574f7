//! Lines, spans and whitespace of a text.
//!
//! It is a separate crate because it is compiled for speed: reading large files spends most of its
//! time here. The rest of the engine is compiled for size.
#![forbid(unsafe_code)]

mod line;
pub mod python_str;
mod shared;
mod span;

pub use line::{BYTE_ORDER_MARK, Line, Lines, key_and_value, line_starts};
pub use shared::SharedStr;
pub use span::Span;
