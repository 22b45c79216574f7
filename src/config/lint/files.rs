//! Diagnostics about the files themselves: section names, keys, and differences between tools.

use super::unknown_keys::{self, Seen};
use super::{forms, headers, invisible, sdk_differences, values};
use crate::config::known_keys::Table;
use crate::config::profiles::{Profiles, Wanted, is_wanted};
use crate::config::section_name::Kind;
use crate::diagnostic::{Diagnostic, sort_by_place};
use crate::document::{Document, INHERITED_SECTION, Section};
use crate::text::{File, SharedStr};

/// The diagnostics, in the order of the config file, then of the credentials file: all, or at least
/// those about profiles and other sections with some names, and every error.
pub(crate) fn all(profiles: &Profiles, wanted: Wanted<'_>) -> Vec<Diagnostic> {
    let mut seen = Seen::default();
    let mut all = Vec::new();
    for document in [&profiles.config, &profiles.credentials] {
        all.extend_from_slice(document.diagnostics());
        if wanted.is_none() {
            all.extend(sdk_differences::whole_file(document));
        }
    }
    all.extend(of_config(profiles, wanted, &mut seen));
    all.extend(of_credentials(profiles, wanted, &mut seen));
    all.extend(sdk_differences::split_keys(profiles, wanted));
    sort_by_place(&mut all);
    all
}

fn of_config(profiles: &Profiles, wanted: Wanted<'_>, seen: &mut Seen) -> Vec<Diagnostic> {
    let document = &profiles.config;
    let mut found = Vec::new();
    for (at, (section, kind)) in document.sections().iter().zip(&profiles.kinds).enumerate() {
        if kind.name().is_some_and(|name| !is_wanted(wanted, name)) {
            continue;
        }
        found.extend(headers::in_config(profiles, at, section, kind));
        found.extend(invisible::in_header(document, section));
        let (name, table) = match kind {
            Kind::Profile(name) if headers::is_effective(profiles, at, name) => {
                (Some(name), Table::Profile)
            }
            Kind::SsoSession(name) => (Some(name), Table::SsoSession),
            Kind::TopLevel if section.name == INHERITED_SECTION => (None, Table::Profile),
            Kind::Services(_) => {
                let all = section.settings.values();
                found.extend(all.filter_map(|it| values::secret_in_config(document, it)));
                continue;
            }
            _ => continue,
        };
        found.extend(settings(document, section, name.map(SharedStr::as_str), table, seen));
    }
    found
}

fn of_credentials(profiles: &Profiles, wanted: Wanted<'_>, seen: &mut Seen) -> Vec<Diagnostic> {
    let document = &profiles.credentials;
    let mut found = Vec::new();
    for section in document.sections().iter().filter(|it| is_wanted(wanted, &it.name)) {
        found.extend(headers::in_credentials(profiles, section));
        found.extend(invisible::in_header(document, section));
        let name = (section.name != INHERITED_SECTION).then_some(&*section.name);
        found.extend(settings(document, section, name, Table::Profile, seen));
    }
    found
}

/// The diagnostics about the settings of one section.
fn settings(
    document: &Document,
    section: &Section,
    profile: Option<&str>,
    table: Table,
    seen: &mut Seen,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for setting in section.settings.values() {
        let is_known = table.knows(&setting.key);
        found.extend(invisible::in_key(document, setting));
        if !is_known {
            found.push(unknown_keys::unknown(document, section, setting, table, seen));
        }
        found.extend(values::all(document, setting));
        found.extend(forms::setting(document, section, setting));
        // No tool reads an unknown key, so this advice would contradict that about the key.
        if is_known {
            found.extend(sdk_differences::setting(document, setting));
        }
        if document.file() == File::Config {
            found.extend(values::secret_in_config(document, setting));
        }
    }
    for diagnostic in &mut found {
        diagnostic.profile = profile.map(str::to_owned);
    }
    found
}
