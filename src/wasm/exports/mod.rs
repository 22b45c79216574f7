//! The functions and classes that are exported to JavaScript.
#![allow(unreachable_pub)] // JavaScript calls them.

mod cache;
mod config;
mod console;
mod format;
mod identity;
mod plan;
mod sign;
mod sso;
mod typescript;
