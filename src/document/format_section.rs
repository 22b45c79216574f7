//! Formats new sections. The `ini` crate writes them, because there is no text to preserve.

use ini::{EscapePolicy, Ini, LineSeparator, Properties, WriteOption};

/// Formats a header and its settings as `aws configure set` writes them, `key = value`, with CRLF
/// or LF line ends. Names and values are written unchanged; the caller must make sure that they
/// survive a round trip.
pub(crate) fn fresh_section(name: &str, settings: &[(&str, &str)], crlf: bool) -> String {
    let mut properties = Properties::new();
    for (key, value) in settings {
        properties.insert(*key, *value);
    }
    let mut section = Ini::new();
    section.entry(Some(name.to_owned())).or_insert(properties);
    let options = WriteOption {
        escape_policy: EscapePolicy::Nothing,
        line_separator: if crlf { LineSeparator::CRLF } else { LineSeparator::CR },
        kv_separator: " = ",
    };
    // Enough capacity to avoid reallocation, which would leave copies of secrets in memory.
    let mut text = Vec::with_capacity(8192);
    // Neither can fail: writing to a vector does not fail, and the input is UTF-8.
    let written = section.write_to_opt(&mut text, options).is_ok();
    String::from_utf8(text).ok().filter(|_| written).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_as_the_aws_cli_writes_them() {
        type Settings<'a> = &'a [(&'a str, &'a str)];
        let cases: [(&str, &str, Settings, bool, &str); 4] = [
            ("settings", "a", &[("x", "1"), ("y", "2")], false, "[a]\nx = 1\ny = 2\n"),
            ("CRLF", "a", &[("x", "1")], true, "[a]\r\nx = 1\r\n"),
            ("no settings", "profile 'a b'", &[], false, "[profile 'a b']\n"),
            ("nothing is escaped", "é", &[("x", r#"\ "é" # ;"#)], false, "[é]\nx = \\ \"é\" # ;\n"),
        ];
        for (shows, name, settings, crlf, expected) in cases {
            assert_eq!(fresh_section(name, settings, crlf), expected, "{shows}");
        }
    }
}
