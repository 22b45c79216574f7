//! The one type for everything that is reported about a config or a run, and the error that carries
//! it.

mod access_denied;
mod code;
mod error;
mod model;

pub use access_denied::{AccessDenied, PolicyKind};
pub use code::{Code, Severity};
pub use error::Error;
pub use model::{Diagnostic, Fix, TextEdit, sort_by_place};
