//! The Security Token Service: requests, signing, responses, and the client that sends them.

pub(crate) mod client;
mod request;
pub mod response;
mod sign;

pub use request::{
    AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, HttpRequest,
    HttpResponse, Operation,
};
pub use sign::{Scope, sign};
