//! Runs the hops of a plan in order.

use super::session_token::session_token;
use super::{error_context, mfa};
use crate::aws::{Endpoint, RequestedRole};
use crate::cache::locked;
use crate::cache::read_through::{CacheSlot, FetchedCredentials, ReadThrough};
use crate::cache::{self, Lookup, Options};
use crate::config::Profiles;
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Error};
use crate::host::{CacheStore, Host, MfaCodeRequest};
use crate::plan::{self, Hop, Plan, Request};
use crate::providers;
use crate::providers::process::time_limit;
use crate::secret::Secret;
use crate::sts::client;
use crate::sts::response::{self, AssumedRole};
use crate::sts::{AssumeRole, GetCallerIdentity, Operation};

/// Resolves the credentials of a plan.
///
/// # Errors
/// Those of the source and of STS, with the hop that failed, the profile and the setting; and
/// `aborted` if the caller aborted the operation.
pub async fn resolve(
    profiles: &Profiles,
    request: &Request,
    plan: &Plan,
    options: &Options,
    host: &impl Host,
) -> Result<Credentials, Error> {
    let started_ms = host.now_ms();
    let trusted = plan.hops.len();
    let mut run = Run { profiles, request, plan, options, host, started_ms, trusted };
    loop {
        let (start, cached) = run.latest_cached().await?;
        match run.from(start, cached).await {
            // Terminates, because each iteration trusts fewer hops.
            Err(error) if run.is_revoked(start, &error) => run.trusted = start - 1,
            outcome => return outcome,
        }
    }
}

/// The caller identity of the credentials, from `GetCallerIdentity`.
///
/// # Errors
/// Those of STS.
pub async fn caller_identity(
    credentials: &Credentials,
    endpoint: &Endpoint,
    host: &impl Host,
) -> Result<GetCallerIdentity, Error> {
    client::send(
        host,
        &Operation::GetCallerIdentity,
        credentials,
        endpoint,
        response::caller_identity,
    )
    .await
}

/// Creates the call of a hop. A session without a name gets one from the current time, which is not
/// part of the cache key; the AWS CLI does the same with a name of its own.
pub fn assume_role(
    hop: &Hop,
    default_session_name: Option<&str>,
    token_code: Option<Secret>,
    time_ms: i64,
) -> AssumeRole {
    let made = || format!("rolehop-{}", time_ms.div_euclid(1000));
    let own = hop.role_session_name.as_ref().or(hop.default_session_name.as_ref());
    let configured = own.map(String::as_str).or(default_session_name);
    AssumeRole {
        role_arn: hop.role_arn.clone(),
        role_session_name: configured.map_or_else(made, String::from),
        duration_seconds: hop.duration_seconds,
        external_id: hop.external_id.clone(),
        session: hop.session.clone(),
        mfa: hop.mfa_serial.clone().zip(token_code),
    }
}

/// The STS endpoint of a hop's call.
pub fn endpoint_of(hop: &Hop) -> Endpoint {
    Endpoint {
        url: hop.endpoint.clone(),
        signing_region: hop.region.clone(),
        overridden: hop.endpoint_overridden,
    }
}

/// The session that a hop accepts from STS and from the cache.
pub fn requested_role(hop: &Hop) -> RequestedRole<'_> {
    RequestedRole { arn: &hop.role_arn, is_aws: endpoint_of(hop).is_aws() }
}

/// Where a hop's session is cached: in the AWS CLI's directory only if it came from AWS.
pub fn slot(hop: &Hop) -> (CacheStore, String) {
    if hop.endpoint_overridden {
        (CacheStore::Rolehop, cache::rolehop_key(&hop.endpoint, &hop.cache_key))
    } else {
        (CacheStore::AwsCli, hop.cache_key.clone())
    }
}

/// One run of a plan.
struct Run<'a, H> {
    profiles: &'a Profiles,
    request: &'a Request,
    plan: &'a Plan,
    options: &'a Options,
    host: &'a H,
    started_ms: i64,
    /// The cached sessions of the hops before this one are trusted.
    trusted: usize,
}

