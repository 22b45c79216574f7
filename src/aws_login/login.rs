//! The sign-in.
//!
//! ```text
//! key, PKCE ─▶ browser ─▶ code ─▶ CreateOAuth2Token, with proof of the key ─▶ ~/.aws/login/cache
//! ```

use serde::Serialize;

use super::remote::verification;
use super::subject::{Subject, subject};
use crate::authorization::{Pkce, Redirects, authorize_url, is_same_text, show, while_shown};
use crate::cache::{locked, login_key};
use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{CacheStore, Host, HostDiagnostics, HostError, SignInPage, not_supported};
use crate::plan::{self, AwsLoginTarget, Request};
use crate::providers::login::p256_key::Key;
use crate::providers::login::session::{Grant, Session, SignIn};
use crate::providers::login::token::{self, Exchange};
use crate::secret::Secret;
use crate::text::one_line;
use crate::timestamp;

/// The OAuth clients of the AWS CLI, which exist in all partitions: for a local browser, and for one on
/// another computer.
const CLIENTS: [&str; 2] =
    ["arn:aws:signin:::devtools/same-device", "arn:aws:signin:::devtools/cross-device"];

/// The path of the page that shows the code to a browser on another computer.
const CONFIRMATION: &str = "/v1/sessions/confirmation";

/// The path of `CreateOAuth2Token`.
const TOKEN: &str = "/v1/token";

/// The result of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AwsLoginResult {
    /// The profile that was signed in for. The caller sets its `login_session`.
    pub profile: String,
    /// The ARN of the user or role session.
    pub login_session: String,
    /// The account.
    pub account_id: String,
    /// The region of the sign-in.
    pub region: String,
    /// Whether the profile has a region. Without one, the caller sets it.
    pub has_region: bool,
    /// When the credentials expire, in milliseconds since 1970. They are renewed before.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub expires_at_ms: i64,
}

/// Signs in for the profile of the request, and stores the login session. With `remote`, the user signs
/// in with a browser on another computer, and enters the code that it shows.
///
/// # Errors
/// Those of the settings, `region-missing`, `login-conflict`, `login-failed`, `login-unreachable`, `file-failed`,
/// `not-supported-here` and `aborted`.
pub async fn login(
    profiles: &Profiles,
    request: &Request,
    remote: bool,
    host: &impl Host,
) -> Result<AwsLoginResult, Error> {
    if !request.capabilities.files {
        let needs = "storing a login session needs file access";
        return Err(plan::not_permitted(request.capabilities, needs, plan::USE_NODE_HELP).into());
    }
    let target = plan::plan_aws_login(profiles, request)?;
    let client_id = if remote { CLIENTS[1] } else { CLIENTS[0] };
    let login = Login { target: &target, host, client_id };
    let key = login.key().await?;
    let pkce = Pkce::new(host).await.map_err(|error| cannot_create(&error))?;
    let granted =
        if remote { login.remotely(&pkce, &key).await } else { login.here(&pkce, &key).await };
    let (grant, signed_in) = with_subject(granted?)?;
    login.replace(&signed_in.arn).await?;
    let Subject { arn, account_id } = signed_in;
    let sign_in = SignIn { account_id: &account_id, client_id, key, region: &target.region };
    let session = Session::granted(grant, sign_in, host.now_ms());
    login.save(&arn, &session).await?;
    Ok(AwsLoginResult {
        expires_at_ms: session.credentials.expiration.map_or(0, timestamp::to_ms),
        profile: target.profile,
        login_session: arn,
        account_id,
        region: target.region,
        has_region: target.has_region,
    })
}

struct Login<'a, H> {
    target: &'a AwsLoginTarget,
    host: &'a H,
    client_id: &'static str,
}

