//! The limits of STS for each parameter, checked before anything is sent.
//!
//! They are from the service's published model (API version 2011-06-15). Lengths are in characters,
//! not bytes.

use crate::text::is_letter_or_digit;
use std::fmt;
use std::ops::RangeInclusive;

/// The duration of a role session, in seconds.
pub const ROLE_DURATION: RangeInclusive<i64> = 900..=43_200;
/// The maximum duration of a role session whose caller is a role session, in seconds.
pub const CHAINED_DURATION_MAX: i64 = 3_600;
/// The duration of a `GetSessionToken` session, in seconds.
pub const SESSION_TOKEN_DURATION: RangeInclusive<i64> = 900..=129_600;

/// Why a parameter is not valid, as the end of a sentence that starts with its name:
/// `role_session_name` *has 1 character; STS allows 2 to 64*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Too short or too long.
    Length {
        /// Its length.
        length: usize,
        /// The allowed lengths.
        allowed: RangeInclusive<usize>,
    },
    /// A character that is not allowed.
    Character {
        /// The first such character.
        character: char,
        /// A description of the allowed characters.
        allowed: &'static str,
    },
    /// A number that is too small or too large.
    Range {
        /// The value.
        value: i64,
        /// The allowed values.
        allowed: RangeInclusive<i64>,
    },
    /// Another reason, in words.
    Form(&'static str),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { length, allowed } => {
                let plural = if *length == 1 { "" } else { "s" };
                let (least, most) = (allowed.start(), allowed.end());
                write!(f, "has {length} character{plural}; STS requires {least} to {most}")
            }
            Self::Character { character, allowed } => {
                write!(f, "contains {}; STS allows only {allowed}", Shown(*character))
            }
            Self::Range { value, allowed } => {
                write!(f, "is {value}; STS requires {} to {}", allowed.start(), allowed.end())
            }
            Self::Form(words) => f.write_str(words),
        }
    }
}

/// A character in a message: in backticks, or its code point if it is invisible.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ' ' => f.write_str("a space"),
            '`' => f.write_str("a backtick"),
            c if c.is_ascii_graphic() || is_letter_or_digit(c) => write!(f, "`{c}`"),
            c => write!(f, "U+{:04X}", u32::from(c)),
        }
    }
}

/// Checks the length of a role's ARN, 20 to 2048 characters, but not that it is one of a role.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn role_arn(text: &str) -> Result<(), Limit> {
    let allowed = "text without control characters";
    check(text, 20..=2048, is_text, allowed)
}

/// Checks a session name: 2 to 64 letters, digits and `_+=,.@-`.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn session_name(text: &str) -> Result<(), Limit> {
    check(text, 2..=64, |c| is_word(c, "+=,.@-"), "ASCII letters, digits and `_+=,.@-`")
}

/// Checks an external ID: 2 to 1224 letters, digits and `_+=,.@:/-`.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn external_id(text: &str) -> Result<(), Limit> {
    check(text, 2..=1224, |c| is_word(c, "+=,.@:/-"), "ASCII letters, digits and `_+=,.@:/-`")
}

/// Checks the serial number or ARN of an MFA device: 9 to 256 letters, digits and `_+=/:,.@-`.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn serial_number(text: &str) -> Result<(), Limit> {
    check(text, 9..=256, |c| is_word(c, "+=/:,.@-"), "ASCII letters, digits and `_+=/:,.@-`")
}

/// Checks a source identity: 2 to 64 letters, digits and `_+=,.@-`.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn source_identity(text: &str) -> Result<(), Limit> {
    session_name(text)
}

/// Checks the key of a session tag: 1 to 128 letters, digits, spaces and `_.:/=+-@`, without the
/// prefix `aws:`, which is reserved.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn tag_key(text: &str) -> Result<(), Limit> {
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        return Err(Limit::Form("begins with `aws:`, which is reserved for AWS"));
    }
    check(text, 1..=128, is_in_tags, TAG_TEXT)
}

/// Checks the value of a session tag: up to 256 of the same characters.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn tag_value(text: &str) -> Result<(), Limit> {
    check(text, 0..=256, is_in_tags, TAG_TEXT)
}

const TAG_TEXT: &str = "letters, digits, spaces and `_.:/=+-@`";

/// Approximates the Unicode classes L, N and Z; STS rejects the rest.
fn is_in_tags(c: char) -> bool {
    is_letter_or_digit(c) || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}

/// Checks a session policy: 1 to 2048 characters up to U+00FF, and valid JSON.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn policy(text: &str) -> Result<(), Limit> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    check(text, 1..=2048, is_allowed, "characters up to U+00FF")?;
    let value = serde_json::from_str::<serde_json::Value>(text);
    value
        .is_ok_and(|value| value.is_object())
        .then_some(())
        .ok_or(Limit::Form("is not a JSON object"))
}

/// Checks an MFA code: exactly six ASCII digits. The reason does not repeat any of it.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn token_code(text: &str) -> Result<(), Limit> {
    let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(()).ok_or(Limit::Form("is not six digits"))
}

/// Checks a web identity token: 4 to 20000 characters. The reason does not repeat any of it.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn web_identity_token(text: &str) -> Result<(), Limit> {
    length(text, 4..=20_000)
}

