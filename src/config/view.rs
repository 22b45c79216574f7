//! A profile's settings as `show` lists them.

use serde::Serialize;

use super::{Found, Profile, Profiles, is_secret};
use crate::document::{Setting, Value};
use crate::text::{Location, Span};

/// One setting of a profile, as `show` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingView {
    /// The key.
    pub key: String,
    /// The value; of a secret, sixteen asterisks and its last four characters, and of a
    /// `credential_process` the program alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub value: Option<String>,
    /// Whether the value is not shown as it is.
    pub masked: bool,
    /// The lines of a block; then there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub nested: Option<Vec<NestedView>>,
    /// Where it is written: from its key to the end of its value.
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

/// The settings of a profile that count, secrets masked; none for an unknown profile.
pub fn settings(profiles: &Profiles, profile: &str) -> Vec<SettingView> {
    let found = profiles.get(profile).into_iter().flat_map(Profile::settings);
    found.map(|found| view(profiles, &found)).collect()
}

fn view(profiles: &Profiles, found: &Found<'_>) -> SettingView {
    let Setting { key, key_span, value_span, .. } = found.setting;
    let span = Span::new(key_span.start, value_span.end);
    let mask = masking(key);
    let shown = |text: &str| mask.map_or_else(|| text.to_owned(), |mask| mask(text));
    let nested = match found.value() {
        Value::Text(_) => None,
        Value::Nested(settings) => Some(settings.iter().map(|setting| NestedView {
            name: setting.name.clone(),
            value: shown(&setting.value),
        })),
    };
    SettingView {
        value: found.text().map(shown),
        masked: mask.is_some(),
        nested: nested.map(Iterator::collect),
        location: profiles.location(found.file, span),
        key: key.clone(),
    }
}

/// How the values of a key are hidden, if they are. The AWS CLI hides the access key id too, and
/// the arguments of a program may hold anything.
fn masking(key: &str) -> Option<fn(&str) -> String> {
    match key {
        "credential_process" => Some(program),
        "aws_access_key_id" => Some(ending),
        _ if is_secret(key) => Some(ending),
        _ => None,
    }
}

/// The first word of a command, as it is written: how words are split differs between systems.
fn program(command: &str) -> String {
    match command.trim().split_once(char::is_whitespace) {
        Some((program, _)) => format!("{program} …"),
        None => command.trim().to_owned(),
    }
}

/// Sixteen asterisks and the last four characters, as `aws configure list` shows secrets. Of a
/// value so short that four characters would be half of it or more, nothing is shown.
fn ending(text: &str) -> String {
    let mut shown = String::from("****************");
    let hidden = text.chars().count().saturating_sub(4);
    if hidden > 4 {
        shown.extend(text.chars().skip(hidden));
    }
    shown
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
        let cases = [
            ("AKIAIOSFODNN7EXAMPLE", "****************MPLE"),
            ("123456789", "****************6789"),
            ("12345678", "****************"),
            ("", "****************"),
            ("ключ-и-ещё-секрет", "****************крет"),
        ];
        for (value, expected) in cases {
            assert_eq!(ending(value), expected);
        }
    }

    #[test]
    fn arguments_of_programs_are_left_out() {
        let cases = [
            ("/bin/helper --token canary", "/bin/helper …"),
            ("C:\\tools\\helper.exe\t-x", "C:\\tools\\helper.exe …"),
            (" helper ", "helper"),
            ("helper 'canary", "helper …"),
            ("", ""),
        ];
        for (command, expected) in cases {
            assert_eq!(program(command), expected);
        }
    }

    #[test]
    fn the_settings_that_count_with_their_places() {
        let config = "[profile p]\nregion = eu-west-1\ns3 =\n  a = 1\n";
        let credentials = "[p]\naws_secret_access_key = canary/secret/abcd\n";
        let views = settings(&Profiles::parse(config, credentials), "p");
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
        assert!(settings(&Profiles::parse(config, credentials), "q").is_empty());
    }
}
