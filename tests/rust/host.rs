//! A scripted host: it responds at once, has its own clock and records every call.
#![allow(clippy::unnecessary_wraps)] // A scripted response can be an error of the network.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use p256::ecdsa::signature::Signer as _;
use rolehop::diagnostic::Diagnostic;
use rolehop::host::{
    CacheStore, DeviceAuthorization, Host, HostError, MfaCodeRequest, ProcessOutput, SignInPage,
};
use rolehop::http::{HttpRequest, HttpResponse, Network};
use rolehop::secret::Secret;

/// 2026-01-02T03:04:05Z.
pub(crate) const NOW_MS: i64 = 1_767_323_045_000;

/// A response of the network: status and body, or an error.
pub(crate) type Response = Result<(u16, String), HostError>;
/// The result of a program: its exit code and its stdout.
pub(crate) type Output = Result<(Option<i32>, String), HostError>;

#[derive(Default)]
pub(crate) struct Scripted {
    /// The calls in order, without secrets.
    pub log: RefCell<Vec<String>>,
    /// The requests that were sent.
    pub requests: RefCell<Vec<HttpRequest>>,
    /// Responses to the next requests; after them the network is down.
    pub responses: RefCell<VecDeque<Response>>,
    /// The locations of the next responses that have one, by the URL of the request.
    pub locations: RefCell<BTreeMap<String, String>>,
    /// MFA codes for the next prompts; after them no prompt is available.
    pub codes: RefCell<VecDeque<Result<String, HostError>>>,
    /// The result of the next program.
    pub process: RefCell<Option<Output>>,
    /// Cache entries by store and key.
    pub cache: RefCell<BTreeMap<(CacheStore, String), String>>,
    /// Files by path.
    pub files: RefCell<BTreeMap<String, String>>,
    /// The device codes that were shown.
    pub device_codes: RefCell<Vec<DeviceAuthorization>>,
    /// The targets of the next requests to the loopback server; after them the wait times out.
    pub redirects: RefCell<VecDeque<String>>,
    /// The statuses of its responses.
    pub statuses: RefCell<Vec<u16>>,
    /// The pages to sign in on that were shown.
    pub pages: RefCell<Vec<SignInPage>>,
    /// Whether another login session is replaced; `None` if the user cannot be asked.
    pub replaces: Cell<Option<bool>>,
    /// Whether writes to the cache fail.
    pub read_only: Cell<bool>,
    /// Cache entries that another process writes during the next wait for a lock.
    pub meanwhile: RefCell<BTreeMap<(CacheStore, String), String>>,
    /// The error of each wait for a lock, if any.
    pub lock_error: RefCell<Option<HostError>>,
    /// Milliseconds that each response takes, by this host's clock.
    pub response_takes_ms: Cell<i64>,
    /// Milliseconds that the clock is off.
    pub offset_ms: Cell<i64>,
    /// The locks that are held, in the order in which they were acquired.
    pub held: RefCell<Vec<String>>,
    /// The number of waits before the caller aborts; unlimited if `None`.
    pub waits_left: Cell<Option<usize>>,
    /// The network settings.
    pub network: Network,
}

impl Scripted {
    pub(crate) fn responding(responses: impl IntoIterator<Item = Response>) -> Self {
        Self { responses: RefCell::new(responses.into_iter().collect()), ..Self::default() }
    }

    pub(crate) fn with_codes<const N: usize>(self, codes: [&str; N]) -> Self {
        self.codes.borrow_mut().extend(codes.map(|code| Ok(code.to_owned())));
        self
    }

    pub(crate) fn transcript(&self) -> String {
        self.log.borrow().join(", ")
    }

    fn record(&self, what: impl Into<String>) {
        self.log.borrow_mut().push(what.into());
    }

