//! The details of a call that a policy denied.

use serde::{Deserialize, Serialize};

/// The parts of an `AccessDenied` message, so that a program need not parse the text. A part that
/// the message does not contain is absent: STS leaves out the reason of most calls across accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct AccessDenied {
    /// The type of the policy that the message names.
    pub kind: PolicyKind,
    /// The type of the policy through which `kind` applies, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<PolicyKind>,
    /// `true` if a `Deny` matched, `false` if no policy of this type allows the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// The ARN of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// The action, such as `sts:AssumeRole`. It can differ from the operation that was called:
    /// session tags require `sts:TagSession`, for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource: usually an ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The ARN of the policy with the `Deny`; inline policies do not have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_arn: Option<String>,
}

/// The types of policies that can deny a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum PolicyKind {
    /// An identity-based policy of the caller.
    Identity,
    /// The permissions boundary of the caller.
    Boundary,
    /// The session policy of the caller's session.
    Session,
    /// A service control policy of the caller's organization.
    Scp,
    /// A resource control policy of the organization of the resource.
    Rcp,
    /// The trust policy of the role.
    Trust,
    /// The policy of the resource; for a role, this is its trust policy.
    Resource,
    /// The policy of a VPC endpoint.
    Vpce,
    /// The message does not name a type, or names one that is not in this list.
    #[default]
    Unknown,
}
