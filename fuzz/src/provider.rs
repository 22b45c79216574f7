//! Sources of credentials: whatever programs, files, tokens and services return, a run ends with credentials
//! that have not expired or with one line that says why, and gives all locks back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rolehop::cache::Options;
use rolehop::config::Profiles;
use rolehop::diagnostic::Diagnostic;
use rolehop::host::{
    CacheStore, DeviceAuthorization, Host, HostError, MfaCodeRequest, ProcessOutput,
};
use rolehop::http::{HttpRequest, HttpResponse, Network};
use rolehop::plan::{self, Request};
use rolehop::resolve;
use rolehop::secret::Secret;

/// 2026-01-02T03:04:05Z.
const NOW_MS: i64 = 1_767_323_045_000;

/// A profile of each source.
const CONFIG: &str = "\
[profile process]
credential_process = helper
[profile web]
role_arn = arn:aws:iam::111122223333:role/R
web_identity_token_file = /token
[profile sso]
sso_session = s
sso_account_id = 111122223333
sso_role_name = R
[sso-session s]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile login]
login_session = arn:aws:iam::111122223333:user/u
[profile instance]
role_arn = arn:aws:iam::111122223333:role/R
credential_source = Ec2InstanceMetadata
[profile container]
role_arn = arn:aws:iam::111122223333:role/R
credential_source = EcsContainer
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = keys
[profile keys]
aws_access_key_id = A
aws_secret_access_key = S
";

/// Parts: a profile, then what each call of the host returns; for a request, the first line is the status.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let mut parts = text.split(super::SEPARATOR);
    let profile = parts.next().unwrap_or_default().trim_end();
    let host = Replies::new(parts.map(str::to_owned).collect());
    thread_local!(static PROFILES: Profiles = Profiles::parse(CONFIG, ""));
    PROFILES.with(|profiles| resolved(profiles, profile, &host));
}

fn resolved(profiles: &Profiles, profile: &str, host: &Replies) {
    let request = Request {
        profile: Some(profile.to_owned()),
        region: Some("eu-west-1".to_owned()),
        env: [("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")].into_iter().collect(),
        ..Request::default()
    };
    let Ok(plan) = plan::plan(profiles, &request) else { return };
    let options = Options::default();
    match ready(resolve::resolve(profiles, &request, &plan, &options, host)) {
        Ok(credentials) => {
            let left = credentials.remaining_ms(host.now_ms());
            assert!(left.is_none_or(|left| left > 0), "the credentials have expired");
        }
        Err(error) => {
            let is_unsafe = |c: char| c.is_control();
            assert!(!error.message.contains(is_unsafe), "{:?}", error.message);
        }
    }
    assert!(host.held.borrow().is_empty(), "a lock is not given back");
}

/// The result of a future that never waits, because its host never does.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the engine waits for something else than the host"),
    }
}

/// A host that returns one text after the other.
struct Replies {
    texts: RefCell<VecDeque<String>>,
    held: RefCell<Vec<String>>,
    clock_ms: Cell<i64>,
    network: Network,
}

impl Replies {
    fn new(texts: VecDeque<String>) -> Self {
        let (held, clock_ms) = (RefCell::default(), Cell::new(NOW_MS));
        Self { texts: RefCell::new(texts), held, clock_ms, network: Network::default() }
    }

    /// The next text; after the last one, every call fails.
    fn next(&self) -> Result<String, HostError> {
        let failed = HostError::Failed { reason: "ECONNREFUSED".to_owned(), sent: false };
        self.texts.borrow_mut().pop_front().ok_or(failed)
    }
}

impl Host for Replies {
    fn now_ms(&self) -> i64 {
        self.clock_ms.get()
    }

    async fn random(&self, bytes: &mut [u8]) -> Result<(), HostError> {
        bytes.fill(0x80);
        Ok(())
    }

    fn network(&self) -> &Network {
        &self.network
    }

    async fn fetch(&self, _: &HttpRequest) -> Result<HttpResponse, HostError> {
        let text = self.next()?;
        let (status, body) = text.split_once('\n').unwrap_or(("200", &text));
        let status = status.parse().unwrap_or(200);
        Ok(HttpResponse { status, date: None, location: None, body: Secret::new(body) })
    }

    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError> {
        self.clock_ms.set(self.clock_ms.get() + i64::from(ms));
        Ok(())
    }

    async fn mfa_code(&self, _: &MfaCodeRequest<'_>) -> Result<Secret, HostError> {
        self.next().map(Secret::new)
    }

    async fn run(
        &self,
        _: &[String],
        _: &[(String, String)],
        _: Option<u32>,
    ) -> Result<ProcessOutput, HostError> {
        let text = self.next()?;
        let (status, stdout) = text.split_once('\n').unwrap_or(("0", &text));
        Ok(ProcessOutput { status: status.parse().ok(), stdout: Secret::new(stdout) })
    }

    async fn read_file(&self, _: &str) -> Result<Option<Secret>, HostError> {
        self.next().map(|text| Some(Secret::new(text)))
    }

    async fn sign_es256(&self, _: &Secret, _: &[u8]) -> Result<Vec<u8>, HostError> {
        Ok(vec![7; 64])
    }

    async fn show_device_code(&self, _: &DeviceAuthorization) -> Result<(), HostError> {
        Ok(())
    }

    async fn cache_read(&self, _: CacheStore, _: &str) -> Result<Option<Secret>, HostError> {
        Ok(self.next().ok().map(Secret::new))
    }

    async fn cache_write(&self, _: CacheStore, _: &str, _: &Secret) -> Result<(), HostError> {
        Ok(())
    }

    async fn lock(&self, name: &str) -> Result<(), HostError> {
        self.held.borrow_mut().push(name.to_owned());
        Ok(())
    }

    async fn unlock(&self, name: &str) {
        assert_eq!(self.held.borrow_mut().pop().as_deref(), Some(name), "the lock acquired last");
    }

    fn warn(&self, diagnostic: Diagnostic) {
        assert!(!diagnostic.message.contains('\n'), "a warning is one line");
    }
}
