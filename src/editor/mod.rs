//! Editor features for a position in one of the files: the symbol there, and completions.
//!
//! Pure, like all modules up to the plan. Diagnostics come from [`crate::plan::check`].

mod complete;
mod model;
mod symbol;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::format_collect)]
mod tests;

pub use complete::complete;
pub use model::{Completion, PartKind, SymbolInfo};
pub use symbol::symbol_at;
