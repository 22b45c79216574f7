//! The causes of a refusal that the parameters of the call support or exclude. The policy itself is
//! not known: a possible cause is one that only the owner of the policy can confirm.

use super::advice::Situation;
use super::caller::Caller;
use super::texts::ROOT_REFUSED;
use crate::aws::{Arn, matches_role};
use crate::diagnostic::{
    AccessDenied, Cause, CauseKind, Diagnostic, PolicyKind, SentCall, Signer, Verdict,
};
use crate::text::quoted;

/// The causes of an error of STS.
pub(crate) fn causes(refused: &Diagnostic, situation: &Situation<'_>) -> Vec<Cause> {
    let Some(sent) = situation.sent else { return Vec::new() };
    let call = Call { sent, situation, denied: refused.access_denied.as_deref() };
    match (&refused.access_denied, refused.key.as_deref()) {
        (Some(_), _) if refused.message.contains(ROOT_REFUSED) => vec![root()],
        (Some(denied), _) => call.denied_by(denied),
        (None, Some("mfa_serial")) => call.mfa_device(),
        (None, Some("duration_seconds")) => vec![call.duration()],
        (None, Some("session_tags" | "transitive_session_tags")) => call.tags_sent(),
        _ => Vec::new(),
    }
}

/// The parameters of a call, in one line.
pub(crate) fn summary(sent: &SentCall) -> String {
    let with =
        |name: &str, is_sent: bool| if is_sent { name.to_owned() } else { format!("no {name}") };
    let name = sent.session_name.as_deref().map_or("generated".to_owned(), quoted);
    let tags = match sent.session_tags.as_slice() {
        [] => "no session tags".to_owned(),
        tags => format!("session tags {}", list(tags)),
    };
    let identity = match &sent.source_identity {
        Some(identity) => format!("source identity {}", quoted(identity)),
        None => "no source identity".to_owned(),
    };
    [
        format!("session name {name}"),
        format!("{} seconds", sent.duration_seconds),
        with("external ID", sent.external_id),
        with("MFA code", sent.mfa),
        tags,
        identity,
        with("session policy", sent.session_policy),
    ]
    .join(", ")
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn possible(about: CauseKind, message: impl Into<String>) -> Cause {
    Cause { about, verdict: Verdict::Possible, message: message.into() }
}

fn excluded(about: CauseKind, message: impl Into<String>) -> Cause {
    Cause { about, verdict: Verdict::Excluded, message: message.into() }
}

/// Why no parameter of the call is the cause.
fn root() -> Cause {
    possible(CauseKind::Caller, "the caller is the root user, which cannot assume roles")
}

/// One refused call.
struct Call<'a> {
    sent: &'a SentCall,
    situation: &'a Situation<'a>,
    denied: Option<&'a AccessDenied>,
}

