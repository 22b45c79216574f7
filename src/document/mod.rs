//! Lossless text ⇄ sections, keys and spans: the AWS CLI's grammar of both files.
//!
//! Parsing never fails. Syntax that the AWS CLI rejects is reported as an error, and the rest is
//! still parsed, so that a whole file can be explained at once.
//!
//! ```text
//! text ──parse──▶ Document { sections, spans, diagnostics } ──edit──▶ text with only those bytes changed
//! ```

mod edit;
mod format_section;
mod model;
mod parse;
mod setting;
mod splice;
mod syntax_error;
#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
mod tests;
mod update;
mod value;

pub(crate) use edit::check_section;
pub(crate) use format_section::fresh_section;
pub use model::{Document, Section};
pub(crate) use parse::INHERITED_SECTION;
pub use setting::{NestedSetting, Setting, Settings, Value};
pub(crate) use splice::Splice;
pub(crate) use update::NewSection;
