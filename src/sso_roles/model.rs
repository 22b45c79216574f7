//! The listed accounts and roles, and the changes planned for them.

use serde::{Deserialize, Serialize};

use crate::config::ProfileChanges;

/// The accounts and roles of an access portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoRoles {
    /// The start URL of the portal.
    pub start_url: String,
    /// The region of the portal.
    pub region: String,
    /// The `sso-session` section, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The accounts, by name, then by email address, then by ID, as the AWS CLI sorts them.
    pub accounts: Vec<SsoAccount>,
}

/// An account and the roles that the user has there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoAccount {
    /// The account ID: 12 digits.
    pub account_id: String,
    /// The name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// The email address, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    /// The names of the roles (permission sets), sorted.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// How profiles are made from accounts and roles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct SsoProfileOptions {
    /// The name of a new profile, such as `{account_name}-{role_name}`, which is the default.
    pub template: Option<String>,
    /// Patterns such as `account=prod-*` and `role=ReadOnly`.
    pub filters: Vec<String>,
    /// The `region` of the profiles.
    pub region: Option<String>,
    /// Whether profiles of roles that are no longer granted are removed.
    pub prune: bool,
}

/// A profile for a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoProfile {
    /// The name of the profile.
    pub profile: String,
    /// The account ID.
    pub account_id: String,
    /// The name of the account, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// The name of the role.
    pub role_name: String,
}

/// A setting of a profile that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoProfileChange {
    /// The name of the profile.
    pub profile: String,
    /// The key.
    pub key: String,
    /// The value before, if it was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value afterwards.
    pub after: String,
}

/// A profile whose role is no longer granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct GoneSsoProfile {
    /// The name of the profile.
    pub profile: String,
    /// The account ID.
    pub account_id: String,
    /// The name of the role.
    pub role_name: String,
    /// Why it is never removed; `undefined` if it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_because: Option<String>,
}

/// The profiles for the roles of a portal, compared with those in the config file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SsoProfiles {
    /// The profiles to add.
    pub added: Vec<SsoProfile>,
    /// The settings to change.
    pub changed: Vec<SsoProfileChange>,
    /// The profiles whose roles are no longer granted.
    pub gone: Vec<GoneSsoProfile>,
    /// The number of roles that have a profile which stays as it is.
    pub unchanged: u32,
    /// The edits of the config file.
    pub changes: ProfileChanges,
}
