//! Signing in to the console with the credentials of a session.
//!
//! The exchange uses POST, so that no key is in a URL, which proxies and browser histories store.

use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::aws::console::{hosts_of, usage};
use crate::aws::{
    ConsoleHosts, ENDPOINT_HELP, Partition, WebUrl, check_endpoint, check_region, partition_of_arn,
    partition_of_region,
};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::{HttpRequest, HttpResponse, Network};
use crate::retry::{outage, send_with_retry};
use crate::secret::Secret;
use crate::text::{Form, is_header_safe, quoted};

/// How the console is signed in to.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "ConsoleOptions", optional_fields))]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "component", serde(deny_unknown_fields))]
pub struct ConsoleSession {
    /// The region, which determines the partition and where the console opens.
    pub region: Option<String>,
    /// The ARN of the session's role, which determines the partition if there is no region.
    pub role_arn: Option<String>,
    /// Whether another role session assumed that role (role chaining).
    pub chained: bool,
    /// The service to open, by its name in console URLs, such as `s3`.
    pub service: Option<String>,
    /// The URL to open; it must be on the console's host.
    pub destination: Option<String>,
    /// The issuer: the URL to which the console links when the session expires.
    pub issuer: Option<String>,
    /// The duration of the console session in seconds, 900 to 43200; by default that of the
    /// credentials.
    pub session_duration_seconds: Option<f64>,
    /// A custom sign-in endpoint: https, or http on a loopback address. Only the caller's own code
    /// may set it, because the credentials are sent there.
    pub endpoint: Option<String>,
    /// How the call uses the network.
    pub network: Option<Network>,
}

/// Validated parameters.
struct Checked<'a> {
    /// The base URL of the sign-in endpoint, without a trailing slash.
    base: String,
    destination: String,
    issuer: &'a str,
    session_duration_seconds: Option<u32>,
}

impl Checked<'_> {
    fn service(&self) -> String {
        format!("the console sign-in service at {}", self.base)
    }
}

/// Creates the URL that signs in to the console. For 15 minutes it is as sensitive as a password.
///
/// # Errors
/// Before anything is sent: `usage-invalid`, `region-invalid`, `endpoint-invalid`,
/// `console-refused` for credentials without a session token, and `not-supported-here` in a
/// partition without public hosts. Then `console-refused`, `console-unreachable`, `aborted`.
pub async fn sign_in(
    credentials: &Credentials,
    sign_in: &ConsoleSession,
    host: &impl Host,
) -> Result<Secret, Error> {
    let checked = check(sign_in, host.network().allow_http)?;
    let request = request(credentials, &checked)?;
    let service = checked.service();
    let response = send_with_retry(host, &request, &service, Code::ConsoleUnreachable).await?;
    url(&response, &checked)
}

fn check(sign_in: &ConsoleSession, allow_http: bool) -> Result<Checked<'_>, Error> {
    check_region(sign_in.region.as_deref())?;
    let hosts = hosts_of(partition_for(sign_in))?;
    Ok(Checked {
        base: base(hosts, sign_in.endpoint.as_deref(), allow_http)?,
        destination: destination(hosts, sign_in)?,
        issuer: issuer(sign_in.issuer.as_deref())?,
        session_duration_seconds: session_duration_seconds(sign_in)?,
    })
}

/// The partition of the region or, without one, of the role.
fn partition_for(sign_in: &ConsoleSession) -> &'static Partition {
    let of_role = || sign_in.role_arn.as_deref().and_then(partition_of_arn);
    let of_region = sign_in.region.as_deref().map(partition_of_region);
    of_region.or_else(of_role).unwrap_or_else(|| partition_of_region("aws-global"))
}

fn base(hosts: ConsoleHosts, endpoint: Option<&str>, allow_http: bool) -> Result<String, Error> {
    let Some(endpoint) = endpoint else { return Ok(format!("https://{}", hosts.sign_in)) };
    check_endpoint(endpoint, allow_http).map_err(|limit| {
        let message = format!("the endpoint {} {limit}", quoted(endpoint));
        Error::new(Diagnostic::new(Code::EndpointInvalid, message).help(ENDPOINT_HELP))
    })?;
    Ok(endpoint.trim_end_matches('/').to_owned())
}

