//! The chain of roles from a profile to the credentials at its end.

pub(crate) mod caller;
pub(crate) mod visited;
pub(crate) mod walk;
