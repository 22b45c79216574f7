//! The default name of a session, from the request's pattern.
//!
//! The name appears in the account's `CloudTrail` logs, so it should identify the user. As with the
//! AWS CLI's own default name, it is not part of the cache key: sessions are shared regardless of
//! their names.

use crate::aws::limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Request;
use crate::text::quoted;

/// The placeholders of a pattern.
const USER: &str = "{user}";
const PROFILE: &str = "{profile}";

/// The variables with the user's name; the first one that is set applies.
const USER_VARIABLES: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// The lengths of a session name; every character that STS accepts is one byte long.
const LENGTH_MIN: usize = 2;
const LENGTH_MAX: usize = 64;

/// The diagnostic about an invalid pattern.
pub(crate) fn pattern_problem(request: &Request) -> Option<Diagnostic> {
    let pattern = request.session_name.as_ref()?;
    let rest = pattern.replace(USER, "").replace(PROFILE, "");
    let message = if pattern.is_empty() {
        "the session name pattern is empty".to_owned()
    } else if rest.contains(['{', '}']) {
        format!("session name pattern {} contains an unknown placeholder", quoted(pattern))
    } else {
        return None;
    };
    let help = format!("use text, `{USER}` and `{PROFILE}`, such as `{USER}@laptop`");
    Some(Diagnostic::new(Code::UsageInvalid, message).help(help))
}

/// The session name for a role of this profile: the request's pattern with its placeholders replaced,
/// limited to the characters and the length that STS accepts. `None` without a pattern.
pub fn default_session_name(request: &Request, profile: &str) -> Option<String> {
    let pattern = request.session_name.as_deref()?;
    let user = USER_VARIABLES.into_iter().find_map(|name| request.env.get(name)).unwrap_or("user");
    let mut name: String = render(pattern, user, profile).chars().map(allowed).collect();
    name.truncate(LENGTH_MAX);
    // STS rejects a name of fewer than two characters.
    while name.len() < LENGTH_MIN {
        name.push('-');
    }
    Some(name)
}

/// The pattern with its placeholders replaced. Replaced text is not searched for placeholders.
fn render(pattern: &str, user: &str, profile: &str) -> String {
    let filled = |text: &str| text.replace(PROFILE, profile);
    pattern.split(USER).map(filled).collect::<Vec<_>>().join(user)
}

fn allowed(character: char) -> char {
    // Twice, because a name of one character is too short.
    let twice = [character; 2].iter().collect::<String>();
    if limits::session_name(&twice).is_ok() { character } else { '-' }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cache::{RoleKey, role_key};
    use crate::config::Profiles;
    use crate::plan::plan;
    use crate::resolve;

    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

    const ROLE: &str = "arn:aws:iam::111122223333:role/Admin";

    fn request(pattern: &str, env: &[(&str, &str)]) -> Request {
        Request {
            profile: Some("p".into()),
            session_name: Some(pattern.into()),
            env: env.iter().copied().collect(),
            ..Request::default()
        }
    }

    #[test]
    fn names_from_patterns() {
        let long = "x".repeat(80);
        // The pattern, the environment, the profile, the name.
        let cases: [Case<'_>; 9] = [
            ("{user}@laptop", &[("USER", "alice"), ("LOGNAME", "bob")], "p", "alice@laptop"),
            ("{user}", &[("LOGNAME", "bob")], "p", "bob"),
            ("{user}-{profile}", &[("USERNAME", "CORP\\eve")], "my team", "CORP-eve-my-team"),
            ("{user}", &[("USER", "{profile}")], "p", "-profile-"),
            ("{user}", &[], "p", "user"),
            ("a", &[], "p", "a-"),
            ("{profile}", &[], "", "--"),
            ("é{profile}", &[], "ü", "--"),
            (&long, &[], "p", &"x".repeat(64)),
        ];
        for (pattern, env, profile, name) in cases {
            assert_eq!(
                default_session_name(&request(pattern, env), profile).as_deref(),
                Some(name),
                "{pattern}"
            );
        }
        assert_eq!(default_session_name(&Request::default(), "p"), None);
    }

    #[test]
    fn the_default_name_is_not_part_of_the_cache_key() {
        let keys =
            "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = SECRETSECRET\n";
        let config = format!("[profile p]\nrole_arn = {ROLE}\nsource_profile = base\n");
        let made = plan(&Profiles::parse(&config, keys), &request("{profile}@host", &[])).unwrap();
        let hop = made.hops.first().unwrap();
        assert_eq!(resolve::assume_role(hop, None, None, 0).role_session_name, "p@host");
        assert_eq!(hop.role_session_name, None);
        assert_eq!(hop.cache_key, role_key(&RoleKey { role_arn: ROLE, ..RoleKey::default() }));
        let named = format!("{config}role_session_name = alice\n");
        let made = plan(&Profiles::parse(&named, keys), &request("{profile}@host", &[])).unwrap();
        let hop = made.hops.first().unwrap();
        assert_eq!(resolve::assume_role(hop, None, None, 0).role_session_name, "alice");
    }

    #[test]
    fn invalid_patterns_are_errors() {
        for pattern in ["", "{usr}", "{user", "}"] {
            let profiles = Profiles::parse("[profile p]\nregion = eu-west-1\n", "");
            let error = plan(&profiles, &request(pattern, &[])).unwrap_err();
            assert!(error.diagnostics.iter().any(|it| it.code == Code::UsageInvalid));
        }
    }
}