fn destination(hosts: ConsoleHosts, sign_in: &ConsoleSession) -> Result<String, Error> {
    match (sign_in.destination.as_deref(), sign_in.service.as_deref()) {
        (Some(_), Some(_)) => {
            let message = "a service and a destination are both set".to_owned();
            Err(usage(message, "pass only one of them"))
        }
        (Some(page), None) => page_of(hosts, page),
        (None, service) => home_of(hosts, service.unwrap_or("console"), sign_in.region.as_deref()),
    }
}

/// The home page of a service; `console` is the console itself.
fn home_of(hosts: ConsoleHosts, service: &str, region: Option<&str>) -> Result<String, Error> {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !service.split('/').all(is_name) {
        let message = format!("{} is not a console service", quoted(service));
        return Err(usage(message, "use the name in the console URL, such as `s3` or `ec2`"));
    }
    let home = format!("https://{}/{service}/home", hosts.console);
    Ok(region.map_or(home.clone(), |region| format!("{home}?region={region}")))
}

/// A page on the console's host or a subdomain.
fn page_of(hosts: ConsoleHosts, page: &str) -> Result<String, Error> {
    let on_console = WebUrl::parse(page).is_ok_and(|url| {
        let host = url.host.text();
        let rest = host.strip_suffix(hosts.console);
        url.is_https && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    on_console.then(|| page.to_owned()).ok_or_else(|| {
        let message = format!("{} is not an AWS console page", quoted(page));
        let help = format!("use an https URL on {} or a subdomain", hosts.console);
        usage(message, &help)
    })
}

fn issuer(issuer: Option<&str>) -> Result<&str, Error> {
    let Some(issuer) = issuer else { return Ok("rolehop") };
    WebUrl::parse(issuer).is_ok().then_some(issuer).ok_or_else(|| {
        let message = format!("the issuer {} is not a URL", quoted(issuer));
        usage(message, "use the URL of the page that links to the console, or omit it")
    })
}

/// IAM User Guide: the service rejects a duration for a role that another role session assumed.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Within the range and whole.
fn session_duration_seconds(sign_in: &ConsoleSession) -> Result<Option<u32>, Error> {
    let Some(seconds) = sign_in.session_duration_seconds else { return Ok(None) };
    if !(900.0..=43_200.0).contains(&seconds) || seconds.fract() != 0.0 {
        let message = format!("invalid console session duration: {seconds} seconds");
        return Err(usage(message, "use a whole number of seconds from 900 to 43200"));
    }
    if sign_in.chained {
        let message = "a console session of a chained role cannot have its own duration";
        let help = "omit the duration: the console session then lasts as long as the role session";
        return Err(Diagnostic::new(Code::ConsoleRefused, message).help(help).into());
    }
    Ok(Some(seconds as u32))
}

/// The request that exchanges session credentials for a sign-in token.
fn request(credentials: &Credentials, checked: &Checked<'_>) -> Result<HttpRequest, Error> {
    let token = credentials.session_token.as_ref().ok_or_else(not_a_session)?;
    let session = Zeroizing::new(
        json!({
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key.expose(),
            "sessionToken": token.expose(),
        })
        .to_string(),
    );
    let mut form = Form::of([("Action", "getSigninToken")]);
    if let Some(seconds) = checked.session_duration_seconds {
        form.add("SessionDuration", &seconds.to_string());
    }
    form.add("Session", &session);
    Ok(HttpRequest {
        method: "POST",
        url: format!("{}/federation", checked.base),
        headers: vec![(
            "content-type".into(),
            Secret::new("application/x-www-form-urlencoded; charset=utf-8"),
        )],
        body: form.finish().into(),
        timeout_ms: None,
        direct: false,
        returns_redirect: false,
    })
}

fn url(response: &HttpResponse, checked: &Checked<'_>) -> Result<Secret, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct SigninTokenResponse {
        signin_token: Zeroizing<String>,
    }
    let parsed = (response.status == 200)
        .then(|| serde_json::from_str::<SigninTokenResponse>(response.body.expose()).ok())
        .flatten()
        .filter(|parsed| is_header_safe(&parsed.signin_token))
        .ok_or_else(|| rejected(response.status, checked))?;
    let query = Form::of([
        ("Action", "login"),
        ("Issuer", checked.issuer),
        ("Destination", &checked.destination),
        ("SigninToken", &parsed.signin_token),
    ]);
    let query = query.finish();
    Ok(Secret::new(format!("{}/federation?{}", checked.base, query.as_str())))
}

fn not_a_session() -> Error {
    let message =
        "console sign-in needs session credentials, but these are long-term access keys of a user";
    let help = "use a profile with `role_arn` or IAM Identity Center";
    Diagnostic::new(Code::ConsoleRefused, message).help(help).into()
}

/// The response contains no token. None of it is repeated: it may contain what was sent.
fn rejected(status: u16, checked: &Checked<'_>) -> Error {
    if let Some(outage) = outage(status, None, &checked.service(), Code::ConsoleUnreachable) {
        return outage;
    }
    let message = format!("the console sign-in service returned status {status} and no token");
    let help = match (status, checked.session_duration_seconds.is_some()) {
        (200, _) => "the response is not from AWS: check the proxy",
        (_, true) => "the session may have expired or may not allow a duration: omit the duration",
        (_, false) => "the session may have expired or been revoked: get new credentials",
    };
    Diagnostic::new(Code::ConsoleRefused, message).help(help).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn session() -> Credentials {
        Credentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("secret/canary+1"),
            session_token: Some(Secret::new("token/canary=")),
            expiration: None,
            account_id: None,
        }
    }

    fn response_with(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, date: None, location: None, body: Secret::new(body) }
    }

    fn request_for(
        credentials: &Credentials,
        sign_in: &ConsoleSession,
    ) -> Result<HttpRequest, Error> {
        request(credentials, &check(sign_in, false)?)
    }

    fn code(sign_in: &ConsoleSession) -> Option<Code> {
        check(sign_in, false).err().map(|error| error.code)
    }

    #[test]
    fn keys_are_only_in_the_body() {
        let role = Some("arn:aws-cn:iam::111122223333:role/R");
        let cases = [
            ("no region", None, None, "https://signin.aws.amazon.com/federation"),
            ("China", Some("cn-north-1"), None, "https://signin.amazonaws.cn/federation"),
            ("a role of China", None, role, "https://signin.amazonaws.cn/federation"),
            (
                "GovCloud",
                Some("us-gov-west-1"),
                None,
                "https://signin.amazonaws-us-gov.com/federation",
            ),
            (
                "European cloud",
                Some("eusc-de-east-1"),
                role,
                "https://signin.amazonaws-eusc.eu/federation",
            ),
        ];
        for (shows, region, role_arn, url) in cases {
            let (region, role_arn) = (region.map(str::to_owned), role_arn.map(str::to_owned));
            let sign_in = ConsoleSession { region, role_arn, ..Default::default() };
            let request = request_for(&session(), &sign_in).unwrap();
            assert_eq!((request.method, request.url.as_str()), ("POST", url), "{shows}");
            let fields: Vec<_> = form_urlencoded::parse(request.body.expose().as_bytes()).collect();
            assert_eq!(fields[0].1, "getSigninToken", "{shows}");
            let session: serde_json::Value = serde_json::from_str(&fields[1].1).unwrap();
            assert_eq!(session["sessionKey"], "secret/canary+1", "{shows}");
        }
    }

    #[test]
    fn rejected_before_anything_is_sent() {
        let keys = Credentials { session_token: None, ..session() };
        let error = request_for(&keys, &ConsoleSession::default()).err().unwrap();
        assert_eq!(error.code, Code::ConsoleRefused);
        let lasting = |seconds, chained| ConsoleSession {
            session_duration_seconds: Some(seconds),
            chained,
            ..Default::default()
        };
        let read =
            |json: serde_json::Value| serde_json::from_value::<ConsoleSession>(json).unwrap();
        let region = |region: &str| read(json!({ "region": region }));
        let endpoint = |endpoint: &str| read(json!({ "endpoint": endpoint }));
        let issuer = |issuer: &str| read(json!({ "issuer": issuer }));
        let page = "https://console.aws.amazon.com/";
        let both = read(json!({ "service": "s3", "destination": page }));
        let cases = [
            ("no public hosts", region("us-iso-east-1"), Some(Code::NotSupportedHere)),
            ("no region", region("eu/west"), Some(Code::RegionInvalid)),
            ("too short", lasting(899.0, false), Some(Code::UsageInvalid)),
            ("too long", lasting(43_201.0, false), Some(Code::UsageInvalid)),
            ("not whole", lasting(900.5, false), Some(Code::UsageInvalid)),
            ("no number", lasting(f64::NAN, false), Some(Code::UsageInvalid)),
            ("good", lasting(900.0, false), None),
            ("a chained role", lasting(900.0, true), Some(Code::ConsoleRefused)),
            ("http elsewhere", endpoint("http://signin.example"), Some(Code::EndpointInvalid)),
            ("http on a loopback host", endpoint("http://127.0.0.1:1"), None),
            ("a script as issuer", issuer("javascript:alert(1)"), Some(Code::UsageInvalid)),
            ("an issuer", issuer("https://intranet.example/"), None),
            ("two pages", both, Some(Code::UsageInvalid)),
        ];
        for (shows, sign_in, expected) in cases {
            assert_eq!(code(&sign_in), expected, "{shows}");
        }
    }

    #[test]
    fn pages_to_open() {
        let page = |destination: Option<&str>, service: Option<&str>| {
            let region = Some("eu-west-1".to_owned());
            let (service, destination) =
                (service.map(str::to_owned), destination.map(str::to_owned));
            let sign_in = ConsoleSession { region, service, destination, ..Default::default() };
            check(&sign_in, false)
                .map_or_else(|e| e.code.to_string(), |checked| checked.destination)
        };
        let home = "https://console.aws.amazon.com/console/home?region=eu-west-1";
        assert_eq!(page(None, None), home);
        assert_eq!(
            page(None, Some("ec2/v2")),
            "https://console.aws.amazon.com/ec2/v2/home?region=eu-west-1"
        );
        for service in ["", "..", "../x", "s3?x", "s3#x", "//evil.example", "é"] {
            assert_eq!(page(None, Some(service)), "usage-invalid", "{service}");
        }
        let cases = [
            ("a page", "https://eu-west-1.console.aws.amazon.com/s3/home", true),
            ("elsewhere", "https://attacker.example/", false),
            ("a look-alike", "https://console.aws.amazon.com.attacker.example/", false),
            ("glued on", "https://evilconsole.aws.amazon.com/", false),
            ("not https", "http://console.aws.amazon.com/", false),
            ("a user in front", "https://console.aws.amazon.com@attacker.example/", false),
        ];
        for (shows, destination, accepted) in cases {
            assert_eq!(page(Some(destination), None).starts_with("https:"), accepted, "{shows}");
        }
    }

    #[test]
    fn sign_in_urls() {
        let sign_in = ConsoleSession { region: Some("eu-west-1".into()), ..Default::default() };
        let checked = check(&sign_in, false).unwrap();
        let url = |response: &HttpResponse| {
            url(response, &checked)
                .map_or_else(|error| error.code.to_string(), |url| url.expose().to_owned())
        };
        assert_eq!(
            url(&response_with(200, r#"{"SigninToken":"a+b/c"}"#)),
            "https://signin.aws.amazon.com/federation?Action=login&Issuer=rolehop&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Deu-west-1&SigninToken=a%2Bb%2Fc"
        );
        for (status, body, code) in [
            (400, "", "console-refused"),
            (200, "<html>", "console-refused"),
            (200, "{}", "console-refused"),
            (200, r#"{"SigninToken":""}"#, "console-refused"),
            (503, r#"{"SigninToken":"x"}"#, "console-unreachable"),
            (429, "", "console-unreachable"),
        ] {
            assert_eq!(url(&response_with(status, body)), code, "{status} {body}");
        }
    }
}
