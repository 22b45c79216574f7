//! The settings of a section, for `show`.

use serde::Serialize;

use super::{Profile, Profiles, SectionRef, SettingRef};
use crate::document::{NestedSetting, Setting, Value};
use crate::text::redact::{self, shown_key};
use crate::text::{Location, Span};

/// One setting of a profile or another section, for `show`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingView {
    /// The key.
    pub key: String,
    /// The value. A secret is shown as 16 asterisks and its last four characters, a
    /// `credential_process` as its program only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub value: Option<String>,
    /// Whether the value is masked.
    pub masked: bool,
    /// The lines of a block, which has no value of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub nested: Option<Vec<NestedView>>,
    /// The location, from the key to the end of the value.
    pub location: Location,
}

/// One line of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NestedView {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// The effective settings of a section, with secrets masked; empty for an unknown one.
pub fn settings(profiles: &Profiles, section: SectionRef<'_>) -> Vec<SettingView> {
    let found = profiles.section(section).into_iter().flat_map(Profile::settings);
    found.map(|found| view(profiles, &found)).collect()
}

fn view(profiles: &Profiles, found: &SettingRef<'_>) -> SettingView {
    let Setting { key, key_span, value_span, .. } = found.setting;
    let span = Span::new(key_span.start, value_span.end);
    let mut masked = redact::is_masked(key);
    let mut shown = |key: &str, value: &str| {
        let shown = redact::shown_value(key, value);
        masked |= shown != value;
        shown.into_owned()
    };
    let value = found.text().map(|text| shown(key, text));
    let nested = match found.value() {
        Value::Text(_) => None,
        Value::Nested(settings) => {
            Some(settings.iter().map(|NestedSetting { name, value, .. }| {
                let deciding = if redact::is_masked(key) { &**key } else { name };
                NestedView { name: shown_key(name).into_owned(), value: shown(deciding, value) }
            }))
        }
    };
    let nested = nested.map(Iterator::collect);
    let location = profiles.location(found.file, span);
    SettingView { value, masked, nested, location, key: shown_key(key).into_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn effective_settings_with_their_locations() {
        let config = "[profile p]\nregion = eu-west-1\ns3 =\n  a = 1\n";
        let credentials = "[p]\naws_secret_access_key = canary/secret/abcd\n";
        let views = settings(&Profiles::parse(config, credentials), "p".into());
        let shown: Vec<_> = views
            .iter()
            .map(|view| (view.key.as_str(), view.value.as_deref(), view.masked, view.location.line))
            .collect();
        let expected = [
            ("region", Some("eu-west-1"), false, 2),
            ("s3", None, false, 3),
            ("aws_secret_access_key", Some("****************abcd"), true, 2),
        ];
        assert_eq!(shown, expected);
        let nested = views.get(1).and_then(|view| view.nested.as_deref()).unwrap();
        assert_eq!(nested, [NestedView { name: "a".into(), value: "1".into() }]);
        assert!(settings(&Profiles::parse(config, credentials), "q".into()).is_empty());
    }
}
