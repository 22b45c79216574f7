//! The resource `plan`.

use std::rc::Rc;

use crate::component::argument::argument;
use crate::component::bindings::exports::rolehop::engine::config::{self as wit, GuestPlan};
use crate::component::bindings::exports::rolehop::engine::sessions::{self, Outcome, Resolution};
use crate::component::bindings::exports::rolehop::engine::types::{Error, Json};
use crate::component::convert::json;
use crate::component::session::Session;
use crate::render::{self, Cache, Style};
use crate::resolve::Planned;
use crate::wasm::types::CredentialOrigin;

/// A plan, with the profiles and the request that it was made from.
pub(super) struct PlanHandle {
    planned: Rc<Planned>,
}

impl PlanHandle {
    pub(super) fn new(planned: Planned) -> Self {
        Self { planned: Rc::new(planned) }
    }
}

impl GuestPlan for PlanHandle {
    fn data(&self) -> Json {
        json(self.planned.plan())
    }

    fn render(&self, style: wit::Style) -> String {
        let style = Style {
            color: matches!(style, wit::Style::Color),
            unicode: !matches!(style, wit::Style::Ascii),
        };
        render::plan(self.planned.plan(), &Cache::default(), style)
    }

    fn resolve(&self, options: Json) -> Result<sessions::Session, Error> {
        let options = argument(&options, "options")?;
        let planned = Rc::clone(&self.planned);
        let network = planned.plan().network.clone();
        let session = Session::new(network, async move |host| {
            let credentials = planned.resolve(&options, &host).await?;
            let origin = json(&CredentialOrigin::from(planned.plan()));
            Ok(Outcome::Resolution(Resolution { credentials: (&credentials).into(), origin }))
        });
        Ok(sessions::Session::new(session))
    }
}
