//! What a plan holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::aws::Endpoint;
use crate::diagnostic::Diagnostic;
use crate::sts::SessionParameters;
use crate::text::Location;

/// Everything that will happen to get credentials for one profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The profile that was asked for, or the one that the environment selects.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// Where the first credentials come from.
    pub source: Source,
    /// The roles to assume, in the order of the calls.
    pub hops: Vec<Hop>,
    /// The region of every call, and of the client that uses the credentials. `None` when nothing
    /// names one: STS is then called at its global endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<String>,
    /// The STS endpoint of every call.
    pub sts: Endpoint,
    /// Warnings and notes; a plan with an error is not made.
    pub diagnostics: Vec<Diagnostic>,
}

/// One `AssumeRole` call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// The profile that names the role.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// The role.
    pub role_arn: String,
    /// The session name, when one is set; else it is made when the call is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role_session_name: Option<String>,
    /// The session name that the caller's pattern makes, when none is set. It is no part of the
    /// cache key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub default_session_name: Option<String>,
    /// Seconds the session shall last, when set; STS's own default is 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub duration_seconds: Option<u32>,
    /// The external id, when set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub external_id: Option<String>,
    /// Policies, tags and source identity of the session.
    #[serde(flatten)]
    pub session: SessionParameters,
    /// The MFA device, when one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub mfa_serial: Option<String>,
    /// Whether the caller is itself a role, whose sessions STS caps at 3600 seconds.
    #[serde(default)]
    pub chained: bool,
    /// The region in the signature.
    pub region: String,
    /// Where the call goes.
    pub endpoint: String,
    /// Whether `endpoint` is not the service's own for the region.
    #[serde(default)]
    pub endpoint_overridden: bool,
    /// The AWS CLI's cache key: 40 hex digits.
    pub cache_key: String,
    /// Where each setting of the hop is, by key.
    #[serde(default)]
    pub locations: BTreeMap<String, Location>,
}
