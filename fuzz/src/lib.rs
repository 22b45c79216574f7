//! The targets of the fuzzer: what is done with an input, and what must hold.
//!
//! An input is a text of parts, each after the first below a line `----`, so that `seeds/` can be read and
//! edited. `fuzz_targets/` runs them with coverage guidance, `tests/rust/fuzz.rs` runs `seeds/` and
//! mutations of it in every test run.

pub mod answer;
pub mod arn;
pub mod chain;
pub mod config;
pub mod control;
pub mod edit;
pub mod header;
pub mod provider;
pub mod redact;
pub mod region;
pub mod session_name;
pub mod url;

/// A target; it panics if its invariant does not hold.
pub type Target = fn(&[u8]);

/// All targets except [`control`], with the names of their directories in `seeds/`.
pub const TARGETS: [(&str, Target); 11] = [
    ("answer", answer::run),
    ("arn", arn::run),
    ("chain", chain::run),
    ("config", config::run),
    ("edit", edit::run),
    ("header", header::run),
    ("provider", provider::run),
    ("redact", redact::run),
    ("region", region::run),
    ("session_name", session_name::run),
    ("url", url::run),
];

/// The line between two parts of an input.
const SEPARATOR: &str = "----\n";

/// The first parts of an input; those that it does not have are empty.
fn parts<const COUNT: usize>(text: &str) -> [&str; COUNT] {
    let mut parts = text.splitn(COUNT, SEPARATOR);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The text of an input. Bytes that are not UTF-8 become U+FFFD.
fn text(input: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(input)
}
