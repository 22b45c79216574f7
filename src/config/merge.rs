//! Merges two documents into one set of profiles.

use std::sync::{Arc, OnceLock};

use super::lint;
use super::profiles::{Layer, Named, Profile, Profiles};
use super::section_name::{Kind, classify};
use crate::document::{Document, INHERITED_SECTION, Section, Settings};
use crate::text::{File, SharedStr};

impl Profiles {
    /// Merges the two documents. Never fails: see [`Profiles::diagnostics`].
    pub fn merge(config: Document, credentials: Document) -> Self {
        merge(config, credentials)
    }

    /// Parses and merges two texts.
    pub fn parse(config: &str, credentials: &str) -> Self {
        Self::merge(
            Document::parse(File::Config, config),
            Document::parse(File::Credentials, credentials),
        )
    }
}

/// Merges as the AWS CLI does: the config file's profiles in the order of the file, where a later
/// section with the same name replaces an earlier one; then the settings of the credentials file
/// override theirs, key by key; then the profiles that only the credentials file has.
fn merge(config: Document, credentials: Document) -> Profiles {
    let mut by_name = Named::with_capacity(config.sections().len());
    let mut sso_sessions = Named::default();
    let mut services = Named::default();
    let kinds: Vec<Kind> =
        config.sections().iter().map(|section| classify(&section.name)).collect();
    for (layer, _) in layers(&config) {
        match kinds.get(layer.section) {
            Some(Kind::Profile(name)) => add(&mut by_name, name, &config, layer),
            Some(Kind::SsoSession(name)) => add(&mut sso_sessions, name, &config, layer),
            Some(Kind::Services(name)) => add(&mut services, name, &config, layer),
            _ => {}
        }
    }
    for (layer, section) in layers(&credentials) {
        add(&mut by_name, &section.name, &credentials, layer);
    }
    let (asked, diagnostics) = (OnceLock::new(), OnceLock::new());
    let lint = lint::all;
    Profiles {
        config,
        credentials,
        kinds,
        by_name,
        sso_sessions,
        services,
        lint,
        asked,
        diagnostics,
    }
}

/// The sections of a file that are used, each with the settings that it inherits.
fn layers(document: &Document) -> impl Iterator<Item = (Layer, &Section)> {
    let inherited = inherited(document);
    let inherited_size = inherited.values().map(|it| it.span.end - it.span.start).sum();
    // Only a broken header has no name; the parser reported it.
    let is_used = |section: &Section| !section.name.is_empty() && section.name != INHERITED_SECTION;
    document.sections().iter().enumerate().filter(move |(_, section)| is_used(section)).map(
        move |(at, section)| {
            let own = Arc::clone(&section.settings);
            let inherited = Arc::clone(&inherited);
            (Layer { section: at, header: section.header, own, inherited, inherited_size }, section)
        },
    )
}

/// The settings of every `[DEFAULT]`, which the other sections inherit unless they set them.
fn inherited(document: &Document) -> Arc<Settings> {
    let mut all = Arc::default();
    let named = |section: &&Section| section.name == INHERITED_SECTION;
    for section in document.sections().iter().filter(named) {
        join(&mut all, &section.settings);
    }
    all
}

fn join(settings: &mut Arc<Settings>, more: &Arc<Settings>) {
    if settings.is_empty() {
        *settings = Arc::clone(more);
        return;
    }
    let settings = Arc::make_mut(settings);
    for setting in more.values() {
        if !settings.contains_key(&setting.key) {
            settings.push(setting.clone());
        }
    }
}

fn add(named: &mut Named, name: &SharedStr, document: &Document, layer: Layer) {
    let new = || Profile::named(name.clone());
    let Some(profile) = named.get_or_push(name, new) else { return };
    let name_of = |layer: &Layer| document.sections().get(layer.section).map(|it| &it.name);
    let slot = match document.file() {
        File::Config => &mut profile.config,
        File::Credentials => &mut profile.credentials,
    };
    match slot {
        // A duplicate header: the AWS CLI rejects the file; reading both explains most.
        Some(first) if name_of(first) == name_of(&layer) => join(&mut first.own, &layer.own),
        _ => *slot = Some(layer),
    }
}
