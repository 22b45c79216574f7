//! `credential_process`, and the time limit of every program.

pub(crate) mod recursion;
pub(crate) mod run;
pub(crate) mod time_limit;
