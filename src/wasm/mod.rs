//! The WebAssembly boundary: conversions only, no decisions.
//!
//! Structures cross as plain objects through serde, and requests as lines; an
//! [`crate::diagnostic::Error`] is thrown. Secret strings cross in [`types::WireCredentials`] and in
//! signed requests, and nowhere else. [`types`] contains the structures that exist only for the
//! boundary; with the feature `types`, their TypeScript declarations are generated from them. With
//! the feature `component`, the boundary is that of `component`.

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
#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod request;
