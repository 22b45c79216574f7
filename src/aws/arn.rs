//! Amazon Resource Names of roles and their sessions.

use super::partition::{Partition, partition};

/// The six fields of `arn:partition:service:region:account:resource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The name of the partition, which may not exist.
    pub partition: &'a str,
    /// The service, such as `iam`.
    pub service: &'a str,
    /// The region; empty for services without regions.
    pub region: &'a str,
    /// The account ID; empty for resources without an account.
    pub account: &'a str,
    /// The rest, which can contain more colons.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Parses an ARN; `None` if it has fewer than six fields or the first is not `arn`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        let is_arn = fields.next()? == "arn";
        let arn = Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        };
        is_arn.then_some(arn)
    }

    /// The account ID, if it is one: 12 digits.
    pub fn account_id(&self) -> Option<&'a str> {
        let is_account =
            self.account.len() == 12 && self.account.bytes().all(|b| b.is_ascii_digit());
        is_account.then_some(self.account)
    }

    /// The name of the role without its path, if this is the ARN of a role:
    /// `arn:aws:iam::111122223333:role/path/NAME`.
    pub fn role_name(&self) -> Option<&'a str> {
        let path = self.resource.strip_prefix("role/").filter(|_| self.service == "iam")?;
        path.rsplit('/').next().filter(|name| !name.is_empty())
    }

    /// The names of the role and the session, if this is the ARN of a role session:
    /// `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. It does not contain the path of the
    /// role.
    pub fn assumed_role(&self) -> Option<(&'a str, &'a str)> {
        let rest = self.resource.strip_prefix("assumed-role/").filter(|_| self.service == "sts")?;
        rest.split_once('/').filter(|(role, session)| !role.is_empty() && !session.is_empty())
    }
}

/// The partition of an ARN; `None` if it is not an ARN or the partition is unknown.
pub fn partition_of_arn(arn: &str) -> Option<&'static Partition> {
    partition(Arn::parse(arn)?.partition)
}

/// Whether a session is one of the role: same partition, account and role name, case-sensitive. The
/// ARN of a session does not contain the path of the role, so the path is not compared, and the name
/// of a session has no slash.
pub fn matches_role(role_arn: &str, assumed_role_arn: &str) -> bool {
    let (Some(role), Some(assumed)) = (Arn::parse(role_arn), Arn::parse(assumed_role_arn)) else {
        return false;
    };
    let (Some(name), Some((assumed_name, session))) = (role.role_name(), assumed.assumed_role())
    else {
        return false;
    };
    !session.contains('/')
        && (role.partition, role.account, name)
            == (assumed.partition, assumed.account, assumed_name)
}

/// Whether a session can be one of the role: nothing in its ARN names another role. Services other
/// than AWS that implement STS omit the ARN, have account IDs of another form, or include the path
/// of the role (Ceph, `MinIO`).
fn may_match_role(role_arn: &str, assumed_role_arn: &str) -> bool {
    let (Some(role), Some(assumed)) = (Arn::parse(role_arn), Arn::parse(assumed_role_arn)) else {
        return true;
    };
    let (Some(name), Some((first, rest))) = (role.role_name(), assumed.assumed_role()) else {
        return true;
    };
    let last = rest.rsplit_once('/').and_then(|(path, _)| path.rsplit('/').next());
    name == last.unwrap_or(first)
}

/// The role of an expected session, and who issues the session.
#[derive(Clone, Copy, Debug)]
pub struct RequestedRole<'a> {
    /// The ARN of the role.
    pub arn: &'a str,
    /// Whether AWS's own STS issues it, which guarantees the form of the session's ARN.
    pub is_aws: bool,
}

