//! The AWS console: a sign-in with session credentials, and the link that switches roles.
//!
//! The rules are those of the IAM user guide, "Enable custom identity broker access to the AWS
//! console" and "Switch from a user to an IAM role (console)". The exchange is a POST, so that no
//! key stands in a URL that a proxy or a history keeps.

use form_urlencoded::Serializer;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::secret::Secret;
use crate::sts::{Arn, HttpRequest, HttpResponse, Partition, partition, partition_of_region};

/// The hosts of a partition's console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsoleHosts {
    /// Where sessions are exchanged for a sign-in, and roles switched.
    pub sign_in: &'static str,
    /// Where the console itself is.
    pub console: &'static str,
}

/// What a sign-in shall be.
#[derive(Clone, Debug, Default)]
pub struct SignIn<'a> {
    /// The region, which decides the partition and where the console opens.
    pub region: Option<&'a str>,
    /// The page to open instead of the console's first; it must be on the console's host.
    pub destination: Option<&'a str>,
    /// Who sent the person here; the console links back to it when the session ends.
    pub issuer: Option<&'a str>,
    /// Seconds that the console's session shall last, 900 to 43200. The service refuses it for
    /// sessions of chained roles; without it the console's session lasts as long as the
    /// credentials.
    pub session_duration: Option<u32>,
}

