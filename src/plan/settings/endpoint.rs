//! The region and the STS endpoint: one of each for the whole chain; and the endpoints of other
//! services that sources need.
//! Only the selected profile's settings apply. Those of a source profile are ignored, as in the AWS
//! CLI.

use super::flag::{is_enabled, is_true};
use super::network::is_http_allowed;
use super::setting::Setting as Switch;
use crate::aws::{
    ENDPOINT_HELP, Endpoint, EndpointSettings, check_endpoint, endpoint, is_valid_region_label,
    partition_of_region, regional_host,
};
use crate::config::{Profile, SettingRef, nearest_region};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Value;
use crate::plan::capability::not_permitted;
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::select::empty_variable;
use crate::text::quoted;

/// The region and the endpoint of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Endpoint,
    /// Why the endpoint must not be called: it uses http and is not on a loopback address, or there is
    /// no dual-stack endpoint.
    not_callable: Vec<Diagnostic>,
}

impl Settings<'_> {
    /// The diagnostics about an endpoint that must not be called: errors if the plan makes a call; if
    /// not, warnings, because other programs may call it.
    pub(crate) fn not_callable(&self, is_called: bool) -> Vec<Diagnostic> {
        let severity = if is_called { Severity::Error } else { Severity::Warning };
        let diagnostics = self.not_callable.iter().cloned();
        diagnostics.map(|diagnostic| diagnostic.severity(severity)).collect()
    }
}

/// Where a value is set.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    Request(&'static str),
    Variable(&'static str),
    Profile(SettingRef<'a>),
    Block(SettingRef<'a>),
}

/// A value and where it is set.
type Setting<'a> = (&'a str, Origin<'a>);

/// The names of a service's endpoint settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// The prefix of the service's hosts.
    pub(crate) host: &'static str,
    /// The variable that sets its endpoint.
    pub(crate) variable: &'static str,
    /// Its block in a `services` section.
    pub(crate) block: &'static str,
}

const STS: Service = Service { host: "sts", variable: "AWS_ENDPOINT_URL_STS", block: "sts" };

/// Finds the region and the STS endpoint for the selected profile.
pub(crate) fn settings<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Settings<'a>> {
    let mut diagnostics = Vec::new();
    let region = region_setting(context, profile).append_to(&mut diagnostics);
    let setting = custom_endpoint(context, profile, STS).append_to(&mut diagnostics);
    let misspelled = region.filter(|_| setting.is_none());
    diagnostics.extend(misspelled.and_then(|region| misspelled_region(context, profile, region)));
    let region = region.map(|(region, _)| region);
    let unencrypted = setting.and_then(|setting| unencrypted(context, profile, setting));
    let no_dual_stack = region.and_then(|region| no_dual_stack(context, profile, region));
    let not_callable = unencrypted.into_iter().chain(no_dual_stack).collect();
    let custom = setting.map(|(url, _)| url);
    let (fips, dualstack) = variants(context, profile);
    if fips && custom.is_some() {
        diagnostics.push(fips_without_effect(context, profile));
    }
    diagnostics.extend(legacy_endpoints(context));
    let endpoint = endpoint(&EndpointSettings { region, fips, dualstack, custom });
    Checked { value: Settings { region, endpoint, not_callable }, diagnostics }
}

/// The endpoint of a service in a region that can differ from the plan's, and whether it is a custom
/// endpoint.
pub(crate) fn service_endpoint(
    context: &Context<'_>,
    profile: &Profile,
    service: Service,
    region: &str,
) -> Checked<(String, bool)> {
    let (fips, dualstack) = variants(context, profile);
    custom_endpoint(context, profile, service).and_then(|custom| {
        let default =
            || format!("https://{}", regional_host(service.host, region, fips, dualstack));
        let unencrypted = custom.and_then(|setting| unencrypted(context, profile, setting));
        let problems = unencrypted.into_iter().chain(no_dual_stack(context, profile, region));
        let url = custom.map_or_else(default, |(url, _)| url.trim_end_matches('/').to_owned());
        Checked::new((url, custom.is_some()), problems)
    })
}

/// The diagnostic about dual-stack endpoints in a partition without them. The AWS CLI rejects them
/// even if a custom endpoint is set.
pub(crate) fn no_dual_stack(
    context: &Context<'_>,
    profile: &Profile,
    region: &str,
) -> Option<Diagnostic> {
    let partition = partition_of_region(region);
    let setting = Switch::read(context, profile, DUAL_STACK.0, DUAL_STACK.1)?;
    if partition.has_dual_stack() || !is_true(setting.value) {
        return None;
    }
    let message = format!(
        "`{}` is `true`, but the partition `{}` has no dual-stack endpoints",
        setting.name, partition.id
    );
    let diagnostic = setting.diagnostic(context, profile, Code::EndpointInvalid, message);
    Some(diagnostic.help("remove it, or set it to `false`"))
}

