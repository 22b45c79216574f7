//! Signing in with a device code that the user confirms in a browser.
//!
//! ```text
//! RegisterClient (or a cached registration) ─▶ StartDeviceAuthorization ─▶ show URL and code
//!   ─▶ CreateToken, polled at the interval of the service ─▶ ~/.aws/sso/cache
//! ```

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::aws::check_page;
use crate::cache::json::Separators;
use crate::cache::{self, RegistrationKey, json as text_of_json};
use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{CacheStore, DeviceAuthorization, Host, HostDiagnostics, not_supported};
use crate::plan::{self, Request, SsoLoginTarget};
use crate::providers::sso::oidc::{self, Pending, PollResult, Registration};
use crate::providers::sso::token::Token;
use crate::providers::sso::token_store::{self, Tokens};
use crate::secret::Secret;
use crate::text::one_line;
use crate::timestamp;

/// The minimum remaining lifetime of a cached registration, in milliseconds, as in the AWS CLI.
const REGISTRATION_MS: i64 = 15 * 60 * 1000;
/// How many seconds the polling interval increases by when the service responds `slow_down`.
const SLOW_DOWN: u32 = 5;

/// The result of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoLoginResult {
    /// The start URL of the portal.
    pub start_url: String,
    /// The region of the portal.
    pub region: String,
    /// The `sso_session`, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The profile with the settings, if no `sso_session` was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// When the token expires, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub expires_at_ms: i64,
    /// Whether the token is refreshed without the user before it expires.
    pub renewable: bool,
}

/// Signs in to the portal of an `sso_session` or, without one, of the requested profile. An
/// existing token is not used, because the caller wants a new one.
///
/// # Errors
/// Those of the settings, `sso-login-failed`, `sso-rejected`, `sso-unreachable`,
/// `not-supported-here` and `aborted`.
pub async fn login(
    profiles: &Profiles,
    request: &Request,
    session: Option<&str>,
    host: &impl Host,
) -> Result<SsoLoginResult, Error> {
    if !request.capabilities.sso_tokens {
        let needs = "storing an SSO token needs a token cache";
        return Err(plan::not_permitted(request.capabilities, needs, plan::USE_NODE_HELP).into());
    }
    let portal = plan::plan_sso_login(profiles, request, session)?;
    let login = Login { portal: &portal, host };
    let (registration, pending) = login.start().await?;
    let token = login.token(registration, &pending).await?;
    let overridden = portal.oidc_endpoint_overridden;
    let tokens = Tokens::new(&portal.token_key, &portal.oidc_endpoint, overridden);
    tokens.save(host, &token).await?;
    Ok(SsoLoginResult {
        expires_at_ms: timestamp::to_ms(token.expires_at),
        renewable: token.is_refreshable() && portal.session.is_some(),
        start_url: portal.start_url,
        region: portal.region,
        session: portal.session,
        profile: portal.profile,
    })
}

struct Login<'a, H> {
    portal: &'a SsoLoginTarget,
    host: &'a H,
}

