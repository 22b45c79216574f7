//! From a profile to its plan.

use std::collections::HashSet;

use super::chain::rules;
use super::chain::walk::{self, Chain, Memory};
use super::context::Context;
use super::lint::sdk_differences;
use super::role::{role_source, session};
use super::select::{self, By};
use super::settings::{endpoint, session_name};
use super::source::lookup::{Outcome, Place};
use super::source::profile;
use super::source::{default_chain, imds, sso};
use super::{Plan, Request, build};
use crate::config::{Profile, Profiles};
use crate::diagnostic::{Code, Diagnostic, Error};

/// Plans the calls for a profile.
///
/// # Errors
/// Everything that is wrong with the chain, all at once, as one [`Error`]; when the AWS CLI refuses
/// to read one of the files, everything that keeps it from being read.
pub fn plan(profiles: &Profiles, request: &Request) -> Result<Plan, Error> {
    require_readable(profiles)?;
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let made = select_and_follow(&mut context, &empty);
    let (involved, plan) = made.unwrap_or_default();
    let mut diagnostics = context.into_findings();
    diagnostics.extend(of_files(profiles, &involved));
    match plan {
        Some(plan) if !diagnostics.iter().any(Diagnostic::is_error) => {
            Ok(Plan { diagnostics, ..plan })
        }
        _ => Err(failure(diagnostics)),
    }
}

/// That the AWS CLI would read both files: it refuses every command, edits too, when it does not.
///
/// # Errors
/// Everything that keeps a file from being read.
pub fn require_readable(profiles: &Profiles) -> Result<(), Error> {
    if !profiles.is_refused() {
        return Ok(());
    }
    let errors = profiles.diagnostics().iter().filter(|finding| finding.is_error());
    Err(failure(errors.cloned().collect()))
}

/// The name of the profile that a request means: the one that it names, else `AWS_PROFILE`, else
/// `AWS_DEFAULT_PROFILE`, else `default`. It need not be there.
pub fn selected(request: &Request) -> &str {
    select::meant(request).0
}

/// As [`selected`], for what only makes sense with a profile that is there.
///
/// # Errors
/// `profile-not-found`; a `default` that nothing named need not be there.
pub fn find<'a>(profiles: &'a Profiles, request: &'a Request) -> Result<&'a str, Error> {
    let (name, by) = select::meant(request);
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    match select::profile(&mut context, name, by, &empty) {
        Some(_) => Ok(name),
        None => Err(failure(context.into_findings())),
    }
}

pub(crate) fn failure(diagnostics: Vec<Diagnostic>) -> Error {
    Error::from_diagnostics(diagnostics).unwrap_or_else(|| {
        Error::new(Diagnostic::new(
            Code::Internal,
            "internal error: planning failed without a diagnostic",
        ))
    })
}

/// The names of the sections that a plan looked at, and the plan, if there is one.
type Made = (Vec<String>, Option<Plan>);

/// `None` when the profile that is meant is not there.
pub(crate) fn select_and_follow<'a>(context: &mut Context<'a>, empty: &'a Profile) -> Option<Made> {
    let (name, by) = select::name(context);
    let profile = select::profile(context, name, by, empty)?;
    let settings = endpoint::settings(context, profile);
    let chain = from_the_top(context, profile, by);
    sso::selected(context, profile);
    session::needs_role(context, profile, !chain.hops.is_empty());
    session_name::check(context);
    sdk_differences::selection(context, profile, by);
    if !chain.hops.is_empty() && !settings.endpoint.overridden {
        rules::region(context, profile, settings.region);
    }
    let involved = chain.profiles.iter().flat_map(|profile| sections(profile)).collect();
    let source = chain.source.clone();
    let source = source.map(|source| {
        let source = sso::with_endpoints(context, profile, source);
        let source = imds::with_settings(context, profile, source);
        profile::with_region(source, settings.region)
    });
    let plan = source.map(|source| Plan {
        profile: profile.name.clone(),
        hops: build::hops(context, &chain, &source, &settings),
        source,
        region: settings.region.map(str::to_owned),
        sts: settings.endpoint,
        diagnostics: Vec::new(),
    });
    Some((involved, plan))
}

/// The sections that a profile is made of: its own, and those that it names.
fn sections(profile: &Profile) -> impl Iterator<Item = String> {
    let named = ["sso_session", "services"].into_iter().filter_map(|key| profile.text(key));
    std::iter::once(profile.name.as_str()).chain(named).map(str::to_owned)
}

/// The AWS CLI's order for the selected profile: keys of the environment, unless the profile was
/// named outright; its role; what it holds itself; the container or the machine.
fn from_the_top<'a>(context: &mut Context<'a>, profile: &'a Profile, by: By) -> Chain<'a> {
    let place = if by == By::Request { Place::Named } else { Place::Selected };
    if place == Place::Selected {
        match default_chain::environment(context, None) {
            Outcome::Nothing => {}
            outcome => {
                default_chain::over_profile(context, by);
                return Chain::of(profile, outcome);
            }
        }
    }
    if role_source::is_role(profile) {
        return walk::follow(context, &mut Memory::default(), profile);
    }
    let outcome = profile::of_profile(context, profile, place);
    sdk_differences::selected(context, profile, &outcome);
    match outcome {
        Outcome::Nothing => {
            let outcome = default_chain::last(context, profile);
            Chain::of(profile, outcome)
        }
        outcome => Chain::of(profile, outcome),
    }
}

/// What is wrong with the sections of these names, and what keeps a file from being read.
pub(crate) fn of_files(profiles: &Profiles, involved: &[String]) -> Vec<Diagnostic> {
    let involved: HashSet<&str> = involved.iter().map(String::as_str).collect();
    let concerns = |finding: &&Diagnostic| {
        finding.is_error() || finding.profile.as_deref().is_some_and(|name| involved.contains(name))
    };
    profiles.diagnostics().iter().filter(concerns).cloned().collect()
}
