//! Everything that is wrong with a profile, or with all of them.

use super::chain::rules;
use super::chain::walk::{self, Memory};
use super::context::Context;
use super::lint::sdk_differences;
use super::role::role_source;
use super::settings::endpoint;
use super::source::lookup::Place;
use super::source::profile;
use super::source::{imds, sso};
use super::{Request, planner, select};
use crate::config::{Environment, Profile, Profiles};
use crate::diagnostic::{Diagnostic, sort_by_place};

/// Everything that is wrong, or worth knowing, with one profile's chain, or, when the request
/// names none, with both files and every profile in them; in the order of the files.
pub fn check(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let named = request.profile.as_deref().is_some_and(|name| !name.is_empty());
    let mut findings = if named { of_one(profiles, request) } else { of_all(profiles, request) };
    sort_by_place(&mut findings);
    findings
}

/// One profile's chain, what is wrong with the sections in it, and what keeps a file from being
/// read at all.
fn of_one(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let made = planner::select_and_follow(&mut context, &empty);
    let (involved, _) = made.unwrap_or_default();
    let mut findings = context.into_findings();
    findings.extend(planner::of_files(profiles, &involved));
    findings
}

/// What is wrong with both files as such, and with every profile in them.
fn of_all(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let mut findings = of_environment(profiles, request);
    // Each profile for itself: what the environment adds is said once, above.
    let alone = Request { env: Environment::default(), region: None, ..request.clone() };
    let mut context = Context::new(profiles, &alone);
    let mut memory = Memory::default();
    for profile in profiles.names().filter_map(|name| profiles.get(name)) {
        of_profile(&mut context, &mut memory, profile);
    }
    findings.extend(context.into_findings());
    findings.extend(profiles.diagnostics().iter().cloned());
    findings
}

fn of_profile<'a>(context: &mut Context<'a>, memory: &mut Memory<'a>, profile: &'a Profile) {
    if !context.may_read(profile, profile.inherited_size()) {
        return;
    }
    let settings = endpoint::settings(context, profile);
    sso::selected(context, profile);
    imds::check(context, profile);
    if !role_source::is_role(profile) {
        let outcome = profile::of_profile(context, profile, Place::Named);
        sdk_differences::selected(context, profile, &outcome);
        return;
    }
    if !memory.has_followed(profile) {
        walk::follow(context, memory, profile);
    }
    if !settings.endpoint.overridden {
        rules::region(context, profile, settings.region);
    }
}

/// What the environment alone has wrong: a profile that is not there, half a pair of keys.
fn of_environment(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let mut context = Context::new(profiles, request);
    let empty = select::empty();
    let (name, by) = select::name(&mut context);
    let found = select::profile(&mut context, name, by, &empty);
    endpoint::settings(&mut context, found.unwrap_or(&empty));
    crate::plan::source::default_chain::environment(&mut context, None);
    let mut findings = context.into_findings();
    findings.retain(|finding| finding.file.is_none());
    findings
}
