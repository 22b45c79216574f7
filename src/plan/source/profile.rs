//! The credentials that a profile holds itself: what of its settings yields them, asked in the
//! AWS CLI's order.
//!
//! Web identity, IAM Identity Center, keys in the credentials file, console sign-in,
//! `credential_process`, keys in the config file: the first that is set up counts, and one that is
//! set up wrongly ends the search.

use super::lookup::{Outcome, Place};
use super::permitted;
use super::{sso, static_keys, web_identity};
use crate::aws;
use crate::aws::partition_of_region;
use crate::cache::login_key;
use crate::config::{Profile, split_command};
use crate::diagnostic::Code;
use crate::plan::context::{Context, text};
use crate::plan::{LoginSource, ProcessSource, Source};
use crate::text::File;

/// Finds the credentials that the profile holds.
pub(crate) fn of_profile<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    place: Place,
) -> Outcome {
    let outcome = match web_identity::find(context, profile, place) {
        Outcome::Nothing => of_settings(context, profile),
        outcome => outcome,
    };
    match outcome {
        Outcome::Found(source) => permitted::check(context, profile, source),
        outcome => outcome,
    }
}

type Provider = for<'a> fn(&mut Context<'a>, &'a Profile) -> Outcome;

fn of_settings<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Outcome {
    const PROVIDERS: [Provider; 5] = [
        sso::find,
        |context, profile| static_keys::find(context, profile, File::Credentials),
        login,
        process,
        |context, profile| static_keys::find(context, profile, File::Config),
    ];
    for provider in PROVIDERS {
        match provider(context, profile) {
            Outcome::Nothing => {}
            outcome => return outcome,
        }
    }
    Outcome::Nothing
}

fn login<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Outcome {
    let Some(found) = profile.get("login_session") else {
        return Outcome::Nothing;
    };
    Outcome::Found(Source::Login(LoginSource {
        profile: profile.name.clone(),
        login_session: text(found).to_owned(),
        session_key: login_key(text(found)),
        endpoint: None,
        location: context.value_at(found),
    }))
}

/// The source with the place in its region where a console sign-in is renewed. It is always AWS's
/// own: a refresh token must not go to an endpoint that someone set.
pub(crate) fn with_region(mut source: Source, region: Option<&str>) -> Source {
    if let (Source::Login(LoginSource { endpoint, .. }), Some(region)) = (&mut source, region) {
        let hosts = aws::hosts(partition_of_region(region));
        *endpoint = hosts.map(|hosts| format!("https://{region}.{}/v1/token", hosts.sign_in));
    }
    source
}

fn process<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Outcome {
    let Some(found) = profile.get("credential_process") else {
        return Outcome::Nothing;
    };
    let words = split_command(text(found), context.request.platform);
    let message = match words.as_deref() {
        Some([program, ..]) => {
            return Outcome::Found(Source::Process(ProcessSource {
                profile: profile.name.clone(),
                location: context.value_at(found),
                program: program.clone(),
            }));
        }
        Some([]) => "`credential_process` is empty",
        None => "`credential_process` has an unclosed quote",
    };
    let help = "write a program and its arguments with shell quoting; it runs without a shell";
    let finding =
        context.on_value(Code::CredentialProcessInvalid, profile, found, message).help(help);
    context.report(finding);
    Outcome::Broken
}
