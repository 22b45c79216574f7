//! SSO logout.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::Error;
use rolehop::plan::Request;
use rolehop::secret::Secret;
use rolehop::sso_login::logout;
use serde_json::json;

use super::{CONFIG, HOUR, lost, oauth_error, token};
use crate::host::Scripted;

fn log_out(host: &Scripted, text: &str, own: bool, env: &[(&str, &str)]) -> Result<bool, Error> {
    let mut variables = std::collections::BTreeMap::new();
    variables.extend(env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let request = Request { env: variables.into_iter().collect(), ..Request::default() };
    let profiles = Profiles::parse(CONFIG, "");
    block_on(logout(&profiles, &request, &Secret::new(text), own, host))
}

#[test]
fn a_logout_calls_the_portal_of_the_token() {
    let here = [("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")];
    let portal = "https://portal.sso.eu-central-1.amazonaws.com/logout";
    let cases: [(_, _, &[_], Option<_>); 4] = [
        ("the AWS CLI's", false, &[], Some(portal)),
        ("at a custom endpoint", false, &here, Some("http://127.0.0.1:1/logout")),
        ("of rolehop's cache, unknown to AWS", true, &[], None),
        (
            "of rolehop's cache, at the custom endpoint",
            true,
            &here,
            Some("http://127.0.0.1:1/logout"),
        ),
    ];
    for (shows, own, env, url) in cases {
        let host = Scripted::responding(vec![Ok((200, "{}".to_owned()))]);
        assert!(log_out(&host, &token(HOUR).to_string(), own, env).unwrap(), "{shows}");
        let requests = host.requests.borrow();
        assert_eq!(requests.first().map(|request| request.url.as_str()), url, "{shows}");
        let Some(request) = requests.first() else { continue };
        assert_eq!((request.method, request.body.is_empty()), ("POST", true), "{shows}");
        let [(name, value)] = request.headers.as_slice() else { panic!("{shows}") };
        assert_eq!((name.as_str(), value.expose()), ("x-amz-sso_bearer_token", "canary/access/1"));
    }
}

#[test]
fn other_files_are_kept_and_unusable_tokens_are_removed_without_a_call() {
    let mut elsewhere = token(HOUR);
    elsewhere["region"] = "evil.example/".into();
    let cases = [
        ("a registration", json!({ "clientId": "c", "clientSecret": "s" }).to_string(), false),
        ("not JSON", "{".to_owned(), false),
        ("an invalid region", elsewhere.to_string(), true),
        ("no region", json!({ "accessToken": "canary" }).to_string(), true),
        (
            "a token that is invalid in a header",
            json!({ "accessToken": "a\nb", "region": "eu-west-1" }).to_string(),
            true,
        ),
    ];
    for (shows, text, goes) in cases {
        let host = Scripted::responding(vec![]);
        assert_eq!(log_out(&host, &text, false, &[]).unwrap(), goes, "{shows}");
        assert!(host.requests.borrow().is_empty(), "{shows}");
    }
}

#[test]
fn a_failed_call_to_the_portal_is_a_warning() {
    let cases = [
        ("already expired", vec![oauth_error(401, "x")], 0),
        ("rejected", vec![oauth_error(400, "canary")], 1),
        ("unreachable", vec![lost(), lost(), lost()], 1),
    ];
    for (shows, responses, warnings) in cases {
        let host = Scripted::responding(responses);
        assert!(log_out(&host, &token(HOUR).to_string(), false, &[]).unwrap(), "{shows}");
        let said = host.transcript();
        assert_eq!(said.matches("warn sso-unreachable").count(), warnings, "{shows}: {said}");
    }
}
