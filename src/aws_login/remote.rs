//! The code that the page shows if the browser is on another computer.

use crate::secret::Secret;
use crate::text::{from_base64_with_noise, query_fields};

/// The two parts of a verification code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verification {
    pub(super) code: Secret,
    pub(super) state: String,
}

/// Reads a verification code: base64 of a query, in which the last value applies.
pub(super) fn verification(pasted: &Secret) -> Option<Verification> {
    let bytes = from_base64_with_noise(pasted.expose())?;
    let fields = query_fields(std::str::from_utf8(&bytes).ok()?);
    let last = |name: &str| {
        let found = fields.iter().rev().find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.clone())
    };
    Some(Verification { code: Secret::new(last("code")?), state: last("state")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verification_codes() {
        // From the AWS CLI 2.36.7, with what it reads.
        let cases = [
            ("c3RhdGU9UyZjb2RlPUM=", Some("C")),
            ("Y29kZT1DJnN0YXRlPVM=", Some("C")),
            ("c3RhdGU9UyZjb2RlPWElMkJiK2M=", Some("a+b c")),
            ("c3RhdGU9UyZjb2RlPUMxJmNvZGU9QzI=", Some("C2")),
            ("c3RhdGU9Uw==", None),
            ("c3RhdGU9UyZjb2RlPQ==", None),
            ("c3RhdGU9Uztjb2RlPUM=", None),
            ("c3RhdGU9UyZjb2RlPUM", None),
            (" c3RhdG \nU9UyZjb2RlPUM=", Some("C")),
            ("c3RhdGU9UyZjb2RlPUM==", Some("C")),
            ("%%%", None),
            ("abcde", None),
            ("/////w==", None),
            ("c3RhdGU9UyZjb2RlPcO-w79-fj8=", None),
            ("c3RhdGU9UyZhdXRoX2NvZGU9Qw==", None),
            ("", None),
        ];
        for (pasted, code) in cases {
            let expected =
                code.map(|code| Verification { code: Secret::new(code), state: "S".into() });
            assert_eq!(verification(&Secret::new(pasted)), expected, "{pasted}");
        }
    }
}
