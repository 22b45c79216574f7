//! The settings that apply to the whole chain.

pub(crate) mod client;
pub(crate) mod empty;
pub(crate) mod endpoint;
pub(crate) mod flag;
pub(crate) mod network;
pub(crate) mod python_int;
pub(crate) mod session_name;
pub(crate) mod setting;