impl<H: Host> Run<'_, H> {
    /// Whether STS rejected the cached session with which the first hop was called: a session can
    /// be revoked before it expires. A call with an MFA code is not retried, because the user would
    /// be prompted twice.
    fn is_revoked(&self, start: usize, error: &Error) -> bool {
        let is_first_call = start > 0 && error.hop.is_some_and(|hop| hop as usize == start);
        let prompts = self.plan.hops.get(start).is_none_or(|hop| hop.mfa_serial.is_some());
        is_first_call
            && !prompts
            && matches!(error.code, Code::TokenExpired | Code::CredentialsRejected)
    }

    /// Whether a cached session of the hop may be used.
    fn may_use_cached(&self, index: usize) -> bool {
        let is_last = index + 1 == self.plan.hops.len();
        let is_ignored = is_last && self.options.force_refresh;
        self.options.cache && index < self.trusted && !is_ignored
    }

    /// The last cached session, and the index of the hop after it.
    async fn latest_cached(&self) -> Result<(usize, Option<Credentials>), Error> {
        for (index, hop) in self.plan.hops.iter().enumerate().rev() {
            if let Some(credentials) = self.cached(index, hop).await? {
                return Ok((index + 1, Some(credentials)));
            }
        }
        Ok((0, None))
    }

    fn sources(&self) -> providers::Context<'_, H> {
        let Self { profiles, request, plan, options, host, .. } = *self;
        providers::Context { profiles, request, plan, options, host }
    }

    /// Runs the hops from `start` on, called with `caller` or, without one, with the credentials of
    /// the source. Those are loaded only when a call needs them: a run that waited for another
    /// run's call does not.
    async fn from(&self, start: usize, caller: Option<Credentials>) -> Result<Credentials, Error> {
        let mut credentials = caller;
        for (index, hop) in self.plan.hops.iter().enumerate().skip(start) {
            credentials = Some(self.hop(index, hop, credentials.as_ref()).await?);
        }
        match credentials {
            Some(credentials) => Ok(credentials),
            None => providers::load(&self.sources()).await,
        }
    }

    /// Runs one hop, under the lock of its MFA device if it has one, so that the user gets one
    /// prompt at a time.
    async fn hop(
        &self,
        index: usize,
        hop: &Hop,
        caller: Option<&Credentials>,
    ) -> Result<Credentials, Error> {
        let Some(serial) = &hop.mfa_serial else {
            return self.hop_under_lock(index, hop, caller).await;
        };
        let lock = format!("mfa-{}", cache::mfa_key(serial));
        let held = self.with_hop(index, locked::acquire(self.host, &lock).await)?;
        let outcome = self.hop_under_lock(index, hop, caller).await;
        locked::release(self.host, held, &lock).await;
        outcome
    }

    /// Runs one hop under the lock of its session: a run that waited finds it in the cache.
    async fn hop_under_lock(
        &self,
        index: usize,
        hop: &Hop,
        caller: Option<&Credentials>,
    ) -> Result<Credentials, Error> {
        if !self.options.cache {
            return self.assume(index, hop, caller).await.map(|role| role.credentials);
        }
        let lock = format!("session-{}", slot(hop).1);
        let held = self.with_hop(index, locked::acquire(self.host, &lock).await)?;
        let outcome = self.hop_once(index, hop, caller).await;
        locked::release(self.host, held, &lock).await;
        outcome
    }

    async fn hop_once(
        &self,
        index: usize,
        hop: &Hop,
        caller: Option<&Credentials>,
    ) -> Result<Credentials, Error> {
        if let Some(credentials) = self.with_hop(index, self.cached(index, hop).await)? {
            return Ok(credentials);
        }
        let role = self.assume(index, hop, caller).await?;
        self.write(hop, &role).await;
        Ok(role.credentials)
    }

    /// Adds the hop to its errors. Errors of the source before it do not get one.
    fn with_hop<T>(&self, index: usize, outcome: Result<T, Error>) -> Result<T, Error> {
        outcome.map_err(|error| error_context::with_hop(error, self.plan, index))
    }

    async fn assume(
        &self,
        index: usize,
        hop: &Hop,
        caller: Option<&Credentials>,
    ) -> Result<AssumedRole, Error> {
        let outcome = match caller {
            Some(caller) => self.call(hop, caller).await,
            None => self.call(hop, &providers::load(&self.sources()).await?).await,
        };
        self.with_hop(index, outcome)
    }

    async fn call(&self, hop: &Hop, caller: &Credentials) -> Result<AssumedRole, Error> {
        match &hop.mfa_serial {
            Some(serial) if hop.mfa_session && caller.session_token.is_none() => {
                let user = self.user_session(hop, caller, serial).await?;
                self.send(hop, &user, None).await
            }
            Some(serial) => {
                let wanted = self.code_of(hop, serial)?;
                let send = async |code| self.send(hop, caller, Some(code)).await;
                mfa::call_with_code(self.host, wanted, send).await
            }
            None => self.send(hop, caller, None).await,
        }
    }

    /// The request for a code of a hop's MFA device.
    fn code_of<'s>(&self, hop: &Hop, serial: &'s str) -> Result<MfaCodeRequest<'s>, Error> {
        let program = plan::mfa_program(self.profiles, self.request, hop);
        let timeout_ms = match program {
            Some(_) => time_limit::timeout_ms(&self.request.env)?,
            None => None,
        };
        Ok(MfaCodeRequest { serial, rejected: 0, program, timeout_ms })
    }

    /// The MFA session of the user: from rolehop's own cache, or a new one.
    async fn user_session(
        &self,
        hop: &Hop,
        user: &Credentials,
        serial: &str,
    ) -> Result<Credentials, Error> {
        let key = cache::user_session_key(&hop.endpoint, &user.access_key_id, serial);
        let slot = CacheSlot { store: CacheStore::Rolehop, key };
        // `--refresh` is about the session of the last role.
        let options = Options { force_refresh: false, ..*self.options };
        let read_through =
            ReadThrough { profile: &hop.profile, slot, options: &options, host: self.host };
        let fetch = async || {
            let wanted = self.code_of(hop, serial)?;
            let endpoint = endpoint_of(hop);
            let credentials = session_token(user, &endpoint, wanted, None, self.host).await?;
            let entry = cache::write_user_session(&credentials);
            Ok(FetchedCredentials { credentials, entry })
        };
        read_through.load(cache::read_user_session, fetch).await
    }

    async fn send(
        &self,
        hop: &Hop,
        caller: &Credentials,
        code: Option<Secret>,
    ) -> Result<AssumedRole, Error> {
        let operation = Operation::AssumeRole(assume_role(hop, None, code, self.started_ms));
        let endpoint = endpoint_of(hop);
        let role =
            client::send(self.host, &operation, caller, &endpoint, response::assume_role).await?;
        role.check_role(requested_role(hop))?;
        role.credentials.check_new("STS", self.host.now_ms())?;
        Ok(role)
    }

    /// The cached session, if it is valid long enough.
    async fn cached(&self, index: usize, hop: &Hop) -> Result<Option<Credentials>, Error> {
        if !self.may_use_cached(index) {
            return Ok(None);
        }
        let (store, key) = slot(hop);
        let Some(text) = locked::read(self.host, store, &key).await? else { return Ok(None) };
        let now_ms = self.host.now_ms();
        Ok(
            match cache::look_up(
                requested_role(hop),
                text.expose(),
                now_ms,
                self.options.min_remaining_seconds,
            ) {
                Lookup::Hit(credentials) => Some(credentials),
                Lookup::Expired(_) | Lookup::Miss => None,
            },
        )
    }

    async fn write(&self, hop: &Hop, role: &AssumedRole) {
        let (store, key) = slot(hop);
        // The role has been checked; only the host can still fail.
        let Ok(entry) = cache::write(requested_role(hop), role, 0) else { return };
        if self.host.cache_write(store, &key, &entry).await.is_err() {
            locked::warn_not_saved(self.host, &hop.profile);
        }
    }
}
