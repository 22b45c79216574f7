//! The endpoint option of several functions.

use crate::aws::{self, Endpoint, EndpointSettings};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::one_line;
use crate::wasm::types::EndpointOption;

/// The endpoint that was said, else that of the region.
pub(super) fn endpoint(
    said: Option<EndpointOption>,
    region: Option<&str>,
) -> Result<Endpoint, Error> {
    let custom = match said {
        Some(EndpointOption::Endpoint(endpoint)) => return Ok(endpoint),
        Some(EndpointOption::Url(url)) => Some(url),
        None => None,
    };
    if let Some(region) = region.filter(|region| !aws::is_valid_region_label(region)) {
        let message = format!("`{}` is not a region", one_line(region, 100));
        return Err(Diagnostic::new(Code::RegionInvalid, message).into());
    }
    Ok(aws::endpoint(&EndpointSettings { region, custom: custom.as_deref(), ..Default::default() }))
}
