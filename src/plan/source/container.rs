//! Where the credentials endpoint of a container is.

use crate::aws::check_container;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::select::blank;
use crate::plan::{ContainerSource, ContainerToken, Source};
use crate::text::quoted;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Where a relative URI leads.
const ECS: &str = "http://169.254.170.2";

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
        let help = "a relative URI starts with `/`; a full URI uses https, or http to a loopback address, \
         169.254.170.2, 169.254.170.23 or [fd00:ec2::23]";
        context.report(Diagnostic::new(Code::EndpointInvalid, message).help(help));
        return Some(Err(()));
    }
    Some(Ok(Source::Container(ContainerSource { profile: None, location: None, url, token })))
}
