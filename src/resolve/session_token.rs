//! Sessions of IAM users.

use super::mfa;
use crate::aws::Endpoint;
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::{Host, MfaCodeRequest};
use crate::sts::{GetSessionToken, Operation, client, response};

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
        session.check_new("STS", host.now_ms())?;
        Ok(session)
    })
    .await
}
