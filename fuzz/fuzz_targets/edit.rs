//! Arbitrary files and edits: `set` reads back, `unset` removes, nothing else changes, and a rejected
//! edit changes nothing.
#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use rolehop::config::{Profile, Profiles};
use rolehop::text::File;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    config: &'a str,
    credentials: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Debug, arbitrary::Arbitrary)]
struct Edit<'a> {
    profile: Name<'a>,
    key: Key<'a>,
    value: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, arbitrary::Arbitrary)]
enum Name<'a> {
    Default,
    A,
    Quoted,
    Any(&'a str),
}

#[derive(Clone, Copy, Debug, arbitrary::Arbitrary)]
enum Key<'a> {
    Region,
    AccessKey,
    Nested,
    Any(&'a str),
}

impl<'a> Name<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Default => "default",
            Self::A => "a",
            Self::Quoted => "my prod",
            Self::Any(text) => text,
        }
    }
}

impl<'a> Key<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Region => "region",
            Self::AccessKey => "aws_access_key_id",
            Self::Nested => "s3.max_concurrent_requests",
            Self::Any(text) => text,
        }
    }
}

const FILES: [File; 2] = [File::Config, File::Credentials];

fuzz_target!(|input: Input<'_>| {
    let mut profiles = Profiles::parse(input.config, input.credentials);
    // Dotted keys may name another profile: `default.region`.
    let plain = |edit: &&Edit<'_>| !matches!(edit.key, Key::Any(key) if key.contains('.'));
    for edit in input.edits.iter().filter(plain).take(8) {
        apply(&mut profiles, edit);
    }
});

fn apply(profiles: &mut Profiles, edit: &Edit<'_>) {
    let (profile, key) = (edit.profile.text(), edit.key.text());
    let before = texts(profiles);
    let others = settings(profiles, profile);
    let outcome = match edit.value {
        Some(value) => profiles.set(profile, key, value),
        None => profiles.unset(profile, key),
    };
    if outcome.is_err() {
        assert_eq!(before, texts(profiles), "a refused edit changed a file");
        return;
    }
    let changed: Vec<File> = FILES
        .into_iter()
        .zip(&before)
        .filter(|(file, text)| profiles.document(*file).text() != *text)
        .map(|(file, _)| file)
        .collect();
    if changed.is_empty() {
        return;
    }
    assert!(
        !changed.iter().any(|file| profiles.document(*file).is_refused()),
        "an edit broke a file"
    );
    assert_eq!(profiles.get_value(profile, key), edit.value, "an edit does not read back");
    assert_eq!(others, settings(profiles, profile), "an edit changed another profile");
    let [config, credentials] = texts(profiles);
    let again = Profiles::parse(&config, &credentials);
    assert_eq!(again.get_value(profile, key), edit.value, "an edit is not in the text");
}

fn texts(profiles: &Profiles) -> [String; 2] {
    FILES.map(|file| profiles.document(file).text().to_owned())
}

/// The settings of all profiles except one.
fn settings(profiles: &Profiles, but: &str) -> Vec<(String, Vec<String>)> {
    let others = profiles.names().filter(|name| *name != but).filter_map(|name| profiles.get(name));
    let lines = |profile: &Profile| {
        profile
            .settings()
            .map(|found| format!("{}={:?}", found.setting.key, found.setting.value.text()))
            .collect()
    };
    others.map(|profile| (profile.name.to_string(), lines(profile))).collect()
}
