//! Base64 in the forms that OAuth uses.

use aws_smithy_types::base64;

/// Base64 for URLs, without padding (RFC 7515).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    base64::encode(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The bytes of base64 for URLs, with or without padding; `None` if the text is not that.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('-', "+").replace('_', "/");
    base64::decode(padded(text)).ok()
}

/// The bytes of base64 in which characters outside its alphabet are ignored and the padding is
/// required, as Python's `b64decode` reads it; `None` if the text is not that.
pub(crate) fn from_base64_with_noise(text: &str) -> Option<Vec<u8>> {
    let is_of_alphabet = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let digits: String = text.chars().filter(is_of_alphabet).collect();
    let padding = text.chars().filter(|c| *c == '=').count();
    (padding >= missing(&digits)).then(|| base64::decode(padded(digits)).ok())?
}

/// How many characters of padding a text lacks.
const fn missing(digits: &str) -> usize {
    (4 - digits.len() % 4) % 4
}

fn padded(mut digits: String) -> String {
    for _ in 0..missing(&digits) {
        digits.push('=');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets() {
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
        for text in ["-_8", "-_8="] {
            assert_eq!(from_base64url(text).as_deref(), Some(&[0xfb, 0xff][..]), "{text}");
        }
        assert_eq!(from_base64url("a b"), None);
    }

    #[test]
    fn noise_is_ignored_and_padding_is_required() {
        let cases = [
            ("QUJD", Some("ABC")),
            (" QU\nJD-", Some("ABC")),
            ("QUI=", Some("AB")),
            ("QUI==", Some("AB")),
            ("QUI", None),
            ("QUJDR", None),
            ("%%%", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(
                from_base64_with_noise(text),
                expected.map(|it| it.as_bytes().to_vec()),
                "{text}"
            );
        }
    }
}
