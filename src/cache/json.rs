//! JSON as Python's `json.dumps` writes it, for the hashes in the cache.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use serde_json::{Map, Value};

use crate::secret::Secret;

/// The separators in the text.
#[derive(Clone, Copy)]
pub(crate) enum Separators {
    /// `", "` and `": "`, Python's default.
    Spaced,
    /// `","` and `":"`.
    Compact,
}

/// Serializes a value as one line of ASCII. `None` only if the value cannot be serialized.
pub(crate) fn to_string(value: &impl Serialize, separators: Separators) -> Option<String> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Python { separators });
    value.serialize(&mut serializer).ok()?;
    String::from_utf8(bytes).ok()
}

struct Python {
    separators: Separators,
}

impl Python {
    fn comma<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        match self.separators {
            _ if first => Ok(()),
            Separators::Spaced => writer.write_all(b", "),
            Separators::Compact => writer.write_all(b","),
        }
    }
}

impl Formatter for Python {
    fn begin_array_value<W>(&mut self, writer: &mut W, first: bool) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        self.comma(writer, first)
    }

    fn begin_object_key<W>(&mut self, writer: &mut W, first: bool) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        self.comma(writer, first)
    }

    fn begin_object_value<W>(&mut self, writer: &mut W) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        match self.separators {
            Separators::Spaced => writer.write_all(b": "),
            Separators::Compact => writer.write_all(b":"),
        }
    }

    /// Escapes what Python escapes and `serde_json` does not: DEL and all characters beyond ASCII,
    /// as UTF-16 in lower-case hex.
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let is_escaped = |c: char| !matches!(c, ' '..='~');
        for part in fragment.split_inclusive(is_escaped) {
            let plain = part.trim_end_matches(is_escaped);
            writer.write_all(plain.as_bytes())?;
            for unit in part.get(plain.len()..).unwrap_or_default().encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

/// Takes a string out of an object; `None` if it is empty or not a string.
pub(crate) fn take_secret(object: &mut Map<String, Value>, key: &str) -> Option<Secret> {
    match object.remove(key) {
        Some(Value::String(text)) if !text.is_empty() => Some(Secret::new(text)),
        _ => None,
    }
}

/// An object without the fields that are null.
pub(crate) fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, field| !field.is_null());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_ascii() {
        let text = "a/\"\\\u{8}\u{c}\n\r\t\u{1}\u{1f}~\u{7f}é中\u{1F511}";
        let expected = r#""a/\"\\\b\f\n\r\t\u0001\u001f~\u007f\u00e9\u4e2d\ud83d\udd11""#;
        assert_eq!(to_string(&text, Separators::Spaced).as_deref(), Some(expected));
    }

    #[test]
    fn separators() {
        let value = serde_json::json!({"a": [1, 2], "b": {}, "c": []});
        let cases = [
            (Separators::Spaced, r#"{"a": [1, 2], "b": {}, "c": []}"#),
            (Separators::Compact, r#"{"a":[1,2],"b":{},"c":[]}"#),
        ];
        for (separators, expected) in cases {
            assert_eq!(to_string(&value, separators).as_deref(), Some(expected));
        }
    }
}