    /// Records a wait; fails if the caller has aborted.
    fn wait(&self, what: impl Into<String>) -> Result<(), HostError> {
        self.record(what);
        match self.waits_left.get() {
            Some(0) => Err(HostError::Aborted),
            left => {
                self.waits_left.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}

/// STS calls by action and role, other requests by method and path.
fn label(request: &HttpRequest) -> String {
    let fields: BTreeMap<_, _> =
        form_urlencoded::parse(request.body.expose().as_bytes()).into_owned().collect();
    let Some(action) = fields.get("Action") else {
        let (_, rest) = request.url.split_once("://").unwrap();
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        return format!("{} /{}", request.method, path.split('?').next().unwrap());
    };
    let role = fields.get("RoleArn").and_then(|arn| arn.rsplit('/').next()).unwrap_or("");
    format!("{action} {role}").trim().to_owned()
}

fn down() -> HostError {
    HostError::Failed { reason: "ECONNREFUSED".into(), sent: false }
}

impl Host for Scripted {
    fn now_ms(&self) -> i64 {
        NOW_MS + self.offset_ms.get()
    }

    async fn random(&self, bytes: &mut [u8]) -> Result<(), HostError> {
        bytes.fill(0x80);
        Ok(())
    }

    fn network(&self) -> &Network {
        &self.network
    }

    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError> {
        self.requests.borrow_mut().push(request.clone());
        self.wait(label(request))?;
        self.offset_ms.set(self.offset_ms.get() + self.response_takes_ms.get());
        let (status, body) =
            self.responses.borrow_mut().pop_front().unwrap_or_else(|| Err(down()))?;
        let location = self.locations.borrow().get(&request.url).cloned();
        Ok(HttpResponse { status, date: None, location, body: Secret::new(body) })
    }

    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError> {
        self.wait(format!("sleep {ms}"))?;
        Ok(())
    }

    async fn mfa_code(&self, wanted: &MfaCodeRequest<'_>) -> Result<Secret, HostError> {
        let MfaCodeRequest { serial, rejected, program, timeout_ms: _ } = wanted;
        let whom = match program {
            Some(argv) => argv.join("|"),
            None => serial.rsplit('/').next().unwrap().to_owned(),
        };
        let again = if *rejected > 0 { " again" } else { "" };
        self.wait(format!("ask {whom}{again}"))?;
        let code = self.codes.borrow_mut().pop_front().unwrap_or(Err(HostError::Unsupported))?;
        Ok(Secret::new(code))
    }

    async fn run(
        &self,
        argv: &[String],
        env: &[(String, String)],
        _timeout_ms: Option<u32>,
    ) -> Result<ProcessOutput, HostError> {
        self.wait(format!("run {} {}={}", argv.join("|"), env[0].0, env[0].1))?;
        let (status, stdout) = self.process.borrow_mut().take().unwrap_or_else(|| Err(down()))?;
        Ok(ProcessOutput { status, stdout: Secret::new(stdout) })
    }

    async fn read_file(&self, path: &str) -> Result<Option<Secret>, HostError> {
        self.wait(format!("file {path}"))?;
        Ok(self.files.borrow().get(path).map(Secret::new))
    }

    async fn sign_es256(&self, jwk: &Secret, message: &[u8]) -> Result<Vec<u8>, HostError> {
        self.wait("sign")?;
        let key = p256::SecretKey::from_jwk_str(jwk.expose()).unwrap();
        let signature: p256::ecdsa::Signature = p256::ecdsa::SigningKey::from(key).sign(message);
        Ok(signature.to_bytes().to_vec())
    }

    async fn show_device_code(&self, prompt: &DeviceAuthorization) -> Result<(), HostError> {
        self.wait(format!("show {}", prompt.user_code))?;
        self.device_codes.borrow_mut().push(prompt.clone());
        Ok(())
    }

    async fn generate_es256(&self) -> Result<Secret, HostError> {
        self.wait("generate")?;
        Ok(Secret::new(p256::SecretKey::from_slice(&[7; 32]).unwrap().to_jwk_string().as_str()))
    }

    async fn listen(&self) -> Result<u16, HostError> {
        self.wait("listen")?;
        Ok(34535)
    }

    async fn receive(&self, timeout_ms: u32) -> Result<Secret, HostError> {
        self.wait(format!("receive {timeout_ms}"))?;
        let target = self.redirects.borrow_mut().pop_front();
        target.map(Secret::new).ok_or(HostError::TimedOut { sent: false })
    }

    async fn respond(&self, status: u16, _page: &str) -> Result<(), HostError> {
        self.wait("respond")?;
        self.statuses.borrow_mut().push(status);
        Ok(())
    }

    async fn show_sign_in(&self, page: &SignInPage) -> Result<(), HostError> {
        self.wait("show")?;
        self.pages.borrow_mut().push(page.clone());
        Ok(())
    }

    async fn sign_in_code(&self) -> Result<Secret, HostError> {
        self.wait("code")?;
        let code = self.codes.borrow_mut().pop_front().unwrap_or(Err(HostError::Unsupported))?;
        Ok(Secret::new(code))
    }

    async fn replaces_login(&self, current: &str, new: &str) -> Result<bool, HostError> {
        self.wait(format!("replace {current} {new}"))?;
        self.replaces.get().ok_or(HostError::Unsupported)
    }

    async fn cache_read(&self, store: CacheStore, key: &str) -> Result<Option<Secret>, HostError> {
        self.wait(format!("read {store:?}"))?;
        Ok(self.cache.borrow().get(&(store, key.to_owned())).map(Secret::new))
    }

    async fn cache_write(
        &self,
        store: CacheStore,
        key: &str,
        entry: &Secret,
    ) -> Result<(), HostError> {
        self.wait(format!("write {store:?}"))?;
        if self.read_only.get() {
            return Err(HostError::Failed { reason: "EROFS".into(), sent: false });
        }
        self.cache.borrow_mut().insert((store, key.to_owned()), entry.expose().to_owned());
        Ok(())
    }

    async fn lock(&self, name: &str) -> Result<(), HostError> {
        self.wait(format!("lock {}", name.split('-').next().unwrap()))?;
        self.cache.borrow_mut().append(&mut self.meanwhile.borrow_mut());
        self.lock_error.borrow().clone().map_or(Ok(()), Err)?;
        self.held.borrow_mut().push(name.to_owned());
        Ok(())
    }

    async fn unlock(&self, name: &str) {
        self.record(format!("unlock {}", name.split('-').next().unwrap()));
        assert_eq!(self.held.borrow_mut().pop().as_deref(), Some(name), "the lock acquired last");
    }

    fn warn(&self, diagnostic: Diagnostic) {
        self.record(format!("warn {}", diagnostic.code));
    }
}

/// The response of STS to `AssumeRole` for a role of account 111122223333.
pub(crate) fn session(role: &str, number: u32) -> Response {
    Ok((200, session_xml(role, number, "2026-01-02T04:04:05Z")))
}

pub(crate) fn session_xml(role: &str, number: u32, expiration: &str) -> String {
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId>\
         <Arn>arn:aws:sts::111122223333:assumed-role/{role}/s</Arn></AssumedRoleUser>\
         <Credentials><AccessKeyId>ASIASESSION{number:09}</AccessKeyId>\
         <SecretAccessKey>canary/secret/{number}</SecretAccessKey>\
         <SessionToken>canary/token/{number}</SessionToken><Expiration>{expiration}</Expiration>\
         </Credentials></AssumeRoleResult>\
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>"
    )
}

/// A rejection by STS.
pub(crate) fn rejection(status: u16, code: &str, message: &str) -> Response {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>r</RequestId></ErrorResponse>"
    );
    Ok((status, body))
}
