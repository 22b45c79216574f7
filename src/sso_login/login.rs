//! Signing in: the flow, and what is stored after it.

use serde::Serialize;

use super::flow::{SsoFlow, SsoLoginOptions};
use super::{code, custom_domain, device};
use crate::config::Profiles;
use crate::diagnostic::Error;
use crate::host::Host;
use crate::plan::{self, Request, SsoLoginTarget};
use crate::providers::sso::token::Token;
use crate::providers::sso::token_store::Tokens;
use crate::timestamp;

/// The result of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct SsoLoginResult {
    /// The start URL of the portal.
    pub start_url: String,
    /// The region of the portal.
    pub region: String,
    /// The `sso_session`, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The profile with the settings, if no `sso_session` was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// When the token expires, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub expires_at_ms: i64,
    /// Whether the token is refreshed without the user before it expires.
    pub renewable: bool,
    /// Where the caller sets `sso_region` to `region`, because the custom domain of the portal redirects
    /// to another region than the configured one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_change: Option<RegionChange>,
}

/// An `sso_region` that the caller changes: in a profile or in an `sso_session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct RegionChange {
    /// The region that is configured.
    pub from: String,
    /// The `sso_session` that configures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The profile that configures it, if it is not an `sso_session`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

impl RegionChange {
    fn of(portal: &SsoLoginTarget) -> Option<Self> {
        let SsoLoginTarget { session, profile, region_is_in_session, .. } = portal;
        let session = session.clone().filter(|_| *region_is_in_session);
        let profile = profile.clone().filter(|_| !region_is_in_session);
        let from = portal.sso_region.clone();
        (from != portal.region).then_some(Self { from, session, profile })
    }
}

/// Signs in to the portal of an `sso_session` or, without one, of the requested profile, and stores
/// the token in `~/.aws/sso/cache`. An existing token is not used, because the caller wants a new one.
///
/// # Errors
/// Those of the settings and of a custom domain, `sso-login-failed`, `sso-rejected`, `sso-unreachable`,
/// `not-supported-here` and `aborted`.
pub async fn login(
    profiles: &Profiles,
    request: &Request,
    options: &SsoLoginOptions,
    host: &impl Host,
) -> Result<SsoLoginResult, Error> {
    if !request.capabilities.sso_tokens {
        let needs = "storing an SSO token needs a token cache";
        return Err(plan::not_permitted(request.capabilities, needs, plan::USE_NODE_HELP).into());
    }
    let portal = plan::plan_sso_login(profiles, request, options.session.as_deref())?;
    let portal = custom_domain::resolve(portal, profiles, request, host).await?;
    let flow = options.flow(portal.session.is_some(), &request.env);
    let (registration, grant) = match flow {
        SsoFlow::Code => code::sign_in(&portal, host).await?,
        SsoFlow::Device => device::sign_in(&portal, host).await?,
    };
    let now_ms = host.now_ms();
    let token = Token::granted(grant, registration, &portal.start_url, &portal.region, now_ms);
    let overridden = portal.oidc_endpoint_overridden;
    let tokens = Tokens::new(&portal.token_key, &portal.oidc_endpoint, overridden);
    tokens.save(host, &token).await?;
    Ok(SsoLoginResult {
        expires_at_ms: timestamp::to_ms(token.expires_at),
        renewable: token.is_refreshable() && portal.session.is_some(),
        region_change: RegionChange::of(&portal),
        start_url: portal.start_url,
        region: portal.region,
        session: portal.session,
        profile: portal.profile,
    })
}