impl RequestedRole<'_> {
    /// Whether a session with this ARN can be one of the role. The ARN can be empty if the issuer
    /// is not AWS.
    pub fn accepts(&self, assumed_role_arn: &str) -> bool {
        if self.is_aws {
            matches_role(self.arn, assumed_role_arn)
        } else {
            may_match_role(self.arn, assumed_role_arn)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_of_arns() {
        let cases = [
            ("arn:aws:iam::111122223333:role/R", Some("aws")),
            ("arn:aws-us-gov:iam::111122223333:role/R", Some("aws-us-gov")),
            ("arn:aws-moon:iam::111122223333:role/R", None),
            ("arn:aws:iam::111122223333", None),
            ("urn:aws:iam::111122223333:role/R", None),
            ("", None),
        ];
        for (arn, id) in cases {
            assert_eq!(partition_of_arn(arn).map(|partition| partition.id), id, "{arn}");
        }
    }

    #[test]
    fn sessions_match_their_role_only() {
        let role = "arn:aws:iam::111122223333:role/team/Deploy";
        let cases = [
            ("path left out", "arn:aws:sts::111122223333:assumed-role/Deploy/me", true),
            (
                "session with odd signs",
                "arn:aws:sts::111122223333:assumed-role/Deploy/a=,.@-",
                true,
            ),
            ("other case", "arn:aws:sts::111122223333:assumed-role/deploy/me", false),
            ("other account", "arn:aws:sts::111122223334:assumed-role/Deploy/me", false),
            ("other partition", "arn:aws-cn:sts::111122223333:assumed-role/Deploy/me", false),
            ("other role", "arn:aws:sts::111122223333:assumed-role/Deployer/me", false),
            ("path of the role", "arn:aws:sts::111122223333:assumed-role/team/Deploy", false),
            ("no session", "arn:aws:sts::111122223333:assumed-role/Deploy/", false),
            (
                "a session with a slash",
                "arn:aws:sts::111122223333:assumed-role/Deploy/Admin/me",
                false,
            ),
            ("the role itself", role, false),
            ("a federated user", "arn:aws:sts::111122223333:federated-user/Deploy", false),
            ("other service", "arn:aws:iam::111122223333:assumed-role/Deploy/me", false),
            ("nothing", "", false),
        ];
        for (shows, assumed, expected) in cases {
            assert_eq!(matches_role(role, assumed), expected, "{shows}");
        }
        assert!(!matches_role("Deploy", "arn:aws:sts::111122223333:assumed-role/Deploy/me"));
    }

    /// The ARNs that Ceph and `MinIO` return; AWS returns only the first form.
    #[test]
    fn other_issuers_have_different_arns() {
        let role = "arn:aws:iam::111122223333:role/team/Deploy";
        let cases = [
            ("as AWS", role, "arn:aws:sts::111122223333:assumed-role/Deploy/me", true),
            ("no ARN", role, "", true),
            ("not an ARN", role, "Deploy", true),
            ("other account", role, "arn:aws:sts::000000000000:assumed-role/Deploy/me", true),
            ("no account", role, "arn:aws:sts:::assumed-role/Deploy/me", true),
            ("other partition", role, "arn:minio:sts::111122223333:assumed-role/Deploy/me", true),
            ("the path of the role", role, "arn:aws:sts:::assumed-role/team/Deploy/me", true),
            ("a user", role, "arn:aws:sts:::user/me", true),
            ("other role", role, "arn:aws:sts::111122223333:assumed-role/Admin/me", false),
            ("other role, with a path", role, "arn:aws:sts:::assumed-role/Deploy/Admin/me", false),
            (
                "a made-up role",
                "arn:xxx:xxx:xxx:xxxx",
                "arn:aws:sts:::assumed-role/Deploy/me",
                true,
            ),
        ];
        for (index, (shows, role, assumed, expected)) in cases.into_iter().enumerate() {
            assert_eq!(
                RequestedRole { arn: role, is_aws: false }.accepts(assumed),
                expected,
                "{shows}"
            );
            assert_eq!(
                RequestedRole { arn: role, is_aws: true }.accepts(assumed),
                index == 0,
                "{shows}"
            );
        }
    }

    #[test]
    fn account_ids_are_twelve_digits() {
        let account = |text| Arn::parse(text).and_then(|arn| arn.account_id());
        assert_eq!(account("arn:aws:iam::012345678901:role/R"), Some("012345678901"));
        for none in
            ["arn:aws:iam::12345678901:role/R", "arn:aws:iam::aws:policy/P", "arn:aws:s3:::b"]
        {
            assert_eq!(account(none), None, "{none}");
        }
    }
}
