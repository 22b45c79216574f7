//! What STS accepts for each parameter, checked before anything is sent.
//!
//! The bounds are those of the service's published model (API version 2011-06-15). Lengths count
//! characters, not bytes.

use std::fmt;
use std::ops::RangeInclusive;

/// Seconds that a session of a role can last.
pub const ROLE_DURATION: RangeInclusive<i64> = 900..=43_200;
/// Seconds that a session can last at most when the caller is itself a session of a role.
pub const CHAINED_DURATION_MAX: i64 = 3_600;
/// Seconds that a session of `GetSessionToken` can last.
pub const SESSION_TOKEN_DURATION: RangeInclusive<i64> = 900..=129_600;

/// What is wrong with a parameter. The text goes on from the parameter's name: `role_session_name`
/// *has 1 character; STS allows 2 to 64*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Too short or too long.
    Length {
        /// How many characters it has.
        length: usize,
        /// How many it may have.
        allowed: RangeInclusive<usize>,
    },
    /// A character that it must not have.
    Character {
        /// The first one.
        character: char,
        /// Which there may be, in words.
        allowed: &'static str,
    },
    /// A number that is too small or too large.
    Range {
        /// The number.
        value: i64,
        /// Which it may be.
        allowed: RangeInclusive<i64>,
    },
    /// Anything else, in words.
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

/// A character in a message: in backticks, or by its number when it would not show.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ' ' => f.write_str("a space"),
            '`' => f.write_str("a backtick"),
            c if c.is_ascii_graphic() || c.is_alphanumeric() => write!(f, "`{c}`"),
            c => write!(f, "U+{:04X}", u32::from(c)),
        }
    }
}

/// The role's ARN: 20 to 2048 characters. Whether it is the ARN of a role is another question.
///
/// # Errors
/// What is wrong with it.
pub fn role_arn(text: &str) -> Result<(), Limit> {
    let allowed = "text without control characters";
    check(text, 20..=2048, is_text, allowed)
}

/// The session's name: 2 to 64 letters, digits and `_+=,.@-`.
///
/// # Errors
/// What is wrong with it.
pub fn session_name(text: &str) -> Result<(), Limit> {
    check(text, 2..=64, |c| is_word(c, "+=,.@-"), "ASCII letters, digits and `_+=,.@-`")
}

/// The external id: 2 to 1224 letters, digits and `_+=,.@:/-`.
///
/// # Errors
/// What is wrong with it.
pub fn external_id(text: &str) -> Result<(), Limit> {
    check(text, 2..=1224, |c| is_word(c, "+=,.@:/-"), "ASCII letters, digits and `_+=,.@:/-`")
}

/// The serial number or ARN of an MFA device: 9 to 256 letters, digits and `_+=/:,.@-`.
///
/// # Errors
/// What is wrong with it.
pub fn serial_number(text: &str) -> Result<(), Limit> {
    check(text, 9..=256, |c| is_word(c, "+=/:,.@-"), "ASCII letters, digits and `_+=/:,.@-`")
}

/// Who acts, for the logs: 2 to 64 letters, digits and `_+=,.@-`.
///
/// # Errors
/// What is wrong with it.
pub fn source_identity(text: &str) -> Result<(), Limit> {
    session_name(text)
}

/// The key of a session's tag: 1 to 128 letters, digits, blanks and `_.:/=+-@`, without `aws:` at
/// its beginning, which the service keeps for itself.
///
/// # Errors
/// What is wrong with it.
pub fn tag_key(text: &str) -> Result<(), Limit> {
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        return Err(Limit::Form("begins with `aws:`, which is reserved for AWS"));
    }
    check(text, 1..=128, is_in_tags, TAG_TEXT)
}

/// The value of a session's tag: up to 256 of the same characters.
///
/// # Errors
/// What is wrong with it.
pub fn tag_value(text: &str) -> Result<(), Limit> {
    check(text, 0..=256, is_in_tags, TAG_TEXT)
}

const TAG_TEXT: &str = "letters, digits, spaces and `_.:/=+-@`";

/// Roughly the classes L, N and Z of Unicode; STS is the judge of the rest.
fn is_in_tags(c: char) -> bool {
    c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}

/// A session policy: 1 to 2048 characters up to U+00FF, and JSON.
///
/// # Errors
/// What is wrong with it.
pub fn policy(text: &str) -> Result<(), Limit> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    check(text, 1..=2048, is_allowed, "characters up to U+00FF")?;
    let value = serde_json::from_str::<serde_json::Value>(text);
    value
        .is_ok_and(|value| value.is_object())
        .then_some(())
        .ok_or(Limit::Form("is not a JSON object"))
}

/// The code of an MFA device: six ASCII digits, nothing around them. The message does not repeat
/// any of it.
///
/// # Errors
/// What is wrong with it.
pub fn token_code(text: &str) -> Result<(), Limit> {
    let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(()).ok_or(Limit::Form("is not six digits"))
}

/// The token of an identity provider: 4 to 20000 characters. The message does not repeat any of it.
///
/// # Errors
/// What is wrong with it.
pub fn web_identity_token(text: &str) -> Result<(), Limit> {
    length(text, 4..=20_000)
}

/// The duration of a role session in seconds: 900 to 43200, and no more than 3600 when the
/// caller is itself a session of a role ([`CHAINED_DURATION_MAX`], for the caller to check).
///
/// # Errors
/// What is wrong with it.
pub fn role_duration(seconds: i64) -> Result<(), Limit> {
    range(seconds, ROLE_DURATION)
}

/// The duration of a `GetSessionToken` session in seconds: 900 to 129600.
///
/// # Errors
/// What is wrong with it.
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

/// A letter or digit of ASCII, an underscore, or one of `more`.
fn is_word(c: char, more: &str) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || more.contains(c)
}

/// The characters of the model's pattern for ARNs: those of XML, without the C1 controls but NEL.
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

    fn said(result: Result<(), Limit>) -> String {
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
            assert_eq!(said(session_name(&name)), expected, "{name:?}");
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
            assert_eq!(said(token_code(code)), "is not six digits");
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
            assert_eq!(said(role_duration(seconds)), expected);
        }
        assert!(session_token_duration(129_600).is_ok());
        assert!(session_token_duration(129_601).is_err());
    }
}
