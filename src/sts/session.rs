//! What a session of a role can be given.

use serde::{Deserialize, Serialize};

/// What a session of a role can be given beyond what the AWS CLI's settings say. The names are those
/// of STS's `AssumeRole`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct SessionParameters {
    /// A policy as JSON: the session may do what both it and the role allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Managed policies that also limit the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_arns: Option<Vec<PolicyArn>>,
    /// Tags of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// The keys of those tags that sessions have too which are made with this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transitive_tag_keys: Option<Vec<String>>,
    /// Who acts, for the logs; it stays with all that is made with the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<String>,
}

/// A managed policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PolicyArn {
    /// Its ARN.
    pub arn: String,
}

/// A tag of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// The key, unique among those of a session without regard to case.
    pub key: String,
    /// The value; it may be empty.
    pub value: String,
}
