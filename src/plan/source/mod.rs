//! The credentials of a profile, in the order of the AWS CLI.

pub(crate) mod container;
pub(crate) mod default_chain;
pub(crate) mod imds;
pub(crate) mod lookup;
pub(crate) mod permitted;
pub(crate) mod profile;
pub(crate) mod shell_syntax;
pub(crate) mod sso;
pub(crate) mod static_keys;
pub(crate) mod web_identity;
