//! Which profile is meant.

use super::findings::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::profiles::Profile;
use crate::text::{File, quoted};

/// The profile that counts when nothing names one.
const DEFAULT: &str = "default";

/// The variables that name a profile, the one that wins first.
const VARIABLES: [&str; 2] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

/// What named the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The request did, outright: keys in the environment then don't count.
    Request,
    /// This environment variable did.
    Variable(&'static str),
    /// Nothing did.
    Default,
}

/// The name of the profile that is meant, and what named it. An empty name in the request counts
/// as none, and so does an empty variable, at which the AWS CLI fails.
pub(super) fn name<'a>(context: &mut Context<'a>) -> (&'a str, By) {
    let request = context.request;
    if let Some(name) = request.profile.as_deref().filter(|name| !name.is_empty()) {
        return (name, By::Request);
    }
    for variable in VARIABLES {
        match request.env.raw(variable) {
            Some("") => blank(context, variable),
            Some(name) => return (name, By::Variable(variable)),
            None => {}
        }
    }
    (DEFAULT, By::Default)
}

/// Reports a variable that is set to nothing.
pub(super) fn blank(context: &mut Context<'_>, variable: &str) {
    let message = format!("`{variable}` is set to nothing and counts as not set");
    let help = format!("unset {variable}: the AWS CLI takes the empty value and fails");
    context.report(Diagnostic::new(Code::EnvironmentSuspect, message).help(help));
}

/// The profile with this name. One that nothing named need not be there.
pub(super) fn profile<'a>(
    context: &mut Context<'a>,
    name: &str,
    by: By,
    empty: &'a Profile,
) -> Option<&'a Profile> {
    if let Some(profile) = context.profiles.get(name) {
        return Some(profile);
    }
    if by == By::Default {
        return Some(empty);
    }
    let finding = not_found(context, name, by);
    context.report(finding);
    None
}

/// The profile that stands in for a `default` that is in neither file.
pub(super) fn empty() -> Profile {
    let mut profile = Profile::default();
    DEFAULT.clone_into(&mut profile.name);
    profile
}

fn not_found(context: &Context<'_>, name: &str, by: By) -> Diagnostic {
    let message = match by {
        By::Variable(variable) => {
            format!("profile {} is in neither file; `{variable}` names it", quoted(name))
        }
        _ => format!("profile {} is in neither file", quoted(name)),
    };
    let finding = Diagnostic::new(Code::ProfileNotFound, message).profile(name);
    if let Some(finding) = unprefixed(context, name, &finding) {
        return finding;
    }
    match context.names.nearest(name) {
        Some(meant) => finding.help(format!("did you mean {}?", quoted(meant))),
        None => finding.help("`rolehop list-profiles` lists what there is"),
    }
}

/// A section of the config file with this name that is no profile for want of the word `profile`.
fn unprefixed(context: &Context<'_>, name: &str, finding: &Diagnostic) -> Option<Diagnostic> {
    let document = context.profiles.document(File::Config);
    let section = document.sections().iter().find(|section| section.name.trim() == name)?;
    let location = document.location(section.name_span);
    let edit = crate::diagnostic::TextEdit {
        location: document.location(section.name_span),
        new_text: format!("profile {name}"),
    };
    let finding = finding
        .clone()
        .at(location)
        .help("the config file has a section of this name without the word `profile`");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@+".contains(c));
    Some(if is_plain { finding.fix("make it a profile", vec![edit]) } else { finding })
}
