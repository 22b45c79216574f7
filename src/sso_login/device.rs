//! Signing in with a device code that the user confirms in a browser.
//!
//! ```text
//! RegisterClient (or a cached registration) ─▶ StartDeviceAuthorization ─▶ show URL and code
//!   ─▶ CreateToken, polled at the interval of the service
//! ```

use super::flow::SsoFlow;
use super::registration::Registrations;
use crate::authorization::{not_shown, while_shown};
use crate::aws::check_page;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{DeviceAuthorization, Host};
use crate::plan::SsoLoginTarget;
use crate::providers::sso::oidc::{self, Grant, Pending, PollResult, Registration};
use crate::text::one_line;

/// How many seconds the polling interval increases by when the service responds `slow_down`.
const SLOW_DOWN: u32 = 5;

/// Signs in.
///
/// # Errors
/// `sso-login-failed`, `sso-rejected`, `sso-unreachable`, `not-supported-here` and `aborted`.
pub(super) async fn sign_in(
    portal: &SsoLoginTarget,
    host: &impl Host,
) -> Result<(Registration, Grant), Error> {
    let login = Login { portal, host };
    let registrations = Registrations { portal, host, flow: SsoFlow::Device };
    let (registration, pending) =
        registrations.with(async |registration| login.pending(registration).await).await?;
    let grant = login.grant(&registration, &pending).await?;
    Ok((registration, grant))
}

struct Login<'a, H> {
    portal: &'a SsoLoginTarget,
    host: &'a H,
}

impl<H: Host> Login<'_, H> {
    async fn pending(&self, registration: &Registration) -> Result<Pending, Error> {
        let SsoLoginTarget { oidc_endpoint, portal_url, oidc_endpoint_overridden, .. } =
            self.portal;
        let pending = oidc::start(self.host, oidc_endpoint, registration, portal_url).await?;
        for page in [&pending.verification_uri, &pending.verification_uri_complete] {
            check_page(page, *oidc_endpoint_overridden).map_err(|limit| {
                let message = format!("the verification URL returned by the service {limit}");
                Error::new(Diagnostic::new(Code::SsoRejected, message))
            })?;
        }
        Ok(pending)
    }

    /// Waits until the user has confirmed. A user who is already signed in may not have to.
    async fn grant(&self, registration: &Registration, pending: &Pending) -> Result<Grant, Error> {
        let now_ms = self.host.now_ms();
        let ends_ms = now_ms.saturating_add(i64::from(pending.expires_in) * 1000);
        let mut interval = pending.interval.max(1);
        if let Some(grant) = self.attempt(registration, pending, &mut interval).await? {
            return Ok(grant);
        }
        let approved = async {
            loop {
                if self.host.now_ms() >= ends_ms {
                    return Err(login_failed("expired_token"));
                }
                let slept = self.host.sleep_ms(interval.saturating_mul(1000)).await;
                slept.map_err(|error| error.to_error("the timer", Code::SsoUnreachable))?;
                if let Some(grant) = self.attempt(registration, pending, &mut interval).await? {
                    return Ok(grant);
                }
            }
        };
        while_shown(self.show(pending, ends_ms), approved).await
    }

    /// The tokens, if the user has confirmed; increases the interval if the service says so.
    async fn attempt(
        &self,
        registration: &Registration,
        pending: &Pending,
        interval: &mut u32,
    ) -> Result<Option<Grant>, Error> {
        match self.poll(registration, pending).await? {
            PollResult::Granted(grant) => return Ok(Some(grant)),
            PollResult::Failed(code) => return Err(login_failed(&code)),
            PollResult::SlowDown => *interval = interval.saturating_add(SLOW_DOWN),
            PollResult::Pending => {}
        }
        Ok(None)
    }

    /// A temporary network error while the user is in the browser does not end the sign-in.
    async fn poll(
        &self,
        registration: &Registration,
        pending: &Pending,
    ) -> Result<PollResult, Error> {
        let endpoint = &self.portal.oidc_endpoint;
        match oidc::poll(self.host, endpoint, registration, pending).await {
            Err(error) if error.retryable => Ok(PollResult::Pending),
            outcome => outcome,
        }
    }

    async fn show(&self, pending: &Pending, expires_at_ms: i64) -> Result<(), Error> {
        let prompt = DeviceAuthorization {
            verification_uri: pending.verification_uri.clone(),
            verification_uri_complete: pending.verification_uri_complete.clone(),
            user_code: one_line(&pending.user_code, 40),
            expires_at_ms,
        };
        let shown = self.host.show_device_code(&prompt).await;
        shown.map_err(|error| not_shown(&error, Code::SsoLoginFailed, "onDeviceCode"))
    }
}

fn login_failed(code: &str) -> Error {
    let message = match code {
        "access_denied" => "the request was denied in the browser",
        _ => "the device code expired before the request was approved",
    };
    let help = "run it again and approve the request in the browser";
    Diagnostic::new(Code::SsoLoginFailed, message).help(help).into()
}
