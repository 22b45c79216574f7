//! The endpoint options of several functions.

use crate::aws::{self, Endpoint, EndpointSettings};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::one_line;

/// The endpoint that was said, as a plan says it or as a URL, else that of the region.
pub(super) fn endpoint(
    said: Option<Endpoint>,
    url: Option<&str>,
    region: Option<&str>,
) -> Result<Endpoint, Error> {
    if let Some(endpoint) = said {
        return Ok(endpoint);
    }
    if let Some(region) = region.filter(|region| !aws::is_valid_region_label(region)) {
        let message = format!("`{}` is not a region", one_line(region, 100));
        return Err(Diagnostic::new(Code::RegionInvalid, message).into());
    }
    Ok(aws::endpoint(&EndpointSettings { region, custom: url, ..Default::default() }))
}
