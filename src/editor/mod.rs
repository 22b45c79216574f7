//! Editor features of the two files: the symbol at a position, its completions, references and new
//! name; the sections and the tokens of a file.
//!
//! Pure, like all modules up to the plan. Diagnostics come from [`crate::plan::check`].

mod complete;
mod model;
mod name;
mod references;
mod rename;
mod sections;
mod symbol;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::format_collect)]
mod tests;
mod tokens;

pub use complete::complete;
pub use model::{
    Completion, PartKind, Renamable, SectionOutline, SettingOutline, SymbolInfo, Token, TokenKind,
};
pub use references::references;
pub use rename::{renamable, rename};
pub use sections::sections;
pub use symbol::symbol_at;
pub use tokens::tokens;
