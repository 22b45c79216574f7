//! Merges two documents into one set of profiles.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::lint;
use super::profiles::{Layer, Profile, Profiles};
use super::section_name::{Kind, classify};
use crate::document::{Document, INHERITED_SECTION, Section, Settings};
use crate::text::File;

/// Profiles, or sections of another kind, by name.
type Named = IndexMap<String, Profile>;

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
    let mut by_name = Named::new();
    let mut sso_sessions = Named::new();
    let mut services = Named::new();
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
    let diagnostics = OnceLock::new();
    Profiles { config, credentials, by_name, sso_sessions, services, lint: lint::all, diagnostics }
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
            (Layer { section: at, own, inherited, inherited_size }, section)
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
    for (key, setting) in more.iter() {
        settings.entry(key.clone()).or_insert_with(|| setting.clone());
    }
}

fn add(named: &mut Named, name: &str, document: &Document, layer: Layer) {
    let new = || Profile::named(name.to_owned());
    let profile = named.entry(name.to_owned()).or_insert_with(new);
    let header = |at: usize| document.sections().get(at);
    let slot = match document.file() {
        File::Config => &mut profile.config,
        File::Credentials => &mut profile.credentials,
    };
    match slot {
        // A duplicate header: the AWS CLI rejects the file; reading both explains most.
        Some(first)
            if header(first.section).map(|s| &s.name) == header(layer.section).map(|s| &s.name) =>
        {
            join(&mut first.own, &layer.own);
        }
        _ => {
            profile.headers.retain(|(file, _)| *file != document.file());
            profile.headers.extend(header(layer.section).map(|s| (document.file(), s.header)));
            *slot = Some(layer);
        }
    }
}
