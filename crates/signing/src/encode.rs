//! Hexadecimal, percent-encoding, and forms.

use zeroize::Zeroizing;

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";

/// Bytes in hexadecimal, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        push_hex(*byte, LOWER, &mut text);
    }
    text
}

/// Appends a text in which every byte except letters, digits and `-_.~` is percent-encoded, in upper
/// case (RFC 3986).
pub fn percent_encode(text: &str, encoded: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            push_hex(byte, UPPER, encoded);
        }
    }
}

fn push_hex(byte: u8, digits: &[u8; 16], text: &mut String) {
    for half in [byte >> 4, byte & 15] {
        text.push(digits.get(usize::from(half)).copied().map_or('0', char::from));
    }
}

/// A form or a query as Python's `urlencode` writes it: percent-encoded, with `+` for a space. Its text
/// is wiped when it is dropped.
#[derive(Default)]
pub struct Form(Zeroizing<String>);

impl Form {
    /// A form with these fields.
    pub fn of<const COUNT: usize>(fields: [(&str, &str); COUNT]) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            form.add(name, value);
        }
        form
    }

    /// Adds a field. The name consists of letters, digits and dots.
    pub fn add(&mut self, name: &str, value: &str) {
        self.reserve(name.len() + 3 * value.len() + 2);
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        let mut separator = '=';
        for word in value.split(' ') {
            self.0.push(separator);
            percent_encode(word, &mut self.0);
            separator = '+';
        }
    }

    /// The text.
    pub fn finish(self) -> Zeroizing<String> {
        self.0
    }

    /// Reserves capacity. If the text is moved, the old buffer is wiped.
    fn reserve(&mut self, more: usize) {
        let needed = self.0.len() + more;
        if needed > self.0.capacity() {
            let mut roomier = Zeroizing::new(String::with_capacity(2 * needed));
            roomier.push_str(&self.0);
            self.0 = roomier;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_in_hexadecimal() {
        assert_eq!(hex(&[0, 1, 0x7f, 0xab, 0xff]), "00017fabff");
    }

    proptest! {
        /// Every value is read back unchanged, and no part of it can end or start a field.
        #[test]
        fn values_stay_in_their_field(value in "\\PC{0,40}|[ -~\\s]{0,40}") {
            let body = Form::of([("First", ""), ("Value", &value)]).finish();
            let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"+%-_.~&=".contains(&byte);
            prop_assert!(body.bytes().all(safe), "{}", *body);
            let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
            prop_assert_eq!(fields.len(), 2);
            prop_assert_eq!(&fields.last().unwrap().1, &value);
        }
    }
}
