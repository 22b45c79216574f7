//! The caller, from an ARN in a message.

use std::fmt;

use crate::aws::Arn;
use crate::text::quoted;

/// The kind of a caller, from its ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller<'a> {
    User(&'a str),
    Role(&'a str),
    /// A permission set of IAM Identity Center: its roles are named `AWSReservedSSO_<set>_<hash>`.
    PermissionSet(&'a str),
    Root,
    Unknown,
}

impl<'a> Caller<'a> {
    pub(super) fn of(principal: Option<&'a str>) -> Self {
        let Some(arn) = principal.and_then(Arn::parse) else { return Self::Unknown };
        let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        let last = name.rsplit('/').next().unwrap_or(name);
        match kind {
            "root" => Self::Root,
            "user" if !last.is_empty() => Self::User(last),
            "role" if !last.is_empty() => Self::Role(last),
            "assumed-role" => match name.split('/').next().filter(|role| !role.is_empty()) {
                Some(role) => permission_set(role).map_or(Self::Role(role), Self::PermissionSet),
                None => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

fn permission_set(role: &str) -> Option<&str> {
    role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_').map(|(set, _)| set)
}

impl fmt::Display for Caller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user {}", quoted(name)),
            Self::Role(name) => write!(f, "role {}", quoted(name)),
            Self::PermissionSet(name) => write!(f, "permission set {}", quoted(name)),
            Self::Root => f.write_str("the root user"),
            Self::Unknown => f.write_str("the caller"),
        }
    }
}
