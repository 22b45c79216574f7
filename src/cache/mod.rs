//! The credential cache of the AWS CLI: key, entry, freshness, and reading it under a lock.
//!
//! ```text
//! hop ──role_key──▶ <key>.json ──look_up──▶ hit, expired or miss
//! session of a role ──write──▶ the text of <key>.json
//! ```

mod entry;
pub(crate) mod json;
mod key;
pub(crate) mod locked;
mod options;
pub(crate) mod read_through;

pub use entry::{
    Description, ENTRY_MAX, Lookup, describe, look_up, read_portal, read_user_session, write,
    write_portal, write_user_session,
};
pub use key::{
    RegistrationKey, RoleKey, SsoKey, login_key, mfa_key, policy_for_key, registration_key,
    role_key, rolehop_key, sso_key, token_key, user_session_key, web_identity_key,
};
pub use options::Options;
