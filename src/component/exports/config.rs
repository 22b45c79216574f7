//! The interface `config`.

use std::cell::RefCell;
use std::rc::Rc;

use super::plan::PlanHandle;
use super::world::Component;
use crate::component::argument::plan_request;
use crate::component::bindings::exports::rolehop::engine::config::{
    self as wit, Guest, GuestSharedConfig, SharedFile,
};
use crate::component::bindings::exports::rolehop::engine::types::{Error, Json};
use crate::component::convert::json;
use crate::config::{Environment, Files, Platform, Profiles};
use crate::document::Document;
use crate::plan;
use crate::resolve::Planned;
use crate::text::File;

/// Both files of the AWS CLI, read and merged.
pub(super) struct SharedConfig {
    profiles: RefCell<Rc<Profiles>>,
}

impl SharedConfig {
    /// A snapshot of the profiles: later edits do not affect a session.
    pub(super) fn snapshot(&self) -> Rc<Profiles> {
        Rc::clone(&self.profiles.borrow())
    }
}

impl Guest for Component {
    type Plan = PlanHandle;
    type SharedConfig = SharedConfig;

    fn locate_files(
        env: Vec<(String, String)>,
        platform: wit::Platform,
        fallback_home: Option<String>,
    ) -> wit::Files {
        let env: Environment = env.into_iter().collect();
        let platform = match platform {
            wit::Platform::Posix => Platform::Posix,
            wit::Platform::Windows => Platform::Windows,
        };
        Files::locate(&env, platform, fallback_home.as_deref()).into()
    }
}

impl From<Files> for wit::Files {
    fn from(files: Files) -> Self {
        Self {
            config: files.config,
            credentials: files.credentials,
            cli_cache: files.cli_cache,
            sso_cache: files.sso_cache,
            login_cache: files.login_cache,
            rolehop: files.rolehop,
        }
    }
}

impl GuestSharedConfig for SharedConfig {
    fn parse(config: Vec<u8>, credentials: Vec<u8>) -> wit::SharedConfig {
        let config = Document::from_bytes(File::Config, &config);
        let credentials = Document::from_bytes(File::Credentials, &credentials);
        let profiles = RefCell::new(Rc::new(Profiles::merge(config, credentials)));
        wit::SharedConfig::new(Self { profiles })
    }

    fn profiles(&self) -> Vec<String> {
        self.profiles.borrow().names().map(String::from).collect()
    }

    fn get(&self, profile: String, key: String) -> Option<String> {
        self.profiles.borrow().get_value(profile.as_str(), &key).map(String::from)
    }

    fn set(&self, profile: String, key: String, value: String) -> Result<(), Error> {
        let mut profiles = self.profiles.borrow_mut();
        Ok(Rc::make_mut(&mut profiles).set(profile.as_str(), &key, &value)?)
    }

    fn unset(&self, profile: String, key: String) -> Result<(), Error> {
        Ok(Rc::make_mut(&mut self.profiles.borrow_mut()).unset(profile.as_str(), &key)?)
    }

    fn text(&self, file: SharedFile) -> String {
        let file = match file {
            SharedFile::Config => File::Config,
            SharedFile::Credentials => File::Credentials,
        };
        self.profiles.borrow().document(file).text().to_owned()
    }

    fn check(&self, request: Json) -> Result<Json, Error> {
        Ok(json(&plan::check(&self.profiles.borrow(), &plan_request(&request)?)))
    }

    fn plan(&self, request: Json) -> Result<wit::Plan, Error> {
        let planned = Planned::new(self.snapshot(), plan_request(&request)?)?;
        Ok(wit::Plan::new(PlanHandle::new(planned)))
    }
}
