//! Which accounts and roles are meant.

use super::model::SsoAccount;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::{lower, quoted};

/// Patterns of accounts and of roles. Of several for the same, any must match; without one, all do.
#[derive(Debug, Default)]
pub(super) struct Filter {
    accounts: Vec<String>,
    roles: Vec<String>,
}

impl Filter {
    /// Reads `account=PATTERN` and `role=PATTERN`.
    ///
    /// # Errors
    /// `usage-invalid`.
    pub(super) fn parse(filters: &[String]) -> Result<Self, Error> {
        let mut parsed = Self::default();
        for filter in filters {
            match filter.split_once('=') {
                Some(("account", pattern)) if !pattern.is_empty() => {
                    parsed.accounts.push(lower(pattern));
                }
                Some(("role", pattern)) if !pattern.is_empty() => parsed.roles.push(lower(pattern)),
                _ => return Err(invalid(filter)),
            }
        }
        Ok(parsed)
    }

    /// Whether the ID, the name or the email address of an account matches.
    pub(super) fn has_account(&self, account: &SsoAccount) -> bool {
        let names = [&account.account_name, &account.email_address].into_iter().flatten();
        self.accounts.is_empty()
            || names.chain([&account.account_id]).any(|name| is_any(&self.accounts, name))
    }

    /// Whether the name of a role matches.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.roles.is_empty() || is_any(&self.roles, role)
    }
}

fn invalid(filter: &str) -> Error {
    let message = format!("the filter {} is not valid", quoted(filter));
    let help = "write `account=PATTERN` or `role=PATTERN`, such as `account=prod-*`";
    Diagnostic::new(Code::UsageInvalid, message).help(help).into()
}

fn is_any(patterns: &[String], name: &str) -> bool {
    let name: Vec<char> = lower(name).chars().collect();
    patterns.iter().any(|pattern| matches(&pattern.chars().collect::<Vec<_>>(), &name))
}

/// Whether a name matches a pattern, in which `*` is any text and `?` any character. It goes back to
/// the last `*` only, so the time is bounded by the product of the lengths.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut in_name, mut star) = (0, 0, None);
    while let Some(c) = name.get(in_name) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(p) if *p == '?' || p == c => {
                at += 1;
                in_name += 1;
            }
            _ => {
                let Some((star_at, from)) = star else { return false };
                star = Some((star_at, from + 1));
                at = star_at + 1;
                in_name = from + 1;
            }
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let cases = [
            ("prod", "prod", true),
            ("prod", "Prod", true),
            ("prod", "prod-eu", false),
            ("prod-*", "prod-eu", true),
            ("*eu", "prod-eu", true),
            ("*", "", true),
            ("p?od", "prod", true),
            ("p?od", "pod", false),
            ("*a*b*", "xaxxb", true),
            ("*a*b", "xaxxbc", false),
            ("*ab", "aab", true),
        ];
        for (pattern, name, expected) in cases {
            let filter = Filter::parse(&[format!("role={pattern}")]).unwrap();
            assert_eq!(filter.has_role(name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn accounts_match_by_id_name_or_email() {
        let account = SsoAccount {
            account_id: "111122223333".into(),
            account_name: Some("Log Archive".into()),
            email_address: Some("logs@example.com".into()),
            roles: Vec::new(),
        };
        let has = |filters: &[&str]| {
            let filters: Vec<_> = filters.iter().map(|it| (*it).to_owned()).collect();
            Filter::parse(&filters).unwrap().has_account(&account)
        };
        assert!(has(&[]));
        assert!(has(&["account=1111*"]));
        assert!(has(&["account=log*"]));
        assert!(has(&["account=*@example.com"]));
        assert!(has(&["account=nope", "account=log archive"]));
        assert!(has(&["role=x"]), "roles are another matter");
        assert!(!has(&["account=archive"]));
    }

    #[test]
    fn filters_that_are_refused() {
        for filter in ["", "prod", "account=", "name=x", "role:x"] {
            let error = Filter::parse(&[filter.to_owned()]).unwrap_err();
            assert_eq!(error.code, Code::UsageInvalid, "{filter}");
        }
    }
}
