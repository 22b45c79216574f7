//! Where the services of a container and of an EC2 instance are, and how they are asked.

use url::{Host, Url};

use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::plan::select::blank;
use crate::plan::settings::python_int;
use crate::plan::{ContainerToken, Source};
use crate::text::quoted;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Where a relative URI leads.
const ECS: &str = "http://169.254.170.2";
/// Hosts other than this machine that are asked over plain http: the network of the machine itself.
const LINK_LOCAL: [&str; 3] = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

const IPV4: &str = "http://169.254.169.254/";
const IPV6: &str = "http://[fd00:ec2::254]/";

/// The endpoint of the container that this runs in; `None` outside of one. A URL that must not be
/// asked is reported.
pub(crate) fn container(context: &mut Context<'_>) -> Option<Result<Source, ()>> {
    for variable in [RELATIVE, FULL] {
        if context.request.env.raw(variable) == Some("") {
            blank(context, variable);
        }
    }
    let env = &context.request.env;
    let (variable, value, url) = match (env.get(RELATIVE), env.get(FULL)) {
        (Some(path), _) => (RELATIVE, path, format!("{ECS}{path}")),
        (None, Some(url)) => (FULL, url, url.to_owned()),
        (None, None) => return None,
    };
    let token = match (env.get(TOKEN_FILE), env.get(TOKEN)) {
        (Some(path), _) => Some(ContainerToken::File { path: path.to_owned() }),
        (None, Some(_)) => Some(ContainerToken::Variable),
        (None, None) => None,
    };
    if let Err(problem) = check_container(&url) {
        let message = format!("`{variable}` {} {problem}", quoted(value));
        let help = "a relative URI starts with `/`; a full one is https, or http to this machine, \
                    169.254.170.2, 169.254.170.23 or [fd00:ec2::23]";
        context.report(Diagnostic::new(Code::EndpointInvalid, message).help(help));
        return Some(Err(()));
    }
    Some(Ok(Source::Container { profile: None, location: None, url, token }))
}

/// Whether a container's endpoint may be asked, and given the token.
fn check_container(url: &str) -> Result<(), &'static str> {
    let url = parse(url)?;
    let Some(host) = url.host() else { return Err("has no host") };
    let near = match &host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let is_known = near || LINK_LOCAL.contains(&host.to_string().as_str());
    if url.scheme() == "https" || is_known {
        return Ok(());
    }
    Err("is http on a machine that is not known to be this one")
}

fn parse(url: &str) -> Result<Url, &'static str> {
    if url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err("holds a character that no URL has");
    }
    let url = Url::parse(url).map_err(|_| "is not a URL")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("is not an http URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or password in it");
    }
    Ok(url)
}

/// A setting of the EC2 metadata service: from the environment, else from the selected profile.
#[derive(Clone, Copy)]
struct Setting<'a> {
    name: &'static str,
    value: &'a str,
    found: Option<Found<'a>>,
}

fn setting<'a>(
    context: &Context<'a>,
    profile: &'a Profile,
    variable: &'static str,
    key: &'static str,
) -> Option<Setting<'a>> {
    if let Some(value) = context.request.env.get(variable) {
        return Some(Setting { name: variable, value, found: None });
    }
    let found = profile.get(key)?;
    Some(Setting { name: key, value: text(found), found: Some(found) })
}

