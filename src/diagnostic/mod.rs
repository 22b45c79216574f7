//! The one shape of everything that is said about a config or a run, and the error that carries it.

mod access_denied;
mod error;
mod report;

pub use access_denied::{AccessDenied, PolicyKind};
pub use error::Error;
pub use report::{Code, Diagnostic, Fix, Severity, TextEdit, sort_by_place};
