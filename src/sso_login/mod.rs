//! Signing in to IAM Identity Center, and out of it.

mod code;
mod custom_domain;
mod device;
mod flow;
mod login;
mod logout;
mod registration;

pub use flow::{SsoFlow, SsoLoginOptions};
pub use login::{RegionChange, SsoLoginResult, login};
pub use logout::logout;
