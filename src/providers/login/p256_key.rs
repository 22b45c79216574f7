//! The key of a login session, in PEM or bare base64, as a JSON Web Key (RFC 7517): an EC private key
//! of P-256 in the form of SEC 1 (RFC 5915), which the AWS CLI writes, or of PKCS #8 (RFC 5958).
//!
//! This module only extracts its parts; a host function signs with it.

use aws_smithy_types::base64;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::text::{base64url, from_base64url};

/// The start of the first and the last line of PEM. The label after it is ignored, as in the AWS
/// CLI.
const ARMOR: [&str; 2] = ["-----BEGIN", "-----END"];

/// The algorithm of an EC key, `1.2.840.10045.2.1`, with its tag and length.
const EC_PUBLIC_KEY: [u8; 9] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// The curve's name, `1.2.840.10045.3.1.7`, with its tag and length.
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The bytes before the private number in SEC 1: the sequence, the version, and the number's own length.
const BEFORE_D: &[u8] = &[SEQUENCE, 0x77, INTEGER, 1, 1, OCTET_STRING, 32];

/// The bytes before the curve's name.
const BEFORE_CURVE: &[u8] = &[PARAMETERS, 10];

/// The bytes before the two numbers of the public point: no unused bits, uncompressed.
const BEFORE_POINT: &[u8] = &[PUBLIC_KEY, 68, BIT_STRING, 66, 0, 4];

/// The label of a key in the form of SEC 1.
const LABEL: &str = "EC PRIVATE KEY-----";

/// How many characters a line of PEM has.
const PEM_LINE: usize = 64;

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

    /// Parses a JSON Web Key; `None` if it is not a complete key of this kind.
    pub(crate) fn from_jwk(jwk: &Secret) -> Option<Self> {
        #[derive(Deserialize)]
        struct Jwk {
            crv: String,
            d: Zeroizing<String>,
            x: String,
            y: String,
        }
        let Jwk { crv, d, x, y } = serde_json::from_str(jwk.expose()).ok()?;
        let is_number = |text: &str| from_base64url(text).is_some_and(|bytes| bytes.len() == 32);
        let is_complete = crv == "P-256" && [d.as_str(), &x, &y].into_iter().all(is_number);
        is_complete.then(|| Self { d: Secret::from(d), x, y })
    }

    /// The key in PEM, in the form of SEC 1, as OpenSSL and the AWS CLI write it.
    pub(crate) fn to_pem(&self) -> Secret {
        let number = |text: &str| Zeroizing::new(from_base64url(text).unwrap_or_default());
        let (d, x, y) = (number(self.d.expose()), number(&self.x), number(&self.y));
        let parts = [BEFORE_D, &d, BEFORE_CURVE, &P256, BEFORE_POINT, &x, &y];
        let der = Zeroizing::new(parts.concat());
        let body = Zeroizing::new(base64::encode(der.as_slice()));
        let mut pem = Zeroizing::new(format!("{} {LABEL}\n", ARMOR[0]));
        for (at, c) in body.char_indices() {
            if at > 0 && at % PEM_LINE == 0 {
                pem.push('\n');
            }
            pem.push(c);
        }
        for part in ["\n", ARMOR[1], " ", LABEL, "\n"] {
            pem.push_str(part);
        }
        Secret::from(pem)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_the_aws_cli_writes_them() {
        // Bodies of two keys from the AWS CLI 2.36.7; a number of the second begins with zero.
        let bodies: [&[&str]; 2] = [
            &[
                "MHcCAQEEICYEcAtypG74DWVuJ1ZsUszIuVvsAJOftyEaFaptlySJoAoGCCqGSM49",
                "AwEHoUQDQgAEWFOl6HAcy2KV1JabfeUiheXWD3yzqm2DGy3/v9gk30S5fexAaAzy",
                "nUKaKlko4ewdIsRnOY8e2sUwh0Pa2Sv4qA==",
            ],
            &[
                "MHcCAQEEIF7I84tvsWIuzorH1FownsFqCaYQ7Gmf19UrY74cXKGFoAoGCCqGSM49",
                "AwEHoUQDQgAEt2vUhJ5WY/ZhEGTxmUqcp0/SeqZhhpiGDZZlwY7i1LkAuDdX0bwQ",
                "i0gpb5IpFTrF9ep+s6DFeS35Fb3KLJJtew==",
            ],
        ];
        for body in bodies {
            let [begin, end] = ARMOR;
            let pem = format!("{begin} {LABEL}\n{}\n{end} {LABEL}\n", body.join("\n"));
            let key = Key::parse(&pem).unwrap();
            assert_eq!(key.to_pem().expose(), pem);
            let same = Key::from_jwk(&key.jwk()).unwrap();
            assert_eq!(same.to_pem().expose(), pem);
        }
    }

    #[test]
    fn what_is_not_a_key_of_this_curve_is_refused() {
        let number = base64url(&[7; 32]);
        let jwk = |crv: &str, d: &str| {
            Secret::new(json!({ "crv": crv, "d": d, "x": number, "y": number }).to_string())
        };
        assert!(Key::from_jwk(&jwk("P-256", &number)).is_some());
        let short = base64url(&[7; 31]);
        for refused in [jwk("P-384", &number), jwk("P-256", &short), Secret::new("x")] {
            assert!(Key::from_jwk(&refused).is_none());
        }
    }
}
