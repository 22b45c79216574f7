//! All diagnostics of a profile, or of all of them.

use super::chain::visited::VisitedSources;
use super::checked::Checked;
use super::context::Context;
use super::follow::Followed;
use super::planner::{follow_selected, unique};
use super::settings::{client, empty, endpoint, network};
use super::source::{default_chain, imds};
use super::{Request, rules, select};
use crate::config::Profiles;
use crate::diagnostic::{Diagnostic, sort_by_place};

/// The diagnostics of one profile's chain, or, if the request does not name a profile, of both files
/// and every profile in them; sorted by location.
pub fn check(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let names_profile = request.profile.as_deref().is_some_and(|name| !name.is_empty());
    let mut diagnostics = if names_profile {
        follow_selected(&Context::new(profiles, request)).diagnostics
    } else {
        of_all(profiles, request)
    };
    sort_by_place(&mut diagnostics);
    diagnostics
}

/// The diagnostics of both files, and of every profile in them.
fn of_all(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    // The environment is checked once, and then each profile without it, except the opt-in to http, and
    // without what the request asks of one profile.
    let mut diagnostics = of_environment(profiles, request);
    let env = network::opt_in(&request.env);
    let (platform, capabilities) = (request.platform, request.capabilities);
    let alone = Request { env, env_elsewhere: true, platform, capabilities, ..Request::default() };
    let context = Context::new(profiles, &alone);
    diagnostics.extend(unique(of_profiles(&context)));
    diagnostics.extend(profiles.diagnostics().iter().cloned());
    diagnostics
}

/// The diagnostics of every profile. Those that call STS come first: another service may accept what
/// STS rejects in a source that they share, and each source is followed once.
fn of_profiles(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let each = context.profiles.names().filter_map(|name| context.profiles.get(name));
    let readable = each.filter(|profile| {
        let may_read = context.may_read(profile, profile.inherited_size());
        may_read.append_to(&mut diagnostics)
    });
    let with_settings = readable.map(|profile| (profile, endpoint::settings(context, profile)));
    let (of_sts, of_others): (Vec<_>, Vec<_>) =
        with_settings.partition(|(_, settings)| settings.value.endpoint.is_aws());
    let mut visited = VisitedSources::default();
    for (profile, settings) in of_sts.into_iter().chain(of_others) {
        let followed = Followed::one_of_many(context, &mut visited, profile, settings);
        diagnostics.extend(rules::of_one_of_many(context, &followed));
    }
    diagnostics
}

/// The diagnostics of the environment alone: a profile that does not exist, incomplete access keys.
fn of_environment(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let context = Context::new(profiles, request);
    let Checked { value: (name, by), mut diagnostics } = select::select_name(&context);
    let found = select::find_profile(&context, name, by).append_to(&mut diagnostics);
    let followed = found.map(|profile| Followed::selected(&context, profile, by));
    diagnostics.extend(followed.iter().flat_map(|it| rules::of_environment(&context, it)));
    let profile = select::profile_or_empty(&context, name);
    let settings = endpoint::settings(&context, profile).append_to(&mut diagnostics);
    diagnostics.extend(settings.not_callable(false));
    diagnostics.extend(empty::ignored(&context));
    let of_clients = client::invalid(&context, profile).into_iter();
    diagnostics.extend(of_clients.map(|invalid| invalid.diagnostic));
    diagnostics.extend(imds::problems(&context, profile));
    default_chain::environment(&context, None).append_to(&mut diagnostics);
    diagnostics.retain(|it| it.location.is_none());
    unique(diagnostics)
}
