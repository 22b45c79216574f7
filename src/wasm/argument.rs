//! Messages about invalid arguments, without their values.

use crate::text::one_line;

/// The end of the description of a missing member.
pub(super) const MISSING: &str = "is missing";

/// Returns the type that a deserializer expected, from the text of its error.
///
/// The text also repeats what it got (`invalid type: string "...", expected u32`), which may be a
/// secret: only the text after the last `expected`, which this program wrote, is used.
pub(crate) fn fault(text: &str) -> String {
    if let Some((_, expected)) = text.rsplit_once(", expected ") {
        return format!("expected {}", kind(expected));
    }
    let text = text.strip_prefix("Error: ").unwrap_or(text);
    match text.split_once('`') {
        Some(("missing field ", rest)) => {
            format!("`{}` {MISSING}", rest.split('`').next().unwrap_or_default())
        }
        _ => "unexpected value".to_owned(),
    }
}

/// The JavaScript name of a Rust type.
fn kind(expected: &str) -> &str {
    let is_number = |word: &str| {
        let digits = word.trim_start_matches(['u', 'i', 'f']);
        word.len() > digits.len()
            && !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match expected {
        "a boolean" | "a string" => expected,
        "a map" => "an object",
        "a sequence" => "an array",
        _ if expected.starts_with("struct ") || expected.contains(" variant") => "an object",
        _ if is_number(expected) => "a whole number that is not negative",
        _ => expected,
    }
}

/// The message: `invalid argument `request`: `capabilities.process`: expected a boolean`.
pub(crate) fn describe(name: &str, path: &[String], fault: &str) -> String {
    let path = one_line(&path.join("."), 200).replace('`', "'");
    if path.is_empty() {
        return format!("invalid argument `{name}`: {fault}");
    }
    format!("invalid argument `{name}`: `{path}`: {fault}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_hold_no_value() {
        let cases = [
            ("Error: invalid type: string \"canary\", expected a boolean", "expected a boolean"),
            (
                "invalid type: string \"canary, expected x\", expected u32",
                "expected a whole number that is not negative",
            ),
            (
                "invalid value: integer `-1`, expected u32",
                "expected a whole number that is not negative",
            ),
            ("invalid type: unit value, expected struct PlanRequest", "expected an object"),
            ("invalid type: string \"canary\", expected a map", "expected an object"),
            (
                "unknown variant `canary`, expected `posix` or `windows`",
                "expected `posix` or `windows`",
            ),
            ("Error: missing field `minRemainingSeconds`", "`minRemainingSeconds` is missing"),
            ("canary", "unexpected value"),
        ];
        for (text, expected) in cases {
            assert_eq!(fault(text), expected, "{text}");
        }
    }

    #[test]
    fn messages_name_the_member() {
        let path = ["capabilities", "process"].map(str::to_owned);
        let message = "invalid argument `request`: `capabilities.process`: expected a boolean";
        assert_eq!(describe("request", &path, "expected a boolean"), message);
        assert_eq!(
            describe("request", &[], "expected an object"),
            "invalid argument `request`: expected an object"
        );
        let odd = ["a`b\nc".to_owned()];
        assert_eq!(describe("request", &odd, "x"), "invalid argument `request`: `a'b c`: x");
    }
}
