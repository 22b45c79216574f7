//! Where the metadata service of an EC2 instance is, and how it is asked.

use crate::aws::check_metadata;
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::plan::settings::flag::is_on;
use crate::plan::settings::python_int;
use crate::plan::{Ec2MetadataSource, Source};
use crate::text::{Location, quoted};

const IPV4: &str = "http://169.254.169.254/";
const IPV6: &str = "http://[fd00:ec2::254]/";

/// The machine; its settings are those of the selected profile and are put in once that is known.
pub(crate) fn instance(profile: Option<String>, location: Option<Location>) -> Source {
    Source::Ec2Metadata(Ec2MetadataSource {
        profile,
        location,
        endpoint: String::new(),
        attempts: 1,
        timeout_ms: 1000,
        v1_disabled: false,
    })
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
    if let Source::Ec2Metadata(Ec2MetadataSource {
        endpoint,
        attempts,
        timeout_ms,
        v1_disabled,
        ..
    }) = &mut source
    {
        *endpoint = self::endpoint(context, selected);
        let key = "metadata_service_num_attempts";
        *attempts = positive_integer(context, selected, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", key);
        let key = "metadata_service_timeout";
        *timeout_ms =
            positive_integer(context, selected, "AWS_METADATA_SERVICE_TIMEOUT", key) * 1000;
        *v1_disabled =
            is_on(context, selected, "AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
    }
    source
}

/// Reports what is wrong with a profile's settings of the service, whether it is asked or not: the
/// AWS CLI reads them in any case.
pub(crate) fn check<'a>(context: &mut Context<'a>, profile: &'a Profile) {
    with_settings(context, profile, instance(None, None));
}

/// The URL that paths are put behind: one that is set, else that of the mode.
fn endpoint<'a>(context: &mut Context<'a>, profile: &'a Profile) -> String {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    let set = setting(context, profile, variable, "ec2_metadata_service_endpoint");
    let mode = mode(context, profile);
    let Some(set) = set.filter(|set| !set.value.is_empty()) else { return mode.to_owned() };
    match check_metadata(set.value) {
        Err(problem) => invalid(context, profile, set, &problem.to_string()),
        Ok(()) if set.value.ends_with('/') => return set.value.to_owned(),
        Ok(()) => {}
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
fn positive_integer<'a>(
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

fn invalid<'a>(context: &mut Context<'a>, profile: &'a Profile, set: Setting<'a>, problem: &str) {
    let message = format!("`{}` {} {problem}", set.name, quoted(set.value));
    let code = Code::MetadataSettingInvalid;
    let finding = match set.found {
        Some(found) => context.on_value(code, profile, found, message),
        None => Diagnostic::new(code, message),
    };
    context.report(finding.help("remove it to use the default metadata endpoint"));
}
