//! The keys that AWS's tools know, each with what it is for.

/// A key, what it is for in a few words, and the values that it may have where these are few.
pub(crate) type Key = (&'static str, &'static str, &'static [&'static str]);

const SWITCH: &[&str] = &["true", "false"];
const NONE: &[&str] = &[];
const WHEN: &[&str] = &["when_supported", "when_required"];

/// Keys of a profile, from the AWS CLI's user guide and the SDKs' shared reference guide; sorted.
pub(crate) const PROFILE: &[Key] = &[
    (
        "account_id_endpoint_mode",
        "whether endpoints with the account's id in them are used",
        &["preferred", "disabled", "required"],
    ),
    ("api_versions", "a block: the version of each service's API", NONE),
    ("auth_scheme_preference", "how requests are signed, the most wanted first", NONE),
    ("aws_access_key_id", "the access key's id", NONE),
    ("aws_account_id", "the account that the keys are for", NONE),
    ("aws_secret_access_key", "the access key's secret", NONE),
    ("aws_security_token", "the old name of `aws_session_token`", NONE),
    ("aws_session_token", "the token of temporary credentials", NONE),
    ("ca_bundle", "a file with the certificates to trust", NONE),
    ("cli_auto_prompt", "whether the AWS CLI asks for parameters", &["on", "on-partial", "off"]),
    (
        "cli_binary_format",
        "how the AWS CLI reads binary parameters",
        &["base64", "raw-in-base64-out"],
    ),
    ("cli_error_format", "how the AWS CLI prints errors", NONE),
    ("cli_follow_urlparam", "whether the AWS CLI fetches parameters that are URLs", SWITCH),
    ("cli_help_output", "where the AWS CLI shows its help", NONE),
    ("cli_history", "whether the AWS CLI keeps a history", &["enabled", "disabled"]),
    ("cli_legacy_plugin_path", "the folder with the AWS CLI's plugins", NONE),
    ("cli_pager", "the program that the AWS CLI shows output with", NONE),
    ("cli_timestamp_format", "how the AWS CLI prints times", &["iso8601", "wire"]),
    ("client_cert", "a file with a client certificate", NONE),
    ("credential_process", "a program that prints credentials", NONE),
    (
        "credential_source",
        "where the credentials come from that assume the role",
        &["Environment", "Ec2InstanceMetadata", "EcsContainer"],
    ),
    ("csm_client_id", "the name in client-side monitoring", NONE),
    ("csm_enabled", "whether calls are reported to a local monitor", SWITCH),
    ("csm_host", "where the monitor is", NONE),
    ("csm_port", "the monitor's port", NONE),
    (
        "defaults_mode",
        "which defaults the SDKs take",
        &["standard", "in-region", "cross-region", "mobile", "auto", "legacy"],
    ),
    ("disable_request_compression", "whether requests go uncompressed", SWITCH),
    ("duration_seconds", "how long the role's session lasts: 900 to 43200", NONE),
    ("ec2_metadata_service_endpoint", "where the instance's metadata service is", NONE),
    (
        "ec2_metadata_service_endpoint_mode",
        "by which protocol the metadata service is asked",
        &["IPv4", "IPv6"],
    ),
    (
        "ec2_metadata_v1_disabled",
        "whether the metadata service's old version is left alone",
        SWITCH,
    ),
    ("emr", "a block: settings of the AWS CLI's emr commands", NONE),
    ("endpoint_discovery_enabled", "whether services are asked for their endpoints", SWITCH),
    ("endpoint_url", "where requests go instead of to AWS", NONE),
    ("external_id", "what the role's owner wants to be told", NONE),
    ("ignore_configured_endpoint_urls", "whether every `endpoint_url` is ignored", SWITCH),
    ("imds_use_ipv6", "whether the metadata service is asked by IPv6", SWITCH),
    ("login_session", "the session of `aws login`", NONE),
    ("max_attempts", "how often a call is tried", NONE),
    ("metadata_service_num_attempts", "how often the metadata service is asked", NONE),
    ("metadata_service_timeout", "how long the metadata service is waited for, in seconds", NONE),
    ("mfa_serial", "the MFA device to be asked for a code", NONE),
    (
        "output",
        "the AWS CLI's output format",
        &["json", "yaml", "yaml-stream", "text", "table", "off"],
    ),
    ("parameter_validation", "whether the AWS CLI checks parameters", SWITCH),
    ("region", "the region of the calls", NONE),
    ("request_checksum_calculation", "when requests get checksums", WHEN),
    ("request_min_compression_size_bytes", "from how many bytes on requests are compressed", NONE),
    ("response_checksum_validation", "when checksums of answers are looked at", WHEN),
    ("retry_mode", "how calls are tried again", &["standard", "adaptive", "legacy"]),
    ("role_arn", "the role to assume", NONE),
    ("role_session_name", "the name of the role's session, for audit logs", NONE),
    ("s3", "a block: settings of the AWS CLI's s3 commands", NONE),
    ("s3_disable_express_session_auth", "whether S3 Express sessions are left out", SWITCH),
    (
        "s3_disable_multiregion_access_points",
        "whether multi-region access points are refused",
        SWITCH,
    ),
    (
        "s3_us_east_1_regional_endpoint",
        "which endpoint S3 has in us-east-1",
        &["regional", "legacy"],
    ),
    ("s3_use_arn_region", "whether S3 goes to the region of an ARN", SWITCH),
    ("s3api", "a block: settings of the AWS CLI's s3api commands", NONE),
    ("sdk_ua_app_id", "the application's name in the user agent", NONE),
    ("services", "the `[services]` section with endpoints of their own", NONE),
    (
        "session_tags",
        "tags of the role's session, `KEY=VALUE` with commas between; not for the AWS CLI",
        NONE,
    ),
    ("sigv4a_signing_region_set", "the regions that SigV4a signs for", NONE),
    ("source_identity", "who acts, for the logs of the role's session; not for the AWS CLI", NONE),
    ("source_profile", "the profile whose credentials assume the role", NONE),
    ("sso_account_id", "the account, for IAM Identity Center", NONE),
    ("sso_region", "the portal's region, for IAM Identity Center", NONE),
    ("sso_registration_scopes", "what the sign-in is for", &["sso:account:access"]),
    ("sso_role_name", "the role in the account, for IAM Identity Center", NONE),
    ("sso_session", "the `[sso-session]` section to sign in with", NONE),
    ("sso_start_url", "the portal, for IAM Identity Center", NONE),
    ("sts_regional_endpoints", "which endpoint STS has", &["regional", "legacy"]),
    ("tcp_keepalive", "whether connections are kept alive", SWITCH),
    (
        "transitive_session_tags",
        "keys of `session_tags` that are handed on; not for the AWS CLI",
        NONE,
    ),
    ("use_dualstack_endpoint", "whether endpoints with IPv6 are used", SWITCH),
    ("use_fips_endpoint", "whether FIPS endpoints are used", SWITCH),
    ("web_identity_token_file", "a file with an identity provider's token", NONE),
];

/// Keys of an `sso-session` section; sorted.
pub(crate) const SSO_SESSION: &[Key] = &[
    ("sso_region", "the portal's region", NONE),
    ("sso_registration_scopes", "what the sign-in is for", &["sso:account:access"]),
    ("sso_start_url", "the portal", NONE),
];
