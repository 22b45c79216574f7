//! Which endpoint a region's STS has.

use crate::plan::Endpoint;

/// What decides the endpoint.
#[derive(Clone, Debug, Default)]
pub struct EndpointSettings<'a> {
    /// The region; without one, STS's global endpoint.
    pub region: Option<&'a str>,
    /// `use_fips_endpoint`.
    pub fips: bool,
    /// `use_dualstack_endpoint`.
    pub dualstack: bool,
    /// An endpoint that someone set; it is used as it is.
    pub custom: Option<&'a str>,
}

/// The endpoint of STS, by the rules of the AWS CLI v2: always regional, and the one that was set
/// wins over FIPS and dual stack.
pub fn endpoint(settings: &EndpointSettings<'_>) -> Endpoint {
    let _ = settings;
    Endpoint { url: String::new(), signing_region: String::new(), overridden: false }
}
