//! Answers: credentials, identities, refusals, and what is none of them.
//!
//! The answer is not trusted: it may come from a proxy, a captive portal or an emulator. Either all
//! of what a call promises is there, or there is an error that repeats nothing of the body but
//! STS's own code and the beginning of its message.

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
