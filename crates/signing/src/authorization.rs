//! The `authorization` header.

use std::time::SystemTime;

use super::canonical::Signable;
use super::key::{Key, signature};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The value of the `authorization` header for a request at a time. `date` is this time as
/// `20300101T010000Z`, which is also one of the headers of the request.
pub fn authorization(
    request: &Signable<'_>,
    key: &Key<'_>,
    (date, time): (&str, SystemTime),
) -> String {
    let day = date.get(..8).unwrap_or_default();
    let scope = [day, key.region, key.service, "aws4_request"].join("/");
    let text = [ALGORITHM, date, &scope, &request.hash()].join("\n");
    let signature = signature(key, (day, time), &text);
    let names = request.headers.names();
    [
        ALGORITHM,
        " Credential=",
        key.id,
        "/",
        &scope,
        ", SignedHeaders=",
        &names,
        ", Signature=",
        &signature,
    ]
    .concat()
}
