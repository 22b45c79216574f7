//! The WebAssembly border: conversions only, no decisions.
