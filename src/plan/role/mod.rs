//! What one profile says of its role: the parameters of the call, and where the caller's credentials come from.

pub(crate) mod parameters;
pub(crate) mod role_source;
pub(crate) mod session;
