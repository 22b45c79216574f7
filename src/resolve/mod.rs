//! Runs a plan: the only part of the engine that waits.
//!
//! The cache is read from the last role backwards: a cached session makes all calls before it
//! unnecessary, including those of the source. Each hop after that session runs in the same order:
//! lock the MFA device, lock the session, read the cache again, prompt the user, call STS, write
//! the cache, unlock. Because the order is the same everywhere, deadlock is impossible; because the
//! cache is read again under the lock, only one of several concurrent runs makes the call.

mod error_context;
mod mfa;
mod planned;
mod refused_call;
mod run;
mod session_token;

pub use crate::cache::Options;
pub use planned::Planned;
pub use run::{assume_role, caller_identity, endpoint_of, requested_role, resolve, slot};
pub use session_token::session_token;
