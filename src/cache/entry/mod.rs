//! The contents of a cache entry, for each type of credentials.

mod assume_role;
mod sso;
mod written;

pub use assume_role::{Description, ENTRY_MAX, Lookup, describe, look_up, write};
pub use sso::{read as read_portal, read_user_session, write as write_portal, write_user_session};
