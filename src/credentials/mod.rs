//! What a run yields, and how it is exported.

mod format;
mod model;

pub use format::{Format, format, ini_section, variables};
pub use model::Credentials;
