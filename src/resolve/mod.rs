//! Runs a plan: the only part of the engine that waits.
//!
//! The cache is asked from the last role backwards, so that a session which is there spares every
//! call before it, the source included. From the first role that has none on, each hop is done in
//! the same order: lock the MFA device, lock the session, ask the cache again, prompt the user, call,
//! write, unlock. One order everywhere means that deadlock is impossible, and asking again under
//! the lock means that of all who wait, one calls.

mod error_context;
mod mfa;
mod planned;
mod run;

pub use crate::cache::Options;
pub use planned::Planned;
pub use run::{assume_role, caller_identity, endpoint_of, requested_role, resolve, slot};
