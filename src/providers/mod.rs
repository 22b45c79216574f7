//! Credential providers: they load the credentials of a plan's source.
//!
//! The plan has selected the source; only the providers read secrets. There is a module for each
//! protocol; [`crate::cache`] stores the credentials that the AWS CLI caches, and [`crate::retry`]
//! sends requests that are not signed.

mod container;
mod context;
mod environment;
mod imds;
mod json_post;
mod load;
pub(crate) mod login;
pub(crate) mod process;
pub(crate) mod sso;
mod static_keys;
mod web_identity;

pub use context::Context;
pub use load::load;
