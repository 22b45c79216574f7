//! The credentials that a profile has itself: the kinds of credentials in the AWS CLI's order.
//!
//! Web identity, IAM Identity Center, keys in the credentials file, `login_session`,
//! `credential_process`, keys in the config file: the first that is configured applies, and an invalid
//! one ends the search.

use super::lookup::{EnvironmentScope, Lookup};
use super::permitted;
use super::shell_syntax::{self, ShellSyntax};
use super::{sso, static_keys, web_identity};
use crate::aws::login_endpoint;
use crate::cache::login_key;
use crate::config::{Profile, SettingRef, split_command};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::settings::endpoint;
use crate::plan::{LoginSource, ProcessSource, Source};
use crate::text::File;

type Provider = fn(&Context<'_>, &Profile) -> Checked<Lookup>;

/// Every kind besides web identity, which also reads the environment.
const PROVIDERS: &[Provider] = &[
    sso::find,
    |context, profile| static_keys::find(context, profile, File::Credentials),
    login,
    process,
    |context, profile| static_keys::find(context, profile, File::Config),
];

/// Finds the credentials that the profile has itself.
pub(crate) fn find(
    context: &Context<'_>,
    profile: &Profile,
    scope: EnvironmentScope,
) -> Checked<Lookup> {
    let Checked { value: mut lookup, mut diagnostics } =
        web_identity::find(context, profile, scope);
    for provider in PROVIDERS {
        if matches!(lookup, Lookup::NotConfigured) {
            lookup = provider(context, profile).append_to(&mut diagnostics);
        }
    }
    Checked { value: lookup, diagnostics }.and_then(|lookup| match lookup {
        Lookup::Found(source) => permitted::check(context, profile, source),
        lookup => Checked::clean(lookup),
    })
}

fn login(context: &Context<'_>, profile: &Profile) -> Checked<Lookup> {
    let Some(found) = profile.get("login_session") else {
        return Checked::clean(Lookup::NotConfigured);
    };
    Checked::clean(Lookup::Found(Source::Login(LoginSource {
        profile: profile.name.to_string(),
        login_session: text(found).to_owned(),
        session_key: login_key(text(found)),
        region: None,
        fips: false,
        dualstack: false,
        endpoint: None,
        location: context.value_at(found),
    })))
}

/// The source with the endpoint that refreshes a login session, by the settings of the selected
/// profile. It is never a custom endpoint: a refresh token must be sent only to AWS.
pub(crate) fn with_login_endpoint(
    context: &Context<'_>,
    selected: &Profile,
    region: Option<&str>,
    source: Source,
) -> Source {
    let Source::Login(source) = source else { return source };
    let (fips, dualstack) = endpoint::variants(context, selected);
    Source::Login(LoginSource {
        region: region.map(str::to_owned),
        fips,
        dualstack,
        endpoint: region.and_then(|region| login_endpoint(region, fips, dualstack)),
        ..source
    })
}

fn process(context: &Context<'_>, profile: &Profile) -> Checked<Lookup> {
    let Some(found) = profile.get("credential_process") else {
        return Checked::clean(Lookup::NotConfigured);
    };
    let message = match split_command(text(found), context.request.platform).as_deref() {
        Some(words @ [program, ..]) => {
            let source = Source::Process(ProcessSource {
                profile: profile.name.to_string(),
                location: context.value_at(found),
                program: program.clone(),
            });
            let warning = shell_syntax::find(words).map(|it| no_shell(context, profile, found, it));
            return Checked::new(Lookup::Found(source), warning);
        }
        Some([]) => "`credential_process` is empty",
        None => "`credential_process` has an unclosed quote",
    };
    let help = "write a program and its arguments with shell quoting; it runs without a shell";
    let diagnostic = context.on_value(Code::CredentialProcessInvalid, profile, found, message);
    Checked::new(Lookup::Invalid, [diagnostic.help(help)])
}

/// The warning about shell syntax, which only a shell understands.
fn no_shell(
    context: &Context<'_>,
    profile: &Profile,
    found: SettingRef<'_>,
    syntax: ShellSyntax,
) -> Diagnostic {
    let message =
        format!("`credential_process` contains `{}`, but it runs without a shell", syntax.what);
    context
        .on_value(Code::CredentialProcessInvalid, profile, found, message)
        .severity(Severity::Warning)
        .help(syntax.help)
}
