//! The Security Token Service: requests, signing, responses, and the client that sends them.

mod canonical;
pub(crate) mod client;
pub(crate) mod refusal;
mod request;
pub mod response;
mod session;
mod sign;
mod signing_key;

pub use request::{
    AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, Operation,
};
pub use session::{PolicyArn, SessionParameters, Tag};
pub use sign::sign;
pub use signing_key::Scope;
