//! Signing in to the AWS console, as `aws login` does.

mod login;
mod remote;
mod subject;

pub use login::{AwsLoginResult, login};
