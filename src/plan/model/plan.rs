//! The contents of a plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::aws::Endpoint;
use crate::diagnostic::Diagnostic;
use crate::http::Network;
use crate::sts::SessionParameters;
use crate::text::Location;

/// A plan: every call to get credentials for one profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The selected profile.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// The source of the first credentials.
    pub source: Source,
    /// The roles to assume, in the order of the calls.
    pub hops: Vec<Hop>,
    /// The region of every call, and of the client that uses the credentials. `None` if no region is
    /// set: the calls then go to the global endpoint of STS.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<String>,
    /// The STS endpoint of every call.
    pub sts: Endpoint,
    /// The network settings of the calls; absent if nothing is set.
    #[serde(skip_serializing_if = "Network::is_default")]
    #[cfg_attr(feature = "types", ts(as = "Option<Network>", optional))]
    pub network: Network,
    /// Warnings and notes; there is no plan with an error.
    pub diagnostics: Vec<Diagnostic>,
}

/// One `AssumeRole` call.
// A hop that comes in is one to sign or to look up in the cache: `locations` are not read, and `session`
// is read separately, because deserializing a flattened member takes 2 % of the engine's size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// The profile with the role.
    #[serde(default, serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// The ARN of the role.
    pub role_arn: String,
    /// The session name, if one is set; otherwise each call generates one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role_session_name: Option<String>,
    /// The session name from the request's pattern, if none is set. It is not part of the cache key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub default_session_name: Option<String>,
    /// The duration of the session in seconds, if it is set; the default of STS is 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub duration_seconds: Option<u32>,
    /// The external ID, if it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub external_id: Option<String>,
    /// Session policies, session tags and the source identity.
    #[serde(flatten, skip_deserializing)]
    pub session: SessionParameters,
    /// The ARN or serial number of the MFA device, if the call needs a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub mfa_serial: Option<String>,
    /// The program that prints the code, if one is set, without its arguments, which may contain
    /// secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub mfa_process: Option<String>,
    /// Whether the code is for a session of the user (`GetSessionToken`), which then assumes this role
    /// and others without another code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<bool>"))]
    pub mfa_session: bool,
    /// Whether the caller is itself a role session; STS then limits the session to 3600 seconds.
    #[serde(default)]
    pub chained: bool,
    /// The region in the signature.
    pub region: String,
    /// The URL of the STS endpoint.
    pub endpoint: String,
    /// Whether `endpoint` is a custom endpoint.
    #[serde(default)]
    pub endpoint_overridden: bool,
    /// The AWS CLI's cache key: 40 hex digits.
    #[serde(default)]
    pub cache_key: String,
    /// The location of each setting of the hop, by key.
    #[serde(skip_deserializing)]
    pub locations: BTreeMap<String, Location>,
}
