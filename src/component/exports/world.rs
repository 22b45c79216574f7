//! The component itself.

#![allow(unsafe_code)] // As the bindings.

use crate::component::bindings;

/// It has every interface of the world.
pub(super) struct Component;

bindings::export!(Component);
