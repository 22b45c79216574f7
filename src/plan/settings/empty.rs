//! Variables whose empty value the AWS CLI uses, and fails at. Rolehop ignores them: users set a
//! variable to nothing to disable it.

use crate::diagnostic::Diagnostic;
use crate::plan::context::Context;
use crate::plan::select::empty_variable;

/// The variables, besides those of the profile and the region, which their lookups report.
/// Source: observed behavior of botocore.
const VARIABLES: [&str; 9] = [
    "AWS_RETRY_MODE",
    "AWS_MAX_ATTEMPTS",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
    "AWS_REQUEST_CHECKSUM_CALCULATION",
    "AWS_RESPONSE_CHECKSUM_VALIDATION",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE",
    "AWS_METADATA_SERVICE_TIMEOUT",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
];

/// The diagnostics about those that are empty.
pub(crate) fn ignored(context: &Context<'_>) -> Vec<Diagnostic> {
    let env = &context.request.env;
    let empty = VARIABLES.into_iter().filter(|variable| env.raw(variable) == Some(""));
    empty.map(empty_variable).collect()
}
