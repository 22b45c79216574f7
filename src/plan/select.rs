//! Which profile is meant.

use super::Request;
use super::context::Context;
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{File, quoted};

/// The profile that counts when nothing names one.
const DEFAULT: &str = "default";

/// The variables that name a profile, the one that wins first.
const VARIABLES: [&str; 2] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

/// What named the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The request did, outright: keys in the environment then don't count.
    Request,
    /// This environment variable did.
    Variable(&'static str),
    /// Nothing did.
    Default,
}

/// The name of the profile that is meant, and what named it. An empty name in the request counts
/// as none, and so does an empty variable, at which the AWS CLI fails.
pub(crate) fn meant(request: &Request) -> (&str, By) {
    if let Some(name) = request.profile.as_deref().filter(|name| !name.is_empty()) {
        return (name, By::Request);
    }
    let named = |variable| request.env.get(variable).map(|name| (name, By::Variable(variable)));
    VARIABLES.into_iter().find_map(named).unwrap_or((DEFAULT, By::Default))
}

/// As [`meant`]; reports the variables that would have named another but for being empty.
pub(crate) fn name<'a>(context: &mut Context<'a>) -> (&'a str, By) {
    let request = context.request;
    let (name, by) = meant(request);
    let asked = |variable: &&'static str| by != By::Request && by != By::Variable(variable);
    for variable in VARIABLES.into_iter().take_while(asked) {
        if request.env.raw(variable) == Some("") {
            blank(context, variable);
        }
    }
    (name, by)
}

/// Reports a variable that is set to nothing.
pub(crate) fn blank(context: &mut Context<'_>, variable: &str) {
    let message = format!("`{variable}` is empty and is ignored");
    let help = format!("unset {variable}: the AWS CLI uses the empty value and fails");
    context.report(Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help));
}

/// The profile with this name. One that nothing named need not be there.
pub(crate) fn profile<'a>(
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
pub(crate) fn empty() -> Profile {
    let mut profile = Profile::default();
    DEFAULT.clone_into(&mut profile.name);
    profile
}

fn not_found(context: &Context<'_>, name: &str, by: By) -> Diagnostic {
    let message = match by {
        By::Variable(variable) => {
            format!(
                "profile {} (selected by `{variable}`) is not in the config or credentials file",
                quoted(name)
            )
        }
        _ => format!("profile {} is not in the config or credentials file", quoted(name)),
    };
    let finding = Diagnostic::new(Code::ProfileNotFound, message).profile(name);
    if let Some(finding) = unprefixed(context, name, &finding) {
        return finding;
    }
    match context.names.nearest(name) {
        Some(meant) => finding.help(format!("did you mean {}?", quoted(meant))),
        None => finding.help("run `rolehop list-profiles` to see all profiles"),
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
        .help("the config file has a section with this name but without the `profile ` prefix");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@+".contains(c));
    Some(if is_plain { finding.fix("make it a profile", vec![edit]) } else { finding })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{find, require_readable, selected};
    use super::*;
    use crate::config::Profiles;

    type Case<'a> = (&'a str, Option<&'a str>, &'a [(&'a str, &'a str)], &'a str, bool);

    fn request(profile: Option<&str>, env: &[(&str, &str)]) -> Request {
        let env = env.iter().map(|(name, value)| (*name, *value)).collect();
        Request { profile: profile.map(str::to_owned), env, ..Request::default() }
    }

    #[test]
    fn which_profile_is_meant() {
        let profiles = Profiles::parse("[profile a]\n[profile b]\n", "");
        // what it shows, the name, the environment, the profile, whether it is found
        let cases: [Case<'_>; 8] = [
            ("nothing names one", None, &[], "default", true),
            ("the request does", Some("a"), &[("AWS_PROFILE", "b")], "a", true),
            ("an empty name is none", Some(""), &[("AWS_PROFILE", "b")], "b", true),
            ("a variable does", None, &[("AWS_DEFAULT_PROFILE", "b")], "b", true),
            (
                "the newer one wins",
                None,
                &[("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")],
                "a",
                true,
            ),
            (
                "an empty variable is none",
                None,
                &[("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "b")],
                "b",
                true,
            ),
            ("one that is not there", Some("c"), &[], "c", false),
            ("default, named outright", Some("default"), &[], "default", false),
        ];
        for (shows, profile, env, expected, is_found) in cases {
            let request = request(profile, env);
            assert_eq!(selected(&request), expected, "{shows}");
            match find(&profiles, &request) {
                Ok(name) => assert!(is_found && name == expected, "{shows}"),
                Err(error) => {
                    assert!(!is_found && error.code == Code::ProfileNotFound, "{shows}: {error}");
                }
            }
        }
    }

    #[test]
    fn files_that_the_aws_cli_refuses_are_not_readable() {
        require_readable(&Profiles::parse("[profile a]\nregoin = x\n", "")).unwrap();
        let error = require_readable(&Profiles::parse("[profile a]\n?\n!\n", "")).unwrap_err();
        assert_eq!(error.code, Code::InvalidLine);
        assert_eq!(error.diagnostics.len(), 2);
    }
}
