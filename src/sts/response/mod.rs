//! STS responses: credentials, identities and errors.
//!
//! A response is not trusted: it may come from a proxy, a captive portal or an emulator. Either it
//! contains everything that the call returns, or the result is an error that repeats nothing of the
//! body except STS's error code and the beginning of its message.

mod failure;
mod read;
#[cfg(test)]
mod tests;
mod xml;

pub use failure::{BODY_MAX, Failure, Refusal};
pub use read::{
    AssumedRole, assume_role, assume_role_with_web_identity, caller_identity, session_token,
};
pub use xml::Problem;
