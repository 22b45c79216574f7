//! The Security Token Service: requests, signing, responses, limits, endpoints and partitions.

mod arn;
mod endpoint;
pub mod limits;
mod partition;
mod request;
pub mod response;
mod sign;

pub use arn::{Arn, matches_role, partition_of_arn};
pub use endpoint::{EndpointSettings, check_endpoint, check_page, endpoint, regional_host};
pub use partition::{Partition, is_valid_region_label, partition, partition_of_region};
pub use request::{
    AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, HttpRequest,
    HttpResponse, Operation,
};
pub use sign::{Scope, sign};
