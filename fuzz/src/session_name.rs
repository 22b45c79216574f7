//! The language of session names: a pattern makes a name that STS accepts, or is rejected.

use rolehop::aws::limits;
use rolehop::config::Profiles;
use rolehop::diagnostic::Code;
use rolehop::plan::{self, Request, default_session_name};

/// Parts: a pattern, a user, a profile.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [pattern, user, profile] =
        super::parts(&text).map(|part: &str| part.trim_end_matches('\n'));
    let request = Request {
        session_name: Some(pattern.to_owned()),
        env: [("USER", user)].into_iter().collect(),
        profile: Some("p".to_owned()),
        ..Request::default()
    };
    let name = default_session_name(&request, profile).expect("there is a pattern");
    assert_eq!(limits::session_name(&name), Ok(()), "{name}");
    planned(&request);
}

/// A plan has a name of the pattern, or fails because the pattern has an unknown placeholder.
fn planned(request: &Request) {
    const CONFIG: &str = "[profile p]\nrole_arn=arn:aws:iam::111122223333:role/R\nsource_profile=b\n\
                          [profile b]\naws_access_key_id=A\naws_secret_access_key=S\n";
    let pattern = request.session_name.as_deref().unwrap_or_default();
    let rest = pattern.replace("{user}", "").replace("{profile}", "");
    let is_valid = !pattern.is_empty() && !rest.contains(['{', '}']);
    thread_local!(static PROFILES: Profiles = Profiles::parse(CONFIG, ""));
    match PROFILES.with(|profiles| plan::plan(profiles, request)) {
        Ok(plan) => {
            assert!(is_valid, "an invalid pattern is accepted");
            assert_eq!(plan.hops[0].default_session_name, default_session_name(request, "p"));
        }
        Err(error) => assert!(!is_valid && error.code == Code::UsageInvalid, "{error:?}"),
    }
}