/// The variable and the key that request dual-stack endpoints.
const DUAL_STACK: (&str, &str) = ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");

/// Whether the FIPS endpoint is requested, and whether the dual-stack endpoint is.
pub(crate) fn variants(context: &Context<'_>, profile: &Profile) -> (bool, bool) {
    let is_enabled = |variable, key| is_enabled(context, profile, variable, key);
    let fips = is_enabled("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
    let dualstack = is_enabled(DUAL_STACK.0, DUAL_STACK.1);
    (fips, dualstack)
}

/// The region, as [`settings`] finds it.
pub(crate) fn region<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Option<&'a str>> {
    region_setting(context, profile).map(|setting| setting.map(|(region, _)| region))
}

/// The first of: the request, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile, the client's default.
fn region_setting<'a>(context: &Context<'a>, profile: &'a Profile) -> Checked<Option<Setting<'a>>> {
    let request = context.request;
    let of_request = |region: &'a Option<String>, name| {
        let region = region.as_deref().filter(|region| !region.is_empty())?;
        Some((region, Origin::Request(name)))
    };
    let mut diagnostics = Vec::new();
    let setting = of_request(&request.region, "the region")
        .or_else(|| region_variable(context).append_to(&mut diagnostics))
        .or_else(|| {
            let found = profile.get("region")?;
            Some((text(found), Origin::Profile(found)))
        })
        .or_else(|| of_request(&request.default_region, "the default region"));
    let Some(setting @ (region, _)) = setting else { return Checked::new(None, diagnostics) };
    if is_valid_region_label(region) {
        return Checked { value: Some(setting), diagnostics };
    }
    let invalid = on_origin(context, profile, setting, (Code::RegionInvalid, "is not a region"));
    diagnostics.push(invalid.help("write one such as `eu-west-1`"));
    Checked { value: None, diagnostics }
}

/// The diagnostic about a region of the request or the environment that is similar to a known one. The
/// files have a rule of their own.
fn misspelled_region(
    context: &Context<'_>,
    profile: &Profile,
    setting @ (region, origin): Setting<'_>,
) -> Option<Diagnostic> {
    if matches!(origin, Origin::Profile(_) | Origin::Block(_)) {
        return None;
    }
    let nearest = nearest_region(region)?;
    let problem = (Code::RegionUnknown, "is not a known region");
    Some(on_origin(context, profile, setting, problem).help(format!("did you mean `{nearest}`?")))
}

fn region_variable<'a>(context: &Context<'a>) -> Checked<Option<Setting<'a>>> {
    let mut empty = Vec::new();
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        match context.request.env.raw(variable) {
            Some("") => empty.push(empty_variable(variable)),
            Some(region) => return Checked::new(Some((region, Origin::Variable(variable))), empty),
            None => {}
        }
    }
    Checked::new(None, empty)
}

/// Why credentials must not be sent to a custom endpoint, if the reason is that it uses http.
fn unencrypted(
    context: &Context<'_>,
    profile: &Profile,
    setting @ (url, _): Setting<'_>,
) -> Option<Diagnostic> {
    let limit = check_endpoint(url, is_http_allowed(context)).err()?;
    let problem = (Code::EndpointInvalid, limit);
    Some(on_origin(context, profile, setting, problem).help(ENDPOINT_HELP))
}

/// The custom endpoint of a service, and where it is set. The caller checks whether it uses http.
fn custom_endpoint<'a>(
    context: &'a Context<'_>,
    profile: &'a Profile,
    service: Service,
) -> Checked<Option<Setting<'a>>> {
    let ignored = "ignore_configured_endpoint_urls";
    if is_enabled(context, profile, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignored) {
        return Checked::clean(None);
    }
    configured_endpoint(context, profile, service).and_then(|setting| match setting {
        Some(setting @ (url, _)) if !url.is_empty() => {
            let problem = endpoint_problem(context, profile, setting);
            Checked::new(problem.is_none().then_some(setting), problem)
        }
        _ => Checked::clean(None),
    })
}

/// The first of: the service's variable, the variable for all services, the service's block, the
/// profile.
fn configured_endpoint<'a>(
    context: &'a Context<'_>,
    profile: &'a Profile,
    service: Service,
) -> Checked<Option<Setting<'a>>> {
    let of_variable = |variable| {
        let url = context.request.env.get(variable)?;
        Some((url, Origin::Variable(variable)))
    };
    let variables = [service.variable, "AWS_ENDPOINT_URL"];
    if let Some(setting) = variables.into_iter().find_map(of_variable) {
        return Checked::clean(Some(setting));
    }
    let of_profile = || profile.get("endpoint_url").map(|url| (text(url), Origin::Profile(url)));
    endpoint_of_block(context, profile, service).map(|setting| setting.or_else(of_profile))
}

