//! Facts about AWS: ARNs, partitions, regions, limits, endpoints and console hosts.

mod arn;
pub(crate) mod console;
mod endpoint;
pub mod limits;
mod partition;
mod portal;
mod url;
mod web_url;

pub use arn::{Arn, RequestedRole, matches_role, partition_of_arn};
pub use console::{ConsoleHosts, hosts};
pub use endpoint::{Endpoint, EndpointSettings, endpoint, login_endpoint, regional_host};
pub(crate) use partition::check_region;
pub use partition::{Partition, is_valid_region_label, partition, partition_of_region};
pub(crate) use portal::PortalUrl;
pub(crate) use url::{
    ENDPOINT_HELP, check_container, check_metadata, is_http_on_loopback, origin, parse_endpoint,
};
pub use url::{check_endpoint, check_page};
pub(crate) use web_url::WebUrl;
