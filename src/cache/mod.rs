//! The credential cache of the AWS CLI: key, entry, freshness.
//!
//! ```text
//! hop ──role_key──▶ <key>.json ──look_up──▶ hit, expired or miss
//! session of a role ──write──▶ the text of <key>.json
//! ```

mod entry;
mod json;
mod key;

pub use entry::{Description, ENTRY_MAX, Lookup, describe, look_up, write};
pub use key::{RoleKey, SsoKey, mfa_key, role_key, rolehop_key, sso_key, web_identity_key};
