//! Start URLs on a domain of the customer's own, which redirects to a portal of AWS.
//!
//! ```text
//! HEAD of the start URL ─▶ Location ─▶ a portal of AWS, and its region
//! ```
//!
//! The request contains no secret, and its redirect is not followed. Source of the rules: observed AWS
//! CLI behavior (2.36.7).

use crate::aws::PortalUrl;
use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::{Host, HostDiagnostics, not_supported};
use crate::http::{HttpRequest, HttpResponse};
use crate::plan::{self, Request, SsoLoginTarget};
use crate::retry::outage;
use crate::secret::Secret;
use crate::text::{one_line, quoted};

/// The time limit of the request, in milliseconds, as in the AWS CLI.
const LIMIT_MS: u32 = 10_000;

/// The help for a domain that does not lead to a portal.
const HELP: &str =
    "set `sso_start_url` to the AWS access portal URL, which the Identity Center console shows";

/// The portal with the URL and the region that its domain redirects to. A portal on a domain of AWS is
/// returned as it is.
///
/// # Errors
/// `endpoint-invalid` for a domain that does not redirect to a portal of AWS, `sso-unreachable`,
/// `not-supported-here`, `aborted`.
pub(super) async fn resolve(
    portal: SsoLoginTarget,
    profiles: &Profiles,
    request: &Request,
    host: &impl Host,
) -> Result<SsoLoginTarget, Error> {
    let is_custom = |url: &PortalUrl| url.is_https() && !url.is_of_aws();
    if !PortalUrl::parse(&portal.start_url).is_ok_and(|url| is_custom(&url)) {
        return Ok(portal);
    }
    if !request.capabilities.endpoint_override {
        let needs = "a start URL on a custom domain needs a request to that domain";
        return Err(plan::not_permitted(request.capabilities, needs, HELP).into());
    }
    let found = Domain { portal: &portal, host }.redirect().await?;
    let portal = SsoLoginTarget { portal_url: found.normalized(), ..portal };
    match found.region() {
        Some(region) => plan::sso_login_in_region(profiles, request, portal, region),
        None => Ok(portal),
    }
}

struct Domain<'a, H> {
    portal: &'a SsoLoginTarget,
    host: &'a H,
}

impl<H: Host> Domain<'_, H> {
    /// The portal of AWS that the domain redirects to.
    async fn redirect(&self) -> Result<PortalUrl, Error> {
        let location = self.location().await?;
        let shown = quoted(&one_line(&location, 200));
        let url = PortalUrl::parse(&absolute(&location)).ok();
        let url = url.filter(PortalUrl::is_of_aws).ok_or_else(|| {
            self.invalid(&format!("redirects to {shown}, which is not an AWS access portal"))
        })?;
        if !url.is_https() {
            return Err(self.invalid(&format!("redirects to {shown}, which is not an https URL")));
        }
        Ok(url)
    }

    async fn location(&self) -> Result<String, Error> {
        let mut response = self.send("HEAD").await?;
        if matches!(response.status, 405 | 501) {
            response = self.send("GET").await?;
        }
        match (response.status, response.location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => Ok(location),
            (status, _) => Err(self.no_redirect(status)),
        }
    }

    fn no_redirect(&self, status: u16) -> Error {
        outage(status, None, &self.name(), Code::SsoUnreachable).unwrap_or_else(|| {
            let problem = "does not redirect to an AWS access portal";
            self.invalid(&format!("{problem}: it returned status {status}"))
        })
    }

    async fn send(&self, method: &'static str) -> Result<HttpResponse, Error> {
        let request = HttpRequest {
            method,
            url: self.portal.start_url.clone(),
            headers: Vec::new(),
            body: Secret::default(),
            timeout_ms: Some(LIMIT_MS),
            direct: false,
            returns_redirect: true,
        };
        self.host.fetch(&request).await.map_err(|error| {
            let message =
                format!("{} is a custom domain, whose redirect is not visible here", self.name());
            error.report(HostDiagnostics {
                unsupported: not_supported(&message).help(HELP),
                ..HostDiagnostics::of_request(&self.name(), Code::SsoUnreachable)
            })
        })
    }

    fn name(&self) -> String {
        format!("`sso_start_url` {}", quoted(&one_line(&self.portal.start_url, 200)))
    }

    fn invalid(&self, problem: &str) -> Error {
        let message = format!("{} {problem}", self.name());
        Diagnostic::new(Code::EndpointInvalid, message)
            .key("sso_start_url")
            .at(self.portal.start_url_at)
            .help(HELP)
            .into()
    }
}

/// A location without a scheme has that of the start URL, which is https.
fn absolute(location: &str) -> String {
    let scheme = if location.starts_with("//") { "https:" } else { "" };
    format!("{scheme}{location}")
}
