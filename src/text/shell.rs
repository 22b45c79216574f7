//! Quotes words for a shell, in commands that messages suggest.

use super::one_line;
use crate::text::is_letter_or_digit;

/// Quotes a name for a POSIX shell.
pub(crate) fn shell_quote(name: &str) -> String {
    let name = one_line(name, 200);
    let is_plain = |c: char| is_letter_or_digit(c) || "_-./:@+,=".contains(c);
    if !name.is_empty() && name.chars().all(is_plain) {
        return name;
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_commands() {
        let cases = [
            ("dev", "dev"),
            ("team/dev@x", "team/dev@x"),
            ("my team", "'my team'"),
            ("o'neil", "'o'\\''neil'"),
            ("$(id)", "'$(id)'"),
            ("", "''"),
        ];
        for (name, expected) in cases {
            assert_eq!(shell_quote(name), expected, "{name}");
        }
    }
}
