//! A host that is a script: it answers at once, has a clock of its own and writes down what it is
//! asked.
#![allow(clippy::unnecessary_wraps)] // Answers are what the network does, failures among them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use p256::ecdsa::signature::Signer as _;
use rolehop::diagnostic::Diagnostic;
use rolehop::host::{
    CacheStore, DeviceAuthorization, Host, HostError, MfaCodeRequest, ProcessOutput,
};
use rolehop::http::{HttpRequest, HttpResponse, Network};
use rolehop::secret::Secret;

/// 2026-01-02T03:04:05Z.
pub(crate) const NOW_MS: i64 = 1_767_323_045_000;

/// What the network does next.
pub(crate) type Answer = Result<(u16, String), HostError>;
/// A program: its exit code and what it prints.
pub(crate) type Output = Result<(Option<i32>, String), HostError>;

#[derive(Default)]
pub(crate) struct Scripted {
    /// What is done, in order, without secrets.
    pub log: RefCell<Vec<String>>,
    /// The requests that were sent.
    pub requests: RefCell<Vec<HttpRequest>>,
    /// Answers to come; after them the network is down.
    pub answers: RefCell<VecDeque<Answer>>,
    /// MFA codes to come; after them nobody can be asked.
    pub codes: RefCell<VecDeque<Result<String, HostError>>>,
    /// What the next program prints and how it ends.
    pub process: RefCell<Option<Output>>,
    /// Cache entries by store and key.
    pub cache: RefCell<BTreeMap<(CacheStore, String), String>>,
    /// Files by path.
    pub files: RefCell<BTreeMap<String, String>>,
    /// What was shown for a sign-in.
    pub sign_ins: RefCell<Vec<DeviceAuthorization>>,
    /// Whether the cache refuses to be written.
    pub read_only: Cell<bool>,
    /// Entries that another process writes while a lock is waited for.
    pub meanwhile: RefCell<BTreeMap<(CacheStore, String), String>>,
    /// What waiting for a lock comes to.
    pub lock_error: RefCell<Option<HostError>>,
    /// Milliseconds that each response takes, by this host's clock.
    pub answer_takes_ms: Cell<i64>,
    /// Milliseconds that the clock is off.
    pub offset_ms: Cell<i64>,
    /// The locks that are held, in the order in which they were taken.
    pub held: RefCell<Vec<String>>,
    /// How many things may still be waited for until the caller gives up; for ever, without it.
    pub patience: Cell<Option<usize>>,
    /// How the calls use the network.
    pub network: Network,
}

impl Scripted {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: RefCell::new(answers.into_iter().collect()), ..Self::default() }
    }

    pub(crate) fn with_codes<const N: usize>(self, codes: [&str; N]) -> Self {
        self.codes.borrow_mut().extend(codes.map(|code| Ok(code.to_owned())));
        self
    }

    pub(crate) fn transcript(&self) -> String {
        self.log.borrow().join(", ")
    }

    fn note(&self, what: impl Into<String>) {
        self.log.borrow_mut().push(what.into());
    }

    /// Notes something that is waited for; the caller may have given up.
    fn wait(&self, what: impl Into<String>) -> Result<(), HostError> {
        self.note(what);
        match self.patience.get() {
            Some(0) => Err(HostError::Aborted),
            left => {
                self.patience.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}

/// STS's calls by their names, others by method and path.
fn words_of(request: &HttpRequest) -> String {
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

    fn random(&self, bytes: &mut [u8]) -> Result<(), HostError> {
        bytes.fill(0x80);
        Ok(())
    }

    fn network(&self) -> &Network {
        &self.network
    }

    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError> {
        self.requests.borrow_mut().push(request.clone());
        self.wait(words_of(request))?;
        self.offset_ms.set(self.offset_ms.get() + self.answer_takes_ms.get());
        let (status, body) =
            self.answers.borrow_mut().pop_front().unwrap_or_else(|| Err(down()))?;
        Ok(HttpResponse { status, date: None, body: Secret::new(body) })
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
        self.sign_ins.borrow_mut().push(prompt.clone());
        Ok(())
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
        self.note(format!("unlock {}", name.split('-').next().unwrap()));
        assert_eq!(self.held.borrow_mut().pop().as_deref(), Some(name), "the lock taken last");
    }

    fn warn(&self, diagnostic: Diagnostic) {
        self.note(format!("warn {}", diagnostic.code));
    }
}

/// STS's answer to `AssumeRole` for a role of account 111122223333.
pub(crate) fn session(role: &str, number: u32) -> Answer {
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

/// A refusal of STS.
pub(crate) fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>r</RequestId></ErrorResponse>"
    );
    Ok((status, body))
}
