//! Plans and findings as text for people: what the command line prints.
//!
//! Pure: texts in, text out. Whatever came from a file is made safe to show, and what may be a
//! secret is masked.

mod cached;
mod diagnostics;
mod line;
mod mask;
mod plan;
mod style;

pub use crate::text::sanitize;
pub use cached::{Cache, CacheState, CacheStatus, Keeping};
pub use diagnostics::{Texts, diagnostics};
pub use plan::plan;
pub use style::Style;
