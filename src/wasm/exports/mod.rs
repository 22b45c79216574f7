//! The functions and classes that JavaScript sees.

mod cache;
mod config;
mod console;
mod endpoint;
mod format;
mod plan;
mod resolve;
mod sign;
mod sso;
mod typescript;
