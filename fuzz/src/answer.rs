//! Arbitrary responses, cache entries and times: parsing never panics, and an accepted entry is of the
//! requested role.

use rolehop::aws::{Endpoint, RequestedRole};
use rolehop::cache::{self, Lookup};
use rolehop::http::HttpResponse;
use rolehop::secret::Secret;
use rolehop::sts::response;
use rolehop::timestamp;

const ROLE: RequestedRole<'static> =
    RequestedRole { arn: "arn:aws:iam::111122223333:role/Admin", is_aws: true };

/// Parts: a status, a `date` header, a body.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [status, date, body] = super::parts(&text);
    let answer = HttpResponse {
        status: status.trim_end().parse().unwrap_or(200),
        date: Some(date.trim_end().to_owned()).filter(|it| !it.is_empty()),
        location: None,
        body: Secret::new(body),
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
    let _ = cache::look_up(ROLE, body, 0, 900);
    let _ = cache::describe(body);
    if let Some(time) = timestamp::parse(body.trim_end()) {
        assert_eq!(
            timestamp::parse(&timestamp::format(time)).map(timestamp::to_ms),
            Some(timestamp::to_ms(time))
        );
    }
}
