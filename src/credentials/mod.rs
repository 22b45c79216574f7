//! AWS credentials and their export formats.

mod format;
mod model;

pub use format::{Format, format, ini_section, variables};
pub use model::Credentials;
