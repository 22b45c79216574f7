//! Follows `source_profile` from a profile with a role to the credentials at the end of its chain.
//!
//! The result contains everything that was found, valid or not; `rules` has the diagnostics.

use super::visited::{SourceSummary, VisitedSources};
use crate::config::{Profile, SettingRef};
use crate::diagnostic::Diagnostic;
use crate::plan::Source;
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::plan::role::parameters::{self, Parameters};
use crate::plan::role::role_source::{self, RoleSource};
use crate::plan::source::lookup::{EnvironmentScope, Lookup};
use crate::plan::source::{default_chain, profile};
use crate::text::NameSet;

/// The chain of a profile with a role.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    /// The roles, in the reverse order of the calls: the first is that of the profile itself.
    pub(crate) steps: Vec<Step<'a>>,
    /// The profile at which the walk stopped because its settings are too large to be read.
    pub(crate) unread: Option<Checked<&'a Profile>>,
}

/// One role of a chain.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    /// The parameters of the call, and the profile that they are from.
    pub(crate) parameters: Parameters<'a>,
    /// Where the caller's credentials come from.
    pub(crate) caller: Caller<'a>,
    /// The diagnostics of the settings of the profile that both are read from.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Where the credentials that assume a role come from.
#[derive(Debug)]
pub(crate) enum Caller<'a> {
    /// The settings are invalid; the step's diagnostics say why.
    Invalid,
    /// The credentials that `credential_source` names.
    CredentialSource(Checked<Lookup>),
    /// The profile that `source_profile` names.
    Profile(SourceProfile<'a>),
}

/// A profile that is the source of another.
#[derive(Debug)]
pub(crate) struct SourceProfile<'a> {
    pub(crate) profile: &'a Profile,
    /// The `source_profile` setting that names it.
    pub(crate) found: SettingRef<'a>,
    /// Whether the chain returns to a profile that it has visited.
    pub(crate) is_cycle: bool,
    /// Its own credentials; `None` if it is a role, for which there is another step.
    pub(crate) base: Option<BaseProfile<'a>>,
}

/// The profile at the end of a chain.
#[derive(Debug)]
pub(crate) struct BaseProfile<'a> {
    pub(crate) summary: SourceSummary<'a>,
    /// The credentials; `None` if an earlier walk looked for them and has the diagnostics.
    pub(crate) lookup: Option<Checked<Lookup>>,
}

impl<'a> Walk<'a> {
    /// Follows the chain of a profile with a role. `visited` contains the source profiles that need
    /// not be followed again.
    pub(crate) fn follow(
        context: &Context<'a>,
        visited: &VisitedSources<'a>,
        selected: &'a Profile,
    ) -> Self {
        let mut walk = Self { steps: Vec::new(), unread: None };
        let mut path = Path { selected, names: NameSet::default() };
        let mut next = Some(selected);
        while let Some(profile) = next {
            let may_read = context.may_read(profile, profile.inherited_size());
            if !may_read.value {
                walk.unread = Some(may_read.map(|_| profile));
                break;
            }
            path.names.insert(&profile.name);
            let step = Step::new(context, visited, &path, profile);
            next = step.next(visited);
            walk.steps.push(step);
        }
        walk
    }

    /// The profiles of the chain, in the order of the steps.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = &'a Profile> {
        let unread = self.unread.as_ref().map(|unread| unread.value);
        let roles = self.steps.iter().map(|step| step.parameters.profile);
        roles.chain(unread).chain(self.base_profile())
    }

    /// The profile at the end of the chain that should have the credentials.
    fn base_profile(&self) -> Option<&'a Profile> {
        match self.end() {
            Some(Caller::Profile(SourceProfile { profile, base: Some(_), .. })) => Some(profile),
            _ => None,
        }
    }

    /// Where the credentials at the end of the chain come from, if the chain has a valid end.
    pub(crate) fn source(&self) -> Option<&Source> {
        match self.end()? {
            Caller::Invalid => None,
            Caller::CredentialSource(lookup) => lookup.value.source(),
            Caller::Profile(source) if source.is_cycle => None,
            Caller::Profile(source) => source.base.as_ref()?.lookup.as_ref()?.value.source(),
        }
    }

    /// The caller of the last step.
    fn end(&self) -> Option<&Caller<'a>> {
        self.steps.last().filter(|_| self.unread.is_none()).map(|step| &step.caller)
    }

    /// The summary of the end of the chain.
    fn summary(&self, visited: &VisitedSources<'a>) -> SourceSummary<'a> {
        match self.end() {
            None | Some(Caller::Invalid) => SourceSummary::INVALID,
            Some(Caller::CredentialSource(lookup)) => SourceSummary::new(&lookup.value, None),
            Some(Caller::Profile(SourceProfile { base: Some(base), .. })) => base.summary,
            Some(Caller::Profile(source)) => {
                visited.get(source.profile).unwrap_or(SourceSummary::INVALID)
            }
        }
    }
}

