//! The component itself.

#![allow(unsafe_code)] // As in the bindings.

use crate::component::bindings;

/// Implements every interface of the world.
pub(super) struct Component;

bindings::export!(Component);
