//! The interface `sso`.

use super::config::SharedConfig;
use super::world::Component;
use crate::component::argument::plan_request;
use crate::component::bindings::exports::rolehop::engine::config::SharedConfigBorrow;
use crate::component::bindings::exports::rolehop::engine::sessions::{self, Outcome};
use crate::component::bindings::exports::rolehop::engine::sso::Guest;
use crate::component::bindings::exports::rolehop::engine::types::{Error, Json};
use crate::component::convert::json;
use crate::component::session::Session;
use crate::plan;
use crate::secret::Secret;
use crate::sso_login::{self, SsoFlow, SsoLoginOptions};

impl Guest for Component {
    fn sso_login(
        config: SharedConfigBorrow<'_>,
        request: Json,
        sso_session: Option<String>,
    ) -> Result<sessions::Session, Error> {
        let profiles = config.get::<SharedConfig>().snapshot();
        let request = plan_request(&request)?;
        let network = plan::network(&profiles, &request);
        let session = Session::new(network, async move |host| {
            // No effect waits for the redirect of a browser.
            let flow = Some(SsoFlow::Device);
            let options = SsoLoginOptions { session: sso_session, flow, has_browser: false };
            let done = sso_login::login(&profiles, &request, &options, &host).await?;
            Ok(Outcome::SignedIn(json(&done)))
        });
        Ok(sessions::Session::new(session))
    }

    fn sso_logout(
        config: SharedConfigBorrow<'_>,
        request: Json,
        text: String,
        is_custom: bool,
    ) -> Result<sessions::Session, Error> {
        let profiles = config.get::<SharedConfig>().snapshot();
        let request = plan_request(&request)?;
        let network = plan::network(&profiles, &request);
        let session = Session::new(network, async move |host| {
            let text = Secret::new(text);
            sso_login::logout(&profiles, &request, &text, is_custom, &host)
                .await
                .map(Outcome::SignedOut)
        });
        Ok(sessions::Session::new(session))
    }
}
