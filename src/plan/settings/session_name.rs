//! The session name of a role that has none: what the caller's pattern makes of person and profile.
//!
//! The name shows in the logs of the account, so it should say who acts. It is no part of the cache
//! key, as the AWS CLI's own default name is none: sessions stay shared whatever they are called.

use crate::aws::limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Request;
use crate::plan::context::Context;
use crate::text::quoted;

/// What may stand in a pattern.
const USER: &str = "{user}";
const PROFILE: &str = "{profile}";

/// The variables that say who is at the machine, in the order in which they are asked.
const USER_VARIABLES: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// The length that STS takes at most; every character that it takes is one byte long.
const LENGTH_MAX: usize = 64;

/// Reports a pattern that is none.
pub(crate) fn check(context: &mut Context<'_>) {
    let Some(pattern) = &context.request.session_name else { return };
    let rest = pattern.replace(USER, "").replace(PROFILE, "");
    let message = if pattern.is_empty() {
        "the session name pattern is empty".to_owned()
    } else if rest.contains(['{', '}']) {
        format!("session name pattern {} contains an unknown placeholder", quoted(pattern))
    } else {
        return;
    };
    let help = format!("use text, `{USER}` and `{PROFILE}`, such as `{USER}@laptop`");
    context.report(Diagnostic::new(Code::UsageInvalid, message).help(help));
}

/// The name for a role of this profile, of characters and of a length that STS takes; `None` without
/// a pattern.
pub fn made(request: &Request, profile: &str) -> Option<String> {
    let pattern = request.session_name.as_deref()?;
    let user = USER_VARIABLES.into_iter().find_map(|name| request.env.get(name)).unwrap_or("user");
    let mut name: String = pieces(pattern, user, profile).chars().map(allowed).collect();
    name.truncate(LENGTH_MAX);
    // STS takes no name of one character.
    if name.len() < 2 {
        name.push('-');
    }
    Some(name)
}

/// The pattern, filled in from the left: what is put in is not looked at again.
fn pieces(pattern: &str, user: &str, profile: &str) -> String {
    let filled = |text: &str| text.replace(PROFILE, profile);
    pattern.split(USER).map(filled).collect::<Vec<_>>().join(user)
}

fn allowed(character: char) -> char {
    // Twice, since a name of one character is too short.
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
    fn names_that_patterns_make() {
        let long = "x".repeat(80);
        // the pattern, the environment, the profile, the name
        let cases: [Case<'_>; 8] = [
            ("{user}@laptop", &[("USER", "alice"), ("LOGNAME", "bob")], "p", "alice@laptop"),
            ("{user}", &[("LOGNAME", "bob")], "p", "bob"),
            ("{user}-{profile}", &[("USERNAME", "CORP\\eve")], "my team", "CORP-eve-my-team"),
            ("{user}", &[("USER", "{profile}")], "p", "-profile-"),
            ("{user}", &[], "p", "user"),
            ("a", &[], "p", "a-"),
            ("é{profile}", &[], "ü", "--"),
            (&long, &[], "p", &"x".repeat(64)),
        ];
        for (pattern, env, profile, name) in cases {
            assert_eq!(made(&request(pattern, env), profile).as_deref(), Some(name), "{pattern}");
        }
        assert_eq!(made(&Request::default(), "p"), None);
    }

    #[test]
    fn it_is_sent_and_is_no_part_of_the_key() {
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
    fn patterns_that_are_none() {
        for pattern in ["", "{usr}", "{user", "}"] {
            let profiles = Profiles::parse("[profile p]\nregion = eu-west-1\n", "");
            let error = plan(&profiles, &request(pattern, &[])).unwrap_err();
            assert!(error.diagnostics.iter().any(|finding| finding.code == Code::UsageInvalid));
        }
    }
}
