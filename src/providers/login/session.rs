//! A login session of `aws login` as it is stored: the file of the AWS CLI, whose other fields are
//! preserved.

use serde_json::{Map, Value, json as json_of};

use super::p256_key::Key;
use crate::aws::is_valid_region_label;
use crate::cache::json::{self, Separators};
use crate::credentials::Credentials;
use crate::secret::Secret;
use crate::text::is_header_safe;
use crate::timestamp::{self, Timestamp};

/// The object in the file that holds the credentials.
const CREDENTIALS: &str = "accessToken";

/// The result of a sign-in or a renewal.
pub(crate) struct Grant {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Secret,
    /// In seconds.
    pub(crate) expires_in: u32,
    pub(crate) refresh_token: Secret,
    pub(crate) id_token: Option<Secret>,
    /// The type of the credentials, `aws_sigv4`.
    pub(crate) token_type: String,
}

/// A login session.
pub(crate) struct Session {
    pub(crate) credentials: Credentials,
    pub(crate) client_id: String,
    pub(crate) refresh_token: Secret,
    pub(crate) key: Key,
    /// The region of the sign-in. Newer versions of the AWS CLI write it.
    pub(crate) sign_in_region: Option<String>,
    /// The file as it was read, on which the new file is based. It contains secrets.
    file: Map<String, Value>,
}

/// The parts of a new login session that the grant does not have.
pub(crate) struct SignIn<'a> {
    pub(crate) account_id: &'a str,
    /// The OAuth client.
    pub(crate) client_id: &'a str,
    /// The key of the proofs, which signs renewals too.
    pub(crate) key: Key,
    /// The region of the sign-in service.
    pub(crate) region: &'a str,
}

impl Session {
    /// Parses the file.
    ///
    /// # Errors
    /// The reason, as the end of a sentence that starts with the file.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let file: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| "is not a JSON object")?;
        let credentials = credentials(&file).ok_or("has no credentials")?;
        let client_id = text_of(&file, "clientId").ok_or("has no client ID")?.to_owned();
        let refresh_token = text_of(&file, "refreshToken").ok_or("has no refresh token")?;
        let refresh_token = Secret::new(refresh_token);
        let pem = text_of(&file, "dpopKey").ok_or("has no DPoP key")?;
        let key = Key::parse(pem).ok_or("has a key that is not EC P-256")?;
        let region = text_of(&file, "signInRegion").filter(|region| is_valid_region_label(region));
        let sign_in_region = region.map(str::to_owned);
        Ok(Self { credentials, client_id, refresh_token, key, sign_in_region, file })
    }

    /// The login session of a sign-in.
    pub(crate) fn granted(grant: Grant, sign_in: SignIn<'_>, now_ms: i64) -> Self {
        let SignIn { account_id, client_id, key, region } = sign_in;
        let mut file = Map::new();
        let mut put = |key: &str, value: Value| file.insert(key.to_owned(), value);
        put(CREDENTIALS, json_of!({ "accountId": account_id }));
        put("tokenType", grant.token_type.as_str().into());
        put("clientId", client_id.into());
        put("dpopKey", key.to_pem().expose().into());
        put("signInRegion", region.into());
        let empty = Credentials {
            access_key_id: String::new(),
            secret_access_key: Secret::default(),
            session_token: None,
            expiration: None,
            account_id: Some(account_id.to_owned()),
        };
        let session = Self {
            credentials: empty,
            client_id: client_id.to_owned(),
            refresh_token: Secret::default(),
            key,
            sign_in_region: Some(region.to_owned()),
            file,
        };
        session.renewed(grant, now_ms)
    }

    /// This login session with what a renewal granted.
    pub(crate) fn renewed(mut self, grant: Grant, now_ms: i64) -> Self {
        let account_id = self.credentials.account_id.take();
        self.credentials = Credentials {
            access_key_id: grant.access_key_id,
            secret_access_key: grant.secret_access_key,
            session_token: Some(grant.session_token),
            expiration: end(grant.expires_in, now_ms),
            account_id,
        };
        self.refresh_token = grant.refresh_token;
        if let Some(token) = grant.id_token {
            self.file.insert("idToken".into(), token.expose().into());
        }
        self
    }

    /// The text of the file: one line of ASCII.
    pub(crate) fn to_json(&self) -> Option<Secret> {
        let mut file = self.file.clone();
        let old = file.get(CREDENTIALS).and_then(Value::as_object);
        let mut inner = old.cloned().unwrap_or_default();
        let Credentials { access_key_id, secret_access_key, session_token, expiration, .. } =
            &self.credentials;
        inner.insert("accessKeyId".into(), access_key_id.as_str().into());
        inner.insert("secretAccessKey".into(), secret_access_key.expose().into());
        inner.insert("sessionToken".into(), session_token.as_ref()?.expose().into());
        inner.insert("expiresAt".into(), timestamp::format_z((*expiration)?).into());
        file.insert(CREDENTIALS.into(), inner.into());
        file.insert("refreshToken".into(), self.refresh_token.expose().into());
        json::to_string(&file, Separators::Spaced).map(Secret::new)
    }
}

fn text_of<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn credentials(file: &Map<String, Value>) -> Option<Credentials> {
    let inner = file.get(CREDENTIALS)?.as_object()?;
    let get = |key| text_of(inner, key).filter(|text| is_header_safe(text));
    Some(Credentials {
        access_key_id: get("accessKeyId")?.to_owned(),
        secret_access_key: Secret::new(get("secretAccessKey")?),
        session_token: Some(Secret::new(get("sessionToken")?)),
        expiration: Some(timestamp::parse(text_of(inner, "expiresAt")?)?),
        account_id: get("accountId").map(str::to_owned),
    })
}

/// The expiration of granted credentials.
fn end(expires_in: u32, now_ms: i64) -> Option<Timestamp> {
    timestamp::from_ms(now_ms.saturating_add(i64::from(expires_in) * 1000))
}
