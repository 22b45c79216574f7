//! The next step after `AccessDenied`: by the policy that the message names, and by what is known
//! about the call.

use super::caller::Caller;
use super::texts::ROOT_HELP;
use crate::aws::matches_role;
use crate::diagnostic::{AccessDenied, PolicyKind, SentCall};
use crate::text::quoted;

/// The known facts about a refused call; none by default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Situation<'a> {
    /// The parameters of the call; `None` if they are not known.
    pub(crate) sent: Option<&'a SentCall>,
    /// The hop whose session signed the call; `None` for the first hop.
    pub(crate) before: Option<Before<'a>>,
    /// The profile of an earlier hop whose session tags are transitive.
    pub(crate) tags_from: Option<&'a str>,
    /// The profile of an earlier hop that sets a source identity.
    pub(crate) source_identity_from: Option<&'a str>,
}

/// The hop before a refused call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before<'a> {
    pub(crate) profile: &'a str,
    pub(crate) role_arn: &'a str,
    /// Whether its session has a session policy.
    pub(crate) has_policy: bool,
}

/// Whether AWS denied the call because it found the access key exposed: it then attaches a managed
/// policy with this name to the user.
pub(crate) fn is_quarantined(denied: &AccessDenied) -> bool {
    policy_name(denied).is_some_and(|name| name.starts_with("AWSCompromisedKeyQuarantine"))
}

/// Returns the next step, in one line.
pub(crate) fn advice(denied: &AccessDenied, situation: &Situation<'_>) -> String {
    if is_quarantined(denied) {
        return "deactivate the access key now, create a new one, and follow the instructions in \
                the account's AWS Support case: AWS attaches this policy to users whose key is \
                public"
            .to_owned();
    }
    let parts = Parts::new(denied, situation);
    if parts.caller == Caller::Root && parts.action_name == "sts:AssumeRole" {
        return ROOT_HELP.to_owned();
    }
    let step = match denied.kind {
        PolicyKind::Identity => parts.identity(),
        PolicyKind::Boundary => parts.boundary(),
        PolicyKind::Session => parts.session(),
        PolicyKind::Scp => parts.service_control(),
        PolicyKind::Rcp => parts.resource_control(),
        PolicyKind::Trust | PolicyKind::Resource => parts.trust(),
        PolicyKind::Vpce => parts.endpoint(),
        PolicyKind::Unknown => parts.unknown(),
    };
    match parts.origin() {
        Some(origin) => format!("{step}; {origin}"),
        None => step,
    }
}

/// The last part of the policy's ARN.
fn policy_name(denied: &AccessDenied) -> Option<&str> {
    denied.policy_arn.as_deref()?.rsplit('/').next()
}

/// The parts of the sentences.
struct Parts<'a> {
    situation: &'a Situation<'a>,
    caller: Caller<'a>,
    /// Whether the caller is a session of the role itself.
    is_self: bool,
    action_name: &'a str,
    action: String,
    is_explicit: bool,
    is_implicit: bool,
    through: Option<PolicyKind>,
    /// The name of the policy in backticks, after a space; can be empty.
    policy: String,
}

impl<'a> Parts<'a> {
    fn new(denied: &'a AccessDenied, situation: &'a Situation<'a>) -> Self {
        let principal = denied.principal.as_deref();
        let action_name = denied.action.as_deref().unwrap_or("sts:AssumeRole");
        Self {
            situation,
            caller: Caller::of(principal),
            is_self: (situation.sent.map(|sent| sent.role_arn.as_str()).zip(principal))
                .is_some_and(|(role, principal)| matches_role(role, principal)),
            action_name,
            action: quoted(action_name),
            is_explicit: denied.explicit == Some(true),
            is_implicit: denied.explicit == Some(false),
            through: denied.through,
            policy: policy_name(denied)
                .map(|name| format!(" {}", quoted(name)))
                .unwrap_or_default(),
        }
    }

