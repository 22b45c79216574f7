//! What kind of credentials call for a role.

use crate::plan::Source;

/// As what a source calls STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallerKind {
    /// A session of a role, whose own sessions STS caps.
    RoleSession,
    /// The role of a machine or a container.
    InstanceRole,
    /// A user, or it cannot be told.
    Unknown,
}

/// As what the credentials of a source call STS.
pub(crate) fn caller_kind(source: &Source) -> CallerKind {
    match source {
        Source::Sso(_) | Source::WebIdentity(_) => CallerKind::RoleSession,
        Source::Ec2Metadata(_) | Source::Container(_) => CallerKind::InstanceRole,
        _ => CallerKind::Unknown,
    }
}
