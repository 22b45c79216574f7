//! Renders a plan as a tree: the calls in order, and where each part is set.

use std::fmt::Write as _;

use super::style::Ink;
use super::{Cache, SessionStorage, Style, source};
use crate::aws::Arn;
use crate::http::{CaBundle, Network};
use crate::plan::{Hop, Plan};
use crate::sts::{SessionParameters, Tag};
use crate::text::{Location, redact, sanitize};

/// Renders a plan, with the state of the cache. Every line ends in a newline.
pub fn plan(plan: &Plan, cache: &Cache, style: Style) -> String {
    let mut tree = Tree { out: String::new(), cache, style };
    tree.head(plan);
    tree.source(plan);
    // The last cached session makes all calls before it unnecessary.
    let from_cache = plan.hops.iter().rposition(|hop| cache.has(hop));
    for (index, hop) in plan.hops.iter().enumerate() {
        let call = match from_cache {
            Some(hit) if index < hit => Call::Needless,
            Some(hit) if index == hit => Call::FromCache,
            _ => Call::Made,
        };
        let is_last = index + 1 == plan.hops.len();
        tree.hop(index, hop, call, is_last);
    }
    tree.out
}

/// Whether the call of a hop is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Made,
    FromCache,
    Needless,
}

struct Tree<'a> {
    out: String,
    cache: &'a Cache,
    style: Style,
}

/// The width of the labels.
const LABEL: usize = 12;

impl Tree<'_> {
    fn head(&mut self, plan: &Plan) {
        let name = self.style.paint(Ink::Strong, &safe(&plan.profile));
        let _ = writeln!(self.out, "profile {name}");
        let region = plan.region.as_deref().map_or_else(
            || {
                format!(
                    "none (STS is called at the global endpoint, signed for {})",
                    plan.sts.signing_region
                )
            },
            safe,
        );
        let _ = writeln!(self.out, "region  {region}");
        let url = safe(&plan.sts.url);
        if plan.sts.overridden {
            let custom_endpoint = match self.cache.storage {
                SessionStorage::AwsCli => "custom endpoint; its sessions are cached separately",
                _ => "custom endpoint",
            };
            let custom_endpoint = self.style.paint(Ink::Warning, custom_endpoint);
            let _ = writeln!(self.out, "STS     {url} ({custom_endpoint})");
        } else {
            let _ = writeln!(self.out, "STS     {url}");
        }
        self.network(&plan.network);
    }

    fn network(&mut self, network: &Network) {
        if let Some(CaBundle { path, setting, location }) = &network.ca_bundle {
            let place = self.at(*location);
            let _ = writeln!(self.out, "trusts  {} ({setting}){place}", safe(path));
        }
        if let Some(attempts) = network.max_attempts {
            let _ = writeln!(self.out, "tries   {attempts} for each call");
        }
    }

    fn source(&mut self, plan: &Plan) {
        self.connector();
        let mark = self.style.draw("●", "*");
        let place = self.at(plan.source.location());
        let name = self.style.paint(Ink::Strong, &safe(&source::name(&plan.source)));
        let _ = writeln!(self.out, "{mark} {name}{place}");
        let rail = if plan.hops.is_empty() { " " } else { self.style.draw("│", "|") };
        for (label, value) in source::parts(&plan.source) {
            self.part(rail, label, &safe(&value), None);
        }
    }

    fn hop(&mut self, index: usize, hop: &Hop, call: Call, is_last: bool) {
        self.connector();
        let branch = match (is_last, self.style.unicode) {
            (false, true) => "├─▶",
            (true, true) => "└─▶",
            (false, false) => "|->",
            (true, false) => "`->",
        };
        let role = self.style.paint(Ink::Strong, &safe(&hop.role_arn));
        let place = self.at(hop.locations.get("role_arn").copied());
        let _ = writeln!(self.out, "{branch} {}. {role}{place}", index + 1);
        let rail = if is_last { " " } else { self.style.draw("│", "|") };
        for (label, value, key) in parts(hop) {
            self.part(rail, label, &value, hop.locations.get(key).copied());
        }
        let cached = self.cache.described(hop, self.style);
        self.part(rail, "cache", &cached, None);
        let sent = self.sent(hop, call);
        self.part(rail, "calls", &sent, None);
    }

    /// The line between two nodes of the tree.
    fn connector(&mut self) {
        let rail = self.style.draw("│", "|");
        let _ = writeln!(self.out, "{rail}");
    }

    fn part(&mut self, rail: &str, label: &str, value: &str, location: Option<Location>) {
        let place = self.at(location);
        let label = self.style.paint(Ink::Faint, &format!("{label:LABEL$}"));
        let _ = writeln!(self.out, "{rail}      {label}{value}{place}");
    }

    /// Appends where a part is set.
    fn at(&self, location: Option<Location>) -> String {
        location.map_or_else(String::new, |location| {
            let place = format!("{}:{}", location.file, location.line);
            format!("  {}", self.style.paint(Ink::Faint, &place))
        })
    }

    /// The parameters of the call: names, and the values that are not secret.
    fn sent(&self, hop: &Hop, call: Call) -> String {
        match call {
            Call::Needless => return "none (a later session is cached)".to_owned(),
            Call::FromCache => {
                return self.style.paint(Ink::Good, "none (the session is cached)");
            }
            Call::Made => {}
        }
        let mut parameters = vec!["RoleArn", "RoleSessionName"];
        parameters.extend(hop.duration_seconds.map(|_| "DurationSeconds"));
        parameters.extend(hop.external_id.as_ref().map(|_| "ExternalId"));
        let session = &hop.session;
        parameters.extend(session.policy.as_ref().map(|_| "Policy"));
        parameters.extend(session.policy_arns.as_ref().map(|_| "PolicyArns"));
        parameters.extend(session.tags.as_ref().map(|_| "Tags"));
        parameters.extend(session.transitive_tag_keys.as_ref().map(|_| "TransitiveTagKeys"));
        parameters.extend(session.source_identity.as_ref().map(|_| "SourceIdentity"));
        if hop.mfa_serial.is_some() && !hop.mfa_session {
            parameters.extend(["SerialNumber", "TokenCode"]);
        }
        let before =
            if hop.mfa_session { "GetSessionToken with SerialNumber, TokenCode; " } else { "" };
        format!("{before}AssumeRole with {}", parameters.join(", "))
    }
}

