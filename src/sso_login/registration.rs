//! The registration of this program at the OIDC service, which is cached for months.

use serde_json::{Map, Value, json};

use super::flow::SsoFlow;
use crate::cache::json::Separators;
use crate::cache::{self, RegistrationKey, json as text_of_json};
use crate::diagnostic::{Code, Error};
use crate::host::{CacheStore, Host};
use crate::plan::SsoLoginTarget;
use crate::providers::sso::oidc::{self, CODE_GRANTS, Client, Registration};
use crate::providers::sso::token_store;
use crate::secret::Secret;
use crate::timestamp;

/// The minimum remaining lifetime of a cached registration, in milliseconds, as in the AWS CLI.
const REGISTRATION_MS: i64 = 15 * 60 * 1000;

/// The scope of an authorization code if none is configured, as in the AWS CLI.
const DEFAULT_SCOPE: &str = "sso:account:access";

/// The registrations for one portal and one flow.
pub(super) struct Registrations<'a, H> {
    pub(super) portal: &'a SsoLoginTarget,
    pub(super) host: &'a H,
    pub(super) flow: SsoFlow,
}

impl<H: Host> Registrations<'_, H> {
    /// Runs a sign-in with the cached registration, or with a new one if the service rejects that.
    pub(super) async fn with<T>(
        &self,
        sign_in: impl AsyncFn(&Registration) -> Result<T, Error>,
    ) -> Result<(Registration, T), Error> {
        if let Some(cached) = self.cached().await? {
            match sign_in(&cached).await {
                Err(error) if error.code == Code::SsoRejected => {}
                outcome => return Ok((cached, outcome?)),
            }
        }
        let registration = self.register().await?;
        let outcome = sign_in(&registration).await?;
        Ok((registration, outcome))
    }

    /// The scopes that are requested: those of the config. An authorization code needs at least one.
    pub(super) fn scopes(&self) -> Option<Vec<String>> {
        let configured = self.portal.scopes.clone().filter(|scopes| !scopes.is_empty());
        match self.flow {
            SsoFlow::Code => configured.or_else(|| Some(vec![DEFAULT_SCOPE.to_owned()])),
            SsoFlow::Device => configured,
        }
    }

    /// Registers this program, and caches the registration. If that fails, the next sign-in registers
    /// again.
    async fn register(&self) -> Result<Registration, Error> {
        let SsoLoginTarget { oidc_endpoint, session, portal_url, .. } = self.portal;
        let suffix = match session {
            Some(session) => session.clone(),
            None => self.host.now_ms().div_euclid(1000).to_string(),
        };
        let client = Client {
            name: format!("rolehop-{suffix}"),
            scopes: self.scopes(),
            issuer: (self.flow == SsoFlow::Code).then_some(portal_url),
        };
        let registration = oidc::register(self.host, oidc_endpoint, &client).await?;
        if let Some(text) = self.file(&registration) {
            let (store, key) = self.slot();
            let _ = self.host.cache_write(store, &key, &text).await;
        }
        Ok(registration)
    }

    fn file(&self, registration: &Registration) -> Option<Secret> {
        let file = json!({
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret.expose(),
            "expiresAt": timestamp::format_z(registration.expires_at),
            "scopes": self.scopes(),
            "grantTypes": (self.flow == SsoFlow::Code).then_some(CODE_GRANTS),
        });
        let file = text_of_json::without_nulls(file);
        text_of_json::to_string(&file, Separators::Spaced).map(Secret::new)
    }

    /// The cached registration, if it is still valid and for this flow.
    async fn cached(&self) -> Result<Option<Registration>, Error> {
        let (store, key) = self.slot();
        let Some(text) = token_store::text(self.host, store, &key).await? else { return Ok(None) };
        let object = serde_json::from_str::<Map<String, Value>>(text.expose()).ok();
        let registration = object.and_then(|mut object| {
            let is_for_codes = is_for_codes(&object);
            let is_for_this = is_for_codes == (self.flow == SsoFlow::Code);
            Registration::take(&mut object, "expiresAt").filter(|_| is_for_this)
        });
        let now_ms = self.host.now_ms();
        Ok(registration.filter(|registration| registration.is_valid_for(REGISTRATION_MS, now_ms)))
    }

    /// Where the registration is cached: in the AWS CLI's directory, or in rolehop's own. Both flows
    /// have the same file there, as in the AWS CLI.
    fn slot(&self) -> (CacheStore, String) {
        let SsoLoginTarget { region, start_url, session, scopes, oidc_endpoint, .. } = self.portal;
        let (session, scopes) = (session.as_deref(), scopes.as_deref());
        let key =
            cache::registration_key(&RegistrationKey::new(region, start_url, session, scopes));
        if self.portal.oidc_endpoint_overridden {
            (CacheStore::RolehopSso, cache::rolehop_key(oidc_endpoint, &key))
        } else {
            (CacheStore::Sso, key)
        }
    }
}

fn is_for_codes(file: &Map<String, Value>) -> bool {
    let grants = file.get("grantTypes").and_then(Value::as_array);
    grants.is_some_and(|grants| grants.iter().any(|grant| grant == CODE_GRANTS[0]))
}
