//! A stored plan runs unchanged after later edits.

use std::rc::Rc;

use rolehop::resolve::Planned;

use super::*;

#[test]
fn a_stored_plan_runs_after_an_edit() {
    let mut profiles = Rc::new(Profiles::parse(CONFIG, ""));
    let request = || Request { profile: Some("hub".into()), ..Request::default() };
    let planned = Planned::new(Rc::clone(&profiles), request()).unwrap();
    let other = "arn:aws:iam::111122223333:role/Other";
    Rc::make_mut(&mut profiles).set("hub", "role_arn", other).unwrap();
    Rc::make_mut(&mut profiles).set("base", "aws_secret_access_key", "another").unwrap();
    assert!(planned.plan().hops[0].role_arn.ends_with("role/Hub"));
    assert_eq!(Planned::new(profiles, request()).unwrap().plan().hops[0].role_arn, other);

    let host = Scripted::default();
    cache_session(&host, "hub", "Hub", LATER);
    let credentials = block_on(planned.resolve(&Options::default(), &host)).unwrap();
    assert_eq!(credentials.access_key_id, "ASIACACHED");
}

#[test]
fn errors_are_reported_when_planning() {
    let profiles = Rc::new(Profiles::parse("[profile p]\nrole_arn = x\n", ""));
    let request = Request { profile: Some("p".into()), ..Request::default() };
    let error = Planned::new(profiles, request).unwrap_err();
    assert!(error.diagnostics.len() > 1, "{error:?}");
}
