//! Names of profiles.

use super::model::SsoAccount;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::quoted;

/// The template of names without another one.
const DEFAULT: &str = "{account_name}-{role_name}";

const VARIABLES: [&str; 4] = ["account_id", "account_name", "role_name", "sso_session"];

/// A template of names: text and variables in braces.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Variable(&'static str),
}

impl Template {
    /// # Errors
    /// `usage-invalid`.
    pub(super) fn parse(template: Option<&str>) -> Result<Self, Error> {
        let template = template.unwrap_or(DEFAULT);
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| invalid(template))?;
            let known = VARIABLES.into_iter().find(|known| *known == name);
            parts.push(Part::Text(text.to_owned()));
            parts.push(Part::Variable(known.ok_or_else(|| unknown(name))?));
            rest = after;
        }
        if rest.contains('}') || template.trim() != template || template.is_empty() {
            return Err(invalid(template));
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self { parts })
    }

    /// The name of the profile of a role.
    pub(super) fn name(&self, session: &str, account: &SsoAccount, role: &str) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Variable("account_id") => account.account_id.clone(),
            Part::Variable("role_name") => sanitized(role),
            Part::Variable("sso_session") => sanitized(session),
            Part::Variable(_) => account_name(account),
        });
        parts.collect()
    }
}

/// The name of the account or, without one that can be part of a name, its ID.
fn account_name(account: &SsoAccount) -> String {
    let name = account.account_name.as_deref().map(sanitized).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| account.account_id.clone())
}

/// The text with `-` for each run of characters that need quotes in a header or in a shell; none at
/// its ends.
fn sanitized(text: &str) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || "_-.@+".contains(c) || is_foreign(c);
    let words = text.split(|c| !is_kept(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").trim_matches('-').to_owned()
}

/// Whether a character is one of another script, which needs no quotes.
fn is_foreign(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace() && !crate::text::is_invisible(c)
}

fn invalid(template: &str) -> Error {
    let message = format!("the template {} is not valid", quoted(template));
    usage(message, "write text and variables in braces, such as `{account_name}-{role_name}`")
}

fn unknown(variable: &str) -> Error {
    let message = format!("the template has an unknown variable {}", quoted(variable));
    usage(message, "use `account_id`, `account_name`, `role_name` or `sso_session`")
}

fn usage(message: String, help: &str) -> Error {
    Diagnostic::new(Code::UsageInvalid, message).help(help).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_of_profiles() {
        let cases = [
            (None, "prod", "Admin", "prod-Admin"),
            (None, "Log Archive (EU)", "Admin", "Log-Archive-EU-Admin"),
            (None, "", "Admin", "111122223333-Admin"),
            (None, "]", "Admin", "111122223333-Admin"),
            (None, "été", "Admin", "été-Admin"),
            (Some("{account_id}.{role_name}"), "prod", "AWS/Admin", "111122223333.AWS-Admin"),
            (Some("{sso_session}/{account_name}"), "prod", "Admin", "my-corp/prod"),
            (Some("x-{role_name}-y"), "prod", "Admin", "x-Admin-y"),
        ];
        for (template, account_name, role, expected) in cases {
            let account = SsoAccount {
                account_id: "111122223333".into(),
                account_name: Some(account_name.into()),
                email_address: None,
                roles: Vec::new(),
            };
            let name = Template::parse(template).unwrap().name("my corp", &account, role);
            assert_eq!(name, expected);
        }
    }

    #[test]
    fn templates_that_are_refused() {
        for (template, message) in [
            ("", "is not valid"),
            ("{role_name", "is not valid"),
            ("role}", "is not valid"),
            (" {role_name}", "is not valid"),
            ("{role}", "unknown variable `role`"),
        ] {
            let error = Template::parse(Some(template)).unwrap_err();
            assert_eq!(error.code, Code::UsageInvalid, "{template}");
            assert!(error.message.contains(message), "{template}: {}", error.message);
        }
    }
}
