//! Generated from `wit/rolehop.wit` at compile time.
// What wit-bindgen generates reads and writes the memory that the host sees.
#![allow(unsafe_code, clippy::all, clippy::pedantic)]

wit_bindgen::generate!({
    path: "wit",
    world: "rolehop",
    pub_export_macro: true,
    default_bindings_module: "crate::component::bindings",
});
