//! The Security Token Service: requests, signing, responses, and the client that sends them.

pub(crate) mod client;
pub(crate) mod refusal;
mod request;
pub mod response;
mod session;
mod sign;

pub use request::{
    AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, Operation,
};
pub use session::{PolicyArn, SessionParameters, Tag};
pub use sign::{Scope, sign};
