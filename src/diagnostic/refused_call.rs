//! A call that STS refused: its parameters, and the causes that they support or exclude.

use serde::{Deserialize, Serialize};

/// A refused `AssumeRole` call of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RefusedCall {
    /// The parameters of the call.
    // Not read from JSON: a diagnostic that comes in is only rendered, with the summary.
    #[serde(skip_deserializing)]
    pub sent: SentCall,
    /// The same in one line.
    pub summary: String,
    /// The causes that the parameters support or exclude. Empty if they say nothing about any.
    pub causes: Vec<Cause>,
}

/// The parameters of a call, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SentCall {
    /// The ARN of the role.
    pub role_arn: String,
    /// The kind of credentials that signed the call.
    pub signer: Signer,
    /// The session name; absent if it was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_name: Option<String>,
    /// The duration of the session in seconds; 3600, the default of STS, if none was sent.
    pub duration_seconds: u32,
    /// Whether an external ID was sent. The value can be confidential.
    pub external_id: bool,
    /// Whether an MFA code was sent. It was entered for this call, so its age is close to 0 seconds.
    pub mfa: bool,
    /// The keys of the session tags.
    pub session_tags: Vec<String>,
    /// The keys of the session tags that earlier roles of the chain pass on.
    pub inherited_tags: Vec<String>,
    /// The source identity that the call set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<String>,
    /// Whether a session policy, or the ARN of one, was sent.
    pub session_policy: bool,
    /// The region of the signature.
    pub region: String,
    /// The URL of the endpoint.
    pub endpoint: String,
}

/// The kinds of credentials that sign calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Signer {
    /// The long-term access key of a user.
    LongTermKey,
    /// Temporary credentials: of a role, or of a user with or without MFA.
    Session,
    /// The session of a role.
    RoleSession,
    /// The configuration does not show the kind.
    #[default]
    Unknown,
}

/// A condition of policies, or a limit of STS, compared with what a call sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Cause {
    /// The condition or limit.
    pub about: CauseKind,
    /// Whether it can be the cause.
    pub verdict: Verdict,
    /// The comparison, in one line.
    pub message: String,
}

/// The conditions and limits that can be a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// The principal that signed the call.
    Caller,
    /// The accounts of the caller and the role.
    Account,
    /// `external_id`: `sts:ExternalId`.
    ExternalId,
    /// MFA: `aws:MultiFactorAuthPresent`.
    Mfa,
    /// `role_session_name`: `sts:RoleSessionName`.
    SessionName,
    /// `source_identity`: `sts:SourceIdentity`.
    SourceIdentity,
    /// `session_tags`: `aws:RequestTag`, and transitive tags.
    SessionTags,
    /// The session policy of the caller's session.
    SessionPolicy,
    /// `duration_seconds`.
    Duration,
    /// The region: `aws:RequestedRegion`.
    Region,
    /// The endpoint.
    Endpoint,
}

/// Whether something can be the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The parameters fit it; only the owner of the policy can confirm it.
    Possible,
    /// The parameters show that it is not the cause.
    Excluded,
}

impl Verdict {
    /// Its name in text and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Excluded => "excluded",
        }
    }
}
