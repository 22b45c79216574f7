//! `AssumeRoleWithWebIdentity`: a role session for the token of an identity provider, from a file.
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

/// The maximum length of a token that STS accepts, in characters.
const LONGEST: usize = 20_000;

/// Loads the role's credentials: from the AWS CLI's cache, or new ones for the token. The file is
/// read each time, because its writer replaces the token before it expires.
///
/// # Errors
/// `web-identity-token-unusable`, those of STS, `aborted`, and `not-supported-here` if the runtime
/// cannot read files.
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
            // The role has been checked, so this creates an entry.
            let entry = cache::write(requested, &role, 0).ok();
            Ok(FetchedCredentials { credentials: role.credentials, entry })
        })
        .await
}

/// A source and its profile.
struct WebIdentity<'a> {
    source: &'a WebIdentitySource,
    profile: &'a str,
}

/// Where the session is cached: in the directory shared with the AWS CLI only if it came from AWS.
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
        // The call is not signed; the token authenticates it.
        let unsigned = Credentials {
            access_key_id: String::new(),
            secret_access_key: Secret::default(),
            session_token: None,
            expiration: None,
            account_id: None,
        };
        let role = client::send(host, &operation, &unsigned, &plan.sts, parse).await;
        let role = role.map_err(|error| self.explained(error))?;
        role.credentials.check_new("STS", host.now_ms())?;
        Ok(role)
    }

    /// The token, without the line ends that an editor or `echo` adds at its end.
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

    /// Explains an error of STS for a call that was not signed.
    fn explained(&self, error: Error) -> Error {
        let file = quoted(&self.source.token_file);
        let help = match error.code {
            Code::TokenExpired => {
                format!(
                    "the token in {file} has expired; the program that writes the file must renew it"
                )
            }
            // Only the trust policy decides about the token, even if STS does not say so.
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

/// The help for a token file that cannot be used.
const UNUSABLE_HELP: &str =
    "check the path and the program that writes the file; `~` and `$NAME` are not expanded";

fn unusable(message: String) -> Error {
    Diagnostic::new(Code::WebIdentityTokenUnusable, message).help(UNUSABLE_HELP).into()
}