/// Checks the duration of a role session in seconds: 900 to 43200. If the caller is a role session,
/// the maximum is 3600 ([`CHAINED_DURATION_MAX`]); this function does not check that.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn role_duration(seconds: i64) -> Result<(), Limit> {
    range(seconds, ROLE_DURATION)
}

/// Checks the duration of a `GetSessionToken` session in seconds: 900 to 129600.
///
/// # Errors
/// The reason, as the end of a sentence that starts with the parameter's name.
pub fn session_token_duration(seconds: i64) -> Result<(), Limit> {
    range(seconds, SESSION_TOKEN_DURATION)
}

fn check(
    text: &str,
    lengths: RangeInclusive<usize>,
    is_allowed: impl Fn(char) -> bool,
    allowed: &'static str,
) -> Result<(), Limit> {
    length(text, lengths)?;
    match text.chars().find(|c| !is_allowed(*c)) {
        Some(character) => Err(Limit::Character { character, allowed }),
        None => Ok(()),
    }
}

fn length(text: &str, allowed: RangeInclusive<usize>) -> Result<(), Limit> {
    let length = text.chars().count();
    if allowed.contains(&length) { Ok(()) } else { Err(Limit::Length { length, allowed }) }
}

fn range(value: i64, allowed: RangeInclusive<i64>) -> Result<(), Limit> {
    if allowed.contains(&value) { Ok(()) } else { Err(Limit::Range { value, allowed }) }
}

/// An ASCII letter or digit, an underscore, or a character of `more`.
fn is_word(c: char, more: &str) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || more.contains(c)
}

/// The characters of the model's pattern for ARNs: those of XML, without C1 controls except NEL.
fn is_text(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}'
            | '\u{10000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message_of(result: Result<(), Limit>) -> String {
        result.map_or_else(|limit| limit.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn session_names() {
        let cases = [
            ("ab".to_owned(), "fine"),
            ("a".repeat(64), "fine"),
            ("aZ09_+=,.@-".to_owned(), "fine"),
            (String::new(), "has 0 characters; STS requires 2 to 64"),
            ("a".to_owned(), "has 1 character; STS requires 2 to 64"),
            ("a".repeat(65), "has 65 characters; STS requires 2 to 64"),
            (
                "a b".to_owned(),
                "contains a space; STS allows only ASCII letters, digits and `_+=,.@-`",
            ),
            ("a/b".to_owned(), "contains `/`; STS allows only ASCII letters, digits and `_+=,.@-`"),
            ("né".to_owned(), "contains `é`; STS allows only ASCII letters, digits and `_+=,.@-`"),
            (
                "a\u{7f}".to_owned(),
                "contains U+007F; STS allows only ASCII letters, digits and `_+=,.@-`",
            ),
            (
                "a\u{202e}".to_owned(),
                "contains U+202E; STS allows only ASCII letters, digits and `_+=,.@-`",
            ),
        ];
        for (name, expected) in cases {
            assert_eq!(message_of(session_name(&name)), expected, "{name:?}");
        }
    }

    #[test]
    fn bounds_of_every_text() {
        type Check = fn(&str) -> Result<(), Limit>;
        let cases: [(&str, Check, usize, usize); 5] = [
            ("role ARN", role_arn, 20, 2048),
            ("session name", session_name, 2, 64),
            ("external ID", external_id, 2, 1224),
            ("serial number", serial_number, 9, 256),
            ("web identity token", web_identity_token, 4, 20_000),
        ];
        for (name, check, least, most) in cases {
            assert!(check(&"1".repeat(least - 1)).is_err(), "{name}");
            assert!(check(&"1".repeat(least)).is_ok(), "{name}");
            assert!(check(&"1".repeat(most)).is_ok(), "{name}");
            assert!(check(&"1".repeat(most + 1)).is_err(), "{name}");
        }
    }

    #[test]
    fn characters_of_every_text() {
        assert!(external_id("a:b/c@d_e+f=g,h.i-j").is_ok());
        assert!(external_id("a b").is_err());
        assert!(serial_number("arn:aws:iam::111122223333:mfa/me@a").is_ok());
        assert!(serial_number("GAHT12345678").is_ok());
        assert!(serial_number("arn:aws:iam::1:mfa/m e").is_err());
        assert!(role_arn("arn:aws:iam::111122223333:role/é\u{10000}").is_ok());
        assert!(role_arn("arn:aws:iam::111122223333:role/\u{0}").is_err());
        assert!(role_arn("arn:aws:iam::111122223333:role/\u{9f}").is_err());
    }

    #[test]
    fn token_codes() {
        assert!(token_code("012345").is_ok());
        for code in ["", "12345", "1234567", "12 345", " 12345", "12345a", "١٢٣٤٥٦", "123456\n"]
        {
            assert_eq!(message_of(token_code(code)), "is not six digits");
        }
    }

    #[test]
    fn durations() {
        let cases = [
            (899, "is 899; STS requires 900 to 43200"),
            (900, "fine"),
            (43_200, "fine"),
            (43_201, "is 43201; STS requires 900 to 43200"),
            (-1, "is -1; STS requires 900 to 43200"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(message_of(role_duration(seconds)), expected);
        }
        assert!(session_token_duration(129_600).is_ok());
        assert!(session_token_duration(129_601).is_err());
    }
}
