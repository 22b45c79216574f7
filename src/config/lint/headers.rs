//! Headers whose meaning differs from what the user most likely expects.

use super::super::Profiles;
use super::super::section_name::{Kind, TOP_LEVEL, classify, for_profile};
use super::invisible::is_unusual_space;
use super::sdk_differences;
use crate::config::known_keys::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, INHERITED_SECTION, Section};
use crate::text::{File, Span, is_invisible, lower, quoted};

/// Whether this section of the config file is the one that the AWS CLI uses for the profile.
pub(crate) fn is_effective(profiles: &Profiles, at: usize, name: &str) -> bool {
    effective_section(profiles, name) == Some(at)
}

fn effective_section(profiles: &Profiles, name: &str) -> Option<usize> {
    profiles.get(name)?.layer(File::Config).map(|layer| layer.section)
}

/// The diagnostics about a header of the config file.
pub(crate) fn in_config(
    profiles: &Profiles,
    at: usize,
    section: &Section,
    kind: &Kind,
) -> Option<Diagnostic> {
    let document = &profiles.config;
    match kind {
        _ if section.name.is_empty() => None,
        _ if section.name == INHERITED_SECTION => Some(inherited(document, section)),
        Kind::Profile(name) => replaced(profiles, at, section, name)
            .or_else(|| sdk_differences::header(document, section, name)),
        Kind::SsoSession(name) | Kind::Services(name) => {
            sdk_differences::header(document, section, name)
        }
        // The unusual space in such a header has its own diagnostic.
        Kind::Dropped { words: Some(1) } if section.name.contains(is_unusual_space) => None,
        Kind::Dropped { words } => Some(dropped(profiles, section, *words)),
        Kind::TopLevel => top_level(profiles, section),
    }
}

/// The diagnostics about a header of the credentials file, where every section is a profile and its
/// header is the profile name without a prefix.
pub(crate) fn in_credentials(profiles: &Profiles, section: &Section) -> Option<Diagnostic> {
    let document = &profiles.credentials;
    if section.name.is_empty() {
        return None;
    }
    if section.name == INHERITED_SECTION {
        return Some(inherited(document, section));
    }
    let Some((prefix, name)) = section.name.split_once([' ', '\t']) else {
        return sdk_differences::header(document, section, &section.name);
    };
    let name = name.trim();
    match prefix {
        "profile" => Some(prefix_in_credentials(profiles, section, name)),
        "sso-session" | "services" => Some(
            found(document, section, "is only valid in the config file")
                .help("move it to the config file"),
        ),
        _ => sdk_differences::header(document, section, &section.name),
    }
}

fn prefix_in_credentials(profiles: &Profiles, section: &Section, name: &str) -> Diagnostic {
    let document = &profiles.credentials;
    let what = format!("defines a profile named {}, not {}", quoted(&section.name), quoted(name));
    let found = found(document, section, &what)
        .help("headers in the credentials file have no `profile ` prefix")
        .profile(&section.name);
    if profiles.get(name).is_some_and(|it| it.layer(File::Credentials).is_some()) {
        return found;
    }
    found.fix("remove `profile `", vec![document.text_edit(section.name_span, name)])
}

fn found(document: &Document, section: &Section, what: &str) -> Diagnostic {
    let header = quoted(section.header.slice(document.text()));
    Diagnostic::new(Code::IgnoredSection, format!("{header} {what}"))
        .at(document.location(section.header))
}

fn inherited(document: &Document, section: &Section) -> Diagnostic {
    found(document, section, "is not a profile: its settings apply to every section of this file")
        .help("use `[default]` for the default profile")
}

fn replaced(profiles: &Profiles, at: usize, section: &Section, name: &str) -> Option<Diagnostic> {
    let document = &profiles.config;
    let by = document.sections().get(effective_section(profiles, name).filter(|by| *by != at)?)?;
    // A duplicate header is a syntax error of the document.
    if by.name == section.name {
        return None;
    }
    let line = document.location(by.header).line;
    let header = quoted(by.header.slice(document.text()));
    let what = format!("is ignored: {header} on line {line} is the same profile");
    Some(
        found(document, section, &what)
            .help("the AWS CLI uses only the last one: merge them")
            .profile(name),
    )
}

fn dropped(profiles: &Profiles, section: &Section, words: Option<usize>) -> Diagnostic {
    let document = &profiles.config;
    let (what, help) = match words {
        None => ("is ignored: it has an unclosed quote", "close the quote, or escape it"),
        Some(0 | 1) => ("is ignored: it has no name", "add the name as the second word"),
        Some(_) => ("is ignored: it has more than two words", "quote a name that contains spaces"),
    };
    let found = found(document, section, what).help(help);
    match section.name.strip_prefix("profile").filter(|name| name.starts_with([' ', '\t'])) {
        Some(name) if words != Some(1) => rename(profiles, section, name.trim(), found),
        _ => found,
    }
}

