//! Plans and diagnostics as text: what the command line prints.
//!
//! Pure: texts in, text out. Whatever came from a file is made safe to show, and what may be a
//! secret is masked.

mod diagnostics;
mod line;
mod plan;
mod storage;
mod style;

pub use crate::text::sanitize;
pub use diagnostics::{DiagnosticSources, diagnostics};
pub use plan::plan;
pub use storage::{Cache, CacheState, CacheStatus, SessionStorage};
pub use style::Style;
