//! A host that is not called: it gets effects and sends replies.

use std::rc::Rc;

use super::bindings::exports::rolehop::engine::sessions::{
    CacheEntry, CacheUpdate, Effect, Es256Request, FetchRequest, Reply, Response, RunRequest,
};
use super::convert::json;
use super::exchange::Exchange;
use crate::diagnostic::Diagnostic;
use crate::host::{
    CacheStore, DeviceAuthorization, Host, HostError, MfaCodeRequest, ProcessOutput,
};
use crate::http::{HttpRequest, HttpResponse, Network};
use crate::secret::Secret;
use crate::wasm::types::Route;

/// A host whose functions queue an effect and wait for the reply.
pub(super) struct ParkedHost {
    exchange: Rc<Exchange>,
    network: Network,
}

/// The error for a reply whose kind or size does not match its effect. The exchange has already
/// rejected other kinds.
fn malformed(effect: &str) -> HostError {
    let reason = format!("the reply to `{effect}` has an unexpected value");
    HostError::Failed { reason, sent: true }
}

impl ParkedHost {
    /// A host with the network settings of a profile.
    pub(super) fn new(exchange: Rc<Exchange>, network: Network) -> Self {
        Self { exchange, network }
    }

    async fn text(&self, effect: Effect) -> Result<Option<Secret>, HostError> {
        match self.exchange.ask(effect).await? {
            Reply::Text(text) => Ok(text.map(Secret::new)),
            _ => Err(malformed("text")),
        }
    }

    async fn bytes(&self, effect: Effect) -> Result<Vec<u8>, HostError> {
        match self.exchange.ask(effect).await? {
            Reply::Bytes(bytes) => Ok(bytes),
            _ => Err(malformed("bytes")),
        }
    }

    async fn done(&self, effect: Effect) -> Result<(), HostError> {
        self.exchange.ask(effect).await.map(drop)
    }
}

fn entry(store: CacheStore, key: &str) -> CacheEntry {
    CacheEntry { store: store.into(), key: key.to_owned() }
}

impl Host for ParkedHost {
    fn now_ms(&self) -> i64 {
        self.exchange.now_ms()
    }

    async fn random(&self, bytes: &mut [u8]) -> Result<(), HostError> {
        let count = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let drawn = self.bytes(Effect::Random(count)).await?;
        if drawn.len() != bytes.len() {
            return Err(malformed("random"));
        }
        bytes.copy_from_slice(&drawn);
        Ok(())
    }

    fn network(&self) -> &Network {
        &self.network
    }

    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError> {
        let Route { direct, ca_bundle, .. } = Route::new(request, &self.network);
        let ca_bundle = ca_bundle.map(Into::into);
        let wanted = FetchRequest { request: request.into(), direct, ca_bundle };
        match self.exchange.ask(Effect::Fetch(wanted)).await? {
            Reply::Response(response) => {
                let Response { status, date, location, body } = response;
                Ok(HttpResponse::from_bytes(status, date, body).with_location(location))
            }
            _ => Err(malformed("fetch")),
        }
    }

    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError> {
        self.done(Effect::Sleep(ms)).await
    }

    async fn mfa_code(&self, wanted: &MfaCodeRequest<'_>) -> Result<Secret, HostError> {
        match self.exchange.ask(Effect::MfaCode(wanted.into())).await? {
            Reply::Code(code) => Ok(Secret::new(code)),
            _ => Err(malformed("mfa-code")),
        }
    }

    async fn run(
        &self,
        argv: &[String],
        env: &[(String, String)],
        timeout_ms: Option<u32>,
    ) -> Result<ProcessOutput, HostError> {
        let wanted = RunRequest { argv: argv.to_vec(), env: env.to_vec(), timeout_ms };
        match self.exchange.ask(Effect::Run(wanted)).await? {
            Reply::Output(output) => {
                Ok(ProcessOutput { status: output.status, stdout: Secret::new(output.stdout) })
            }
            _ => Err(malformed("run")),
        }
    }

    async fn read_file(&self, path: &str) -> Result<Option<Secret>, HostError> {
        self.text(Effect::ReadFile(path.to_owned())).await
    }

    async fn sign_es256(&self, jwk: &Secret, message: &[u8]) -> Result<Vec<u8>, HostError> {
        let wanted = Es256Request { jwk: jwk.expose().to_owned(), message: message.to_vec() };
        self.bytes(Effect::SignEs256(wanted)).await
    }

    async fn show_device_code(&self, prompt: &DeviceAuthorization) -> Result<(), HostError> {
        self.done(Effect::ShowDeviceCode(prompt.into())).await
    }

    async fn cache_read(&self, store: CacheStore, key: &str) -> Result<Option<Secret>, HostError> {
        self.text(Effect::CacheRead(entry(store, key))).await
    }

    async fn cache_write(
        &self,
        store: CacheStore,
        key: &str,
        text: &Secret,
    ) -> Result<(), HostError> {
        let text = text.expose().to_owned();
        self.done(Effect::CacheWrite(CacheUpdate { entry: entry(store, key), text })).await
    }

    async fn lock(&self, name: &str) -> Result<(), HostError> {
        self.done(Effect::Lock(name.to_owned())).await
    }

    async fn unlock(&self, name: &str) {
        // The host reports a lock that cannot be released; the credentials are available.
        let _ = self.done(Effect::Unlock(name.to_owned())).await;
    }

    fn warn(&self, diagnostic: Diagnostic) {
        self.exchange.tell(Effect::Warn(json(&diagnostic)));
    }
}
