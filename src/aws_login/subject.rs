//! The user or role session that has signed in.

use serde_json::{Map, Value};

use crate::secret::Secret;
use crate::text::from_base64url;

/// The user or role session that an ID token names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its ARN, which is the name of the login session.
    pub(super) arn: String,
    pub(super) account_id: String,
}

/// Reads an ID token, a JSON Web Token whose signature is not checked: it is from the service itself.
pub(super) fn subject(id_token: &Secret) -> Option<Subject> {
    let parts: Vec<_> = id_token.expose().split('.').collect();
    let [_, claims, _] = parts.as_slice() else { return None };
    let claims: Map<String, Value> = serde_json::from_slice(&from_base64url(claims)?).ok()?;
    let arn = claims.get("sub")?.as_str().filter(|arn| !arn.contains(char::is_control))?;
    let fields: Vec<_> = arn.splitn(6, ':').collect();
    let ["arn", _, _, _, account_id, _] = fields.as_slice() else { return None };
    Some(Subject { arn: arn.to_owned(), account_id: (*account_id).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::base64url;

    #[test]
    fn id_tokens() {
        let arn = "arn:aws:sts::123456789012:assumed-role/Admin/é:1";
        let claims = |text: &str| base64url(text.as_bytes());
        let valid = claims(&format!(r#"{{"sub":"{arn}","aud":["x"]}}"#));
        let found = subject(&Secret::new(format!("h.{valid}.s")));
        let expected = Subject { arn: arn.into(), account_id: "123456789012".into() };
        assert_eq!(found, Some(expected));
        let not_valid = [
            String::new(),
            valid.clone(),
            format!("h.{valid}"),
            format!("h.{valid}.s.t"),
            "h.!.s".into(),
            format!("h.{}.s", claims("[]")),
            format!("h.{}.s", claims("{}")),
            format!("h.{}.s", claims(r#"{"sub":7}"#)),
            format!("h.{}.s", claims(r#"{"sub":"alice"}"#)),
            format!("h.{}.s", claims(r#"{"sub":"arn:aws:iam::1"}"#)),
            format!("h.{}.s", claims(r#"{"sub":"arn:aws:iam::123456789012:user/a\nb"}"#)),
        ];
        for token in not_valid {
            assert_eq!(subject(&Secret::new(token.as_str())), None, "{token}");
        }
    }
}
