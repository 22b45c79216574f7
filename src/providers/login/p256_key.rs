//! The key of a login session, in PEM or bare base64, as a JSON Web Key (RFC 7517): an EC private key
//! of P-256 in the form of SEC 1 (RFC 5915), which the AWS CLI writes, or of PKCS #8 (RFC 5958).
//!
//! This module only extracts its parts; a host function signs with it.

use aws_smithy_types::base64;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The start of the first and the last line of PEM. The label after it is ignored, as in the AWS
/// CLI.
const ARMOR: [&str; 2] = ["-----BEGIN", "-----END"];

/// The algorithm of an EC key, `1.2.840.10045.2.1`, with its tag and length.
const EC_PUBLIC_KEY: [u8; 9] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// The curve's name, `1.2.840.10045.3.1.7`, with its tag and length.
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const BIT_STRING: u8 = 0x03;
const PARAMETERS: u8 = 0xa0;
const PUBLIC_KEY: u8 = 0xa1;

/// A key of P-256: three numbers of 32 bytes, in base64url.
pub(crate) struct Key {
    d: Secret,
    x: String,
    y: String,
}

impl Key {
    /// Parses the text; `None` if it is not a complete key of this kind.
    pub(crate) fn parse(pem: &str) -> Option<Self> {
        let is_armor = |line: &&str| ARMOR.iter().any(|armor| line.starts_with(armor));
        let body = pem.lines().filter(|line| !is_armor(line)).flat_map(str::split_ascii_whitespace);
        let body = Secret::new(body.collect::<String>());
        let der = Zeroizing::new(base64::decode(body.expose()).ok()?);
        let (fields, []) = element(&der, SEQUENCE)? else { return None };
        let (_version, rest) = element(fields, INTEGER)?;
        match element(rest, SEQUENCE) {
            Some((algorithm, rest)) => Self::from_pkcs8(algorithm, rest),
            None => Self::from_sec1(fields),
        }
    }

    /// Parses the fields of PKCS #8 after the version, which contain the key in the form of SEC 1.
    fn from_pkcs8(algorithm: &[u8], fields: &[u8]) -> Option<Self> {
        if algorithm != [&EC_PUBLIC_KEY[..], &P256].concat() {
            return None;
        }
        let (key, _attributes) = element(fields, OCTET_STRING)?;
        let (fields, []) = element(key, SEQUENCE)? else { return None };
        Self::from_sec1(fields)
    }

    fn from_sec1(fields: &[u8]) -> Option<Self> {
        let ([1], fields) = element(fields, INTEGER)? else { return None };
        let (d, fields) = element(fields, OCTET_STRING)?;
        // Some programs omit the curve; the lengths below match no other curve that is in use.
        let (curve, fields) = element(fields, PARAMETERS).unwrap_or((&P256, fields));
        let (public, []) = element(fields, PUBLIC_KEY)? else { return None };
        let (point, []) = element(public, BIT_STRING)? else { return None };
        // No unused bits, and an uncompressed point.
        let [0, 4, point @ ..] = point else { return None };
        if curve != P256 || d.len() != 32 || point.len() != 64 {
            return None;
        }
        let (x, y) = point.split_at(32);
        Some(Self { d: Secret::new(base64url(d)), x: base64url(x), y: base64url(y) })
    }

    /// The public part, with its members in the order of RFC 7638.
    pub(crate) fn public(&self) -> Value {
        json!({ "crv": "P-256", "kty": "EC", "x": self.x, "y": self.y })
    }

    /// The complete key as JSON, for signing.
    pub(crate) fn jwk(&self) -> Secret {
        let Self { d, x, y } = self;
        let d = d.expose();
        Secret::new(format!(r#"{{"crv":"P-256","d":"{d}","kty":"EC","x":"{x}","y":"{y}"}}"#))
    }
}

/// Base64 for URLs, without padding (RFC 7515).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    base64::encode(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The content of the first element, which must have this tag, and the bytes after it. Lengths of
/// two or more bytes do not occur in such a key.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let [first, length, rest @ ..] = bytes else { return None };
    let (length, rest) = match (length, rest) {
        (0..=0x7f, rest) => (usize::from(*length), rest),
        (0x81, [length, rest @ ..]) => (usize::from(*length), rest),
        _ => return None,
    };
    (*first == tag).then_some(())?;
    rest.split_at_checked(length)
}
