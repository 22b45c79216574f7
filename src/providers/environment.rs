//! Credentials from the environment: `AWS_ACCESS_KEY_ID` and the related variables.

use crate::config::Environment;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::secret::Secret;
use crate::timestamp;

/// Loads the keys from the environment. If both names of the session token are set, the old one,
/// `AWS_SECURITY_TOKEN`, takes precedence, as in the AWS CLI.
pub(super) fn load(env: &Environment, now_ms: i64) -> Result<Credentials, Error> {
    let required = |name: &str| {
        env.get(name).ok_or_else(|| {
            let message = format!("the environment variable `{name}` is not set");
            Error::new(Diagnostic::new(Code::StaticKeysIncomplete, message))
        })
    };
    let token = env.get("AWS_SECURITY_TOKEN").or_else(|| env.get("AWS_SESSION_TOKEN"));
    let expiration = env.get("AWS_CREDENTIAL_EXPIRATION").and_then(timestamp::parse);
    if expiration.is_some_and(|end| timestamp::to_ms(end) <= now_ms) {
        let message = "the credentials in the environment have expired";
        let help = "set new ones, or unset `AWS_ACCESS_KEY_ID` to use a profile";
        return Err(Diagnostic::new(Code::TokenExpired, message).help(help).into());
    }
    Ok(Credentials {
        access_key_id: required("AWS_ACCESS_KEY_ID")?.to_owned(),
        secret_access_key: Secret::new(required("AWS_SECRET_ACCESS_KEY")?),
        session_token: token.map(Secret::new),
        expiration,
        account_id: env.get("AWS_ACCOUNT_ID").map(String::from),
    })
}
