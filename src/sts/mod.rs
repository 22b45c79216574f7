//! The Security Token Service: requests, signing, responses, limits, endpoints and partitions.

mod endpoint;
mod limits;
mod partition;
mod request;
mod response;
mod sign;

pub use endpoint::{EndpointSettings, endpoint};
pub use request::{
    AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, HttpRequest,
    HttpResponse, Operation,
};
