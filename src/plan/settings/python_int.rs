//! Integers as the AWS CLI reads them: with Python's `int()`.

/// The zero of each set of decimal digits in Unicode; the other nine follow it.
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// Parses an integer: whitespace around it, a sign, digits of any script, and single underscores
/// between digits. A value that is too large becomes the largest integer.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut value: i64 = 0;
    let mut after_digit = false;
    for character in digits.chars() {
        match digit(character) {
            Some(digit) => {
                value = value.saturating_mul(10).saturating_add(digit);
                after_digit = true;
            }
            None if character == '_' && after_digit => after_digit = false,
            None => return None,
        }
    }
    after_digit.then_some(sign * value)
}

fn digit(character: char) -> Option<i64> {
    let code = u32::from(character);
    let zero = *ZEROS.get(ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    (code - zero < 10).then(|| i64::from(code - zero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_those_of_python() {
        let cases = [
            ("3600", Some(3600)),
            (" 3600\t", Some(3600)),
            ("+900", Some(900)),
            ("-5", Some(-5)),
            ("0900", Some(900)),
            ("1_000", Some(1000)),
            ("\u{0663}\u{0666}\u{0660}\u{0660}", Some(3600)),
            ("\u{ff11}\u{1d7ce}", Some(10)),
            ("99999999999999999999", Some(i64::MAX)),
            ("", None),
            ("-", None),
            ("+ 5", None),
            ("_1", None),
            ("1_", None),
            ("1__0", None),
            ("10x", None),
            ("1h", None),
            ("3600.5", None),
            ("1e3", None),
            ("0x10", None),
            ("\u{b2}", None),
            ("36 00", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
