//! The session parameters of a role.

use serde::{Deserialize, Serialize};

/// Parameters of `AssumeRole` that the AWS CLI has no settings for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct SessionParameters {
    /// A session policy as JSON: the session has the permissions that both it and the role allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Managed policies that also limit the permissions of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_arns: Option<Vec<PolicyArn>>,
    /// Session tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// The keys of transitive tags, which later sessions in a role chain inherit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transitive_tag_keys: Option<Vec<String>>,
    /// The source identity, recorded in `CloudTrail`; later sessions in a role chain inherit it.
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
    /// The key; unique in a session, ignoring case.
    pub key: String,
    /// The value; it can be empty.
    pub value: String,
}
