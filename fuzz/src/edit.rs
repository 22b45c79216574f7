//! Arbitrary files and edits: `set` reads back, `unset` removes, nothing else changes, and a rejected
//! edit changes nothing.

use rolehop::config::{Profile, Profiles};
use rolehop::text::File;

/// A change of a setting.
struct Edit<'a> {
    profile: &'a str,
    key: &'a str,
    /// `None` removes the setting.
    value: Option<&'a str>,
}

/// The most changes of an input.
const EDITS_MAX: usize = 8;

const FILES: [File; 2] = [File::Config, File::Credentials];

/// Parts: `config`, `credentials`, and the changes: `PROFILE|KEY|VALUE` or `PROFILE|KEY`, each after the first
/// below a line `---`.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [config, credentials, edits] = super::parts(&text);
    let mut profiles = Profiles::parse(config, credentials);
    for edit in edits.split("\n---\n").filter_map(parse).take(EDITS_MAX) {
        apply(&mut profiles, &edit);
    }
}

/// A change. Keys with dots are left out, because they may name another profile: `default.region`.
fn parse(line: &str) -> Option<Edit<'_>> {
    let mut fields = line.splitn(3, '|');
    let (profile, key, value) = (fields.next()?, fields.next()?, fields.next());
    let is_plain = !key.contains('.') || key == "s3.max_concurrent_requests";
    is_plain.then_some(Edit { profile, key, value })
}

fn apply(profiles: &mut Profiles, edit: &Edit<'_>) {
    let (profile, key) = (edit.profile, edit.key);
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
