//! The source of a plan in words.

use crate::plan::{
    ContainerSource, ContainerToken, Ec2MetadataSource, LoginSource, Source, SsoSource,
    StaticSource, WebIdentitySource,
};

/// The name of a source.
pub(super) fn name(source: &Source) -> String {
    match source {
        Source::Static(StaticSource { profile, has_session_token, .. }) => {
            let session = if *has_session_token { " and session token" } else { "" };
            format!("static keys{session} of {profile}")
        }
        Source::Environment(_) => "environment variables".to_owned(),
        Source::Process(source) => format!("credential_process of {}", source.profile),
        Source::Sso(source) => format!("IAM Identity Center, profile {}", source.profile),
        Source::WebIdentity(source) => match &source.profile {
            Some(profile) => format!("web identity of profile {profile}"),
            None => "web identity of the environment".to_owned(),
        },
        Source::Ec2Metadata(_) => "EC2 metadata service".to_owned(),
        Source::Container(_) => "container credentials endpoint".to_owned(),
        Source::Login(source) => format!("aws login, profile {}", source.profile),
    }
}

/// A label and its text.
type Part = (&'static str, String);

/// The parts of a source: the settings that identify it, and what it reads and calls.
pub(super) fn parts(source: &Source) -> Vec<Part> {
    match source {
        Source::Static(_) | Source::Environment(_) => Vec::new(),
        Source::Process(source) => vec![("runs", source.program.clone())],
        Source::Sso(source) => sso(source),
        Source::WebIdentity(source) => web_identity(source),
        Source::Ec2Metadata(source) => ec2_metadata(source),
        Source::Container(source) => container(source),
        Source::Login(source) => login(source),
    }
}

fn sso(source: &SsoSource) -> Vec<Part> {
    vec![
        ("sign-in", source.start_url.clone()),
        ("reads", format!("~/.aws/sso/cache/{}.json", source.token_key)),
        ("account", source.account_id.clone()),
        ("role", source.role_name.clone()),
        ("calls", format!("GetRoleCredentials to {}", source.endpoint)),
    ]
}

fn web_identity(source: &WebIdentitySource) -> Vec<Part> {
    let session = source.role_session_name.as_deref().unwrap_or("(generated)");
    vec![
        ("role", source.role_arn.clone()),
        ("session", session.to_owned()),
        ("reads", source.token_file.clone()),
        ("calls", "AssumeRoleWithWebIdentity, not signed".to_owned()),
    ]
}

fn ec2_metadata(source: &Ec2MetadataSource) -> Vec<Part> {
    let seconds = source.timeout_ms / 1000;
    let versions = if source.v1_disabled { ", IMDSv2 only" } else { "" };
    vec![
        ("calls", source.endpoint.clone()),
        ("tries", format!("{} of {seconds} s for each request{versions}", source.attempts)),
    ]
}

fn container(source: &ContainerSource) -> Vec<Part> {
    let token = source.token.as_ref().map(|token| match token {
        ContainerToken::File { path } => ("reads", path.clone()),
        ContainerToken::Variable => ("token", "AWS_CONTAINER_AUTHORIZATION_TOKEN".to_owned()),
    });
    token.into_iter().chain([("calls", source.url.clone())]).collect()
}

fn login(source: &LoginSource) -> Vec<Part> {
    let mut parts = vec![
        ("sign-in", source.login_session.clone()),
        ("reads", format!("~/.aws/login/cache/{}.json", source.session_key)),
    ];
    parts.extend(source.endpoint.as_ref().map(|url| ("refresh", url.clone())));
    parts
}
