//! `mfa_process`: a program that prints MFA codes, as in aws-vault.

use crate::config::{Profile, Profiles, split_command};
use crate::diagnostic::Code;
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::plan::{Hop, Request};

/// The command of the request or, without one, of the profile. `None` if programs cannot be run:
/// the code then comes from another provider.
fn command<'a>(request: &'a Request, profile: &'a Profile) -> Option<&'a str> {
    let own = profile.text("mfa_process");
    let command = request.mfa_process.as_deref().or(own).map(str::trim);
    command.filter(|command| !command.is_empty() && request.capabilities.process)
}

/// The program, without its arguments, which may contain secrets.
pub(crate) fn program(context: &Context<'_>, profile: &Profile) -> Checked<Option<String>> {
    let Some(command) = command(context.request, profile) else { return Checked::clean(None) };
    if let Some(words) = split_command(command, context.request.platform) {
        return Checked::clean(words.into_iter().next());
    }
    let message = "`mfa_process` has an unclosed quote";
    let diagnostic = match profile
        .get("mfa_process")
        .filter(|_| context.request.mfa_process.is_none())
    {
        Some(found) => context.on_value(Code::CredentialProcessInvalid, profile, found, message),
        None => context.on_profile(Code::CredentialProcessInvalid, profile, message),
    };
    let help = "write a program and its arguments with shell quoting; it runs without a shell";
    Checked::new(None, [diagnostic.help(help)])
}

/// The program that prints the code for a hop of a plan, and its arguments.
pub(crate) fn mfa_program(
    profiles: &Profiles,
    request: &Request,
    hop: &Hop,
) -> Option<Vec<String>> {
    hop.mfa_process.as_ref()?;
    split_command(command(request, profiles.get(&hop.profile)?)?, request.platform)
}
