//! The AWS console: sign-in URLs for session credentials, and links that switch roles.
//!
//! The rules are those of the IAM User Guide, "Enable custom identity broker access to the AWS
//! console" and "Switch from a user to an IAM role (console)".

mod sign_in;
mod switch_role;

pub use sign_in::{ConsoleSession, sign_in};
pub use switch_role::{SwitchRole, switch_role_url};