/// Why requests must not be sent to an endpoint.
fn endpoint_problem(
    context: &Context<'_>,
    profile: &Profile,
    (url, origin): Setting<'_>,
) -> Option<Diagnostic> {
    if let Err(limit) = check_endpoint(url, true) {
        let problem = (Code::EndpointInvalid, limit);
        return Some(on_origin(context, profile, (url, origin), problem).help(ENDPOINT_HELP));
    }
    let capabilities = context.request.capabilities;
    if capabilities.endpoint_override {
        return None;
    }
    let needs = format!("{} sets a custom endpoint", origin_name(origin));
    let help = "remove it to call AWS directly, or ask the site owner to allow custom endpoints";
    Some(at_origin(context, profile, origin, not_permitted(capabilities, &needs, help)))
}

/// `endpoint_url` in the service's block of the `services` section that the profile names.
fn endpoint_of_block<'a>(
    context: &'a Context<'_>,
    profile: &'a Profile,
    service: Service,
) -> Checked<Option<Setting<'a>>> {
    let Some(found) = profile.get("services") else { return Checked::clean(None) };
    let services = context.profiles.services(text(found));
    let Some(services) = services.filter(|services| services.settings().next().is_some()) else {
        let message =
            format!("`services` {} has no section in the config file", quoted(text(found)));
        let diagnostic = context
            .on_value(Code::ServicesNotFound, profile, found, message)
            .help("add a `[services NAME]` section, or remove this setting");
        return Checked::new(None, [diagnostic]);
    };
    let Some(block) = services.get(service.block) else { return Checked::clean(None) };
    let Value::Nested(settings) = block.value() else {
        return Checked::new(None, [not_a_block(context, profile, block)]);
    };
    context.may_read(profile, settings.len()).map(|may_read| {
        let url = block.value().nested("endpoint_url").filter(|_| may_read)?;
        (!url.value.is_empty()).then_some((url.value.as_str(), Origin::Block(block)))
    })
}

fn not_a_block(context: &Context<'_>, profile: &Profile, found: SettingRef<'_>) -> Diagnostic {
    let name = &found.setting.key;
    let message = format!("`{name}` in the `services` section has no nested settings");
    let help = format!("write `{name} =` and, indented on the next line, `endpoint_url = URL`");
    context.on_value(Code::EndpointInvalid, profile, found, message).help(help)
}

/// A custom endpoint takes precedence over `use_fips_endpoint`.
fn fips_without_effect(context: &Context<'_>, profile: &Profile) -> Diagnostic {
    let message = "`use_fips_endpoint` has no effect because a custom endpoint is set";
    let diagnostic = match profile.get("use_fips_endpoint") {
        Some(found) => context.on_value(Code::EndpointInvalid, profile, found, message),
        None => Diagnostic::new(Code::EndpointInvalid, message),
    };
    let help = "use a FIPS endpoint as the custom endpoint, or remove one of the two; the AWS SDK for \
     JavaScript rejects the combination";
    diagnostic.severity(Severity::Warning).help(help)
}

fn legacy_endpoints(context: &Context<'_>) -> Option<Diagnostic> {
    let value = context.request.env.get("AWS_STS_REGIONAL_ENDPOINTS");
    value.filter(|value| *value == "legacy").map(|_| {
        let message = "`AWS_STS_REGIONAL_ENDPOINTS` has no effect: the AWS CLI v2 always uses the regional \
         endpoint";
        Diagnostic::new(Code::EnvironmentVariableIgnored, message).help("unset it")
    })
}

/// A diagnostic about a value, at the setting that contains it.
fn on_origin(
    context: &Context<'_>,
    profile: &Profile,
    (value, origin): Setting<'_>,
    (code, problem): (Code, impl std::fmt::Display),
) -> Diagnostic {
    let name = origin_name(origin);
    let message = match value {
        "" => format!("{name} is empty"),
        _ => format!("{name} {} {problem}", quoted(value)),
    };
    at_origin(context, profile, origin, Diagnostic::new(code, message))
}

fn at_origin(
    context: &Context<'_>,
    profile: &Profile,
    origin: Origin<'_>,
    diagnostic: Diagnostic,
) -> Diagnostic {
    match origin {
        Origin::Profile(found) | Origin::Block(found) => {
            diagnostic.profile(&profile.name).key(&found.setting.key).at(context.value_at(found))
        }
        Origin::Request(_) | Origin::Variable(_) => diagnostic,
    }
}

fn origin_name(origin: Origin<'_>) -> String {
    match origin {
        Origin::Request(name) => name.to_owned(),
        Origin::Variable(variable) => format!("`{variable}`"),
        Origin::Block(_) => "`endpoint_url`".to_owned(),
        Origin::Profile(found) => format!("`{}`", found.setting.key),
    }
}