/// Adds the fix to the header that the profile should have, unless the name is taken or not valid.
fn rename(profiles: &Profiles, section: &Section, name: &str, found: Diagnostic) -> Diagnostic {
    let is_taken = effective_section(profiles, name).is_some();
    if is_taken || name.is_empty() || name.contains(['[', ']', '\'', '"', '\\']) && !is_word(name) {
        return found;
    }
    let header = for_profile(name);
    let edit = profiles.config.text_edit(section.name_span, &header);
    found.profile(name).fix(format!("change it to {}", quoted(&format!("[{header}]"))), vec![edit])
}

/// Quotes inside a word are part of a name; quotes at its ends were meant to quote it.
fn is_word(name: &str) -> bool {
    !name.contains(['[', ']', '\\'])
        && !name.starts_with(['\'', '"'])
        && !name.ends_with(['\'', '"'])
}

fn top_level(profiles: &Profiles, section: &Section) -> Option<Diagnostic> {
    let name = section.name.trim();
    if TOP_LEVEL.contains(&name) {
        return None;
    }
    if name.contains(['[', ']']) {
        return Some(brackets(profiles, section, name));
    }
    // The invisible character has its own diagnostic.
    if name.contains(is_invisible) {
        return None;
    }
    if let Some(found) = misspelled(profiles, section, name) {
        return Some(found);
    }
    let lower = lower(name);
    if lower == "default" || lower.starts_with("profile ") {
        let rest = name.get("profile ".len()..).filter(|_| lower != "default").unwrap_or("default");
        let what = "is not a profile: the header must start with `profile ` or be `default`";
        let found =
            found(&profiles.config, section, what).help("use lower case and no leading spaces");
        return Some(rename(profiles, section, rest.trim(), found));
    }
    let has_known = section.settings.keys().any(|key| Table::Profile.knows(key));
    (has_known || section.settings.is_empty()).then(|| missing_prefix(profiles, section, name))
}

fn brackets(profiles: &Profiles, section: &Section, name: &str) -> Diagnostic {
    let found = found(&profiles.config, section, "is not a profile: its name contains brackets")
        .help("use one pair of brackets");
    let inner = name.trim_matches(['[', ']']).trim();
    if inner.is_empty() || inner.contains(['[', ']']) {
        return found;
    }
    change(profiles, section, inner, found)
}

/// Adds the fix to another header, unless the file already has such a section.
fn change(profiles: &Profiles, section: &Section, header: &str, found: Diagnostic) -> Diagnostic {
    let is_taken = match classify(&header.into()) {
        Kind::Profile(name) => effective_section(profiles, &name).is_some(),
        Kind::SsoSession(name) => profiles.sso_session(&name).is_some(),
        Kind::Services(name) => profiles.services(&name).is_some(),
        Kind::Dropped { .. } | Kind::TopLevel => false,
    };
    if is_taken {
        return found;
    }
    let edit = profiles.config.text_edit(section.name_span, header);
    found.fix(format!("change it to {}", quoted(&format!("[{header}]"))), vec![edit])
}

/// A header of two words, the first of which is a misspelled keyword: `[sso_session corp]`,
/// `[profil dev]`.
fn misspelled(profiles: &Profiles, section: &Section, name: &str) -> Option<Diagnostic> {
    let (first, rest) = name.split_once([' ', '\t'])?;
    let keyword = nearest_keyword(first)?;
    let header = format!("{keyword} {}", rest.trim());
    let what = format!("is ignored: {} is not a type of section", quoted(first));
    let found = found(&profiles.config, section, &what)
        .help(format!("did you mean {}?", quoted(&format!("[{header}]"))));
    Some(match classify(&header.as_str().into()) {
        Kind::Dropped { .. } | Kind::TopLevel => found,
        _ => change(profiles, section, &header, found),
    })
}

/// The keyword that was misspelled: other case, `_` for `-`, or up to two edits.
fn nearest_keyword(word: &str) -> Option<&'static str> {
    const KEYWORDS: [&str; 3] = ["profile", "sso-session", "services"];
    if word.len() > 2 * KEYWORDS[1].len() {
        return None;
    }
    let shape = |text: &str| lower(text).replace(['-', '_'], "");
    let distance = |keyword: &&str| strsim::osa_distance(&shape(word), &shape(keyword));
    KEYWORDS.into_iter().filter(|keyword| distance(keyword) <= 2).min_by_key(distance)
}

fn missing_prefix(profiles: &Profiles, section: &Section, name: &str) -> Diagnostic {
    let document = &profiles.config;
    let header = quoted(section.header.slice(document.text()));
    let message = format!("{header} is not a profile: missing the `profile ` prefix");
    let found = Diagnostic::new(Code::MissingProfilePrefix, message)
        .help(format!("use {} in the config file", quoted(&format!("[{}]", for_profile(name)))))
        .profile(name)
        .at(document.location(section.header));
    if section.name == *name && for_profile(name) == format!("profile {name}") {
        if effective_section(profiles, name).is_some() {
            return found;
        }
        let start = section.name_span.start;
        let edit = document.text_edit(Span::new(start, start), "profile ");
        return found.fix("insert `profile `", vec![edit]);
    }
    rename(profiles, section, name, found)
}
