//! The region and the STS endpoint: one of each for the whole chain; and the endpoints of other
//! services that sources need.
//!
//! Only the selected profile's settings count. What a source profile says of them is ignored, as
//! the AWS CLI does.

use super::flag::is_on;
use crate::aws::Endpoint;
use crate::aws::{
    EndpointSettings, check_endpoint, endpoint, is_valid_region_label, regional_host,
};
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Value;
use crate::plan::capability::not_permitted;
use crate::plan::context::{Context, text};
use crate::plan::select::blank;
use crate::text::quoted;

/// The region and the endpoint of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Endpoint,
}

/// What set something.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    Request(&'static str),
    Variable(&'static str),
    Profile(Found<'a>),
    Block(Found<'a>),
}

/// What the settings of a service's endpoint are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// What its hosts start with.
    pub(crate) host: &'static str,
    /// The variable with its endpoint.
    pub(crate) variable: &'static str,
    /// Its block in a `services` section.
    pub(crate) block: &'static str,
}

const STS: Service = Service { host: "sts", variable: "AWS_ENDPOINT_URL_STS", block: "sts" };

/// Finds the region and the endpoint that hold for the selected profile.
pub(crate) fn settings<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Settings<'a> {
    let region = region(context, profile);
    let custom = custom_endpoint(context, profile, STS);
    let (fips, dualstack) = variants(context, profile);
    if fips && custom.is_some() {
        lost_fips(context, profile);
    }
    legacy_endpoints(context);
    let endpoint = endpoint(&EndpointSettings { region, fips, dualstack, custom });
    context.is_foreign_sts = !endpoint.is_aws();
    Settings { region, endpoint }
}

/// The endpoint of a service in a region that is not the plan's own, and whether someone set it.
pub(crate) fn service_endpoint<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    service: Service,
    region: &str,
) -> (String, bool) {
    if let Some(url) = custom_endpoint(context, profile, service) {
        return (url.trim_end_matches('/').to_owned(), true);
    }
    let (fips, dualstack) = variants(context, profile);
    (format!("https://{}", regional_host(service.host, region, fips, dualstack)), false)
}

/// Whether the FIPS endpoint is wanted, and whether the one for IPv4 and IPv6.
fn variants(context: &Context<'_>, profile: &Profile) -> (bool, bool) {
    let fips = is_on(context, profile, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
    let dualstack = is_on(context, profile, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
    (fips, dualstack)
}

/// The first of: the request, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile, the client's own.
pub(crate) fn region<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<&'a str> {
    let request = context.request;
    let explicit = request.region.as_deref().filter(|region| !region.is_empty());
    let default = request.default_region.as_deref().filter(|region| !region.is_empty());
    let (region, origin) = explicit
        .map(|region| (region, Origin::Request("the region")))
        .or_else(|| region_variable(context))
        .or_else(|| profile.get("region").map(|found| (text(found), Origin::Profile(found))))
        .or_else(|| default.map(|region| (region, Origin::Request("the default region"))))?;
    if is_valid_region_label(region) {
        return Some(region);
    }
    let setting = (region, origin);
    let finding = on_origin(context, profile, setting, Code::RegionInvalid, "is not a region");
    context.report(finding.help("write one such as `eu-west-1`"));
    None
}

fn region_variable<'a>(context: &mut Context<'a>) -> Option<(&'a str, Origin<'a>)> {
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        match context.request.env.raw(variable) {
            Some("") => blank(context, variable),
            Some(region) => return Some((region, Origin::Variable(variable))),
            None => {}
        }
    }
    None
}

/// The endpoint that someone set for a service, if requests may be sent there.
fn custom_endpoint<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    service: Service,
) -> Option<&'a str> {
    let ignored = "ignore_configured_endpoint_urls";
    if is_on(context, profile, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignored) {
        return None;
    }
    let (url, origin) = endpoint_variable(context, service)
        .or_else(|| endpoint_of_block(context, profile, service))
        .or_else(|| profile.get("endpoint_url").map(|found| (text(found), Origin::Profile(found))))
        .filter(|(url, _)| !url.is_empty())?;
    if let Err(limit) = check_endpoint(url) {
        let help = "requests carry credentials: use https, or http to a loopback address";
        let code = Code::EndpointInvalid;
        let finding = on_origin(context, profile, (url, origin), code, &limit.to_string());
        context.report(finding.help(help));
        return None;
    }
    let capabilities = context.request.capabilities;
    if !capabilities.endpoint_override {
        let name = origin_name(origin);
        let needs = format!("{name} sets a custom endpoint");
        let help =
            "remove it to call AWS directly, or ask the site owner to allow custom endpoints";
        let finding = not_permitted(capabilities, &needs, help);
        let finding = place(context, profile, origin, finding);
        context.report(finding);
        return None;
    }
    Some(url)
}