impl Call<'_> {
    fn denied_by(&self, denied: &AccessDenied) -> Vec<Cause> {
        match denied.action.as_deref() {
            Some("sts:TagSession") => return self.tags_sent(),
            Some("sts:SetSourceIdentity") => return vec![self.source_identity_set()],
            Some("sts:AssumeRole") | None
                if Caller::of(denied.principal.as_deref()) == Caller::Root =>
            {
                return vec![root()];
            }
            Some("sts:AssumeRole") | None => {}
            Some(_) => return self.caller().into_iter().collect(),
        }
        let is_explicit = denied.explicit == Some(true);
        match denied.kind {
            PolicyKind::Trust | PolicyKind::Resource => self.conditions(),
            PolicyKind::Unknown => {
                self.caller().into_iter().chain(self.account()).chain(self.conditions()).collect()
            }
            PolicyKind::Session => vec![self.session_policy()],
            PolicyKind::Vpce => vec![self.endpoint()],
            PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Scp if is_explicit => {
                self.caller().into_iter().chain(self.missing_mfa()).chain([self.region()]).collect()
            }
            PolicyKind::Rcp => self.caller().into_iter().chain(self.account()).collect(),
            PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Scp => {
                self.caller().into_iter().collect()
            }
        }
    }

    /// The parameters that a trust policy can have conditions for.
    fn conditions(&self) -> Vec<Cause> {
        let own = [self.external_id(), self.mfa(), self.session_name()];
        own.into_iter().chain([self.source_identity(), self.session_tags()]).collect()
    }

    fn external_id(&self) -> Cause {
        let about = CauseKind::ExternalId;
        if self.sent.external_id {
            return excluded(
                about,
                "an external ID was sent, so a missing one is not the cause; whether it is the \
                 right one, only the owner of the role knows",
            );
        }
        possible(
            about,
            "no external ID was sent: a trust policy that requires one (`sts:ExternalId`) denies \
             the call; set `external_id`",
        )
    }

    fn mfa(&self) -> Cause {
        self.missing_mfa().unwrap_or_else(|| {
            excluded(
                CauseKind::Mfa,
                "an MFA code was sent with this call, so missing or old MFA is not the cause",
            )
        })
    }

    fn missing_mfa(&self) -> Option<Cause> {
        if self.sent.mfa {
            return None;
        }
        let message = match self.signer() {
            Signer::RoleSession => {
                "the caller is the session of a role, which has no MFA: a policy that requires MFA \
                 (`aws:MultiFactorAuthPresent`) denies the call"
            }
            Signer::LongTermKey => {
                "no MFA code was sent: a policy that requires MFA (`aws:MultiFactorAuthPresent`) \
                 denies the call; set `mfa_serial`"
            }
            Signer::Session | Signer::Unknown => {
                "no MFA code was sent: a policy that requires MFA (`aws:MultiFactorAuthPresent`) \
                 denies the call, unless the caller's session was created with MFA"
            }
        };
        Some(possible(CauseKind::Mfa, message))
    }

    fn session_name(&self) -> Cause {
        let about = CauseKind::SessionName;
        match &self.sent.session_name {
            Some(name) => possible(
                about,
                format!(
                    "the session name is {}: a trust policy can require another one \
                     (`sts:RoleSessionName`)",
                    quoted(name)
                ),
            ),
            None => possible(
                about,
                "the session name was generated: a trust policy that requires a certain one \
                 (`sts:RoleSessionName`) denies the call; set `role_session_name`",
            ),
        }
    }

    fn source_identity(&self) -> Cause {
        let about = CauseKind::SourceIdentity;
        if self.sent.source_identity.is_some() || self.situation.source_identity_from.is_some() {
            return excluded(
                about,
                "the call has a source identity, so a missing one is not the cause",
            );
        }
        possible(
            about,
            "no source identity was sent: a trust policy that requires one (`sts:SourceIdentity`) \
             denies the call",
        )
    }

    /// Why the call needs `sts:SetSourceIdentity`.
    fn source_identity_set(&self) -> Cause {
        let about = CauseKind::SourceIdentity;
        match (&self.sent.source_identity, self.situation.source_identity_from) {
            (Some(identity), _) => {
                possible(about, format!("the call set the source identity {}", quoted(identity)))
            }
            (None, Some(profile)) => possible(
                about,
                format!("the role of profile {} passes on its source identity", quoted(profile)),
            ),
            (None, None) => excluded(
                about,
                "no profile of this chain sets a source identity: it comes from the first \
                 credentials",
            ),
        }
    }

    fn session_tags(&self) -> Cause {
        let about = CauseKind::SessionTags;
        match self.sent.session_tags.as_slice() {
            [] => possible(
                about,
                "no session tags were sent: a trust policy that requires them (`aws:RequestTag`) \
                 denies the call",
            ),
            tags => possible(
                about,
                format!(
                    "the session tags {} were sent: a trust policy can require others \
                     (`aws:RequestTag`)",
                    list(tags)
                ),
            ),
        }
    }

    /// Why the call needs `sts:TagSession`.
    fn tags_sent(&self) -> Vec<Cause> {
        let about = CauseKind::SessionTags;
        let SentCall { session_tags, inherited_tags, .. } = self.sent;
        let mut causes = Vec::new();
        if !session_tags.is_empty() {
            let message = format!("the call sent the session tags {}", list(session_tags));
            causes.push(possible(about, message));
        }
        if !inherited_tags.is_empty() {
            let message =
                format!("earlier roles of the chain pass on the tags {}", list(inherited_tags));
            causes.push(possible(about, message));
        }
        if causes.is_empty() {
            let message = "no profile of this chain sets session tags: they come from the first \
                           credentials";
            causes.push(excluded(about, message));
        }
        causes
    }

    /// The kind of the caller: as STS names it, where the configuration does not show it.
    fn signer(&self) -> Signer {
        let principal = self.denied.and_then(|denied| denied.principal.as_deref());
        match (self.sent.signer, Caller::of(principal)) {
            (Signer::Unknown | Signer::Session, Caller::Role(_) | Caller::PermissionSet(_)) => {
                Signer::RoleSession
            }
            (signer, _) => signer,
        }
    }

    /// Whether STS names the caller that the chain expects.
    fn caller(&self) -> Option<Cause> {
        let principal = self.denied?.principal.as_deref()?;
        let before = self.situation.before?;
        let profile = quoted(before.profile);
        let about = CauseKind::Caller;
        Some(if matches_role(before.role_arn, principal) {
            let message = format!(
                "STS names the role of profile {profile} as the caller, so wrong credentials are \
                 not the cause"
            );
            excluded(about, message)
        } else {
            possible(about, format!("STS names a caller other than the role of profile {profile}"))
        })
    }

    fn account(&self) -> Option<Cause> {
        let principal = self.denied?.principal.as_deref().and_then(Arn::parse)?;
        let caller = principal.account_id()?;
        let owner = Arn::parse(&self.sent.role_arn)?.account_id()?;
        (caller != owner).then(|| {
            possible(
                CauseKind::Account,
                format!(
                    "the caller is in account {caller}, the role in {owner}: the trust policy and \
                     the caller's own policies must both allow the call"
                ),
            )
        })
    }

    fn session_policy(&self) -> Cause {
        let about = CauseKind::SessionPolicy;
        match self.situation.before {
            Some(before) if before.has_policy => possible(
                about,
                format!(
                    "the session of profile {} was created with a session policy",
                    quoted(before.profile)
                ),
            ),
            Some(before) => excluded(
                about,
                format!(
                    "the session of profile {} was created without a session policy",
                    quoted(before.profile)
                ),
            ),
            None if self.signer() == Signer::LongTermKey => {
                excluded(about, "the caller is a long-term key, which has no session policy")
            }
            None => possible(
                about,
                "the first credentials were created outside this chain, and can have a session \
                 policy",
            ),
        }
    }

    fn endpoint(&self) -> Cause {
        let message = format!(
            "the call went to {}: in a VPC, this name can lead to a VPC endpoint",
            quoted(&self.sent.endpoint)
        );
        possible(CauseKind::Endpoint, message)
    }

    fn region(&self) -> Cause {
        let message = format!(
            "the call was made in the region {}: a policy can deny regions (`aws:RequestedRegion`)",
            quoted(&self.sent.region)
        );
        possible(CauseKind::Region, message)
    }

    /// Why STS cannot accept an MFA code.
    fn mfa_device(&self) -> Vec<Cause> {
        match self.sent.signer {
            Signer::RoleSession => vec![possible(
                CauseKind::Mfa,
                "the caller is the session of a role, and MFA devices belong to users: remove \
                 `mfa_serial` from this profile, or set it in the first profile of the chain",
            )],
            Signer::LongTermKey => vec![excluded(
                CauseKind::Caller,
                "the caller is the long-term key of a user, which can have an MFA device",
            )],
            Signer::Session | Signer::Unknown => Vec::new(),
        }
    }

    fn duration(&self) -> Cause {
        let message = format!("{} seconds were requested", self.sent.duration_seconds);
        possible(CauseKind::Duration, message)
    }
}