/// Session policies, session tags and the source identity.
fn session_parts(session: &SessionParameters) -> Vec<(&'static str, String, &'static str)> {
    let mut parts = Vec::new();
    if let Some(policy) = &session.policy {
        parts.push(("policy", format!("of {} characters", policy.chars().count()), ""));
    }
    for policy in session.policy_arns.iter().flatten() {
        parts.push(("policy", safe(&policy.arn), ""));
    }
    for Tag { key, value } in session.tags.iter().flatten() {
        parts.push(("tag", safe(&format!("{key}={value}")), "session_tags"));
    }
    for key in session.transitive_tag_keys.iter().flatten() {
        parts.push(("transitive", format!("tag {}", safe(key)), "transitive_session_tags"));
    }
    if let Some(identity) = &session.source_identity {
        parts.push(("identity", safe(identity), "source_identity"));
    }
    parts
}

/// The parts of a hop: label, value, and the key that sets it.
fn parts(hop: &Hop) -> Vec<(&'static str, String, &'static str)> {
    let account = Arn::parse(&hop.role_arn).map_or("", |arn| arn.account);
    let session = hop.role_session_name.as_ref().or(hop.default_session_name.as_ref());
    let seconds = match hop.duration_seconds {
        Some(seconds) => format!("{seconds} seconds"),
        None => "3600 seconds (default)".to_owned(),
    };
    let mut parts = vec![
        ("profile", safe(&hop.profile), ""),
        ("account", if account.is_empty() { "(none)".to_owned() } else { safe(account) }, ""),
        (
            "session",
            session.map_or_else(|| "(generated)".to_owned(), |name| safe(name)),
            "role_session_name",
        ),
        ("duration", seconds, "duration_seconds"),
    ];
    if let Some(serial) = &hop.mfa_serial {
        let how = match &hop.mfa_process {
            Some(program) => format!("runs {} for the code of {}", safe(program), safe(serial)),
            None => format!("prompts for the code of {}", safe(serial)),
        };
        let unless = if hop.mfa_session { ", unless the user has a session" } else { "" };
        parts.push(("MFA", how + unless, "mfa_serial"));
    }
    if hop.external_id.is_some() {
        parts.push(("external ID", "set".to_owned(), "external_id"));
    }
    parts.extend(session_parts(&hop.session));
    parts
}

