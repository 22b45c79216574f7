//! Diagnostics about a configuration or a run, and the error that contains them.

mod access_denied;
mod code;
mod error;
mod model;
mod refused_call;

pub use access_denied::{AccessDenied, PolicyKind};
pub use code::{Code, Severity};
pub use error::{Error, ErrorData};
pub use model::{Diagnostic, Fix, Members, TextEdit, sort_by_place};
pub use refused_call::{Cause, CauseKind, RefusedCall, SentCall, Signer, Verdict};
