//! Follows a profile: the settings of the whole chain, the roles, and the source of the first
//! credentials.
//!
//! Each part has the diagnostics of its own lookups; `rules` lists them and compares the parts with
//! each other. The plan is built from the same value.

use super::Source;
use super::chain::caller::{CallerKind, caller_kind};
use super::chain::visited::VisitedSources;
use super::chain::walk::Walk;
use super::checked::Checked;
use super::context::Context;
use super::role::parameters::Parameters;
use super::role::requested;
use super::role::role_source::is_role;
use super::select::SelectedBy;
use super::settings::endpoint::{self, Settings};
use super::source::lookup::{EnvironmentScope, Lookup};
use super::source::{default_chain, imds, profile, sso};
use crate::config::Profile;
use crate::text::NameSet;

/// A profile that was followed.
#[derive(Debug)]
pub(crate) struct Followed<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) selected_by: SelectedBy,
    /// The region and the STS endpoint.
    pub(crate) settings: Checked<Settings<'a>>,
    pub(crate) credentials: Credentials<'a>,
    /// The role that the request names over the profile.
    pub(crate) requested: Option<Checked<Parameters<'a>>>,
    /// The source of the first credentials, with its endpoints; `None` if it is missing or invalid.
    pub(crate) source: Option<Checked<Source>>,
}

/// Where the credentials of a profile come from.
#[allow(clippy::large_enum_variant)] // There is one for each profile, and it is short-lived.
#[derive(Debug)]
pub(crate) enum Credentials<'a> {
    /// The access keys of the environment, which take precedence over the profile.
    Environment(Checked<Lookup>),
    /// A role.
    Role(Walk<'a>),
    /// A role that an earlier walk visited and has the diagnostics of.
    VisitedRole,
    /// The profile itself, or, if it has no credentials, the container or the EC2 instance.
    Profile { own: Checked<Lookup>, default: Option<Checked<Lookup>> },
}

impl<'a> Followed<'a> {
    /// Follows the selected profile. The order of the AWS CLI: access keys of the environment, unless
    /// the request names the profile; its role; its own credentials; the container or the instance.
    pub(crate) fn selected(
        context: &Context<'a>,
        profile: &'a Profile,
        selected_by: SelectedBy,
    ) -> Self {
        let settings = endpoint::settings(context, profile);
        context.set_endpoint(&settings.value.endpoint);
        let credentials = Credentials::selected(context, profile, selected_by);
        let region = settings.value.region;
        let source = credentials.source().map(|source| {
            sso::with_endpoints(context, profile, source.clone())
                .and_then(|source| imds::with_settings(context, profile, source))
                .map(|source| profile::with_login_endpoint(context, profile, region, source))
        });
        let requested = requested::role(context, profile);
        Self { profile, selected_by, settings, credentials, requested, source }
    }

    /// Follows one of many profiles, without the environment; remembers its source profiles.
    pub(crate) fn one_of_many(
        context: &Context<'a>,
        visited: &mut VisitedSources<'a>,
        profile: &'a Profile,
        settings: Checked<Settings<'a>>,
    ) -> Self {
        context.set_endpoint(&settings.value.endpoint);
        let credentials = if !is_role(profile) {
            let own = profile::find(context, profile, EnvironmentScope::Ignored);
            Credentials::Profile { own, default: None }
        } else if visited.contains(profile) {
            Credentials::VisitedRole
        } else {
            let walk = Walk::follow(context, visited, profile);
            visited.add(&walk);
            Credentials::Role(walk)
        };
        let source = match credentials.source() {
            Some(source @ Source::Sso(_)) if !is_role(profile) => {
                Some(sso::with_endpoints(context, profile, source.clone()))
            }
            _ => None,
        };
        Self {
            profile,
            selected_by: SelectedBy::Request,
            settings,
            credentials,
            requested: None,
            source,
        }
    }

    /// Whether getting the credentials calls STS.
    pub(crate) fn calls_sts(&self) -> bool {
        self.has_role() || matches!(self.credentials.source(), Some(Source::WebIdentity(_)))
    }

    /// Whether the credentials are a session of a role.
    pub(crate) fn has_role(&self) -> bool {
        self.requested.is_some()
            || matches!(self.credentials, Credentials::Role(_) | Credentials::VisitedRole)
    }

    /// The kind of credentials of the last role's caller, if there is a role.
    pub(crate) fn last_caller(&self) -> Option<CallerKind> {
        let roles = self.walk().map_or(0, |walk| walk.steps.len());
        match (&self.requested, roles) {
            (Some(_), 1..) | (None, 2..) => Some(CallerKind::RoleSession),
            (None, 0) => None,
            (Some(_), 0) | (None, 1) => self.credentials.source().map(caller_kind),
        }
    }

    /// Whether the credentials need a call to STS or IAM Identity Center. True for invalid settings:
    /// what they need is not known.
    pub(crate) fn calls_aws(&self) -> bool {
        let (Credentials::Environment(own) | Credentials::Profile { own, .. }) = &self.credentials
        else {
            return true;
        };
        let own_calls = match &own.value {
            Lookup::Found(source) => matches!(source, Source::Sso(_) | Source::WebIdentity(_)),
            Lookup::Invalid => true,
            Lookup::NotConfigured => false,
        };
        self.requested.is_some() || own_calls
    }

    /// The roles, in the reverse order of the calls.
    pub(crate) fn walk(&self) -> Option<&Walk<'a>> {
        match &self.credentials {
            Credentials::Role(walk) => Some(walk),
            _ => None,
        }
    }

    /// The names of the sections that were read: the profiles, and the sections that they name.
    pub(crate) fn sections(&self) -> NameSet<'a> {
        let walk = self.walk().into_iter().flat_map(Walk::profiles);
        let profiles = std::iter::once(self.profile).chain(walk);
        let named = |profile: &'a Profile| {
            let named = ["sso_session", "services"].into_iter().filter_map(|key| profile.text(key));
            std::iter::once(profile.name.as_str()).chain(named)
        };
        profiles.flat_map(named).collect()
    }
}

impl<'a> Credentials<'a> {
    fn selected(context: &Context<'a>, profile: &'a Profile, selected_by: SelectedBy) -> Self {
        let scope = match selected_by {
            SelectedBy::Request => EnvironmentScope::Ignored,
            SelectedBy::Variable(_) | SelectedBy::Default => EnvironmentScope::Included,
        };
        if scope == EnvironmentScope::Included {
            let environment = default_chain::environment(context, None);
            if !matches!(environment.value, Lookup::NotConfigured) {
                return Self::Environment(environment);
            }
        }
        if is_role(profile) {
            return Self::Role(Walk::follow(context, &VisitedSources::default(), profile));
        }
        let own = profile::find(context, profile, scope);
        let default = matches!(own.value, Lookup::NotConfigured)
            .then(|| default_chain::last(context, profile));
        Self::Profile { own, default }
    }

    fn source(&self) -> Option<&Source> {
        match self {
            Self::Environment(lookup) => lookup.value.source(),
            Self::Role(walk) => walk.source(),
            Self::VisitedRole => None,
            Self::Profile { own, default } => default.as_ref().unwrap_or(own).value.source(),
        }
    }
}
