//! The text of an entry with role credentials of IAM Identity Center, or with the MFA session of a user.

use serde::Serialize;

use super::assume_role;
use super::written::WrittenCredentials;
use crate::cache::json::{self, Separators};
use crate::credentials::Credentials;
use crate::secret::Secret;
use crate::timestamp;

/// The type of entries that the AWS CLI deletes when it signs out.
const PROVIDER_TYPE: &str = "sso";

/// The type of entries with the session of an IAM user. The AWS CLI has none.
const USER_SESSION: &str = "session-token";

/// The file, in the order of the AWS CLI.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Written<'a> {
    provider_type: &'a str,
    credentials: WrittenCredentials<'a>,
}

/// Creates the entry for credentials of a role in an account; `None` if they have no session token
/// or no expiration. In this entry, unlike others, the AWS CLI writes timestamps with `Z`.
pub fn write(account_id: &str, credentials: &Credentials) -> Option<Secret> {
    write_as(PROVIDER_TYPE, Some(account_id), credentials)
}

/// Creates the entry for the MFA session of an IAM user, as [`write`].
pub fn write_user_session(credentials: &Credentials) -> Option<Secret> {
    write_as(USER_SESSION, credentials.account_id.as_deref(), credentials)
}

/// Reads the MFA session of an IAM user from an entry.
pub fn read_user_session(text: &str) -> Option<Credentials> {
    let found = assume_role::read(text)?;
    let is_session = found.provider_type.as_deref() == Some(USER_SESSION);
    found.credentials.complete().filter(|_| is_session)
}

fn write_as(
    provider_type: &str,
    account_id: Option<&str>,
    credentials: &Credentials,
) -> Option<Secret> {
    let entry = Written {
        provider_type,
        credentials: WrittenCredentials::new(credentials, account_id, timestamp::format_z)?,
    };
    json::to_string(&entry, Separators::Spaced).map(Secret::new)
}

/// Reads the credentials of a role in an account from an entry. Entries of older versions of the
/// AWS CLI do not contain the account; an entry with another account is ignored.
pub fn read(account_id: &str, text: &str) -> Option<Credentials> {
    let found = assume_role::read(text)?;
    let is_sso = found.provider_type.as_deref() == Some(PROVIDER_TYPE);
    let fits = found.credentials.account_id.as_deref().is_none_or(|found| found == account_id);
    let credentials = found.credentials.complete().filter(|_| is_sso && fits)?;
    Some(Credentials { account_id: Some(account_id.to_owned()), ..credentials })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ENTRY: &str = "{\"ProviderType\": \"sso\", \"Credentials\": {\"AccessKeyId\": \"ASIAX\", \
        \"SecretAccessKey\": \"canary/secret\", \"SessionToken\": \"canary/token==\", \
        \"Expiration\": \"2030-01-01T01:00:00Z\", \"AccountId\": \"098765432109\"}}";

    fn credentials() -> Credentials {
        Credentials {
            access_key_id: "ASIAX".to_owned(),
            secret_access_key: Secret::new("canary/secret"),
            session_token: Some(Secret::new("canary/token==")),
            expiration: timestamp::parse("2030-01-01T01:00:00Z"),
            account_id: Some("098765432109".to_owned()),
        }
    }

    #[test]
    fn entries_are_written_as_the_aws_cli_does() {
        assert_eq!(write("098765432109", &credentials()).unwrap().expose(), ENTRY);
        assert!(write("1", &Credentials { expiration: None, ..credentials() }).is_none());
    }

    #[test]
    fn accepted_entries() {
        let cases = [
            ("as written", "", "", true),
            ("of an older AWS CLI", ", \"AccountId\": \"098765432109\"", "", true),
            ("another account", "098765432109", "111122223333", false),
            ("a role's entry", "\"ProviderType\": \"sso\", ", "", false),
            ("another kind", "\"sso\"", "\"login\"", false),
            ("an empty key", "ASIAX", "", false),
            ("a time without a zone", "00Z", "00", false),
        ];
        for (shows, from, to, believed) in cases {
            let found = read("098765432109", &ENTRY.replace(from, to));
            assert_eq!(found, believed.then(credentials), "{shows}");
        }
    }
}
