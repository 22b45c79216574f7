//! Encodes requests, and signs them with Signature Version 4.
//!
//! It is a separate crate because it is compiled for speed; the rest of the engine is compiled for
//! size.
#![forbid(unsafe_code)]

mod authorization;
mod canonical;
mod encode;
mod key;

pub use authorization::authorization;
pub use canonical::{Headers, Signable};
pub use encode::{Form, hex, percent_encode};
pub use key::Key;
