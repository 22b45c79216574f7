//! Where first credentials come from.
//!
//! The plan has decided which; here they are fetched, and only here are secrets read. There is a
//! module for each protocol; [`crate::cache`] keeps those that the AWS CLI
//! keeps, and [`crate::retry`] sends requests that are not signed.

mod container;
mod context;
mod environment;
mod imds;
mod load;
mod login;
pub(crate) mod process;
pub(crate) mod sso;
mod static_keys;
mod web_identity;

pub use context::Context;
pub use load::load;
