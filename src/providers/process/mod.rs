//! `credential_process`.

pub(crate) mod recursion;
pub(crate) mod run;
