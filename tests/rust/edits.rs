//! Edits of arbitrary files: what is accepted reads back, and nothing else changes.

use proptest::prelude::*;
use proptest::sample::select;
use rolehop::config::Profiles;
use rolehop::diagnostic::Code;
use rolehop::document::Value;
use rolehop::text::File;

/// Pieces that matter to the grammar.
const PIECES: &[&str] = &[
    "[",
    "]",
    "=",
    ":",
    "\n",
    "\n",
    "\n ",
    "\r",
    "\r\n",
    "#",
    ";",
    "\"",
    "'",
    "\\",
    " ",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "\u{3000}",
    "\u{1c}",
    "\0",
    "\u{feff}",
    "é",
    "İ",
    "[profile p]\n",
    "[p]\n",
    "[region]\n",
    "[default]\n",
    "[DEFAULT]\n",
    "region",
    "region =",
    "region = a\n",
    "s3 =\n  a = b\n",
    "  x = y\n",
    "web_identity_token_file = a",
];

/// Keys of settings, names in blocks, and profiles: each can be any of the three.
const NAMES: &[&str] =
    &["region", "sso_role_name", "web_identity_token_file", "s3", "p", "default"];

fn junk() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

/// A file, with a section of the profile or without.
fn file(header: &'static str) -> impl Strategy<Value = String> {
    (any::<bool>(), junk()).prop_map(
        move |(has_section, junk)| {
            if has_section { header.to_owned() + &junk } else { junk }
        },
    )
}

fn key() -> impl Strategy<Value = String> {
    prop::collection::vec(select(NAMES), 1..3).prop_map(|parts| parts.join("."))
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![select(NAMES).prop_map(str::to_owned), junk(), ".*"]
}

const FILES: [File; 2] = [File::Config, File::Credentials];

/// Every setting of every profile, with the names of its block.
fn settings(profiles: &Profiles) -> Vec<(String, String)> {
    let names = profiles.names().map(str::to_owned).collect::<Vec<_>>();
    let of = |name: &String| {
        let profile = profiles.get(name).unwrap();
        let each = profile.settings().map(|found| {
            let nested = match found.value() {
                Value::Nested(names) => {
                    let each = names.iter().map(|it| format!("{}={}", it.name, it.value));
                    each.collect::<Vec<_>>().join(";")
                }
                Value::Text(text) => text.to_string(),
            };
            (format!("{name}.{}", found.setting.key), nested)
        });
        each.collect::<Vec<_>>()
    };
    names.iter().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_accepted_reads_back(
        config in file("[profile p]\n"),
        credentials in file("[p]\n"),
        profile in select(&["p", "default", "region", "new"][..]),
        key in key(),
        value in value(),
    ) {
        let before = Profiles::parse(&config, &credentials);
        let mut edited = before.clone();
        if let Err(error) = edited.set(profile, &key, &value) {
            prop_assert_eq!(error.code, Code::EditRefused);
            prop_assert_eq!(FILES.map(|file| edited.document(file).text()), [&*config, &*credentials]);
            return Ok(());
        }
        prop_assert_eq!(edited.get_value(profile, &key), Some(&*value));
        let [config, credentials] = FILES.map(|file| edited.document(file).text());
        let again = Profiles::parse(config, credentials);
        prop_assert_eq!(again.get_value(profile, &key), Some(&*value), "in the text");
        for file in FILES.into_iter().filter(|file| edited.document(*file).text() != before.document(*file).text()) {
            prop_assert!(!again.document(file).is_refused());
        }
        let changed = if key.starts_with("default.") { "default" } else { profile };
        let is_other = |(name, _): &&(String, String)| !name.starts_with(&format!("{changed}."));
        let [old, new] = [settings(&before), settings(&again)];
        prop_assert!(old.iter().filter(is_other).eq(new.iter().filter(is_other)));
        let key = key.strip_prefix("default.").unwrap_or(&key).split('.').next().unwrap();
        for (name, value) in old.iter().filter(|(name, _)| *name != format!("{changed}.{key}")) {
            prop_assert!(new.contains(&(name.clone(), value.clone())), "{name} is lost");
        }
    }
}
