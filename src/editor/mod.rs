//! What an editor asks about a position in one of the files: the symbol there, and the completions.
//!
//! Pure, like everything up to the plan; what is wrong with a file is [`crate::plan::check`]'s to
//! say.

mod complete;
mod model;
mod symbol;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::format_collect)]
mod tests;

pub use complete::complete;
pub use model::{Completion, PartKind, SymbolInfo};
pub use symbol::symbol_at;
