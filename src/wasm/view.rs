//! A profile's settings as `show` lists them.

use super::types::{NestedView, SettingView};
use crate::document::{Setting, Value};
use crate::profiles::{Found, Profile, Profiles};
use crate::text::Span;

/// The settings that hold a secret, or half of one. The AWS CLI masks the access key id too.
const SECRETS: [&str; 4] =
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];

/// The settings of a profile that count, secrets masked; none for an unknown profile.
pub fn settings(profiles: &Profiles, profile: &str) -> Vec<SettingView> {
    let found = profiles.get(profile).into_iter().flat_map(Profile::settings);
    found.map(|found| view(profiles, &found)).collect()
}

fn view(profiles: &Profiles, found: &Found<'_>) -> SettingView {
    let Setting { key, key_span, value_span, .. } = found.setting;
    let span = Span::new(key_span.start, value_span.end);
    let masked = SECRETS.contains(&key.as_str());
    let shown = |text: &str| if masked { mask(text) } else { text.to_owned() };
    let nested = match found.value() {
        Value::Text(_) => None,
        Value::Nested(settings) => Some(settings.iter().map(|setting| NestedView {
            name: setting.name.clone(),
            value: shown(&setting.value),
        })),
    };
    SettingView {
        value: found.text().map(shown),
        masked,
        nested: nested.map(Iterator::collect),
        location: profiles.location(found.file, span),
        key: key.clone(),
    }
}

/// Sixteen asterisks and the last four characters, as `aws configure list` shows secrets. Of a
/// value so short that four characters would be half of it or more, nothing is shown.
fn mask(text: &str) -> String {
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
            assert_eq!(mask(value), expected);
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
