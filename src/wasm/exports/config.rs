//! The class `Config`: both documents, merged.

#![allow(clippy::needless_pass_by_value)] // What crosses the boundary is always handed over whole.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::plan::PlanHandle;
use crate::config::{Environment, Files, Platform, Profiles, view};
use crate::document::Document;
use crate::editor;
use crate::plan;
use crate::resolve::Planned;
use crate::text::File;
use crate::wasm::convert::{argument, plan_request, to_js, to_js_error};

/// Both files of the AWS CLI, read and merged.
#[wasm_bindgen]
pub struct Config {
    profiles: Rc<Profiles>,
}

#[wasm_bindgen]
impl Config {
    /// Reads the bytes of the two files; a file that is not there is left out. Never throws: what
    /// is wrong with them is `check`'s to say.
    #[wasm_bindgen(constructor)]
    pub fn new(config: Option<Vec<u8>>, credentials: Option<Vec<u8>>) -> Self {
        let config = Document::from_bytes(File::Config, &config.unwrap_or_default());
        let credentials = Document::from_bytes(File::Credentials, &credentials.unwrap_or_default());
        Self { profiles: Rc::new(Profiles::merge(config, credentials)) }
    }

    /// The names in the order of `aws configure list-profiles`.
    pub fn profiles(&self) -> Vec<String> {
        self.profiles.names().map(String::from).collect()
    }

    /// The same with the account and the role that each names.
    #[wasm_bindgen(unchecked_return_type = "ProfileIdentity[]")]
    pub fn identities(&self) -> Result<JsValue, JsValue> {
        to_js(&plan::identities(&self.profiles))
    }

    /// `aws configure get`: the string in the merged profile; `block.name` reads a nested one.
    pub fn get(&self, profile: &str, key: &str) -> Option<String> {
        self.profiles.get_value(profile, key).map(String::from)
    }

    /// `aws configure set`: access keys go to the credentials file, all else to the config file.
    /// Throws an `Error`, with nothing changed, when the text would not read back.
    pub fn set(&mut self, profile: &str, key: &str, value: &str) -> Result<(), JsValue> {
        Rc::make_mut(&mut self.profiles)
            .set(profile, key, value)
            .map_err(|error| to_js_error(&error))
    }

    /// Takes a key out of a profile, from whichever files it is in. Throws as `set` does.
    pub fn unset(&mut self, profile: &str, key: &str) -> Result<(), JsValue> {
        Rc::make_mut(&mut self.profiles).unset(profile, key).map_err(|error| to_js_error(&error))
    }

    /// The text of one of the two files, with the edits so far.
    pub fn text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
    ) -> Result<String, JsValue> {
        let file: File = argument(file, "file")?;
        Ok(self.profiles.document(file).text().to_owned())
    }

    /// The settings of a profile with their places, secrets masked; none for an unknown profile.
    #[wasm_bindgen(unchecked_return_type = "SettingView[]")]
    pub fn settings(&self, profile: &str) -> Result<JsValue, JsValue> {
        to_js(&view::settings(&self.profiles, profile))
    }

    /// What may be typed at a place of one of the files, the most likely first.
    #[wasm_bindgen(unchecked_return_type = "Completion[]")]
    pub fn complete(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        to_js(&editor::complete(&self.profiles, file, line, column))
    }

    /// The symbol at a position of one of the files; nothing in empty lines and comments.
    #[wasm_bindgen(js_name = symbolAt, unchecked_return_type = "SymbolInfo | undefined")]
    pub fn symbol_at(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        match editor::symbol_at(&self.profiles, file, line, column) {
            Some(symbol) => to_js(&symbol),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// Everything that is wrong, or worth knowing, with one profile's chain, or, when the request
    /// names none, with both files and every profile in them.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        to_js(&plan::check(&self.profiles, &request))
    }

    /// Throws an `Error` with everything that keeps the AWS CLI from reading one of the files.
    #[wasm_bindgen(js_name = requireReadable)]
    pub fn require_readable(&self) -> Result<(), JsValue> {
        plan::require_readable(&self.profiles).map_err(|error| to_js_error(&error))
    }

    /// The name of the profile that is meant. Throws an `Error` when it is not there.
    pub fn find(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<String, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        let found = plan::find(&self.profiles, &request);
        found.map(String::from).map_err(|error| to_js_error(&error))
    }

    /// What a program must be given to call as the profile says; see [`plan::program_environment`].
    #[wasm_bindgen(js_name = programEnvironment, unchecked_return_type = "ProgramEnvironment")]
    pub fn program_environment(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
        #[wasm_bindgen(js_name = endpointUrl)] endpoint_url: Option<String>,
        #[wasm_bindgen(js_name = readsFiles)] reads_files: bool,
    ) -> Result<JsValue, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        to_js(&plan::program_environment(
            &self.profiles,
            &request,
            endpoint_url.as_deref(),
            reads_files,
        ))
    }

    /// Plans a profile. Throws an `Error` with all errors of the chain.
    #[wasm_bindgen(js_name = planHandle)]
    pub fn plan_handle(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<PlanHandle, JsValue> {
        let planned = plan_request(request).and_then(|it| Planned::new(self.snapshot(), it));
        planned.map(PlanHandle::new).map_err(|error| to_js_error(&error))
    }
}

impl Config {
    /// The profiles as they are now: a run goes on with them whatever is edited meanwhile.
    pub(super) fn snapshot(&self) -> Rc<Profiles> {
        Rc::clone(&self.profiles)
    }
}

/// Reads the bytes of the two files, as `new Config`, and plans a profile, as `planHandle`.
#[wasm_bindgen(js_name = planFiles)]
pub fn plan_files(
    config: Option<Vec<u8>>,
    credentials: Option<Vec<u8>>,
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<PlanHandle, JsValue> {
    Config::new(config, credentials).plan_handle(request)
}

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Finds the files as the AWS CLI finds them. `fallbackHome` serves where the environment names no home.
#[wasm_bindgen(js_name = locateFiles, unchecked_return_type = "Files")]
pub fn locate_files(
    #[wasm_bindgen(unchecked_param_type = "Record<string, string>")] env: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Platform")] platform: JsValue,
    #[wasm_bindgen(js_name = fallbackHome)] fallback_home: Option<String>,
) -> Result<JsValue, JsValue> {
    let env: Environment = argument(env, "env")?;
    let platform: Platform = argument(platform, "platform")?;
    to_js(&Files::locate(&env, platform, fallback_home.as_deref()))
}
