//! The way from a profile to the credentials at its end, from the outside in.
//!
//! Each step is reported on as it is taken, and one that is wrong does not hide what is wrong
//! before it. What is known of a source profile is remembered, so that many profiles that lead to
//! the same one are followed in linear time.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::caller::{CallerKind, caller_kind};
use super::rules;
use crate::config::{Found, Profile};
use crate::diagnostic::Code;
use crate::plan::Source;
use crate::plan::context::Context;
use crate::plan::lint::sdk_differences;
use crate::plan::role::parameters::{self, Parameters};
use crate::plan::role::role_source::{self, Caller};
use crate::plan::source::default_chain;
use crate::plan::source::lookup::{Outcome, Place};
use crate::plan::source::profile;
use crate::text::quoted;

/// A chain that was followed.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    /// The roles, from the outside in: the last call first.
    pub(crate) hops: Vec<Parameters<'a>>,
    /// Where its credentials come from, if everything on the way is right.
    pub(crate) source: Option<Source>,
    /// The profiles on it, from the outside in.
    pub(crate) profiles: Vec<&'a Profile>,
}

impl<'a> Chain<'a> {
    /// A profile that borrows nothing.
    pub(crate) fn of(profile: &'a Profile, outcome: Outcome) -> Self {
        let source = match outcome {
            Outcome::Found(source) => Some(source),
            Outcome::Nothing | Outcome::Broken => None,
        };
        Self { hops: Vec::new(), source, profiles: vec![profile] }
    }
}

/// What a profile was found to be as a source.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    /// The profile at its end that should hold credentials; `None` when the surroundings should,
    /// or there is no end.
    holder: Option<&'a str>,
    is: Is,
}

/// How good a source is.
#[derive(Clone, Copy, Debug)]
enum Is {
    /// It has credentials that call STS so.
    Good(CallerKind),
    /// It holds nothing, and every profile that names it is wrong.
    Empty,
    /// Something on the way is wrong, and is reported there.
    Broken,
}

/// What earlier walks found out.
#[derive(Debug, Default)]
pub(crate) struct Memory<'a>(HashMap<&'a str, Known<'a>>);

impl Memory<'_> {
    /// Whether a profile was followed already, and following it again would find nothing new.
    pub(crate) fn has_followed(&self, profile: &Profile) -> bool {
        role_source::is_role_as_source(profile) && self.0.contains_key(profile.name.as_str())
    }
}

/// Follows the chain of a profile that names a role.
pub(crate) fn follow<'a>(
    context: &mut Context<'a>,
    memory: &mut Memory<'a>,
    top: &'a Profile,
) -> Chain<'a> {
    let mut walk = Walk::new(top);
    let (end, source) = walk.finish(context, memory);
    walk.remember(memory, end);
    walk.profiles.extend(walk.holder);
    Chain { hops: walk.hops, source, profiles: walk.profiles }
}

/// A chain on the way.
struct Walk<'a> {
    /// The profiles whose roles are assumed.
    profiles: Vec<&'a Profile>,
    visited: HashSet<&'a str>,
    hops: Vec<Parameters<'a>>,
    /// The profile that holds the credentials, unless it is the last of `profiles`.
    holder: Option<&'a Profile>,
}

/// How the walk ends: what its last source is, and the source itself.
type End<'a> = (Known<'a>, Option<Source>);

impl<'a> Walk<'a> {
    fn new(top: &'a Profile) -> Self {
        Self {
            profiles: vec![top],
            visited: HashSet::from([top.name.as_str()]),
            hops: Vec::new(),
            holder: None,
        }
    }

