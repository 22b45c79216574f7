//! Secrets in any text: the ranges are in order and inside the text, and a secret with a name is always in one.

use rolehop::text::redact;

const SECRET: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00";

/// Any text.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let whole = format!("{text}\n[z]\naws_secret_access_key = {SECRET}\n");
    let ranges = redact::ranges(&whole);
    let mut last = 0;
    for range in &ranges {
        assert!(range.start >= last && range.end > range.start, "the ranges are not in order");
        let is_inside = whole.is_char_boundary(range.start) && whole.is_char_boundary(range.end);
        assert!(is_inside, "a range is not inside the text");
        last = range.end;
    }
    let at = whole.rfind(SECRET).expect("the text ends with the secret");
    let covers = |start: usize, end: usize| start <= at && end >= at + SECRET.len();
    assert!(ranges.iter().any(|range| covers(range.start, range.end)), "a secret is not masked");
    shown(&text);
}

/// The text as it is shown has no secret, wherever it is in a line.
fn shown(text: &str) {
    for secret in
        [format!("{text} SecretAccessKey={SECRET}"), format!("{text} https://u:{SECRET}@h/")]
    {
        assert!(!redact::shown(&secret).contains(SECRET), "a secret is shown");
    }
}
