//! Values of the engine ⇄ records of the component.

use serde::Serialize;

use super::bindings::exports::rolehop::engine::{sessions, types};
use crate::credentials::Credentials;
use crate::diagnostic::Error;
use crate::host::{CacheStore, DeviceAuthorization, HostError, MfaCodeRequest};
use crate::http::{CaBundle, HttpRequest};
use crate::secret::Secret;
use crate::timestamp;
use crate::wasm::types::{HostFailure, HostFailureKind};

/// The JSON that JavaScript gets as an object.
pub(super) fn json(value: &impl Serialize) -> String {
    // Serialization cannot fail for structures with string keys.
    serde_json::to_string(value).unwrap_or_default()
}

impl From<Error> for types::Error {
    fn from(error: Error) -> Self {
        Self {
            code: error.code.to_string(),
            retryable: error.retryable,
            exit_code: error.exit_code,
            data: json(&error),
            message: error.message.clone(),
            help: error.help.clone(),
        }
    }
}

impl From<&Credentials> for types::Credentials {
    fn from(credentials: &Credentials) -> Self {
        let token = credentials.session_token.as_ref();
        Self {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.expose().to_owned(),
            session_token: token.map(|token| token.expose().to_owned()),
            expiration_ms: credentials.expiration.map(timestamp::to_ms),
            account_id: credentials.account_id.clone(),
        }
    }
}

impl From<types::Credentials> for Credentials {
    fn from(record: types::Credentials) -> Self {
        Self {
            access_key_id: record.access_key_id,
            secret_access_key: Secret::new(record.secret_access_key),
            session_token: record.session_token.map(Secret::new),
            expiration: record.expiration_ms.and_then(timestamp::from_ms),
            account_id: record.account_id,
        }
    }
}

impl From<&HttpRequest> for types::SignedRequest {
    fn from(request: &HttpRequest) -> Self {
        let open = |(name, value): &(String, Secret)| (name.clone(), value.expose().to_owned());
        Self {
            method: request.method.to_owned(),
            url: request.url.clone(),
            headers: request.headers.iter().map(open).collect(),
            body: request.body.expose().to_owned(),
            timeout_ms: request.timeout_ms,
        }
    }
}

impl From<CaBundle> for sessions::CaBundle {
    fn from(bundle: CaBundle) -> Self {
        Self { path: bundle.path, setting: bundle.setting }
    }
}

impl From<CacheStore> for sessions::CacheStore {
    fn from(store: CacheStore) -> Self {
        match store {
            CacheStore::AwsCli => Self::AwsCli,
            CacheStore::Rolehop => Self::Rolehop,
            CacheStore::Sso => Self::Sso,
            CacheStore::RolehopSso => Self::RolehopSso,
            CacheStore::Login => Self::Login,
        }
    }
}

impl From<&MfaCodeRequest<'_>> for sessions::MfaCodeRequest {
    fn from(wanted: &MfaCodeRequest<'_>) -> Self {
        Self {
            serial: wanted.serial.to_owned(),
            rejected: wanted.rejected,
            program: wanted.program.clone(),
            timeout_ms: wanted.timeout_ms,
        }
    }
}

impl From<&DeviceAuthorization> for sessions::DeviceAuthorization {
    fn from(prompt: &DeviceAuthorization) -> Self {
        Self {
            verification_uri: prompt.verification_uri.clone(),
            verification_uri_complete: prompt.verification_uri_complete.clone(),
            user_code: prompt.user_code.clone(),
            expires_at_ms: prompt.expires_at_ms,
        }
    }
}

impl From<sessions::Failure> for HostError {
    fn from(failure: sessions::Failure) -> Self {
        let host_error = match failure.kind {
            sessions::FailureKind::Unsupported => HostFailureKind::Unsupported,
            sessions::FailureKind::Aborted => HostFailureKind::Aborted,
            sessions::FailureKind::TimedOut => HostFailureKind::TimedOut,
            sessions::FailureKind::Failed => HostFailureKind::Failed,
            sessions::FailureKind::Misconfigured => HostFailureKind::Misconfigured,
        };
        let sessions::Failure { reason, sent, help, .. } = failure;
        HostFailure { host_error, reason, sent, help }.into()
    }
}
