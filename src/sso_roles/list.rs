//! The portal's lists of accounts and roles.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::filter::Filter;
use super::model::{SsoAccount, SsoRoles};
use super::together::for_each;
use crate::config::Profiles;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::host::Host;
use crate::http::HttpResponse;
use crate::plan::{self, Request};
use crate::providers::sso::portal;
use crate::providers::sso::sign_in::SignIn;
use crate::providers::sso::token::Token;
use crate::retry;
use crate::text::{Form, lower, sort_by_key};

/// The number of accounts whose roles are requested at once.
const AT_ONCE: usize = 8;
/// How often a page is requested again, after the attempts of every call, while the portal throttles.
/// Each wait is up to 20 seconds.
const PATIENCE: u32 = 8;

/// Lists the accounts and roles of the portal of an `sso_session` or, without one, of the requested
/// profile. If nothing names either and the config has one `sso-session` section, it is that one.
/// `filters` are patterns such as `account=prod-*` and `role=ReadOnly`.
///
/// # Errors
/// Those of the settings, `usage-invalid` for a filter, `sso-login-required`, `sso-rejected`,
/// `sso-unreachable` and `aborted`.
pub async fn list(
    profiles: &Profiles,
    request: &Request,
    session: Option<&str>,
    filters: &[String],
    host: &impl Host,
) -> Result<SsoRoles, Error> {
    let filter = Filter::parse(filters)?;
    let session = session.or_else(|| plan::only_sso_session(profiles, request));
    let target = plan::plan_sso_login(profiles, request, session)?;
    let (endpoint, _) = plan::portal_endpoint(profiles, request, &target.region);
    let sign_in = SignIn::from(&target);
    let token = sign_in.token(host).await?;
    let lists = Lists { host, endpoint: &endpoint, sign_in: &sign_in, token: &token };
    let mut accounts = lists.accounts().await?;
    accounts.retain(|account| filter.has_account(account));
    sort_by_key(&mut accounts, by_name);
    let accounts = lists.with_roles(accounts, &filter).await?;
    Ok(SsoRoles {
        start_url: target.start_url,
        region: target.region,
        session: target.session,
        accounts,
    })
}

/// Accounts with a name first, then those with an email address, as the AWS CLI sorts them.
fn by_name(account: &SsoAccount) -> (u8, String) {
    match (&account.account_name, &account.email_address) {
        (Some(name), _) => (0, lower(name)),
        (None, Some(email)) => (0, lower(email)),
        (None, None) => (1, account.account_id.clone()),
    }
}

struct Lists<'a, H> {
    host: &'a H,
    endpoint: &'a str,
    sign_in: &'a SignIn<'a>,
    token: &'a Token,
}

impl<H: Host> Lists<'_, H> {
    /// `ListAccounts`.
    async fn accounts(&self) -> Result<Vec<SsoAccount>, Error> {
        self.all("/assignment/accounts", &[], "accountList").await
    }

    /// `ListAccountRoles` of each account.
    async fn with_roles(
        &self,
        accounts: Vec<SsoAccount>,
        filter: &Filter,
    ) -> Result<Vec<SsoAccount>, Error> {
        let accounts = RefCell::new(accounts);
        let count = accounts.borrow().len();
        for_each(0..count, AT_ONCE, async |at| {
            let id = accounts.borrow().get(at).map(|it| it.account_id.clone()).unwrap_or_default();
            let roles = self.roles(&id, filter).await?;
            if let Some(account) = accounts.borrow_mut().get_mut(at) {
                account.roles = roles;
            }
            Ok(())
        })
        .await?;
        Ok(accounts.into_inner())
    }

    async fn roles(&self, account_id: &str, filter: &Filter) -> Result<Vec<String>, Error> {
        let of_account = [("account_id", account_id)];
        let found: Vec<Map<String, Value>> =
            self.all("/assignment/roles", &of_account, "roleList").await?;
        let names = found.iter().map(|role| role.get("roleName").and_then(Value::as_str));
        let names = names.collect::<Option<Vec<_>>>().ok_or_else(portal::unexpected)?;
        let mut names: Vec<String> =
            names.into_iter().filter(|name| filter.has_role(name)).map(str::to_owned).collect();
        sort_by_key(&mut names, |name| lower(name));
        Ok(names)
    }

    /// The items of all pages.
    async fn all<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        items: &str,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        let mut seen = HashSet::new();
        loop {
            let mut form = Form::default();
            let token = next.iter().map(|token| ("next_token", token.as_str()));
            parameters.iter().copied().chain(token).for_each(|(name, value)| form.add(name, value));
            let query = form.finish();
            let mut page = self.page(&format!("{path}?{}", *query)).await?;
            let found = page.remove(items).map(serde_json::from_value::<Vec<T>>);
            all.extend(found.and_then(Result::ok).ok_or_else(portal::unexpected)?);
            let token = page.get("nextToken").and_then(Value::as_str);
            let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(all) };
            if !seen.insert(token.to_owned()) {
                return Err(portal::unexpected());
            }
            next = Some(token.to_owned());
        }
    }

    /// One page; if the portal throttles, the request is repeated with growing delays.
    async fn page(&self, path: &str) -> Result<Map<String, Value>, Error> {
        let path = path.trim_end_matches('?');
        let mut attempt = 1;
        loop {
            let response = portal::get(self.host, self.endpoint, path, self.token).await?;
            match response.status {
                200 => {
                    let page = serde_json::from_str(response.body.expose());
                    return page.map_err(|_| portal::unexpected());
                }
                401 => return Err(self.sign_in.rejected()),
                429 if attempt <= PATIENCE => retry::wait(self.host, attempt + 2).await?,
                _ => return Err(rejected(&response)),
            }
            attempt += 1;
        }
    }
}

fn rejected(response: &HttpResponse) -> Error {
    if let Some(outage) = portal::outage(response) {
        return outage;
    }
    let reason = portal::reason(response);
    let message = format!("IAM Identity Center did not list accounts and roles: {reason}");
    Error::new(Diagnostic::new(Code::SsoRejected, message))
}
