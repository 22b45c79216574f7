//! The keys that AWS tools read, with their descriptions.

/// A key, its description in a few words, and its values if they are few.
pub(crate) type Key = (&'static str, &'static str, &'static [&'static str]);

const SWITCH: &[&str] = &["true", "false"];
const NONE: &[&str] = &[];
const WHEN: &[&str] = &["when_supported", "when_required"];

/// Keys of a profile, sorted; from the AWS CLI User Guide and the SDKs and Tools Reference Guide.
pub(crate) const PROFILE: &[Key] = &[
    (
        "account_id_endpoint_mode",
        "whether account-based endpoints are used",
        &["preferred", "disabled", "required"],
    ),
    ("api_versions", "nested settings: the API version of each service", NONE),
    ("auth_scheme_preference", "preferred auth schemes, in order", NONE),
    ("aws_access_key_id", "access key ID", NONE),
    ("aws_account_id", "the account of the access keys", NONE),
    ("aws_secret_access_key", "secret access key", NONE),
    ("aws_security_token", "legacy name of `aws_session_token`", NONE),
    ("aws_session_token", "session token of temporary credentials", NONE),
    ("ca_bundle", "CA bundle: a file with trusted certificates", NONE),
    ("cli_auto_prompt", "whether the AWS CLI prompts for parameters", &["on", "on-partial", "off"]),
    (
        "cli_binary_format",
        "how the AWS CLI decodes binary parameters",
        &["base64", "raw-in-base64-out"],
    ),
    ("cli_error_format", "format of AWS CLI errors", NONE),
    ("cli_follow_urlparam", "whether the AWS CLI loads parameters from URLs", SWITCH),
    ("cli_help_output", "where the AWS CLI displays help", NONE),
    ("cli_history", "whether the AWS CLI records a command history", &["enabled", "disabled"]),
    ("cli_legacy_plugin_path", "directory of AWS CLI plugins", NONE),
    ("cli_pager", "pager for AWS CLI output", NONE),
    ("cli_timestamp_format", "timestamp format of the AWS CLI", &["iso8601", "wire"]),
    ("client_cert", "client certificate file", NONE),
    ("credential_process", "program that prints credentials", NONE),
    (
        "credential_source",
        "source of the credentials that assume the role",
        &["Environment", "Ec2InstanceMetadata", "EcsContainer"],
    ),
    ("csm_client_id", "client ID for client-side monitoring", NONE),
    ("csm_enabled", "whether client-side monitoring is enabled", SWITCH),
    ("csm_host", "host of the monitoring agent", NONE),
    ("csm_port", "port of the monitoring agent", NONE),
    (
        "defaults_mode",
        "SDK defaults mode",
        &["standard", "in-region", "cross-region", "mobile", "auto", "legacy"],
    ),
    ("disable_request_compression", "whether request compression is disabled", SWITCH),
    ("duration_seconds", "duration of the role session in seconds: 900 to 43200", NONE),
    ("ec2_metadata_service_endpoint", "endpoint of the instance metadata service", NONE),
    (
        "ec2_metadata_service_endpoint_mode",
        "IP version for the instance metadata service",
        &["IPv4", "IPv6"],
    ),
    ("ec2_metadata_v1_disabled", "whether IMDSv1 is disabled", SWITCH),
    ("emr", "nested settings of the AWS CLI's emr commands", NONE),
    ("endpoint_discovery_enabled", "whether endpoint discovery is enabled", SWITCH),
    ("endpoint_url", "custom endpoint URL", NONE),
    ("external_id", "external ID required by the role's trust policy", NONE),
    ("ignore_configured_endpoint_urls", "whether configured endpoint URLs are ignored", SWITCH),
    ("imds_use_ipv6", "whether the instance metadata service is reached over IPv6", SWITCH),
    ("login_session", "login session of `aws login`", NONE),
    ("max_attempts", "maximum number of attempts per call", NONE),
    (
        "metadata_service_num_attempts",
        "maximum number of attempts to reach the metadata service",
        NONE,
    ),
    ("metadata_service_timeout", "timeout for the metadata service, in seconds", NONE),
    (
        "mfa_process",
        "program that prints the MFA code, as for aws-vault; not read by the AWS CLI",
        NONE,
    ),
    ("mfa_serial", "MFA device: its ARN or serial number", NONE),
    ("output", "AWS CLI output format", &["json", "yaml", "yaml-stream", "text", "table", "off"]),
    ("parameter_validation", "whether the AWS CLI validates parameters", SWITCH),
    ("region", "AWS Region of the calls", NONE),
    ("request_checksum_calculation", "when request checksums are calculated", WHEN),
    ("request_min_compression_size_bytes", "minimum request size for compression, in bytes", NONE),
    ("response_checksum_validation", "when response checksums are validated", WHEN),
    ("retry_mode", "retry mode", &["standard", "adaptive", "legacy"]),
    ("role_arn", "ARN of the role to assume", NONE),
    ("role_session_name", "name of the role session, recorded in CloudTrail", NONE),
    ("s3", "nested settings of the AWS CLI's s3 commands", NONE),
    ("s3_disable_express_session_auth", "whether S3 Express session auth is disabled", SWITCH),
    (
        "s3_disable_multiregion_access_points",
        "whether S3 Multi-Region Access Points are disabled",
        SWITCH,
    ),
    (
        "s3_us_east_1_regional_endpoint",
        "S3 endpoint for us-east-1: regional or legacy",
        &["regional", "legacy"],
    ),
    ("s3_use_arn_region", "whether S3 uses the Region of an ARN", SWITCH),
    ("s3api", "nested settings of the AWS CLI's s3api commands", NONE),
    ("sdk_ua_app_id", "application ID in the user agent", NONE),
    ("services", "the `[services]` section with custom endpoints", NONE),
    ("session_tags", "session tags, `KEY=VALUE`, comma-separated; not read by the AWS CLI", NONE),
    ("sigv4a_signing_region_set", "SigV4a signing region set", NONE),
    (
        "source_identity",
        "source identity for the session, recorded in CloudTrail; not read by the AWS CLI",
        NONE,
    ),
    ("source_profile", "profile whose credentials assume the role", NONE),
    ("sso_account_id", "account ID in IAM Identity Center", NONE),
    ("sso_region", "Region of IAM Identity Center", NONE),
    ("sso_registration_scopes", "OAuth scopes of the sign-in", &["sso:account:access"]),
    ("sso_role_name", "role (permission set) in the account", NONE),
    ("sso_session", "the `[sso-session]` section to use", NONE),
    ("sso_start_url", "start URL of the access portal", NONE),
    ("sts_regional_endpoints", "STS endpoint: regional or legacy", &["regional", "legacy"]),
    ("tcp_keepalive", "whether TCP keep-alive is enabled", SWITCH),
    (
        "transitive_session_tags",
        "keys of `session_tags` that are transitive; not read by the AWS CLI",
        NONE,
    ),
    ("use_dualstack_endpoint", "whether dual-stack endpoints are used", SWITCH),
    ("use_fips_endpoint", "whether FIPS endpoints are used", SWITCH),
    ("web_identity_token_file", "file with the identity provider's token", NONE),
];

/// Keys of an `sso-session` section; sorted.
pub(crate) const SSO_SESSION: &[Key] = &[
    ("sso_region", "Region of IAM Identity Center", NONE),
    ("sso_registration_scopes", "OAuth scopes of the sign-in", &["sso:account:access"]),
    ("sso_start_url", "start URL of the access portal", NONE),
];
