//! The credentials in the text of an entry.

use serde::Serialize;

use crate::credentials::Credentials;
use crate::timestamp::Timestamp;

/// The member `Credentials`, in the order of the AWS CLI.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct WrittenCredentials<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
}

impl<'a> WrittenCredentials<'a> {
    /// The credentials of an account; `None` if they have no session token or no expiration. `format`
    /// is that of the expiration, which differs between the types of entries.
    pub(super) fn new(
        credentials: &'a Credentials,
        account_id: Option<&'a str>,
        format: fn(Timestamp) -> String,
    ) -> Option<Self> {
        Some(Self {
            access_key_id: &credentials.access_key_id,
            secret_access_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.as_ref()?.expose(),
            expiration: format(credentials.expiration?),
            account_id,
        })
    }
}
