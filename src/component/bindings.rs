//! Generated from `wit/rolehop.wit` at compile time.
// The code that wit-bindgen generates reads and writes memory that it shares with the host.
#![allow(unsafe_code, clippy::all, clippy::pedantic)]

wit_bindgen::generate!({
    path: "wit",
    world: "rolehop",
    pub_export_macro: true,
    default_bindings_module: "crate::component::bindings",
});
