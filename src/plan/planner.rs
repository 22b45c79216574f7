//! Plans the calls for a profile.

use std::collections::HashSet;

use super::checked::Checked;
use super::context::Context;
use super::follow::Followed;
use super::select::{self, selected_name};
use super::{Plan, Request, build, rules};
use crate::config::{Profiles, SectionRef};
use crate::diagnostic::{Code, Diagnostic, Error};

/// Plans the calls for a profile.
///
/// # Errors
/// All errors of the chain at once, as one [`Error`]; or every syntax error, if the AWS CLI cannot
/// read one of the files.
pub fn plan(profiles: &Profiles, request: &Request) -> Result<Plan, Error> {
    require_readable(profiles)?;
    let context = Context::new(profiles, request);
    let Checked { value: followed, diagnostics } = follow_selected(&context);
    let plan = followed.and_then(|followed| build::plan(&context, &followed));
    match plan {
        Some(plan) if !diagnostics.iter().any(Diagnostic::is_error) => {
            Ok(Plan { diagnostics, ..plan })
        }
        _ => Err(failure(diagnostics)),
    }
}

/// Checks that the AWS CLI can read both files. If it cannot, every command fails, including those
/// that edit.
///
/// # Errors
/// Every syntax error.
pub fn require_readable(profiles: &Profiles) -> Result<(), Error> {
    if !profiles.is_refused() {
        return Ok(());
    }
    let errors = profiles.diagnostics().iter().filter(|diagnostic| diagnostic.is_error());
    Err(failure(errors.cloned().collect()))
}

/// The name of the selected profile: the one in the request, `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`
/// or `default`, in this order. The profile may not exist.
pub fn selected(request: &Request) -> &str {
    selected_name(request).0
}

/// The name of the selected profile, which must exist.
///
/// # Errors
/// `profile-not-found`, except for `default` if nothing selected it.
pub fn find<'a>(profiles: &'a Profiles, request: &'a Request) -> Result<&'a str, Error> {
    let (name, by) = selected_name(request);
    let context = Context::new(profiles, request);
    match select::find_profile(&context, name, by) {
        Checked { value: Some(_), .. } => Ok(name),
        Checked { value: None, diagnostics } => Err(failure(diagnostics)),
    }
}

/// Checks that a section exists.
///
/// # Errors
/// `sso-session-not-found`, `services-not-found`.
pub fn find_section(profiles: &Profiles, section: SectionRef<'_>) -> Result<(), Error> {
    match (profiles.section(section), select::missing_section(section)) {
        (None, Some(missing)) => Err(missing.into()),
        _ => Ok(()),
    }
}

/// The error with these diagnostics.
pub(crate) fn failure(diagnostics: Vec<Diagnostic>) -> Error {
    Error::from_diagnostics(diagnostics).unwrap_or_else(|| {
        Error::new(Diagnostic::new(
            Code::Internal,
            "internal error: planning failed without a diagnostic",
        ))
    })
}

/// Follows the selected profile; `None` if it does not exist. The diagnostics are those of the rules
/// and those of the sections that were read.
pub(crate) fn follow_selected<'a>(context: &Context<'a>) -> Checked<Option<Followed<'a>>> {
    let Checked { value: (name, by), mut diagnostics } = select::select_name(context);
    let profile = select::find_profile(context, name, by).append_to(&mut diagnostics);
    let followed = profile.map(|profile| Followed::selected(context, profile, by));
    diagnostics.extend(followed.iter().flat_map(|it| rules::of_selected(context, it)));
    let mut diagnostics = unique(diagnostics);
    let sections = followed.as_ref().map(Followed::sections).unwrap_or_default();
    diagnostics.extend(context.profiles.diagnostics_of(&sections));
    Checked { value: followed, diagnostics }
}

/// The diagnostics without duplicates.
pub(crate) fn unique(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    diagnostics
        .retain(|it| seen.insert((it.code, it.start(), it.profile.clone(), it.message.clone())));
    diagnostics
}