impl<H: Host> Login<'_, H> {
    async fn key(&self) -> Result<Key, Error> {
        let jwk = self.host.generate_es256().await.map_err(|error| cannot_create(&error))?;
        let malformed = || HostError::Failed { reason: "not a key of P-256".into(), sent: false };
        Key::from_jwk(&jwk).ok_or_else(|| cannot_create(&malformed()))
    }

    /// With a local browser.
    async fn here(&self, pkce: &Pkce, key: &Key) -> Result<Grant, Error> {
        let redirects = Redirects::listen(self.host, Code::LoginFailed).await?;
        let redirect_uri = redirects.uri();
        let shown = self.show(pkce, &redirect_uri, true);
        let code = while_shown(shown, redirects.code(&pkce.state)).await?;
        self.exchange(pkce, key, &redirect_uri, &code).await
    }

    /// With a browser on another computer.
    async fn remotely(&self, pkce: &Pkce, key: &Key) -> Result<Grant, Error> {
        let redirect_uri = format!("{}{CONFIRMATION}", self.base());
        let shown = self.show(pkce, &redirect_uri, false);
        let pasted = while_shown(shown, self.pasted()).await?;
        let verification = verification(&pasted)
            .ok_or_else(|| not_a_code("the text is not a code of this page"))?;
        if !is_same_text(&verification.state, &pkce.state) {
            return Err(not_a_code("the code belongs to another sign-in"));
        }
        self.exchange(pkce, key, &redirect_uri, &verification.code).await
    }

    /// The text that the page shows in that browser.
    async fn pasted(&self) -> Result<Secret, Error> {
        self.host.sign_in_code().await.map_err(|error| {
            let message =
                "sign-in needs the code that the page shows, and it cannot be entered here";
            let help = "run `rolehop login --remote` at a terminal, or pass `signInCodeProvider`";
            error.report(HostDiagnostics {
                unsupported: not_supported(message).help(help),
                ..HostDiagnostics::of_request("the prompt for the code", Code::LoginFailed)
            })
        })
    }

    async fn exchange(
        &self,
        pkce: &Pkce,
        key: &Key,
        redirect_uri: &str,
        code: &Secret,
    ) -> Result<Grant, Error> {
        let (client_id, verifier) = (self.client_id, &pkce.verifier);
        let given = Exchange { client_id, code, verifier, redirect_uri, key };
        token::exchange(self.host, &self.target.endpoint, &given).await
    }

    /// The endpoint without the path of the token call.
    fn base(&self) -> &str {
        let AwsLoginTarget { endpoint, .. } = self.target;
        endpoint.strip_suffix(TOKEN).unwrap_or(endpoint)
    }

    async fn show(&self, pkce: &Pkce, redirect_uri: &str, is_local: bool) -> Result<(), Error> {
        let url = page_url(self.base(), self.client_id, pkce, redirect_uri);
        show(self.host, &SignInPage { url, is_local }, Code::LoginFailed).await
    }

    /// Asks before another login session of the profile is replaced.
    async fn replace(&self, new: &str) -> Result<(), Error> {
        let AwsLoginTarget { profile, login_session, .. } = self.target;
        let Some(current) = login_session.as_deref().filter(|current| *current != new) else {
            return Ok(());
        };
        match self.host.replaces_login(current, new).await {
            Ok(true) => Ok(()),
            Err(HostError::Aborted) => Err(Error::aborted()),
            Ok(false) | Err(_) => {
                let [current, new] = [current, new].map(|arn| one_line(arn, 200));
                let message = format!(
                    "the profile has the login session of `{current}`, and `{new}` has signed in; \
                     nothing was changed"
                );
                let help = "sign in again with another profile, or replace the login session";
                Err(Diagnostic::new(Code::LoginConflict, message)
                    .help(help)
                    .profile(profile)
                    .into())
            }
        }
    }

    /// Stores the login session, under the lock of its renewals.
    async fn save(&self, arn: &str, session: &Session) -> Result<(), Error> {
        let key = login_key(arn);
        let text = session.to_json().unwrap_or_default();
        let lock = format!("login-{key}");
        let held = locked::acquire(self.host, &lock).await?;
        let saved = self.host.cache_write(CacheStore::Login, &key, &text).await;
        locked::release(self.host, held, &lock).await;
        saved.map_err(|error| {
            let advice = "make `~/.aws/login/cache` writable and check for free disk space";
            let diagnostic = |message| Diagnostic::new(Code::FileFailed, message).help(advice);
            error.report(HostDiagnostics {
                unsupported: not_supported(
                    "login sessions are files, and this runtime has no file access",
                ),
                timed_out: diagnostic("saving the login session timed out"),
                failed: diagnostic("the login session could not be saved"),
                is_retryable: false,
            })
        })
    }
}

