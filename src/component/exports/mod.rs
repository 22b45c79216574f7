//! The functions and resources of the component.

mod config;
mod console;
mod identity;
mod plan;
mod sessions;
mod signing;
mod sso;
mod world;
