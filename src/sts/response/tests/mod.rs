#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod read;
mod refusals;

use super::*;
use crate::aws::{Endpoint, EndpointSettings, endpoint};
use crate::http::HttpResponse;
use crate::secret::Secret;

const ROLE: &str = "arn:aws:iam::210987654321:role/ops/Deploy";
const SESSION: &str = "arn:aws:sts::210987654321:assumed-role/Deploy/morgan";

/// A response to `AssumeRole` with one part replaced.
fn body(from: &str, to: &str) -> String {
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:morgan</AssumedRoleId>
      <Arn>{SESSION}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId>
      <SecretAccessKey>canary/Secret</SecretAccessKey>
      <SessionToken>canary/Token==</SessionToken>
      <Expiration>2030-01-01T01:00:00Z</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>
</AssumeRoleResponse>"
    );
    assert!(body.contains(from), "{from}");
    body.replace(from, to)
}

fn http_response(status: u16, body: impl Into<String>) -> HttpResponse {
    HttpResponse { status, date: None, location: None, body: Secret::new(body) }
}

fn aws() -> Endpoint {
    endpoint(&EndpointSettings::default())
}

/// Reads a response as one of AWS's own STS.
fn assume_role(response: &HttpResponse) -> Result<AssumedRole, Failure> {
    super::assume_role(response, &aws())
}

fn refusal_body(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>11111111-0000-4000-8000-000000000000</RequestId></ErrorResponse>"
    )
}

fn refusal(status: u16, code: &str, message: &str) -> Refusal {
    match assume_role(&http_response(status, refusal_body(code, message))) {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}
