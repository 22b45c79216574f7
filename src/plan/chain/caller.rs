//! The kind of credentials that assume a role.

use crate::plan::Source;

/// The kind of identity with which a source's credentials call STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallerKind {
    /// A session of a role, for which STS limits the duration of further sessions.
    RoleSession,
    /// The role of an EC2 instance or a container.
    InstanceRole,
    /// A user, or an identity that the configuration does not show.
    Unknown,
}

/// The kind of identity with which the credentials of a source call STS.
pub(crate) fn caller_kind(source: &Source) -> CallerKind {
    match source {
        Source::Sso(_) | Source::WebIdentity(_) => CallerKind::RoleSession,
        Source::Ec2Metadata(_) | Source::Container(_) => CallerKind::InstanceRole,
        Source::Static(_) | Source::Environment(_) | Source::Process(_) | Source::Login(_) => {
            CallerKind::Unknown
        }
    }
}
