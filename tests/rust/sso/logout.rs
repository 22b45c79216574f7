//! How a person signs out.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::diagnostic::Error;
use rolehop::plan::Request;
use rolehop::secret::Secret;
use rolehop::sso_login::logout;
use serde_json::json;

use super::{CONFIG, HOUR, lost, refused, token};
use crate::host::Scripted;

fn sign_out(host: &Scripted, text: &str, own: bool, env: &[(&str, &str)]) -> Result<bool, Error> {
    let mut variables = std::collections::BTreeMap::new();
    variables.extend(env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let request = Request { env: variables.into(), ..Request::default() };
    let profiles = Profiles::parse(CONFIG, "");
    block_on(logout(&profiles, &request, &Secret::new(text), own, host))
}

#[test]
fn signing_out_tells_the_portal_of_the_sign_in() {
    let here = [("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")];
    let portal = "https://portal.sso.eu-central-1.amazonaws.com/logout";
    let cases: [(_, _, &[_], Option<_>); 4] = [
        ("the AWS CLI's", false, &[], Some(portal)),
        ("at an endpoint that someone set", false, &here, Some("http://127.0.0.1:1/logout")),
        ("rolehop's own, which AWS does not know", true, &[], None),
        ("rolehop's own, there", true, &here, Some("http://127.0.0.1:1/logout")),
    ];
    for (shows, own, env, url) in cases {
        let host = Scripted::answering(vec![Ok((200, "{}".to_owned()))]);
        assert!(sign_out(&host, &token(HOUR).to_string(), own, env).unwrap(), "{shows}");
        let requests = host.requests.borrow();
        assert_eq!(requests.first().map(|request| request.url.as_str()), url, "{shows}");
        let Some(request) = requests.first() else { continue };
        assert_eq!((request.method, request.body.is_empty()), ("POST", true), "{shows}");
        let [(name, value)] = request.headers.as_slice() else { panic!("{shows}") };
        assert_eq!((name.as_str(), value.expose()), ("x-amz-sso_bearer_token", "canary/access/1"));
    }
}

#[test]
fn what_is_no_sign_in_stays_and_what_cannot_be_sent_goes_without_a_call() {
    let mut elsewhere = token(HOUR);
    elsewhere["region"] = "evil.example/".into();
    let cases = [
        ("a registration", json!({ "clientId": "c", "clientSecret": "s" }).to_string(), false),
        ("no JSON", "{".to_owned(), false),
        ("a region that is none", elsewhere.to_string(), true),
        ("no region", json!({ "accessToken": "canary" }).to_string(), true),
        (
            "a token that no header holds",
            json!({ "accessToken": "a\nb", "region": "eu-west-1" }).to_string(),
            true,
        ),
    ];
    for (shows, text, goes) in cases {
        let host = Scripted::answering(vec![]);
        assert_eq!(sign_out(&host, &text, false, &[]).unwrap(), goes, "{shows}");
        assert!(host.requests.borrow().is_empty(), "{shows}");
    }
}

#[test]
fn a_portal_that_cannot_be_told_is_warned_of() {
    let cases = [
        ("it had ended", vec![refused(401, "x")], 0),
        ("refused", vec![refused(400, "canary")], 1),
        ("away", vec![lost(), lost(), lost()], 1),
    ];
    for (shows, answers, warnings) in cases {
        let host = Scripted::answering(answers);
        assert!(sign_out(&host, &token(HOUR).to_string(), false, &[]).unwrap(), "{shows}");
        let said = host.transcript();
        assert_eq!(said.matches("warn sso-unreachable").count(), warnings, "{shows}: {said}");
    }
}