impl<'a> VisitedSources<'a> {
    /// Records the source profiles of a walk: all of them lead to the same end.
    pub(crate) fn add(&mut self, walk: &Walk<'a>) {
        let end = walk.summary(self);
        if let Some(profile) = walk.base_profile() {
            self.insert(profile, end);
        }
        for profile in walk.profiles().filter(|it| role_source::is_role_as_source(it)) {
            self.insert(profile, end.of_role());
        }
    }
}

impl<'a> Step<'a> {
    /// Looks up the role of a profile, the last one on the path, and its caller.
    fn new(
        context: &Context<'a>,
        visited: &VisitedSources<'a>,
        path: &Path<'a>,
        profile: &'a Profile,
    ) -> Self {
        let is_last_call = profile.name == path.selected.name && context.request.role_arn.is_none();
        let Checked { value: parameters, mut diagnostics } =
            parameters::parameters(context, profile, is_last_call);
        let caller = match role_source::role_source(context, profile).append_to(&mut diagnostics) {
            RoleSource::Invalid => Caller::Invalid,
            RoleSource::CredentialSource(source, found) => Caller::CredentialSource(
                default_chain::credential_source(context, profile, (source, found)),
            ),
            RoleSource::Profile(source, found) => Caller::Profile(SourceProfile {
                profile: source,
                found,
                is_cycle: path.is_cycle(visited, profile, source),
                base: BaseProfile::of_source(context, visited, source),
            }),
        };
        Self { parameters, caller, diagnostics }
    }

    /// The profile at the end of the chain and its credentials, unless an earlier walk looked for them.
    pub(crate) fn base_lookup(&self) -> Option<(&'a Profile, &Checked<Lookup>)> {
        let Caller::Profile(source) = &self.caller else { return None };
        let lookup = source.base.as_ref()?.lookup.as_ref()?;
        Some((source.profile, lookup))
    }

    /// The profile with the next role, unless the chain ends here or an earlier walk visited it.
    fn next(&self, visited: &VisitedSources<'a>) -> Option<&'a Profile> {
        let Caller::Profile(source) = &self.caller else { return None };
        let is_new = source.base.is_none() && visited.get(source.profile).is_none();
        (is_new && !source.is_cycle).then_some(source.profile)
    }
}

impl<'a> BaseProfile<'a> {
    /// The credentials of a source profile; `None` if it is a role.
    fn of_source(
        context: &Context<'a>,
        visited: &VisitedSources<'a>,
        source: &'a Profile,
    ) -> Option<Self> {
        if role_source::is_role_as_source(source) {
            return None;
        }
        if let Some(summary) = visited.get(source) {
            return Some(Self { summary, lookup: None });
        }
        let lookup = profile::find(context, source, EnvironmentScope::Ignored);
        let summary = SourceSummary::new(&lookup.value, Some(&source.name));
        Some(Self { summary, lookup: Some(lookup) })
    }
}

/// The profiles that a walk visited.
struct Path<'a> {
    selected: &'a Profile,
    names: NameSet<'a>,
}

impl<'a> Path<'a> {
    /// Whether the AWS CLI rejects the step from `from` to `next` as a cycle: it has visited `next`
    /// before. A profile with static keys may name itself, but no other profile may lead back to
    /// it.
    fn is_cycle(&self, visited: &VisitedSources<'a>, from: &Profile, next: &Profile) -> bool {
        let base_profile = visited.get(next).and_then(|summary| summary.base_profile);
        let leads_back = base_profile == Some(&self.selected.name);
        let names_itself = next.name == from.name && role_source::has_static(next);
        (self.names.contains(next.name.as_str()) || leads_back) && !names_itself
    }
}
