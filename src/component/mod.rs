//! The boundary of the WebAssembly component, which `wit/rolehop.wit` describes: conversions only.
//!
//! The engine waits for its host as it does in JavaScript, but here the host is not called: a
//! [`host::ParkedHost`] puts an effect into an [`exchange::Exchange`] and waits for the reply, and
//! a [`session::Session`] returns the effect and accepts the reply. Structures cross as the same
//! JSON that JavaScript gets; credentials, errors, effects and replies as records.

#![allow(unreachable_pub)] // What wit-bindgen generates is `pub`.

mod argument;
mod bindings;
mod convert;
mod exchange;
mod exports;
mod host;
mod reply;
mod session;
