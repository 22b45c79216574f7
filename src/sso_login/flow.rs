//! How a user signs in.

use serde::Deserialize;

use crate::config::Environment;

/// How a user signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SsoFlow {
    /// With an authorization code, which a local browser brings to a port of 127.0.0.1.
    Code,
    /// With a device code, which is approved in a browser on any device.
    Device,
}

/// Which portal to sign in to, and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct SsoLoginOptions {
    /// The `sso_session`; without one, the settings are those of the requested profile.
    pub session: Option<String>,
    /// How; by default, as [`SsoLoginOptions::flow`] chooses.
    pub flow: Option<SsoFlow>,
    /// Whether a browser can be opened that reaches the ports of this host.
    #[cfg_attr(feature = "types", ts(as = "Option<bool>"))]
    pub has_browser: bool,
}

/// Variables of sessions and containers whose browser runs on another host: SSH, Podman and
/// systemd, Kubernetes, VS Code and GitHub.
const ELSEWHERE: [&str; 7] = [
    "SSH_CONNECTION",
    "SSH_CLIENT",
    "SSH_TTY",
    "container",
    "KUBERNETES_SERVICE_HOST",
    "REMOTE_CONTAINERS",
    "CODESPACES",
];

impl SsoLoginOptions {
    /// How to sign in. By default, as in the AWS CLI, with an authorization code to an
    /// `sso_session`, and with a device code to a portal without one; but also with a device code
    /// where no browser can bring the authorization code.
    pub(super) fn flow(&self, has_session: bool, env: &Environment) -> SsoFlow {
        let is_local = self.has_browser && ELSEWHERE.iter().all(|name| env.get(name).is_none());
        match self.flow {
            Some(flow) => flow,
            None if has_session && is_local => SsoFlow::Code,
            None => SsoFlow::Device,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SsoFlow::{Code, Device};
    use super::*;

    /// The requested flow, whether there is a session and a browser, the variables, the flow.
    type Case<'a> = (Option<SsoFlow>, bool, bool, &'a [&'a str], SsoFlow);

    #[test]
    fn flows() {
        let cases: [Case<'_>; 13] = [
            (None, true, true, &[], Code),
            (None, true, true, &["TERM", "DISPLAY"], Code),
            (None, true, false, &[], Device),
            (None, false, true, &[], Device),
            (None, true, true, &["SSH_CONNECTION"], Device),
            (None, true, true, &["SSH_TTY"], Device),
            (None, true, true, &["container"], Device),
            (None, true, true, &["KUBERNETES_SERVICE_HOST"], Device),
            (None, true, true, &["REMOTE_CONTAINERS"], Device),
            (None, true, true, &["CODESPACES"], Device),
            (Some(Device), true, true, &[], Device),
            (Some(Code), true, false, &["SSH_CONNECTION"], Code),
            (Some(Code), false, true, &[], Code),
        ];
        for (flow, has_session, has_browser, variables, expected) in cases {
            let options = SsoLoginOptions { session: None, flow, has_browser };
            let env = variables.iter().map(|name| (*name, "x")).collect();
            let shows = format!("{options:?} {has_session} {variables:?}");
            assert_eq!(options.flow(has_session, &env), expected, "{shows}");
        }
    }
}
