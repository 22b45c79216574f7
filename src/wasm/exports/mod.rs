//! The functions and classes that JavaScript sees.
#![allow(unreachable_pub)] // JavaScript reaches them.

mod cache;
mod config;
mod console;
mod format;
mod identity;
mod plan;
mod sign;
mod sso;
mod typescript;
