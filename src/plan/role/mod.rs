//! The role settings of one profile: the parameters of the call, and the source of the caller's
//! credentials.

pub(crate) mod mfa_process;
pub(crate) mod parameters;
pub(crate) mod requested;
pub(crate) mod role_source;
pub(crate) mod session;