    fn object(&self) -> &'static str {
        let is_role = self.situation.sent.is_some() && self.action_name.starts_with("sts:");
        if is_role { "this role" } else { "this resource" }
    }

    fn identity(&self) -> String {
        let Self { action, caller, policy, .. } = self;
        if self.is_explicit {
            let mfa = match self.situation.sent {
                Some(sent) if !sent.mfa => "; if it requires MFA, set `mfa_serial`",
                _ => "",
            };
            return match policy.as_str() {
                "" => format!("find the `Deny` for {action} in the policies of {caller}{mfa}"),
                _ => format!("find the `Deny` for {action} in policy{policy} of {caller}{mfa}"),
            };
        }
        let object = self.object();
        match caller {
            Caller::PermissionSet(_) => format!(
                "add {action} on {object} to {caller} in IAM Identity Center, and provision it again"
            ),
            _ => format!("allow {action} on {object} in the policies of {caller}"),
        }
    }

    fn boundary(&self) -> String {
        let Self { action, caller, policy, .. } = self;
        if self.is_explicit {
            return format!(
                "find the `Deny` for {action} in the permissions boundary{policy} of {caller}"
            );
        }
        let object = self.object();
        format!("allow {action} on {object} in the permissions boundary of {caller}")
    }

    fn session(&self) -> String {
        let Self { action, policy, .. } = self;
        format!(
            "create the caller's session without the session policy{policy}, or with one that \
             allows {action}"
        )
    }

    fn service_control(&self) -> String {
        let Self { action, policy, .. } = self;
        let reason = if self.is_implicit {
            format!(
                "at each level (root, organizational units, account) a service control policy must \
                 allow {action}"
            )
        } else {
            match policy.as_str() {
                "" => format!("a service control policy denies {action}"),
                _ => format!("the service control policy{policy} denies {action}"),
            }
        };
        format!("ask the administrator of the caller's organization: {reason}")
    }

    fn resource_control(&self) -> String {
        let Self { action, policy, caller, .. } = self;
        let verb = if self.is_implicit { "must allow" } else { "denies" };
        let article = if policy.is_empty() { "a" } else { "the" };
        format!(
            "ask the administrator of the organization of the role's account: {article} resource \
             control policy{policy} {verb} {action} for {caller}"
        )
    }

    fn trust(&self) -> String {
        let Self { action, caller, .. } = self;
        let reason = if self.is_explicit {
            format!("a `Deny` in its trust policy matches this call of {action} by {caller}")
        } else if self.action_name.starts_with("sts:AssumeRoleWith") {
            format!(
                "its trust policy must allow {action} for the identity provider and this token's \
                 audience and subject"
            )
        } else {
            let (principal, conditions) = (self.principal(), self.conditions());
            format!("its trust policy must allow {action} for {principal}{conditions}")
        };
        format!("ask the owner of the role: {reason}")
    }

    fn endpoint(&self) -> String {
        let action = &self.action;
        if self.through == Some(PolicyKind::Scp) {
            return format!(
                "ask the administrator of the organization: a service control policy denies \
                 {action} through the policy of the VPC endpoint"
            );
        }
        let step = if self.is_explicit { "find the `Deny` for" } else { "allow" };
        format!(
            "{step} {action} in the policy of the VPC endpoint, or call the public Regional \
             endpoint of STS"
        )
    }

    fn unknown(&self) -> String {
        let Self { action, caller, .. } = self;
        if self.is_explicit {
            return format!(
                "find the `Deny` for {action}: in the policies of {caller}, the policy of the role \
                 or resource, or a service control policy"
            );
        }
        if self.situation.sent.is_none() && self.action_name != "sts:AssumeRole" {
            return format!("the policies of {caller} and of the resource must allow {action}");
        }
        format!(
            "check the role ARN (STS returns the same error for a role that does not exist), then \
             that the role's trust policy allows {action} for {}{}, and that the policies of \
             {caller} allow it",
            self.principal(),
            self.conditions(),
        )
    }

    fn principal(&self) -> String {
        if self.is_self { "the role itself".to_owned() } else { self.caller.to_string() }
    }

    /// The conditions of the trust policy, and whether the call meets them.
    fn conditions(&self) -> &'static str {
        match self.situation.sent.map(|sent| (sent.external_id, sent.mfa)) {
            None => ", with the external ID and MFA that it requires",
            Some((false, false)) => " (this call sends no external ID and no MFA code)",
            Some((false, true)) => " (this call sends no external ID)",
            Some((true, false)) => {
                " (this call sends the external ID of the profile and no MFA code)"
            }
            Some((true, true)) => " (this call sends the external ID of the profile)",
        }
    }

    /// Why the call requires an action other than the one of its operation.
    fn origin(&self) -> Option<String> {
        let SentCall { session_tags, source_identity, .. } = self.situation.sent?;
        match self.action_name {
            "sts:TagSession" if !session_tags.is_empty() => {
                Some("or remove the session tags of this profile".to_owned())
            }
            "sts:TagSession" => {
                Some(inherited("transitive session tags", self.situation.tags_from))
            }
            "sts:SetSourceIdentity" if source_identity.is_some() => {
                Some("or remove `source_identity` from this profile".to_owned())
            }
            "sts:SetSourceIdentity" => {
                Some(inherited("a source identity", self.situation.source_identity_from))
            }
            _ => None,
        }
    }
}

/// Where a value comes from that this profile does not set.
fn inherited(what: &str, from: Option<&str>) -> String {
    match from {
        Some(profile) => format!("the call inherits {what} from profile {}", quoted(profile)),
        None => format!("this profile sets none: the caller's session passes on {what}"),
    }
}