impl<H: Host> Login<'_, H> {
    /// Starts a device authorization with the cached registration, or with a new one if the service
    /// rejects that.
    async fn start(&self) -> Result<(Registration, Pending), Error> {
        if let Some(cached) = self.cached_registration().await? {
            match self.pending(&cached).await {
                Err(error) if error.code == Code::SsoRejected => {}
                outcome => return Ok((cached, outcome?)),
            }
        }
        let SsoLoginTarget { oidc_endpoint, session, scopes, .. } = self.portal;
        let suffix = match session {
            Some(session) => session.clone(),
            None => self.host.now_ms().div_euclid(1000).to_string(),
        };
        let name = format!("rolehop-{suffix}");
        let registration = oidc::register(self.host, oidc_endpoint, &name, scopes).await?;
        self.cache_registration(&registration).await;
        let pending = self.pending(&registration).await?;
        Ok((registration, pending))
    }

    async fn pending(&self, registration: &Registration) -> Result<Pending, Error> {
        let SsoLoginTarget { oidc_endpoint, start_url, oidc_endpoint_overridden, .. } = self.portal;
        let pending = oidc::start(self.host, oidc_endpoint, registration, start_url).await?;
        for page in [&pending.verification_uri, &pending.verification_uri_complete] {
            check_page(page, *oidc_endpoint_overridden).map_err(|limit| {
                let message = format!("the verification URL returned by the service {limit}");
                Error::new(Diagnostic::new(Code::SsoRejected, message))
            })?;
        }
        Ok(pending)
    }

    /// Waits until the user has confirmed. A user who is already signed in may not have to.
    async fn token(&self, registration: Registration, pending: &Pending) -> Result<Token, Error> {
        let now_ms = self.host.now_ms();
        let ends_ms = now_ms.saturating_add(i64::from(pending.expires_in) * 1000);
        let mut interval = pending.interval.max(1);
        let mut is_shown = false;
        loop {
            match self.poll(&registration, pending).await? {
                PollResult::Granted(grant) => return Ok(self.granted(grant, registration)),
                PollResult::Failed(code) => return Err(login_failed(&code)),
                PollResult::SlowDown => interval = interval.saturating_add(SLOW_DOWN),
                PollResult::Pending => {}
            }
            if !is_shown {
                self.show(pending, ends_ms).await?;
                is_shown = true;
            }
            if self.host.now_ms() >= ends_ms {
                return Err(login_failed("expired_token"));
            }
            let slept = self.host.sleep_ms(interval.saturating_mul(1000)).await;
            slept.map_err(|error| error.to_error("the timer", Code::SsoUnreachable))?;
        }
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

    fn granted(&self, grant: oidc::Grant, registration: Registration) -> Token {
        let SsoLoginTarget { start_url, region, .. } = self.portal;
        Token::granted(grant, registration, start_url, region, self.host.now_ms())
    }

    async fn show(&self, pending: &Pending, expires_at_ms: i64) -> Result<(), Error> {
        let prompt = DeviceAuthorization {
            verification_uri: pending.verification_uri.clone(),
            verification_uri_complete: pending.verification_uri_complete.clone(),
            user_code: one_line(&pending.user_code, 40),
            expires_at_ms,
        };
        self.host.show_device_code(&prompt).await.map_err(|error| {
            let message = "sign-in needs a browser, but there is no way to show the sign-in URL";
            let help = "run `rolehop login` at a terminal, or pass `onDeviceCode`";
            error.report(HostDiagnostics {
                unsupported: not_supported(message).help(help),
                ..HostDiagnostics::of_request("the sign-in page", Code::SsoLoginFailed)
            })
        })
    }

    /// Where the registration is cached: in the AWS CLI's directory, or in rolehop's own.
    fn registration_slot(&self) -> (CacheStore, String) {
        let SsoLoginTarget { region, start_url, session, scopes, oidc_endpoint, .. } = self.portal;
        let parameters = RegistrationKey::new(region, start_url, session.as_deref(), scopes);
        let key = cache::registration_key(&parameters);
        if self.portal.oidc_endpoint_overridden {
            (CacheStore::RolehopSso, cache::rolehop_key(oidc_endpoint, &key))
        } else {
            (CacheStore::Sso, key)
        }
    }

    /// The cached registration, if it is still valid and allows the device flow.
    async fn cached_registration(&self) -> Result<Option<Registration>, Error> {
        let (store, key) = self.registration_slot();
        let Some(text) = token_store::text(self.host, store, &key).await? else { return Ok(None) };
        let object = serde_json::from_str::<Map<String, Value>>(text.expose()).ok();
        let registration = object.and_then(|mut object| {
            let is_for_devices = object.get("grantTypes").is_none_or(|grants| {
                grants
                    .as_array()
                    .is_some_and(|grants| grants.iter().any(|grant| grant == oidc::DEVICE))
            });
            Registration::take(&mut object, "expiresAt").filter(|_| is_for_devices)
        });
        let now_ms = self.host.now_ms();
        Ok(registration.filter(|registration| registration.is_valid_for(REGISTRATION_MS, now_ms)))
    }

    /// Caches the registration. If that fails, the next sign-in registers again.
    async fn cache_registration(&self, registration: &Registration) {
        let mut file = json!({
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret.expose(),
            "expiresAt": timestamp::format_z(registration.expires_at),
        });
        let scopes = &self.portal.scopes;
        if !scopes.is_empty()
            && let Some(file) = file.as_object_mut()
        {
            file.insert("scopes".into(), scopes.as_slice().into());
        }
        let Some(text) = text_of_json::to_string(&file, Separators::Spaced) else { return };
        let (store, key) = self.registration_slot();
        let _ = self.host.cache_write(store, &key, &Secret::new(text)).await;
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