/// A text from the files or the environment, safe to display: without control or invisible
/// characters and without secrets.
fn safe(text: &str) -> String {
    sanitize(&redact::shown(text))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Profiles;
    use crate::plan::Request;
    use crate::render::{CacheState, CacheStatus};

    const CONFIG: &str = "[profile prod]\nrole_arn = arn:aws:iam::444455556666:role/Admin\n\
        source_profile = hub\nregion = eu-west-1\nexternal_id = EXTERNALID\n\
        duration_seconds = 1800\n\n[profile hub]\nrole_arn = arn:aws:iam::111122223333:role/Hub\n\
        source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n\
        role_session_name = alice\n";
    const CREDENTIALS: &str =
        "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = SECRETSECRET\n";

    fn planned(config: &str, profile: &str) -> Plan {
        let request = Request { profile: Some(profile.to_owned()), ..Request::default() };
        crate::plan::plan(&Profiles::parse(config, CREDENTIALS), &request).unwrap()
    }

    fn files(key: &str, path: &str, status: CacheState) -> Cache {
        let status = CacheStatus { path: path.to_owned(), status };
        Cache {
            storage: SessionStorage::AwsCli,
            states: BTreeMap::from([(key.to_owned(), status)]),
        }
    }

    #[test]
    fn a_chain_is_rendered_in_the_order_of_its_calls() {
        let made = planned(CONFIG, "prod");
        let keys: Vec<&str> = made.hops.iter().map(|hop| hop.cache_key.as_str()).collect();
        let cache = files(keys[0], "/c/1.json", CacheState::Expired);
        let expected = format!(
            "\
profile prod
region  eu-west-1
STS     {}
|
* static keys of base  credentials:2
|
|-> 1. arn:aws:iam::111122223333:role/Hub  config:9
|      profile     hub
|      account     111122223333
|      session     alice  config:12
|      duration    3600 seconds (default)
|      MFA         prompts for the code of arn:aws:iam::111122223333:mfa/alice  config:11
|      cache       /c/1.json (expired)
|      calls       AssumeRole with RoleArn, RoleSessionName, SerialNumber, TokenCode
|
`-> 2. arn:aws:iam::444455556666:role/Admin  config:2
       profile     prod
       account     444455556666
       session     (generated)
       duration    1800 seconds  config:6
       external ID set  config:5
       cache       ~/.aws/cli/cache/{}.json
       calls       AssumeRole with RoleArn, RoleSessionName, DurationSeconds, ExternalId
",
            made.sts.url, keys[1]
        );
        assert_eq!(plan(&made, &cache, Style::default()), expected);
    }

    #[test]
    fn a_cached_session_makes_earlier_calls_unnecessary() {
        let made = planned(CONFIG, "prod");
        let cache = files(&made.hops[1].cache_key, "/c/2.json", CacheState::Hit);
        let text = plan(&made, &cache, Style::default());
        assert!(text.contains("calls       none (a later session is cached)\n"), "{text}");
        assert!(text.contains("calls       none (the session is cached)\n"), "{text}");
        assert!(!text.contains("AssumeRole with"), "{text}");
    }

    #[test]
    fn custom_endpoints_are_pointed_out() {
        let config = format!(
            "{CONFIG}[profile p]\nrole_arn=arn:aws:iam::111122223333:role/R\n\
                              source_profile=base\nendpoint_url=http://127.0.0.1:4566\n"
        );
        let text = plan(&planned(&config, "p"), &Cache::default(), Style::default());
        assert!(text.contains("custom endpoint"), "{text}");
        assert!(text.contains("~/.aws/rolehop/cache/"), "{text}");
        assert!(text.contains("region  none"), "{text}");
    }

    #[test]
    fn sessions_in_other_storage_have_no_file() {
        let config = format!("{CONFIG}endpoint_url = http://127.0.0.1:4566\n");
        let store = |name: Option<&str>| SessionStorage::Store(name.map(str::to_owned));
        for (storage, words) in [
            (SessionStorage::Memory, "memory only"),
            (SessionStorage::Nowhere, "none"),
            (store(None), "a custom store"),
            (store(Some("the \u{1b}vault")), "the \\u{1b}vault"),
        ] {
            let cache = Cache { storage, ..Cache::default() };
            let text = plan(&planned(&config, "hub"), &cache, Style::default());
            assert!(text.contains(&format!("cache       {words}\n")), "{text}");
            assert!(text.contains("(custom endpoint)\n") && !text.contains("~/.aws"), "{text}");
        }
    }

    #[test]
    fn no_secret_or_control_character_is_rendered() {
        let config = "[profile p]\nrole_arn=arn:aws:iam::111122223333:role/R\n\
                      source_profile=b\nrole_session_name=\u{1b}[2Jx\nexternal_id=EXTERNALID\n\
                      endpoint_url=https://sts.example.org\n[profile b]\ncredential_process=/bin/x --token SECRETSECRET";
        let text = plan(&planned(config, "p"), &Cache::default(), Style::default());
        assert!(text.contains("runs        /bin/x\n"), "{text}");
        assert!(!text.contains("SECRET") && !text.contains("EXTERNALID"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        let fancy = Style { color: true, unicode: true };
        assert!(plan(&planned(config, "p"), &Cache::default(), fancy).contains("└─▶ 1. \u{1b}[1m"));
    }

    #[test]
    fn a_profile_with_static_keys_has_no_calls() {
        let text =
            plan(&planned("", "base"), &Cache::default(), Style { color: false, unicode: true });
        assert!(text.ends_with("│\n● static keys of base  credentials:2\n"), "{text}");
    }
}
