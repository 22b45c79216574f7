//! An SSO token as stored in the AWS CLI's file, whose other fields are preserved.

use serde_json::{Map, Value};

use super::oidc::{Grant, Refresh, Registration};
use crate::cache::json::{self, Separators, take_secret};
use crate::secret::Secret;
use crate::text::is_header_safe;
use crate::timestamp::{self, Timestamp};

/// An SSO token.
#[allow(clippy::struct_field_names)] // Both are OAuth tokens, and have these names there.
pub(crate) struct Token {
    pub(crate) access_token: Secret,
    pub(crate) expires_at: Timestamp,
    refresh_token: Option<Secret>,
    registration: Option<Registration>,
    /// The other fields of the file; none is a known secret.
    others: Map<String, Value>,
}

impl Token {
    /// Reads the file; `None` if the token or its expiration is missing, or not valid in a header.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut others: Map<String, Value> = serde_json::from_str(text).ok()?;
        let access_token = take_secret(&mut others, "accessToken")
            .filter(|token| is_header_safe(token.expose()))?;
        let refresh_token = take_secret(&mut others, "refreshToken");
        let registration = Registration::take(&mut others, "registrationExpiresAt");
        let expires_at = others.remove("expiresAt")?;
        let expires_at = timestamp::parse(expires_at.as_str()?)?;
        Some(Self { access_token, expires_at, refresh_token, registration, others })
    }

    /// Creates the token of a portal from a grant.
    pub(crate) fn granted(
        grant: Grant,
        registration: Registration,
        start_url: &str,
        region: &str,
        now_ms: i64,
    ) -> Self {
        let mut others = Map::new();
        others.insert("startUrl".into(), start_url.into());
        others.insert("region".into(), region.into());
        let expires_at = end(&grant, now_ms);
        let Grant { access_token, refresh_token, .. } = grant;
        Self { access_token, expires_at, refresh_token, registration: Some(registration), others }
    }

    /// This token with the tokens of a grant. As in the AWS CLI, without a new refresh token it
    /// cannot be refreshed again.
    pub(crate) fn refreshed(self, grant: Grant, now_ms: i64) -> Self {
        let expires_at = end(&grant, now_ms);
        let Grant { access_token, refresh_token, .. } = grant;
        Self { access_token, expires_at, refresh_token, ..self }
    }

    /// Whether it is valid for at least `ms` more milliseconds.
    pub(crate) fn is_valid_for(&self, ms: i64, now_ms: i64) -> bool {
        timestamp::to_ms(self.expires_at).saturating_sub(now_ms) >= ms
    }

    /// Whether it can be refreshed when it is about to expire.
    pub(crate) fn is_refreshable(&self) -> bool {
        self.refresh_token.is_some() && self.registration.is_some()
    }

    /// The parameters of a refresh, if all of them are present and still valid.
    pub(crate) fn refresh(&self, now_ms: i64) -> Option<Refresh<'_>> {
        let registration = self.registration.as_ref()?;
        let refresh_token = self.refresh_token.as_ref()?;
        registration.is_valid_for(1, now_ms).then_some(Refresh { registration, refresh_token })
    }

    /// The file: one line of ASCII.
    pub(crate) fn to_json(&self) -> Option<Secret> {
        let mut file = self.others.clone();
        let mut put = |key: &str, value: &str| file.insert(key.to_owned(), value.into());
        put("accessToken", self.access_token.expose());
        put("expiresAt", &timestamp::format_z(self.expires_at));
        if let Some(token) = &self.refresh_token {
            put("refreshToken", token.expose());
        }
        if let Some(registration) = &self.registration {
            put("clientId", &registration.client_id);
            put("clientSecret", registration.client_secret.expose());
            put("registrationExpiresAt", &timestamp::format_z(registration.expires_at));
        }
        json::to_string(&file, Separators::Spaced).map(Secret::new)
    }
}

fn end(grant: &Grant, now_ms: i64) -> Timestamp {
    timestamp::nearest(now_ms.saturating_add(i64::from(grant.expires_in) * 1000))
}
