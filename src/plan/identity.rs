//! The account and the role that a profile names, for lists of profiles.

use serde::Serialize;

use crate::aws::Arn;
use crate::config::{Profile, Profiles};

/// A profile in a list, with the account and the role that its own settings name. Nothing is
/// followed, so access keys and sources such as `credential_process` have neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileIdentity {
    /// The name of the profile.
    pub profile: String,
    /// The account of `role_arn`; of a profile without a role, `sso_account_id` or `aws_account_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub account_id: Option<String>,
    /// The name of the role of `role_arn`, without its path; of a profile without a role,
    /// `sso_role_name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub role: Option<String>,
}

/// All profiles, in the order of `aws configure list-profiles`.
pub fn identities(profiles: &Profiles) -> Vec<ProfileIdentity> {
    profiles.names().filter_map(|name| profiles.get(name)).map(identity).collect()
}

fn identity(profile: &Profile) -> ProfileIdentity {
    let (account, role) = if let Some(arn) = profile.text("role_arn") {
        let arn = Arn::parse(arn);
        (arn.and_then(|arn| arn.account_id()), arn.and_then(|arn| arn.role_name()))
    } else {
        let account = profile.text("sso_account_id").or_else(|| profile.text("aws_account_id"));
        (account, profile.text("sso_role_name"))
    };
    ProfileIdentity {
        profile: profile.name.to_string(),
        account_id: account.map(str::to_owned),
        role: role.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_and_the_role_that_a_profile_names() {
        let role = "role_arn = arn:aws:iam::111122223333:role/team/Deploy";
        let sso = "sso_account_id = 444455556666\nsso_role_name = Admin";
        // what it shows, settings, account, role
        let cases = [
            ("a role, without its path", role.to_owned(), "111122223333", "Deploy"),
            ("IAM Identity Center", sso.to_owned(), "444455556666", "Admin"),
            ("a role comes first", format!("{sso}\n{role}"), "111122223333", "Deploy"),
            ("a malformed role has neither", format!("{sso}\nrole_arn = Deploy"), "", ""),
            ("access keys", "aws_account_id = 111122223333".to_owned(), "111122223333", ""),
            ("a program", "credential_process = x".to_owned(), "", ""),
        ];
        for (shows, settings, account, role) in cases {
            let profiles = Profiles::parse(&format!("[profile p]\n{settings}\n"), "");
            let text = |found: Option<String>| found.unwrap_or_default();
            let found = identities(&profiles)
                .into_iter()
                .map(|found| (found.profile, text(found.account_id), text(found.role)));
            let expected = ("p".to_owned(), account.to_owned(), role.to_owned());
            assert_eq!(found.collect::<Vec<_>>(), [expected], "{shows}");
        }
    }
}
