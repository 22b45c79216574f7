//! Signing in to IAM Identity Center, and out of it.

mod login;
mod logout;

pub use login::{SsoLoginResult, login};
pub use logout::logout;