    fn finish(&mut self, context: &mut Context<'a>, memory: &mut Memory<'a>) -> End<'a> {
        let mut at = self.profiles.first().copied();
        while let Some(profile) = at {
            match self.step(context, memory, profile) {
                ControlFlow::Continue(next) => at = Some(next),
                ControlFlow::Break(end) => return end,
            }
        }
        (Known::BROKEN, None)
    }

    /// Looks at one role, and at who calls for it: another role to go on to, or the end.
    fn step(
        &mut self,
        context: &mut Context<'a>,
        memory: &mut Memory<'a>,
        profile: &'a Profile,
    ) -> ControlFlow<End<'a>, &'a Profile> {
        if !context.may_read(profile, profile.inherited_size()) {
            return ControlFlow::Break((Known::BROKEN, None));
        }
        let hop = parameters::parameters(context, profile, self.hops.is_empty());
        self.hops.push(hop.clone());
        match role_source::caller(context, profile) {
            Caller::Broken => ControlFlow::Break((Known::BROKEN, None)),
            Caller::Named(named, found) => {
                let end = end(default_chain::named(context, profile, named, found), None);
                rules::chained(context, &hop, end.0.caller_kind());
                ControlFlow::Break(end)
            }
            Caller::Profile(next, found) => self.call_from(context, memory, &hop, (next, found)),
        }
    }

    /// Goes to the profile that `source_profile` names.
    fn call_from(
        &mut self,
        context: &mut Context<'a>,
        memory: &mut Memory<'a>,
        hop: &Parameters<'a>,
        (next, found): (&'a Profile, Found<'a>),
    ) -> ControlFlow<End<'a>, &'a Profile> {
        if role_source::is_role_as_source(next) {
            rules::chained(context, hop, Some(CallerKind::RoleSession));
            rules::partitions(context, hop, next);
        }
        if self.is_loop(memory, hop.profile, next) {
            let finding = role_source::cycle(context, &self.profiles, next, found);
            context.report(finding);
            return ControlFlow::Break(self.after_loop(context, memory, hop, (next, found)));
        }
        self.ignored(context, hop.profile, next);
        if !role_source::is_role_as_source(next) {
            return ControlFlow::Break(self.at_holder(context, memory, hop, (next, found)));
        }
        if let Some(known) = memory.0.get(next.name.as_str()) {
            return ControlFlow::Break((*known, None));
        }
        self.profiles.push(next);
        self.visited.insert(&next.name);
        ControlFlow::Continue(next)
    }

    /// The end of a walk that came round. For every profile but the first it is no circle if static
    /// keys end it: what those are is found out for the profiles on the way.
    fn after_loop(
        &mut self,
        context: &mut Context<'a>,
        memory: &mut Memory<'a>,
        hop: &Parameters<'a>,
        (next, found): (&'a Profile, Found<'a>),
    ) -> End<'a> {
        if role_source::is_role_as_source(next) {
            let known = memory.0.get(next.name.as_str());
            return (known.copied().unwrap_or(Known::BROKEN), None);
        }
        let (known, _) = self.at_holder(context, memory, hop, (next, found));
        (known, None)
    }

    /// Comes to a profile that should hold credentials.
    fn at_holder(
        &mut self,
        context: &mut Context<'a>,
        memory: &mut Memory<'a>,
        hop: &Parameters<'a>,
        (next, found): (&'a Profile, Found<'a>),
    ) -> End<'a> {
        if next.name != hop.profile.name {
            self.holder = Some(next);
        }
        let (known, source) = if let Some(known) = memory.0.get(next.name.as_str()) {
            (*known, None)
        } else {
            rules::shadowed(context, next);
            let outcome = profile::of_profile(context, next, Place::Named);
            sdk_differences::source(context, next, &outcome);
            end(outcome, Some(&next.name))
        };
        memory.0.insert(&next.name, known);
        rules::chained(context, hop, known.caller_kind());
        if matches!(known.is, Is::Empty) {
            no_credentials(context, hop.profile, found, next);
        }
        (known, source)
    }

    /// Whether the AWS CLI comes back to a profile that it has been to. A profile that was
    /// selected and has static keys may name itself, and nobody else may then lead back to it.
    fn is_loop(&self, memory: &Memory<'a>, from: &Profile, next: &Profile) -> bool {
        let again = self.visited.contains(next.name.as_str());
        let holder = memory.0.get(next.name.as_str()).and_then(|known| known.holder);
        let top = self.profiles.first().map(|top| top.name.as_str());
        let leads_back = holder.is_some() && holder == top;
        (again || leads_back) && (next.name != from.name || !role_source::has_static(next))
    }

    fn ignored(&self, context: &mut Context<'a>, from: &Profile, next: &'a Profile) {
        if let (Some(top), true) = (self.profiles.first(), from.name != next.name) {
            rules::ignored(context, top, next);
        }
    }

    /// Keeps what the profiles on the way are as sources: all lead to the same end.
    fn remember(&self, memory: &mut Memory<'a>, end: Known<'a>) {
        let is = match end.is {
            Is::Good(_) => Is::Good(CallerKind::RoleSession),
            Is::Empty | Is::Broken => Is::Broken,
        };
        let known = Known { is, ..end };
        for profile in
            self.profiles.iter().filter(|profile| role_source::is_role_as_source(profile))
        {
            memory.0.insert(&profile.name, known);
        }
    }
}

impl Known<'_> {
    const BROKEN: Self = Known { holder: None, is: Is::Broken };

    fn caller_kind(&self) -> Option<CallerKind> {
        match self.is {
            Is::Good(kind) => Some(kind),
            Is::Empty | Is::Broken => None,
        }
    }
}

fn end(outcome: Outcome, holder: Option<&str>) -> End<'_> {
    let (is, source) = match outcome {
        Outcome::Found(source) => (Is::Good(caller_kind(&source)), Some(source)),
        Outcome::Nothing => (Is::Empty, None),
        Outcome::Broken => (Is::Broken, None),
    };
    (Known { holder, is }, source)
}

/// The AWS CLI never falls back to the environment or the machine for a source profile.
fn no_credentials<'a>(
    context: &mut Context<'a>,
    from: &'a Profile,
    found: Found<'a>,
    source: &'a Profile,
) {
    let message = format!("`source_profile` {} has no credentials", quoted(&source.name));
    let help = if source.has("credential_source") {
        "`credential_source` only applies together with `role_arn`: set it in this profile \
         instead of `source_profile`"
    } else {
        "add access keys, a role or SSO settings; the environment and instance metadata are not \
         used as a fallback"
    };
    let finding = context.on_value(Code::SourceHasNoCredentials, from, found, message).help(help);
    context.report(finding);
}
