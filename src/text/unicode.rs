//! Upper and lower case, letters and digits of all scripts.
//!
//! In WebAssembly, JavaScript handles everything except ASCII: both languages follow the Unicode
//! standard, and tables would be a twentieth of the engine. The component has the tables.

/// The text in lower case, as Python's `str.lower`.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { all::lower(text) }
}

/// The text in upper case.
pub(crate) fn upper(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_uppercase() } else { all::upper(text) }
}

/// Whether a character is a letter.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && all::is_letter(c)
}

/// Whether a character is a letter or a digit.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() && all::is_letter_or_digit(c)
}

#[cfg(any(not(target_arch = "wasm32"), feature = "component"))]
mod all {
    pub(super) fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub(super) fn upper(text: &str) -> String {
        text.to_uppercase()
    }

    pub(super) fn is_letter(c: char) -> bool {
        c.is_alphabetic()
    }

    pub(super) fn is_letter_or_digit(c: char) -> bool {
        c.is_alphanumeric()
    }
}

#[cfg(all(target_arch = "wasm32", not(feature = "component")))]
mod all {
    use js_sys::{JsString, RegExp};

    pub(super) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub(super) fn upper(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }

    pub(super) fn is_letter(c: char) -> bool {
        RegExp::new(r"\p{Alphabetic}", "u").test(c.encode_utf8(&mut [0; 4]))
    }

    pub(super) fn is_letter_or_digit(c: char) -> bool {
        RegExp::new(r"[\p{Alphabetic}\p{N}]", "u").test(c.encode_utf8(&mut [0; 4]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_scripts() {
        assert_eq!(lower("Profile_1-\u{130}\u{3a3}"), "profile_1-i\u{307}\u{3c2}");
        assert_eq!(upper("userprofile_\u{df}"), "USERPROFILE_SS");
        let cases = [
            ('a', true, true),
            ('7', false, true),
            ('_', false, false),
            ('\u{e9}', true, true),
            ('\u{663}', false, true),
            ('\u{540d}', true, true),
            ('\u{202e}', false, false),
        ];
        for (c, letter, letter_or_digit) in cases {
            assert_eq!((is_letter(c), is_letter_or_digit(c)), (letter, letter_or_digit), "{c:?}");
        }
    }
}
