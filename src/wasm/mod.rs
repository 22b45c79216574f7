//! The WebAssembly boundary: conversions only, no decisions.
//!
//! Structures cross as plain objects through serde; an [`crate::diagnostic::Error`] crosses as what is
//! thrown. Strings that are secrets cross in [`types::WireCredentials`] and in signed requests, and
//! nowhere else. [`types`] holds the structures that exist for the boundary alone; with the feature
//! `types` their TypeScript declarations are made from them.

pub mod types;

#[cfg(any(target_arch = "wasm32", test))]
mod argument;
#[cfg(target_arch = "wasm32")]
mod convert;
#[cfg(target_arch = "wasm32")]
mod exports;
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod member;
