//! Chains: a plan has the roles that the AWS CLI assumes, in its order, and fails where it fails.

use std::fmt::Write as _;

use rolehop::config::Profiles;
use rolehop::plan::{self, Request, Source};

/// The most profiles of an input.
const PROFILES_MAX: usize = 16;

/// A profile of an input.
#[derive(Clone, Copy)]
struct Profile {
    /// Whether it has a role.
    role: Option<Caller>,
    /// Whether it has access keys.
    keys: bool,
}

/// Where the credentials that assume a role come from.
#[derive(Clone, Copy, PartialEq)]
enum Caller {
    /// The profile with this index.
    Profile(usize),
    /// `credential_source = Environment`.
    Environment,
}

/// Two bytes for each profile: what it has, and its source.
pub fn run(input: &[u8]) {
    let profiles: Vec<_> = input.chunks_exact(2).take(PROFILES_MAX).map(profile).collect();
    if profiles.is_empty() {
        return;
    }
    let parsed = Profiles::parse(&config(&profiles), "");
    let request = Request {
        profile: Some("p0".to_owned()),
        env: [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "S")].into_iter().collect(),
        ..Request::default()
    };
    let planned = plan::plan(&parsed, &request).ok().map(|plan| {
        let roles: Vec<_> = plan.hops.iter().map(|hop| hop.profile.clone()).collect();
        (roles, matches!(plan.source, Source::Environment(_)))
    });
    let expected = expected(&profiles).map(|(roles, is_environment)| {
        (roles.iter().map(|at| format!("p{at}")).collect(), is_environment)
    });
    assert_eq!(planned, expected, "{}", config(&profiles));
}

fn profile(bytes: &[u8]) -> Profile {
    let source = usize::from(bytes[1]) % PROFILES_MAX;
    let role = match bytes[0] % 4 {
        0 => None,
        1 => Some(Caller::Environment),
        _ => Some(Caller::Profile(source)),
    };
    Profile { role, keys: bytes[0] / 4 % 2 == 1 }
}

fn config(profiles: &[Profile]) -> String {
    let mut text = String::new();
    for (at, Profile { role, keys }) in profiles.iter().enumerate() {
        let _ = writeln!(text, "[profile p{at}]\nregion = eu-west-1");
        if let Some(caller) = role {
            let _ = writeln!(text, "role_arn = arn:aws:iam::111122223333:role/R{at}");
            let _ = match caller {
                Caller::Profile(source) => writeln!(text, "source_profile = p{source}"),
                Caller::Environment => writeln!(text, "credential_source = Environment"),
            };
        }
        if *keys {
            text += "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n";
        }
    }
    text
}

/// The roles in the order of their calls, and whether the first credentials are those of the environment;
/// `None` if the AWS CLI fails. Its rule: the role of the selected profile is assumed, that of a source only if it
/// has no keys. A source that was assumed before is a cycle, unless it is the profile itself, with keys. A selected
/// profile with neither role nor keys gets the credentials of the instance.
fn expected(profiles: &[Profile]) -> Option<(Vec<usize>, bool)> {
    let (mut at, mut roles) = (0, Vec::new());
    while let Profile { role: Some(caller), keys } = *profiles.get(at)?
        && (!keys || roles.is_empty())
    {
        roles.push(at);
        match caller {
            Caller::Environment => return Some((reversed(roles), true)),
            Caller::Profile(source) if source == at && keys => break,
            Caller::Profile(source) if roles.contains(&source) => return None,
            Caller::Profile(source) => at = source,
        }
    }
    let has_credentials = profiles.get(at)?.keys || roles.is_empty();
    has_credentials.then(|| (reversed(roles), false))
}

fn reversed(mut roles: Vec<usize>) -> Vec<usize> {
    roles.reverse();
    roles
}