/// The source with what the selected profile and the environment say of the service.
pub(crate) fn with_settings<'a>(
    context: &mut Context<'a>,
    selected: &'a Profile,
    mut source: Source,
) -> Source {
    if let Source::Ec2Metadata { endpoint, attempts, timeout_ms, v1_disabled, .. } = &mut source {
        *endpoint = self::endpoint(context, selected);
        let key = "metadata_service_num_attempts";
        *attempts = whole(context, selected, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", key);
        let key = "metadata_service_timeout";
        *timeout_ms = whole(context, selected, "AWS_METADATA_SERVICE_TIMEOUT", key) * 1000;
        *v1_disabled =
            is_on(context, selected, "AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
    }
    source
}

/// Reports what is wrong with a profile's settings of the service, whether it is asked or not: the
/// AWS CLI reads them in any case.
pub(crate) fn check<'a>(context: &mut Context<'a>, profile: &'a Profile) {
    with_settings(context, profile, crate::plan::source::default_chain::instance(None, None));
}

/// The URL that paths are put behind: one that is set, else that of the mode.
fn endpoint<'a>(context: &mut Context<'a>, profile: &'a Profile) -> String {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    let set = setting(context, profile, variable, "ec2_metadata_service_endpoint");
    let mode = mode(context, profile);
    let Some(set) = set.filter(|set| !set.value.is_empty()) else { return mode.to_owned() };
    match parse(set.value) {
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            invalid(context, profile, set, "has a query or fragment");
        }
        Err(problem) => invalid(context, profile, set, problem),
        Ok(_) if set.value.ends_with('/') => return set.value.to_owned(),
        Ok(_) => {}
    }
    format!("{}/", set.value)
}

fn mode<'a>(context: &mut Context<'a>, profile: &'a Profile) -> &'static str {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
    let key = "ec2_metadata_service_endpoint_mode";
    let Some(set) = setting(context, profile, variable, key) else {
        let is_ipv6 = is_on(context, profile, "AWS_IMDS_USE_IPV6", "imds_use_ipv6");
        return if is_ipv6 { IPV6 } else { IPV4 };
    };
    match set.value.to_ascii_lowercase().as_str() {
        "ipv4" => IPV4,
        "ipv6" => IPV6,
        _ => {
            invalid(context, profile, set, "is neither `ipv4` nor `ipv6`");
            IPV4
        }
    }
}

/// A number of tries, or of seconds; 1 unless it is set.
fn whole<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    variable: &'static str,
    key: &'static str,
) -> u32 {
    const LARGEST: u32 = 3600;
    let Some(set) = setting(context, profile, variable, key) else { return 1 };
    let number = python_int::parse(set.value).and_then(|number| u32::try_from(number).ok());
    if let Some(number @ 1..=LARGEST) = number {
        return number;
    }
    invalid(context, profile, set, "is not a whole number from 1 to 3600");
    1
}

fn is_on(
    context: &Context<'_>,
    profile: &Profile,
    variable: &'static str,
    key: &'static str,
) -> bool {
    let word = context.request.env.get(variable).or_else(|| profile.text(key));
    word.is_some_and(|word| word.eq_ignore_ascii_case("true"))
}

fn invalid<'a>(context: &mut Context<'a>, profile: &'a Profile, set: Setting<'a>, problem: &str) {
    let message = format!("`{}` {} {problem}", set.name, quoted(set.value));
    let code = Code::MetadataSettingInvalid;
    let finding = match set.found {
        Some(found) => context.on_value(code, profile, found, message),
        None => Diagnostic::new(code, message),
    };
    context.report(finding.help("take it out: without it the service of the machine is asked"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_container_is_asked() {
        let good = [
            "http://169.254.170.2/v2/credentials/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1",
            "http://127.0.0.1:8080/x?y=1",
            "http://127.9.9.9/",
            "http://[::1]:80/",
            "http://LOCALHOST/",
            "https://example.com/x",
        ];
        for url in good {
            assert_eq!(check_container(url), Ok(()), "{url}");
        }
        let bad = [
            "http://169.254.170.2v2/credentials",
            "http://169.254.170.2.example.com/",
            "http://169.254.170.2@example.com/",
            "http://example.com/",
            "http://127.0.0.1.nip.io/",
            "http://10.0.0.1/",
            "http://[fd00:ec2::24]/",
            "http://x.localhost/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "127.0.0.1/x",
            "http://127.0.0.1/\r\nx",
        ];
        for url in bad {
            assert!(check_container(url).is_err(), "{url}");
        }
    }
}
