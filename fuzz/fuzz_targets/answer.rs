//! Arbitrary responses, cache entries and times: parsing never panics, and an accepted entry is of the
//! requested role.
#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use rolehop::aws::{Endpoint, RequestedRole};
use rolehop::timestamp;
use rolehop::cache::{self, Lookup};
use rolehop::secret::Secret;
use rolehop::sts::response;
use rolehop::http::HttpResponse;

const ROLE: RequestedRole<'static> =
    RequestedRole { arn: "arn:aws:iam::111122223333:role/Admin", is_aws: true };

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    status: u16,
    date: Option<&'a str>,
    body: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let answer = HttpResponse {
        status: input.status,
        date: input.date.map(str::to_owned),
        body: Secret::new(input.body.to_owned()),
    };
    let endpoint = Endpoint {
        url: "https://sts.amazonaws.com/".to_owned(),
        signing_region: "us-east-1".to_owned(),
        overridden: false,
    };
    let _ = response::caller_identity(&answer, &endpoint);
    let _ = response::session_token(&answer, &endpoint);
    let _ = response::assume_role_with_web_identity(&answer, &endpoint);
    if let Ok(role) = response::assume_role(&answer, &endpoint)
        && role.check_role(ROLE).is_ok()
        && let Ok(entry) = cache::write(ROLE, &role, 0)
    {
        assert!(!matches!(cache::look_up(ROLE, entry.expose(), i64::MIN / 4, 0), Lookup::Miss));
    }
    let _ = cache::look_up(ROLE, input.body, 0, 900);
    let _ = cache::describe(input.body);
    if let Some(time) = timestamp::parse(input.body) {
        assert_eq!(
            timestamp::parse(&timestamp::format(time)).map(timestamp::to_ms),
            Some(timestamp::to_ms(time))
        );
    }
});