fn with_subject(grant: Grant) -> Result<(Grant, Subject), Error> {
    match grant.id_token.as_ref().and_then(subject) {
        Some(subject) => Ok((grant, subject)),
        None => Err(token::unexpected()),
    }
}

/// The URL of the page to sign in on. The name of the method is that of this service, not RFC 7636's.
fn page_url(base: &str, client_id: &str, pkce: &Pkce, redirect_uri: &str) -> String {
    let page = format!("{base}/v1/authorize");
    let parameters = [
        ("client_id", client_id),
        ("state", &pkce.state),
        ("code_challenge_method", "SHA-256"),
        ("scope", "openid"),
        ("redirect_uri", redirect_uri),
        ("code_challenge", &pkce.challenge()),
    ];
    authorize_url(&page, &parameters)
}

fn not_a_code(message: &str) -> Error {
    let help = "run it again, and copy the whole code that the page shows";
    Diagnostic::new(Code::LoginFailed, message).help(help).into()
}

fn cannot_create(error: &HostError) -> Error {
    let failed = Diagnostic::new(Code::Internal, "creating the key of the login session failed");
    error.report(HostDiagnostics {
        unsupported: not_supported(
            "signing in needs a key of P-256, which this runtime cannot create",
        ),
        timed_out: failed.clone(),
        failed,
        is_retryable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::login_endpoint;

    #[test]
    fn page_urls() {
        // From the AWS CLI 2.36.7.
        let cases = [
            ("us-east-1", "https://us-east-1.signin.aws.amazon.com"),
            ("eu-west-1", "https://eu-west-1.signin.aws.amazon.com"),
            ("cn-north-1", "https://cn-north-1.signin.amazonaws.cn"),
            ("us-gov-west-1", "https://us-gov-west-1.signin.amazonaws-us-gov.com"),
            ("eusc-de-east-1", "https://eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ];
        let verifier = "S1frgmgGDjBVs1GcRLlb-HMQ4Y7jM0~DZXz~UXShMDvIPjt3oZXXRr9zvepEaI-~";
        let pkce = Pkce {
            verifier: Secret::new(verifier),
            state: "11111111-2222-4333-8444-555555555555".into(),
        };
        for (region, base) in cases {
            assert_eq!(login_endpoint(region, false, false), Some(format!("{base}{TOKEN}")));
            let host = base.trim_start_matches("https://");
            let local = "http%3A%2F%2F127.0.0.1%3A34535%2Foauth%2Fcallback".to_owned();
            let remote = format!("https%3A%2F%2F{host}%2Fv1%2Fsessions%2Fconfirmation");
            let confirmation = format!("{base}{CONFIRMATION}");
            let flows = [
                (CLIENTS[0], "same", "http://127.0.0.1:34535/oauth/callback", local),
                (CLIENTS[1], "cross", confirmation.as_str(), remote),
            ];
            for (client, device, uri, encoded) in flows {
                assert_eq!(
                    page_url(base, client, &pkce, uri),
                    format!(
                        "{base}/v1/authorize?response_type=code&client_id=arn%3Aaws%3Asignin%3A%3A%3A\
                         devtools%2F{device}-device&state=11111111-2222-4333-8444-555555555555&\
                         code_challenge_method=SHA-256&scope=openid&redirect_uri={encoded}&\
                         code_challenge=WymYEbelrT8NkkbgY2hI-LGFgYdf1JG7_htUpNLKWi4"
                    )
                );
            }
        }
    }
}
