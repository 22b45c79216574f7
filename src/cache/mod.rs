//! The credential cache of the AWS CLI: key, entry, freshness.

mod json;
mod key;

pub use key::{RoleKey, SsoKey, role_key, rolehop_key, sso_key, web_identity_key};