fn endpoint_variable<'a>(context: &Context<'a>, service: Service) -> Option<(&'a str, Origin<'a>)> {
    [service.variable, "AWS_ENDPOINT_URL"].into_iter().find_map(|variable| {
        let url = context.request.env.get(variable)?;
        Some((url, Origin::Variable(variable)))
    })
}

/// `endpoint_url` in the service's block of the `services` section that the profile names.
fn endpoint_of_block<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    service: Service,
) -> Option<(&'a str, Origin<'a>)> {
    let found = profile.get("services")?;
    let services = context.profiles.services(text(found));
    let Some(services) = services.filter(|services| services.settings().next().is_some()) else {
        let message =
            format!("`services` {} has no section in the config file", quoted(text(found)));
        let finding = context
            .on_value(Code::ServicesNotFound, profile, found, message)
            .help("add a `[services NAME]` section, or remove this setting");
        context.report(finding);
        return None;
    };
    let name = service.block;
    let block = services.get(name)?;
    if block.text().is_some() {
        let message = format!("`{name}` in the `services` section has no nested settings");
        let help = format!("write `{name} =` and, indented on the next line, `endpoint_url = URL`");
        let finding = context.on_value(Code::EndpointInvalid, profile, block, message).help(help);
        context.report(finding);
        return None;
    }
    if let Value::Nested(names) = block.value()
        && !context.may_read(profile, names.len())
    {
        return None;
    }
    let url = block.value().nested("endpoint_url").map(|url| url.value.as_str());
    url.filter(|url| !url.is_empty()).map(|url| (url, Origin::Block(block)))
}

/// FIPS was asked for and the endpoint that is set wins.
fn lost_fips(context: &mut Context<'_>, profile: &Profile) {
    let message = "`use_fips_endpoint` has no effect because a custom endpoint is set";
    let finding = match profile.get("use_fips_endpoint") {
        Some(found) => context.on_value(Code::EndpointInvalid, profile, found, message),
        None => Diagnostic::new(Code::EndpointInvalid, message),
    };
    let help = "use a FIPS endpoint as the custom endpoint, or remove one of the two; the AWS SDK for \
     JavaScript rejects the combination";
    context.report(finding.severity(Severity::Warning).help(help));
}

fn legacy_endpoints(context: &mut Context<'_>) {
    if context.request.env.get("AWS_STS_REGIONAL_ENDPOINTS") == Some("legacy") {
        let message = "`AWS_STS_REGIONAL_ENDPOINTS` has no effect: the AWS CLI v2 always uses the regional \
         endpoint";
        let help = "unset it";
        context.report(Diagnostic::new(Code::EnvironmentVariableIgnored, message).help(help));
    }
}

/// A finding about a value, which `origin` set.
fn on_origin(
    context: &Context<'_>,
    profile: &Profile,
    (value, origin): (&str, Origin<'_>),
    code: Code,
    problem: &str,
) -> Diagnostic {
    let message = format!("{} {} {problem}", origin_name(origin), quoted(value));
    place(context, profile, origin, Diagnostic::new(code, message))
}

fn place(
    context: &Context<'_>,
    profile: &Profile,
    origin: Origin<'_>,
    finding: Diagnostic,
) -> Diagnostic {
    match origin {
        Origin::Profile(found) | Origin::Block(found) => {
            finding.profile(&profile.name).key(&found.setting.key).at(context.value_at(found))
        }
        _ => finding,
    }
}

fn origin_name(origin: Origin<'_>) -> String {
    match origin {
        Origin::Request(words) => words.to_owned(),
        Origin::Variable(variable) => format!("`{variable}`"),
        Origin::Block(_) => "`endpoint_url`".to_owned(),
        Origin::Profile(found) => format!("`{}`", found.setting.key),
    }
}
