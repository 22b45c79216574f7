//! Renders plans and diagnostics as text, for the command line.
//!
//! Pure: text in, text out. Text from files is sanitized, and possible secrets are masked.

mod diagnostics;
mod line;
mod plan;
mod source;
mod storage;
mod style;

pub use crate::text::sanitize;
pub use diagnostics::{DiagnosticSources, diagnostics};
pub use plan::plan;
pub use storage::{Cache, CacheState, CacheStatus, SessionStorage};
pub use style::Style;
