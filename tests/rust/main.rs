//! Behaviour of the engine through its public surface.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod abort;
mod ambient;
mod aws_login;
mod cases;
mod documentation;
mod edits;
mod growth;
mod host;
mod imports;
mod login;
mod resolve;
mod signing;
mod signing_suite;
mod sso;
