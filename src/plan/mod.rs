//! Profile → source and hops, by the AWS CLI's rules, before any call.
//!
//! A profile either *holds* credentials or *borrows* them: it names a role and where the calling
//! credentials come from. Following those names gives the chain; a [`Plan`] is the chain turned
//! round, in the order of the calls: one [`Source`], then a [`Hop`] for each role. What is
//! explained is what is run: `check`, `plan` and [`crate::resolve`] use the same plan.
//!
//! ```text
//! select ──▶ chain: link ─▶ link ─▶ … ─▶ source     settings: region, endpoint
//!            hop     hop                              │
//!              └───────────── build ◀────────────────┘
//! ```

mod ambient;
mod build;
mod capability;
mod chain;
mod check;
mod findings;
mod hop;
mod integer;
mod keys;
mod link;
mod machine;
mod model;
mod names;
mod rules;
mod sdk;
mod select;
mod session;
mod session_name;
mod settings;
mod sign_in;
mod source;
mod sso;
mod web_identity;

pub(crate) use capability::{ELSEWHERE, refused};
pub use session_name::made as default_session_name;

pub use model::{
    Capabilities, ContainerToken, Endpoint, Hop, Plan, PolicyArn, Request, SessionParameters,
    Source, Tag,
};
pub use sign_in::{SignIn, portal_endpoint, sign_in};

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::profiles::{Profile, Profiles};
use chain::{Chain, Memory};
use findings::Context;
use select::By;
use source::{Outcome, Place};

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
    diagnostics.extend(check::of_files(profiles, &involved));
    match plan {
        Some(plan) if !diagnostics.iter().any(Diagnostic::is_error) => {
            Ok(Plan { diagnostics, ..plan })
        }
        _ => Err(failure(diagnostics)),
    }
}

/// Everything that is wrong, or worth knowing, with one profile's chain, or, when the request
/// names none, with both files and every profile in them; in the order of the files.
pub fn check(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    check::check(profiles, request)
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

fn failure(diagnostics: Vec<Diagnostic>) -> Error {
    Error::from_diagnostics(diagnostics).unwrap_or_else(|| {
        Error::new(Diagnostic::new(Code::Internal, "a plan failed for no reason that was found"))
    })
}

/// The names of the sections that a plan looked at, and the plan, if there is one.
type Made = (Vec<String>, Option<Plan>);

/// `None` when the profile that is meant is not there.
fn select_and_follow<'a>(context: &mut Context<'a>, empty: &'a Profile) -> Option<Made> {
    let (name, by) = select::name(context);
    let profile = select::profile(context, name, by, empty)?;
    let settings = settings::settings(context, profile);
    let chain = from_the_top(context, profile, by);
    sso::selected(context, profile);
    session::needs_role(context, profile, &chain.hops);
    session_name::check(context);
    sdk::selection(context, profile, by);
    if !chain.hops.is_empty() && !settings.endpoint.overridden {
        rules::region(context, profile, settings.region);
    }
    let involved = chain.profiles.iter().flat_map(|profile| sections(profile)).collect();
    let source = chain.source.clone();
    let source = source.map(|source| {
        let source = sso::with_endpoints(context, profile, source);
        let source = machine::with_settings(context, profile, source);
        source::with_region(source, settings.region)
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
        match ambient::environment(context, None) {
            Outcome::Nothing => {}
            outcome => {
                ambient::over_profile(context, by);
                return Chain::of(profile, outcome);
            }
        }
    }
    if link::is_role(profile) {
        return chain::follow(context, &mut Memory::default(), profile);
    }
    let outcome = source::of_profile(context, profile, place);
    sdk::selected(context, profile, &outcome);
    match outcome {
        Outcome::Nothing => {
            let outcome = ambient::last(context, profile);
            Chain::of(profile, outcome)
        }
        outcome => Chain::of(profile, outcome),
    }
}

#[cfg(test)]
#[allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
mod tests;
