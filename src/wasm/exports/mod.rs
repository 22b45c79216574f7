//! The functions and classes that JavaScript sees.
#![allow(unreachable_pub)] // JavaScript reaches them.

mod cache;
mod config;
mod console;
mod endpoint;
mod format;
mod plan;
mod resolve;
mod run;
mod sign;
mod sso;
mod typescript;
