//! Behaviour of the engine through its public surface.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod abort;
mod ambient;
mod aws_login;
mod cases;
mod documentation;
mod edits;
mod fuzz;
#[allow(unreachable_pub)] // A crate of its own for the fuzzer.
#[path = "../../fuzz/src/lib.rs"]
mod fuzz_targets;
mod growth;
mod growth_of_calls;
mod host;
mod imports;
mod login;
mod queue;
mod resolve;
mod signing;
mod signing_suite;
mod sso;
