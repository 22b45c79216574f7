//! The EC2 instance metadata service: its endpoint and how requests are sent to it.

use crate::aws::check_metadata;
use crate::config::Profile;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::plan::settings::flag::is_enabled;
use crate::plan::settings::python_int;
use crate::plan::settings::setting::Setting;
use crate::plan::{Ec2MetadataSource, Source};
use crate::text::{Location, quoted};

const IPV4: &str = "http://169.254.169.254/";
const IPV6: &str = "http://[fd00:ec2::254]/";

/// The instance's source without the service's settings; [`with_settings`] adds those of the selected
/// profile.
pub(crate) fn instance(profile: Option<String>, location: Option<Location>) -> Source {
    Source::Ec2Metadata(unset(profile, location))
}

fn unset(profile: Option<String>, location: Option<Location>) -> Ec2MetadataSource {
    Ec2MetadataSource {
        profile,
        location,
        endpoint: String::new(),
        attempts: 1,
        timeout_ms: 1000,
        v1_disabled: false,
    }
}

/// The source with the settings of the service in the selected profile and the environment.
pub(crate) fn with_settings(
    context: &Context<'_>,
    selected: &Profile,
    source: Source,
) -> Checked<Source> {
    let Source::Ec2Metadata(source) = source else { return Checked::clean(source) };
    read(context, selected, source, Severity::Error)
}

/// Reads the settings; `out_of_range` is the severity of a number that the AWS CLI only rejects when
/// it calls the service.
fn read(
    context: &Context<'_>,
    selected: &Profile,
    source: Ec2MetadataSource,
    out_of_range: Severity,
) -> Checked<Source> {
    let mut diagnostics = Vec::new();
    let endpoint = endpoint(context, selected).append_to(&mut diagnostics);
    let mut number = |variable, key| {
        let setting = Setting::read(context, selected, variable, key);
        let number = setting.map(|it| positive_integer(context, selected, it, out_of_range));
        number.unwrap_or(Checked::clean(1)).append_to(&mut diagnostics)
    };
    let attempts = number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts");
    let seconds = number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout");
    let (variable, key) = ("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
    let value = Source::Ec2Metadata(Ec2MetadataSource {
        endpoint,
        attempts,
        timeout_ms: seconds * 1000,
        v1_disabled: is_enabled(context, selected, variable, key),
        ..source
    });
    Checked { value, diagnostics }
}

/// The diagnostics of a profile's settings of the service, if it is not the source. The AWS CLI reads
/// them for every profile.
pub(crate) fn problems(context: &Context<'_>, profile: &Profile) -> Vec<Diagnostic> {
    read(context, profile, unset(None, None), Severity::Warning).diagnostics
}

/// The base URL of the service: the custom endpoint or, without one, the default of the mode.
fn endpoint(context: &Context<'_>, profile: &Profile) -> Checked<String> {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    let custom = Setting::read(context, profile, variable, "ec2_metadata_service_endpoint");
    let Checked { value: default, mut diagnostics } = default_endpoint(context, profile);
    let Some(custom) = custom.filter(|custom| !custom.value.is_empty()) else {
        return Checked { value: default.to_owned(), diagnostics };
    };
    let problem = check_metadata(custom.value).err();
    diagnostics
        .extend(problem.map(|problem| invalid(context, profile, custom, &problem.to_string())));
    let end = if custom.value.ends_with('/') { "" } else { "/" };
    Checked { value: format!("{}{end}", custom.value), diagnostics }
}

/// The endpoint of the mode, IPv4 or IPv6.
fn default_endpoint(context: &Context<'_>, profile: &Profile) -> Checked<&'static str> {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
    let key = "ec2_metadata_service_endpoint_mode";
    let Some(mode) = Setting::read(context, profile, variable, key) else {
        let is_ipv6 = is_enabled(context, profile, "AWS_IMDS_USE_IPV6", "imds_use_ipv6");
        return Checked::clean(if is_ipv6 { IPV6 } else { IPV4 });
    };
    match mode.value.to_ascii_lowercase().as_str() {
        "ipv4" => Checked::clean(IPV4),
        "ipv6" => Checked::clean(IPV6),
        _ => {
            let problem = "is neither `ipv4` nor `ipv6`";
            Checked::new(IPV4, [invalid(context, profile, mode, problem)])
        }
    }
}

/// A number of attempts or of seconds; 1 if it is invalid.
fn positive_integer(
    context: &Context<'_>,
    profile: &Profile,
    setting: Setting<'_>,
    out_of_range: Severity,
) -> Checked<u32> {
    const LARGEST: u32 = 3600;
    let number = python_int::parse(setting.value);
    if let Some(number @ 1..=LARGEST) = number.and_then(|number| u32::try_from(number).ok()) {
        return Checked::clean(number);
    }
    let severity = if number.is_some() { out_of_range } else { Severity::Error };
    let problem = "is not a whole number from 1 to 3600";
    Checked::new(1, [invalid(context, profile, setting, problem).severity(severity)])
}

fn invalid(
    context: &Context<'_>,
    profile: &Profile,
    setting: Setting<'_>,
    problem: &str,
) -> Diagnostic {
    let message = format!("`{}` {} {problem}", setting.name, quoted(setting.value));
    setting
        .diagnostic(context, profile, Code::MetadataSettingInvalid, message)
        .help("correct it, or remove it to use the default")
}
