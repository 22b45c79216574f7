//! Sessions of IAM users.

use super::mfa;
use crate::aws::Endpoint;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, MfaCodeRequest};
use crate::sts::client;
use crate::sts::response;
use crate::sts::{GetSessionToken, Operation};
use crate::timestamp;

/// Creates a session of an IAM user with MFA (`GetSessionToken`). `duration_seconds` is 900 to 129600;
/// without it STS uses 43200.
///
/// # Errors
/// Those of the prompt and of STS.
pub async fn session_token(
    user: &Credentials,
    endpoint: &Endpoint,
    wanted: MfaCodeRequest<'_>,
    duration_seconds: Option<u32>,
    host: &impl Host,
) -> Result<Credentials, Error> {
    let serial = wanted.serial;
    mfa::call_with_code(host, wanted, async |code| {
        let mfa = Some((serial.to_owned(), code));
        let call = Operation::GetSessionToken(GetSessionToken { duration_seconds, mfa });
        let session = client::send(host, &call, user, endpoint, response::session_token).await?;
        check_not_expired(&session, host)?;
        Ok(session)
    })
    .await
}

/// Checks that a session has not expired by the local clock.
pub(super) fn check_not_expired(credentials: &Credentials, host: &impl Host) -> Result<(), Error> {
    let is_expired =
        credentials.expiration.is_some_and(|end| timestamp::to_ms(end) <= host.now_ms());
    if !is_expired {
        return Ok(());
    }
    let message = "STS returned a session that is already expired according to the local clock";
    Err(Diagnostic::new(Code::ClockSkew, message).help("correct the system clock").into())
}
