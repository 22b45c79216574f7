//! `AssumeRoleWithWebIdentity`: a token of an identity provider, from a file, for a role's session.
//!
//! ```text
//! the token's file ─▶ token ─AssumeRoleWithWebIdentity, not signed─▶ session ─▶ ~/.aws/cli/cache
//! ```

use super::Context;
use crate::aws::RequestedRole;
use crate::cache::read_through::{CacheSlot, FetchedCredentials};
use crate::cache::{self, Lookup};
use crate::credentials::Credentials;
use crate::diagnostic::{AccessDenied, Code, Diagnostic, Error, PolicyKind};
use crate::host::{CacheStore, Host, HostDiagnostics, not_supported};
use crate::plan::{Plan, WebIdentitySource, default_session_name};
use crate::secret::Secret;
use crate::sts::refusal::{self, Situation};
use crate::sts::response::{self, AssumedRole};
use crate::sts::{AssumeRoleWithWebIdentity, Operation, client};
use crate::text::quoted;

/// The longest token that STS takes, in characters.
const LONGEST: usize = 20_000;

/// The role's credentials: those in the AWS CLI's cache, or new ones for the token, which is read
/// again each time because its writer replaces it before it expires.
///
/// # Errors
/// `web-identity-token-unusable`, those of STS, `aborted`, and `not-supported-here` where files
/// cannot be read.
pub(crate) async fn load<H: Host>(
    context: &Context<'_, H>,
    source: &WebIdentitySource,
) -> Result<Credentials, Error> {
    let profile = source.profile.as_deref().unwrap_or(&context.plan.profile);
    let identity = WebIdentity { source, profile };
    let requested = RequestedRole { arn: &source.role_arn, is_aws: context.plan.sts.is_aws() };
    let read = |text: &str| match cache::look_up(requested, text, 0, 0) {
        Lookup::Hit(credentials) | Lookup::Expired(credentials) => Some(credentials),
        Lookup::Miss => None,
    };
    let slot = slot(context.plan, &source.cache_key);
    context
        .read_through(profile, slot, read, async || {
            let role = identity.assume(context).await?;
            role.check_role(requested)?;
            // The role was checked when the answer came: an entry can be created from it.
            let entry = cache::write(requested, &role, 0).ok();
            Ok(FetchedCredentials { credentials: role.credentials, entry })
        })
        .await
}

/// A source, and the profile that it is for.
struct WebIdentity<'a> {
    source: &'a WebIdentitySource,
    profile: &'a str,
}

/// Where the session is stored: in the folder that the AWS CLI shares only if it came from AWS.
fn slot(plan: &Plan, cache_key: &str) -> CacheSlot {
    if plan.sts.overridden {
        let key = cache::rolehop_key(&plan.sts.url, cache_key);
        return CacheSlot { store: CacheStore::Rolehop, key };
    }
    CacheSlot { store: CacheStore::AwsCli, key: cache_key.to_owned() }
}

impl WebIdentity<'_> {
    async fn assume<H: Host>(&self, context: &Context<'_, H>) -> Result<AssumedRole, Error> {
        let Context { plan, host, .. } = *context;
        let seconds = host.now_ms().div_euclid(1000);
        let operation = Operation::AssumeRoleWithWebIdentity(AssumeRoleWithWebIdentity {
            role_arn: self.source.role_arn.clone(),
            role_session_name: self
                .source
                .role_session_name
                .clone()
                .or_else(|| default_session_name(context.request, self.profile))
                .unwrap_or_else(|| format!("rolehop-{seconds}")),
            web_identity_token: self.token(host).await?,
            duration_seconds: None,
        });
        let parse = response::assume_role_with_web_identity;
        // The token is all that the call is made with: it is not signed.
        let nobody = Credentials {
            access_key_id: String::new(),
            secret_access_key: Secret::default(),
            session_token: None,
            expiration: None,
            account_id: None,
        };
        let role = client::send(host, &operation, &nobody, &plan.sts, parse).await;
        let role = role.map_err(|error| self.explained(error))?;
        if !role.credentials.last_for(1, host.now_ms()) {
            let message =
                "STS returned a session that is already expired according to the local clock";
            let help = "correct the system clock";
            return Err(Diagnostic::new(Code::ClockSkew, message).help(help).into());
        }
        Ok(role)
    }

    /// The token, without the line ends that an editor or `echo` leaves behind it.
    async fn token(&self, host: &impl Host) -> Result<Secret, Error> {
        let file = quoted(&self.source.token_file);
        let found = host.read_file(&self.source.token_file).await.map_err(|error| {
            error.report(HostDiagnostics {
                unsupported: not_supported(&format!(
                    "the token is in the file {file}, but files cannot be read in this runtime"
                )),
                ..HostDiagnostics::of_file(&file, Code::WebIdentityTokenUnusable, UNUSABLE_HELP)
            })
        })?;
        let Some(text) = found else {
            return Err(unusable(format!("token file {file} not found")));
        };
        let token = text.expose().trim_ascii();
        let problem = match token.len() {
            0 => "is empty",
            1..4 => "is too short for a token",
            _ if token.len() > LONGEST => "is too long for a token",
            _ if !token.bytes().all(|byte| byte.is_ascii_graphic()) => "does not contain a token",
            _ => return Ok(Secret::new(token)),
        };
        Err(unusable(format!("{file} {problem}")))
    }

    /// What STS's refusal means where nothing was signed.
    fn explained(&self, error: Error) -> Error {
        let file = quoted(&self.source.token_file);
        let help = match error.code {
            Code::TokenExpired => {
                format!(
                    "the token in {file} has expired; the program that writes the file must renew it"
                )
            }
            // Nothing but the trust policy decides about the token, even if STS does not say so.
            Code::StsAccessDenied
                if error.access_denied.as_ref().is_none_or(|it| it.explicit.is_none()) =>
            {
                let denied = AccessDenied {
                    kind: PolicyKind::Trust,
                    action: Some("sts:AssumeRoleWithWebIdentity".to_owned()),
                    ..AccessDenied::default()
                };
                refusal::advice(&denied, &Situation::default())
            }
            Code::StsRejected if error.help.is_none() => format!(
                "the token in {file} must come from an identity provider that is registered in \
                 the role's account"
            ),
            _ => return error,
        };
        error.map_primary(|diagnostic| diagnostic.help(help))
    }
}

/// What to do about a token file that cannot be used.
const UNUSABLE_HELP: &str =
    "check the path and the program that writes the file; `~` and `$NAME` are not expanded";

fn unusable(message: String) -> Error {
    Diagnostic::new(Code::WebIdentityTokenUnusable, message).help(UNUSABLE_HELP).into()
}
