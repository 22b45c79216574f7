//! The WebAssembly boundary: conversions only, no decisions.
//!
//! Structures cross as plain objects through serde; an [`crate::diagnostic::Error`] crosses as what is
//! thrown. Strings that are secrets cross in [`types::WireCredentials`] and in signed requests, and
//! nowhere else. [`types`] holds the structures that exist for the boundary alone; with the feature
//! `types` their TypeScript declarations are made from them. With the feature `component`, the boundary
//! is that of `component`.

pub mod types;

#[cfg(any(target_arch = "wasm32", test))]
pub(crate) mod argument;
#[cfg(target_arch = "wasm32")]
pub(crate) mod calls;
#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod convert;
#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod exports;
#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod host;
#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod member;
