//! Static keys in one of the two files.

use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan::StaticSource;
use crate::secret::Secret;

/// Loads the keys of a profile from one file: an access key ID of one file is never paired with a
/// secret of the other. If both names of the session token are set, the old one,
/// `aws_security_token`, takes precedence, as in the AWS CLI.
pub(super) fn load(profiles: &Profiles, keys: &StaticSource) -> Result<Credentials, Error> {
    let missing = || {
        let message = "the profile's access keys were removed after the plan was made";
        Error::new(Diagnostic::new(Code::StaticKeysIncomplete, message).profile(&keys.profile))
    };
    let settings = profiles.get(&keys.profile).ok_or_else(missing)?;
    let text = |key: &str| settings.get_in(keys.file, key).and_then(|found| found.text());
    let token = text("aws_security_token").or_else(|| text("aws_session_token"));
    Ok(Credentials {
        access_key_id: text("aws_access_key_id").ok_or_else(missing)?.to_owned(),
        secret_access_key: Secret::new(text("aws_secret_access_key").ok_or_else(missing)?),
        session_token: token.filter(|token| !token.is_empty()).map(Secret::new),
        expiration: None,
        account_id: text("aws_account_id").map(String::from),
    })
}
