//! The credentials endpoint of a container.

use super::lookup::Lookup;
use crate::aws::check_container;
use crate::config::Environment;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::checked::Checked;
use crate::plan::context::Context;
use crate::plan::select::empty_variable;
use crate::plan::{ContainerSource, ContainerToken, Source};
use crate::text::quoted;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// The base URL of a relative URI.
const ECS: &str = "http://169.254.170.2";

/// The endpoint that the environment of a container sets; outside of a container it is not
/// configured. A URL to which no request may be sent is invalid.
pub(crate) fn container(context: &Context<'_>) -> Checked<Lookup> {
    let env = &context.request.env;
    let empty = [RELATIVE, FULL].into_iter().filter(|variable| env.raw(variable) == Some(""));
    let mut diagnostics: Vec<Diagnostic> = empty.map(empty_variable).collect();
    let (variable, value, url) = match (env.get(RELATIVE), env.get(FULL)) {
        (Some(path), _) => (RELATIVE, path, format!("{ECS}{path}")),
        (None, Some(url)) => (FULL, url, url.to_owned()),
        (None, None) => return Checked { value: Lookup::NotConfigured, diagnostics },
    };
    if let Err(problem) = check_container(&url) {
        let message = format!("`{variable}` {} {problem}", quoted(value));
        let help = "a relative URI starts with `/`; a full URI uses https, or http to a loopback address, \
         169.254.170.2, 169.254.170.23 or [fd00:ec2::23]";
        diagnostics.push(Diagnostic::new(Code::EndpointInvalid, message).help(help));
        return Checked { value: Lookup::Invalid, diagnostics };
    }
    let token = token(env);
    let source = Source::Container(ContainerSource { profile: None, location: None, url, token });
    Checked { value: Lookup::Found(source), diagnostics }
}

/// The endpoint of a container of ECS, whose path is not known.
pub(crate) fn of_ecs() -> Source {
    let url = ECS.to_owned();
    Source::Container(ContainerSource { profile: None, location: None, url, token: None })
}

fn token(env: &Environment) -> Option<ContainerToken> {
    match (env.get(TOKEN_FILE), env.get(TOKEN)) {
        (Some(path), _) => Some(ContainerToken::File { path: path.to_owned() }),
        (None, Some(_)) => Some(ContainerToken::Variable),
        (None, None) => None,
    }
}
