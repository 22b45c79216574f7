//! The access portals of IAM Identity Center: the hosts of AWS, and what their names say.
//!
//! Source: observed AWS CLI behavior (2.36.7).

use super::is_valid_region_label;
use super::limits::Limit;
use super::web_url::WebUrl;

/// The domains of AWS with portals on them or below them.
const DOMAINS: [&str; 8] = [
    "app.aws",
    "portal.amazonaws.com",
    "portal.amazonaws.com.cn",
    "app.amazonwebservices.com.cn",
    "portal.amazonaws.eu",
    "api.amazonwebservices.eu",
    "awsapps.com",
    "awsapps.cn",
];

/// The hosts of AWS that are portals themselves.
const HOSTS: [&str; 4] = [
    "identitycenter.amazonaws.com",
    "identitycenter.amazonaws.com.cn",
    "identitycenter.amazonaws.eu",
    "identitycenter.us-gov.amazonaws.com",
];

/// The hosts with a region: what is between the label of the portal and the region, and after it.
const REGIONAL: [(&str, &str); 6] = [
    (".portal.", ".app.aws"),
    (".", ".portal.amazonaws.com"),
    (".", ".portal.amazonaws.com.cn"),
    (".portal.", ".app.amazonwebservices.com.cn"),
    (".", ".portal.amazonaws.eu"),
    (".portal.", ".api.amazonwebservices.eu"),
];

/// The URL of a portal.
pub(crate) struct PortalUrl {
    url: WebUrl,
    host: String,
}

impl PortalUrl {
    /// Parses a URL. A user name and a password are ignored.
    ///
    /// # Errors
    /// The reason, as the end of a sentence that starts with its name.
    pub(crate) fn parse(text: &str) -> Result<Self, Limit> {
        let url = WebUrl::parse(&without_user(text))?;
        let host = url.host.text().trim_end_matches('.').to_owned();
        Ok(Self { url, host })
    }

    /// Whether it is https.
    pub(crate) fn is_https(&self) -> bool {
        self.url.is_https
    }

    /// Whether the host belongs to AWS; any other is a domain of the customer's own.
    pub(crate) fn is_of_aws(&self) -> bool {
        let is_below = |domain: &&str| {
            let below = self.host.strip_suffix(*domain);
            below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        HOSTS.contains(&self.host.as_str()) || DOMAINS.iter().any(is_below)
    }

    /// The region in the host, if it has one.
    pub(crate) fn region(&self) -> Option<&str> {
        REGIONAL.iter().find_map(|(before, after)| {
            let (label, region) = self.host.strip_suffix(after)?.split_once(before)?;
            let is_portal = !label.is_empty() && !label.contains('.');
            (is_portal && is_valid_region_label(region)).then_some(region)
        })
    }

    /// The URL without a query, a default port and slashes at its end, with the host in lower case.
    pub(crate) fn normalized(&self) -> String {
        self.url.normalized().trim_end_matches('/').to_owned()
    }
}

fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = rest.get(..end).and_then(|authority| authority.rfind('@')).map_or(0, |at| at + 1);
    format!("{scheme}://{}", rest.get(host..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        // From the AWS CLI 2.36.7: the host, whether it belongs to AWS, its region.
        let cases = [
            ("d-123.awsapps.com", true, None),
            ("awsapps.com", true, None),
            ("evilawsapps.com", false, None),
            ("d-1.awsapps.com.evil.test", false, None),
            ("d-1.awsapps.cn", true, None),
            ("start.us-gov-west-1.us-gov-home.awsapps.com", true, None),
            ("ssoins-12.portal.eu-west-1.app.aws", true, Some("eu-west-1")),
            ("portal.eu-west-1.app.aws", true, None),
            ("x.ssoins-12.portal.eu-west-1.app.aws", true, None),
            ("app.aws", true, None),
            ("SSOINS-12.PORTAL.EU-WEST-1.APP.AWS", true, Some("eu-west-1")),
            ("ssoins-12.portal.eu-west-1.app.aws.", true, Some("eu-west-1")),
            ("d-1.us-east-1.portal.amazonaws.com", true, Some("us-east-1")),
            ("portal.amazonaws.com", true, None),
            ("d-1.cn-north-1.portal.amazonaws.com.cn", true, Some("cn-north-1")),
            (
                "ssoins-1.portal.cn-northwest-1.app.amazonwebservices.com.cn",
                true,
                Some("cn-northwest-1"),
            ),
            ("d-1.eusc-de-east-1.portal.amazonaws.eu", true, Some("eusc-de-east-1")),
            (
                "ssoins-1.portal.eusc-de-east-1.api.amazonwebservices.eu",
                true,
                Some("eusc-de-east-1"),
            ),
            ("identitycenter.amazonaws.com", true, None),
            ("identitycenter.amazonaws.com.cn", true, None),
            ("identitycenter.amazonaws.eu", true, None),
            ("identitycenter.us-gov.amazonaws.com", true, None),
            ("identitycenter.us-iso.amazonaws.com", false, None),
            ("x.identitycenter.amazonaws.com", false, None),
            ("signin.aws.amazon.com", false, None),
            ("us-gov-west-1.portal.amazonaws-us-gov.com", false, None),
            ("sso.corp.example", false, None),
            ("127.0.0.1", false, None),
        ];
        for (host, is_of_aws, region) in cases {
            let url = PortalUrl::parse(&format!("https://{host}/start")).ok();
            let found = url.as_ref().map(|url| (url.is_of_aws(), url.region()));
            assert_eq!(found, Some((is_of_aws, region)), "{host}");
        }
    }

    #[test]
    fn normalized_urls() {
        // From the AWS CLI 2.36.7.
        let cases = [
            ("https://D-1.awsapps.com/start/", "https://d-1.awsapps.com/start"),
            ("https://d-1.awsapps.com:443/start/?a=b#/c", "https://d-1.awsapps.com/start"),
            ("https://d-1.awsapps.com:8443/start//", "https://d-1.awsapps.com:8443/start"),
            ("https://u:p@d-1.awsapps.com/", "https://d-1.awsapps.com"),
            ("https://d-1.awsapps.com", "https://d-1.awsapps.com"),
            ("https://d-1.awsapps.com/a;p=1/b", "https://d-1.awsapps.com/a;p=1/b"),
            ("http://x.app.aws:80/", "http://x.app.aws"),
            ("https://d-1.awsapps.com@evil.test/x", "https://evil.test/x"),
            ("https://evil.test/@d-1.awsapps.com", "https://evil.test/@d-1.awsapps.com"),
        ];
        for (text, normalized) in cases {
            let found = PortalUrl::parse(text).ok().map(|url| url.normalized());
            assert_eq!(found.as_deref(), Some(normalized), "{text}");
        }
        for text in ["https://evil.test\\@d-1.awsapps.com/", "javascript:alert(1)", "/start", ""] {
            assert!(PortalUrl::parse(text).is_err(), "{text}");
        }
    }
}
