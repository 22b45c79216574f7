//! The AWS console: a sign-in with session credentials, and the link that switches roles.
//!
//! The rules are those of the IAM user guide, "Enable custom identity broker access to the AWS
//! console" and "Switch from a user to an IAM role (console)".

mod sign_in;
mod switch_role;

pub use sign_in::{ConsoleSession, sign_in};
pub use switch_role::{SwitchRole, switch_role_url};
