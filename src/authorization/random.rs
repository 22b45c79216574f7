//! Random texts.

use crate::host::{Host, HostError};
use crate::secret::Secret;

/// The characters of a verifier: all that RFC 7636 permits.
const UNRESERVED: &[u8; 66] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

/// How many characters a verifier has, as in the AWS CLI.
const VERIFIER: usize = 64;

/// A random UUID of version 4.
///
/// # Errors
/// Those of [`Host::random`].
pub(crate) async fn uuid(host: &impl Host) -> Result<String, HostError> {
    let mut bytes = [0; 16];
    host.random(&mut bytes).await?;
    let number = u128::from_be_bytes(bytes);
    let number = number & !(0xf << 76) | 4 << 76;
    let number = number & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{number:032x}");
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or(""));
    Ok(groups.join("-"))
}

/// A random verifier.
///
/// # Errors
/// Those of [`Host::random`].
pub(crate) async fn verifier(host: &impl Host) -> Result<Secret, HostError> {
    let mut text = String::with_capacity(VERIFIER);
    while text.len() < VERIFIER {
        let mut bytes = [0; VERIFIER];
        host.random(&mut bytes).await?;
        text.extend(bytes.iter().filter_map(|byte| character(*byte)).take(VERIFIER - text.len()));
    }
    Ok(Secret::new(text))
}

/// The character for a random byte; `None` for bytes beyond the last complete set, with which some
/// characters would be more probable than others.
fn character(byte: u8) -> Option<char> {
    let at = usize::from(byte);
    let is_fair = at < 256 / UNRESERVED.len() * UNRESERVED.len();
    UNRESERVED.get(at % UNRESERVED.len()).filter(|_| is_fair).copied().map(char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_as_probable_as_the_others() {
        let mut counts = std::collections::BTreeMap::new();
        for c in (0..=255).filter_map(character) {
            *counts.entry(c).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 66);
        assert!(counts.values().all(|count| *count == 3), "{counts:?}");
    }
}
