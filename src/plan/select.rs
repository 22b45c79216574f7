//! Selects the profile.

use std::sync::LazyLock;

use super::Request;
use super::checked::Checked;
use super::context::Context;
use crate::config::{Profile, SectionRef};
use crate::diagnostic::{Code, Diagnostic, TextEdit};
use crate::text::{File, quoted};

/// The profile that is selected when nothing names one.
pub(crate) const DEFAULT: &str = "default";

/// The variables that name a profile; the first one takes precedence.
const VARIABLES: [&str; 2] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

/// The settings of a `default` that is in neither file.
static EMPTY: LazyLock<Profile> = LazyLock::new(|| Profile::named(DEFAULT.into()));

/// The origin of the selected profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SelectedBy {
    /// The request (`--profile`): access keys in the environment are then ignored.
    Request,
    /// This environment variable.
    Variable(&'static str),
    /// Nothing names a profile.
    Default,
}

/// The diagnostic for a section other than a profile that is not in the config file.
pub(crate) fn missing_section(section: SectionRef<'_>) -> Option<Diagnostic> {
    let (code, kind, name, help) = match section {
        SectionRef::SsoSession(name) => {
            let help = "run `aws configure sso-session` to set it up";
            (Code::SsoSessionNotFound, "sso-session", name, help)
        }
        SectionRef::Services(name) => {
            let help = "run `rolehop list-sections services` to see all of them";
            (Code::ServicesNotFound, "services", name, help)
        }
        SectionRef::Profile(_) => return None,
    };
    let message = format!("the config file has no `[{kind}]` section named {}", quoted(name));
    Some(Diagnostic::new(code, message).help(help))
}

/// The name of the selected profile, and what selected it. An empty name in the request is ignored,
/// and so is an empty variable, at which the AWS CLI fails.
pub(crate) fn selected_name(request: &Request) -> (&str, SelectedBy) {
    if let Some(name) = request.profile.as_deref().filter(|name| !name.is_empty()) {
        return (name, SelectedBy::Request);
    }
    let named =
        |variable| request.env.get(variable).map(|name| (name, SelectedBy::Variable(variable)));
    VARIABLES.into_iter().find_map(named).unwrap_or((DEFAULT, SelectedBy::Default))
}

/// As [`selected_name`]; the diagnostics are about empty variables that would have named another
/// profile.
pub(crate) fn select_name<'a>(context: &Context<'a>) -> Checked<(&'a str, SelectedBy)> {
    let request = context.request;
    let (name, by) = selected_name(request);
    let is_read =
        |variable: &&'static str| by != SelectedBy::Request && by != SelectedBy::Variable(variable);
    let empty = VARIABLES
        .into_iter()
        .take_while(is_read)
        .filter(|variable| request.env.raw(variable) == Some(""))
        .map(empty_variable);
    Checked::new((name, by), empty)
}

/// The diagnostic about a variable whose value is empty.
pub(crate) fn empty_variable(variable: &str) -> Diagnostic {
    let message = format!("`{variable}` is empty and is ignored");
    let help = format!("unset {variable}: the AWS CLI uses the empty value and fails");
    Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help)
}

/// The profile with this name. A `default` that nothing names may be missing.
pub(crate) fn find_profile<'a>(
    context: &Context<'a>,
    name: &str,
    by: SelectedBy,
) -> Checked<Option<&'a Profile>> {
    match context.profiles.get(name) {
        Some(profile) => Checked::clean(Some(profile)),
        None if by == SelectedBy::Default => Checked::clean(Some(&EMPTY)),
        None => Checked::new(None, [not_found(context, name, by)]),
    }
}

/// The profile with this name, or an empty one: for settings that also have other origins.
pub(crate) fn profile_or_empty<'a>(context: &Context<'a>, name: &str) -> &'a Profile {
    context.profiles.get(name).unwrap_or(&EMPTY)
}

fn not_found(context: &Context<'_>, name: &str, by: SelectedBy) -> Diagnostic {
    let selected = match by {
        SelectedBy::Variable(variable) => format!(" (selected by `{variable}`)"),
        SelectedBy::Request | SelectedBy::Default => String::new(),
    };
    let message =
        format!("profile {}{selected} is not in the config or credentials file", quoted(name));
    let diagnostic = Diagnostic::new(Code::ProfileNotFound, message).profile(name);
    if let Some(diagnostic) = without_prefix(context, name, &diagnostic) {
        return diagnostic;
    }
    match context.names.nearest(name) {
        Some(nearest) => diagnostic.help(format!("did you mean {}?", quoted(nearest))),
        None => diagnostic.help("run `rolehop list-profiles` to see all profiles"),
    }
}

/// The diagnostic for a section of the config file that has this name but not the word `profile`.
fn without_prefix(
    context: &Context<'_>,
    name: &str,
    diagnostic: &Diagnostic,
) -> Option<Diagnostic> {
    let document = context.profiles.document(File::Config);
    let section = document.sections().iter().find(|section| section.name.trim() == name)?;
    let location = document.location(section.name_span);
    let diagnostic = diagnostic
        .clone()
        .at(location)
        .help("the config file has a section with this name but without the `profile ` prefix");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@+".contains(c));
    if !is_plain {
        return Some(diagnostic);
    }
    let new_text = format!("profile {name}");
    Some(diagnostic.fix("make it a profile", vec![TextEdit { location, new_text }]))
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
    fn which_profile_is_selected() {
        let profiles = Profiles::parse("[profile a]\n[profile b]\n", "");
        // The title, the name, the environment, the profile, whether it is found.
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
            ("default, named by the request", Some("default"), &[], "default", false),
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
    fn files_that_the_aws_cli_rejects_are_not_readable() {
        require_readable(&Profiles::parse("[profile a]\nregoin = x\n", "")).unwrap();
        let error = require_readable(&Profiles::parse("[profile a]\n?\n!\n", "")).unwrap_err();
        assert_eq!(error.code, Code::InvalidLine);
        assert_eq!(error.diagnostics.len(), 2);
    }
}