/// The console hosts of a partition; `None` for those whose hosts are not public.
pub fn hosts(partition: &Partition) -> Option<ConsoleHosts> {
    let (sign_in, console) = match partition.id {
        "aws" => ("signin.aws.amazon.com", "console.aws.amazon.com"),
        "aws-cn" => ("signin.amazonaws.cn", "console.amazonaws.cn"),
        "aws-us-gov" => ("signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
        "aws-eusc" => ("signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
        _ => return None,
    };
    Some(ConsoleHosts { sign_in, console })
}

/// The request that exchanges session credentials for a sign-in token.
///
/// # Errors
/// `console-refused` when the credentials are not those of a session, `usage-invalid` for a
/// duration outside 900 to 43200, `not-supported-here` in a partition without public hosts.
pub fn sign_in_request(
    credentials: &Credentials,
    sign_in: &SignIn<'_>,
) -> Result<HttpRequest, Error> {
    let hosts = hosts_of_region(sign_in.region)?;
    let token = credentials.session_token.as_ref().ok_or_else(not_a_session)?;
    let session = Zeroizing::new(
        json!({
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key.expose(),
            "sessionToken": token.expose(),
        })
        .to_string(),
    );
    let mut form = Serializer::new(String::new());
    form.append_pair("Action", "getSigninToken");
    if let Some(seconds) = sign_in.session_duration {
        check_duration(seconds)?;
        form.append_pair("SessionDuration", &seconds.to_string());
    }
    form.append_pair("Session", &session);
    Ok(HttpRequest {
        method: "POST",
        url: format!("https://{}/federation", hosts.sign_in),
        headers: vec![(
            "content-type".into(),
            Secret::new("application/x-www-form-urlencoded; charset=utf-8"),
        )],
        body: Secret::new(form.finish()),
        timeout_ms: None,
    })
}

/// The URL that signs a person in. It is as good as a password for fifteen minutes.
///
/// # Errors
/// `console-refused` when the service did not answer with a token, `usage-invalid` when the
/// destination is not on the console's host.
pub fn sign_in_url(response: &HttpResponse, sign_in: &SignIn<'_>) -> Result<Secret, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        signin_token: Zeroizing<String>,
    }
    let hosts = hosts_of_region(sign_in.region)?;
    let destination = destination(hosts, sign_in)?;
    let answer = (response.status == 200)
        .then(|| serde_json::from_str::<Answer>(response.body.expose()).ok())
        .flatten()
        .ok_or_else(|| refused(response.status))?;
    let query = Serializer::new(String::new())
        .append_pair("Action", "login")
        .append_pair("Issuer", sign_in.issuer.unwrap_or("rolehop"))
        .append_pair("Destination", &destination)
        .append_pair("SigninToken", &answer.signin_token)
        .finish();
    Ok(Secret::new(format!("https://{}/federation?{query}", hosts.sign_in)))
}

/// The link that makes a person who is signed in switch to a role: no credentials, no call.
///
/// # Errors
/// `role-arn-malformed` when it is not the ARN of a role, `not-supported-here` in a partition
/// without public hosts.
pub fn switch_role_url(role_arn: &str, display_name: Option<&str>) -> Result<String, Error> {
    let malformed = || {
        let message = format!("`{role_arn}` is not the ARN of a role");
        Error::new(Diagnostic::new(Code::RoleArnMalformed, message))
    };
    let arn = Arn::parse(role_arn).ok_or_else(malformed)?;
    let account = arn.account_id().ok_or_else(malformed)?;
    arn.role_name().ok_or_else(malformed)?;
    let path_and_name = arn.resource.strip_prefix("role/").ok_or_else(malformed)?;
    let hosts = partition(arn.partition).and_then(hosts).ok_or_else(|| no_hosts(arn.partition))?;
    let mut query = Serializer::new(String::new());
    query.append_pair("account", account).append_pair("roleName", path_and_name);
    if let Some(name) = display_name {
        query.append_pair("displayName", name);
    }
    Ok(format!("https://{}/switchrole?{}", hosts.sign_in, query.finish()))
}

fn hosts_of_region(region: Option<&str>) -> Result<ConsoleHosts, Error> {
    let partition = partition_of_region(region.unwrap_or("aws-global"));
    hosts(partition).ok_or_else(|| no_hosts(partition.id))
}

fn destination(hosts: ConsoleHosts, sign_in: &SignIn<'_>) -> Result<String, Error> {
    let Some(wanted) = sign_in.destination else {
        let home = format!("https://{}/console/home", hosts.console);
        return Ok(sign_in.region.map_or(home.clone(), |region| format!("{home}?region={region}")));
    };
    let on_console = url::Url::parse(wanted).is_ok_and(|url| {
        let host = url.host_str().unwrap_or_default();
        let is_below = host.strip_suffix(hosts.console).is_some_and(|rest| rest.ends_with('.'));
        url.scheme() == "https" && (host == hosts.console || is_below)
    });
    on_console.then(|| wanted.to_string()).ok_or_else(|| {
        let message = format!("`{wanted}` is not a page of the AWS console");
        let help = format!("give an https URL on {} or a host below it", hosts.console);
        Error::new(Diagnostic::new(Code::UsageInvalid, message).help(help))
    })
}

fn check_duration(seconds: u32) -> Result<(), Error> {
    if (900..=43_200).contains(&seconds) {
        return Ok(());
    }
    let message = format!("a console session cannot last {seconds} seconds");
    Err(Error::new(Diagnostic::new(Code::UsageInvalid, message).help("give 900 to 43200 seconds")))
}

fn not_a_session() -> Error {
    let message = "the console takes the credentials of a session, and these are a user's own keys";
    let help = "use a profile with `role_arn`, or one of IAM Identity Center";
    Error::new(Diagnostic::new(Code::ConsoleRefused, message).help(help))
}

fn refused(status: u16) -> Error {
    let message = format!("the console's sign-in answered {status} and gave no token");
    let help = "the session may have expired; a session duration is refused for chained roles";
    Error::new(Diagnostic::new(Code::ConsoleRefused, message).help(help))
}

fn no_hosts(partition: &str) -> Error {
    let message = format!("the console of the partition `{partition}` has no public address");
    Error::new(Diagnostic::new(Code::NotSupportedHere, message))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used)]
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

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, date: None, body: Secret::new(body) }
    }

    #[test]
    fn keys_travel_in_the_body_alone() {
        let cases = [
            ("no region", None, "https://signin.aws.amazon.com/federation"),
            ("China", Some("cn-north-1"), "https://signin.amazonaws.cn/federation"),
            ("GovCloud", Some("us-gov-west-1"), "https://signin.amazonaws-us-gov.com/federation"),
            (
                "European cloud",
                Some("eusc-de-east-1"),
                "https://signin.amazonaws-eusc.eu/federation",
            ),
        ];
        for (shows, region, url) in cases {
            let request =
                sign_in_request(&session(), &SignIn { region, ..Default::default() }).unwrap();
            assert_eq!((request.method, request.url.as_str()), ("POST", url), "{shows}");
            let fields: Vec<_> = form_urlencoded::parse(request.body.expose().as_bytes()).collect();
            assert_eq!(fields[0].1, "getSigninToken", "{shows}");
            let session: serde_json::Value = serde_json::from_str(&fields[1].1).unwrap();
            assert_eq!(session["sessionKey"], "secret/canary+1", "{shows}");
        }
    }

    #[test]
    fn refusals() {
        let keys = Credentials { session_token: None, ..session() };
        let iso = SignIn { region: Some("us-iso-east-1"), ..Default::default() };
        let short = SignIn { session_duration: Some(899), ..Default::default() };
        let cases = [
            ("a user's keys", sign_in_request(&keys, &SignIn::default()), Code::ConsoleRefused),
            ("no public hosts", sign_in_request(&session(), &iso), Code::NotSupportedHere),
            ("too short", sign_in_request(&session(), &short), Code::UsageInvalid),
        ];
        for (shows, result, code) in cases {
            assert_eq!(result.err().unwrap().code, code, "{shows}");
        }
    }

    #[test]
    fn sign_in_urls() {
        let url = |destination: Option<&str>, response: &HttpResponse| {
            let sign_in = SignIn { region: Some("eu-west-1"), destination, ..Default::default() };
            sign_in_url(response, &sign_in)
                .map_or_else(|e| e.code.to_string(), |u| u.expose().into())
        };
        let good = answer(200, r#"{"SigninToken":"a+b/c"}"#);
        assert_eq!(
            url(None, &good),
            "https://signin.aws.amazon.com/federation?Action=login&Issuer=rolehop&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Deu-west-1&SigninToken=a%2Bb%2Fc"
        );
        let cases = [
            ("a page", "https://eu-west-1.console.aws.amazon.com/s3/home", true),
            ("elsewhere", "https://attacker.example/", false),
            ("a look-alike", "https://console.aws.amazon.com.attacker.example/", false),
            ("glued on", "https://evilconsole.aws.amazon.com/", false),
            ("not https", "http://console.aws.amazon.com/", false),
            ("a user in front", "https://console.aws.amazon.com@attacker.example/", false),
        ];
        for (shows, destination, accepted) in cases {
            assert_eq!(url(Some(destination), &good).starts_with("https:"), accepted, "{shows}");
        }
        for (status, body) in
            [(400, ""), (200, "<html>"), (200, "{}"), (503, r#"{"SigninToken":"x"}"#)]
        {
            assert_eq!(url(None, &answer(status, body)), "console-refused", "{status} {body}");
        }
    }

    #[test]
    fn switching_roles() {
        let cases = [
            (
                "arn:aws:iam::111122223333:role/team/Admin",
                Some("Prod & more"),
                "https://signin.aws.amazon.com/switchrole?account=111122223333&roleName=team%2FAdmin&displayName=Prod+%26+more",
            ),
            (
                "arn:aws-cn:iam::111122223333:role/Admin",
                None,
                "https://signin.amazonaws.cn/switchrole?account=111122223333&roleName=Admin",
            ),
            ("arn:aws:iam::111122223333:user/alice", None, "role-arn-malformed"),
            ("arn:aws:sts::111122223333:assumed-role/Admin/alice", None, "role-arn-malformed"),
            ("arn:aws-iso:iam::111122223333:role/Admin", None, "not-supported-here"),
        ];
        for (role, name, expected) in cases {
            let url = switch_role_url(role, name).unwrap_or_else(|error| error.code.to_string());
            assert_eq!(url, expected, "{role}");
        }
    }
}
