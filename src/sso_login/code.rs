//! Signing in with an authorization code (RFC 6749) and PKCE (RFC 7636).
//!
//! ```text
//! listen on loopback ─▶ RegisterClient (or a cached registration) ─▶ show the page
//!   ─▶ redirect with the code ─▶ CreateToken, with the PKCE verifier
//! ```

use super::flow::SsoFlow;
use super::registration::Registrations;
use crate::authorization::{Pkce, Redirects, authorize_url, show, while_shown};
use crate::aws::{check_page, origin};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, SignInPage, not_supported};
use crate::plan::SsoLoginTarget;
use crate::providers::sso::oidc::{self, Exchange, Grant, Registration};

/// Signs in.
///
/// # Errors
/// `sso-login-failed`, `sso-rejected`, `sso-unreachable`, `endpoint-invalid`, `not-supported-here`
/// and `aborted`.
pub(super) async fn sign_in(
    portal: &SsoLoginTarget,
    host: &impl Host,
) -> Result<(Registration, Grant), Error> {
    let registrations = Registrations { portal, host, flow: SsoFlow::Code };
    let scopes = registrations.scopes().unwrap_or_default().join(" ");
    let redirects = Redirects::listen(host, Code::SsoLoginFailed).await?;
    let login = Login { portal, host, redirects, scopes };
    registrations.with(async |registration| login.grant(registration).await).await
}

struct Login<'a, H> {
    portal: &'a SsoLoginTarget,
    host: &'a H,
    redirects: Redirects<'a, H>,
    scopes: String,
}

impl<H: Host> Login<'_, H> {
    /// Each attempt has secrets of its own.
    async fn grant(&self, registration: &Registration) -> Result<Grant, Error> {
        let pkce = Pkce::new(self.host).await.map_err(|error| {
            let failed = Diagnostic::new(Code::Internal, "creating the PKCE verifier failed");
            error.report(HostDiagnostics {
                unsupported: not_supported("signing in needs random numbers"),
                timed_out: failed.clone(),
                failed,
                is_retryable: false,
            })
        })?;
        let redirect_uri = self.redirects.uri();
        let url = self.page(registration, &pkce, &redirect_uri)?;
        let page = SignInPage { url, is_local: true };
        let shown = show(self.host, &page, Code::SsoLoginFailed);
        let code = while_shown(shown, self.redirects.code(&pkce.state)).await?;
        let (code, verifier) = (&code, &pkce.verifier);
        let exchange = Exchange { code, verifier, redirect_uri: &redirect_uri };
        oidc::exchange(self.host, &self.portal.oidc_endpoint, registration, &exchange).await
    }

    /// The URL of the page: on the host of the endpoint, as in the AWS CLI. The user types a password
    /// there, so it must be https.
    fn page(
        &self,
        registration: &Registration,
        pkce: &Pkce,
        redirect_uri: &str,
    ) -> Result<String, Error> {
        let SsoLoginTarget { oidc_endpoint, oidc_endpoint_overridden, .. } = self.portal;
        check_page(oidc_endpoint, *oidc_endpoint_overridden).map_err(|limit| {
            let message = format!("the page to sign in on {limit}");
            let help = "use a custom endpoint with https or on a loopback address";
            Error::new(Diagnostic::new(Code::EndpointInvalid, message).help(help))
        })?;
        Ok(page_url(&origin(oidc_endpoint), registration, pkce, (redirect_uri, &self.scopes)))
    }
}

fn page_url(
    origin: &str,
    registration: &Registration,
    pkce: &Pkce,
    (redirect_uri, scopes): (&str, &str),
) -> String {
    let parameters = [
        ("client_id", registration.client_id.as_str()),
        ("redirect_uri", redirect_uri),
        ("state", &pkce.state),
        ("code_challenge_method", "S256"),
        ("scopes", scopes),
        ("code_challenge", &pkce.challenge()),
    ];
    authorize_url(&format!("{origin}/authorize"), &parameters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use crate::timestamp;

    #[test]
    fn page_urls() {
        // From the AWS CLI 2.36.7.
        let cases = [
            ("https://oidc.us-west-2.amazonaws.com", "cid", "cid", "sso:account:access"),
            ("https://oidc.cn-north-1.amazonaws.com.cn", "cid", "cid", "sso:account:access"),
            ("https://oidc.eusc-de-east-1.amazonaws.eu", "cid", "cid", "sso:account:access"),
            (
                "https://oidc.us-west-2.amazonaws.com/path",
                "a+b/c=d e",
                "a%2Bb%2Fc%3Dd%20e",
                "sso:account:access codewhisperer:completions",
            ),
        ];
        let verifier = "S1frgmgGDjBVs1GcRLlb-HMQ4Y7jM0~DZXz~UXShMDvIPjt3oZXXRr9zvepEaI-~";
        let state = "11111111-2222-4333-8444-555555555555".to_owned();
        let pkce = Pkce { verifier: Secret::new(verifier), state };
        for (endpoint, client_id, encoded, scopes) in cases {
            let registration = Registration {
                client_id: client_id.into(),
                client_secret: Secret::default(),
                expires_at: timestamp::nearest(0),
            };
            let given = ("http://127.0.0.1:34535/oauth/callback", scopes);
            let base = endpoint.trim_end_matches("/path");
            let scopes = scopes.replace(':', "%3A").replace(' ', "%20");
            assert_eq!(
                page_url(&origin(endpoint), &registration, &pkce, given),
                format!(
                    "{base}/authorize?response_type=code&client_id={encoded}&\
                     redirect_uri=http%3A%2F%2F127.0.0.1%3A34535%2Foauth%2Fcallback&\
                     state=11111111-2222-4333-8444-555555555555&code_challenge_method=S256&\
                     scopes={scopes}&code_challenge=WymYEbelrT8NkkbgY2hI-LGFgYdf1JG7_htUpNLKWi4"
                )
            );
        }
    }
}
