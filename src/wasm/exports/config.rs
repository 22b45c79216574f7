//! The class `Config`: both documents, merged.

#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::plan::PlanHandle;
use crate::config::{Environment, Files, Platform, ProfileChanges, Profiles, SectionRef, view};
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
    /// Reads the bytes of the two files; `undefined` for a missing file. Never throws: `check`
    /// reports their errors.
    #[wasm_bindgen(constructor)]
    pub fn new(config: Option<Vec<u8>>, credentials: Option<Vec<u8>>) -> Self {
        let config = Document::from_bytes(File::Config, &config.unwrap_or_default());
        let credentials = Document::from_bytes(File::Credentials, &credentials.unwrap_or_default());
        Self { profiles: Rc::new(Profiles::merge(config, credentials)) }
    }

    /// The names of the profiles in the order of `aws configure list-profiles`, as lines: one string
    /// crosses the boundary faster than many. No name has a line end, since a header is one line.
    /// `undefined` if there are no profiles.
    #[wasm_bindgen(js_name = profileNames)]
    pub fn profile_names(&self) -> Option<String> {
        let names: Vec<&str> = self.profiles.names().collect();
        (!names.is_empty()).then(|| names.join("\n"))
    }

    /// The profiles in the same order, with the account and the role that each names.
    #[wasm_bindgen(unchecked_return_type = "ProfileIdentity[]")]
    pub fn identities(&self) -> Result<JsValue, JsValue> {
        to_js(&plan::identities(&self.profiles))
    }

    /// The names of the sections of a kind: `sso-session` or `services`.
    #[wasm_bindgen(js_name = sectionNames)]
    pub fn section_names(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SectionKind")] kind: &str,
    ) -> Vec<String> {
        match kind {
            "services" => self.profiles.services_names().map(String::from).collect(),
            _ => self.profiles.sso_session_names().map(String::from).collect(),
        }
    }

    /// `aws configure get`: the string in a section; of a profile, the merged one. `block.name` reads
    /// a nested one. `kind` is that of a section other than a profile.
    pub fn get(
        &self,
        section: &str,
        key: &str,
        #[wasm_bindgen(unchecked_param_type = "SectionKind | undefined")] kind: Option<String>,
    ) -> Option<String> {
        let section = SectionRef::of_kind(kind.as_deref(), section);
        self.profiles.get_value(section, key).map(String::from)
    }

    /// `aws configure set`: access keys of a profile go to the credentials file, all else to the
    /// config file. Throws an `Error`, with nothing changed, if the setting would not survive a round
    /// trip.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        value: &str,
        #[wasm_bindgen(unchecked_param_type = "SectionKind | undefined")] kind: Option<String>,
    ) -> Result<(), JsValue> {
        let section = SectionRef::of_kind(kind.as_deref(), section);
        Rc::make_mut(&mut self.profiles)
            .set(section, key, value)
            .map_err(|error| to_js_error(&error))
    }

    /// Removes a key from a section, in every file that has it. Throws as `set` does.
    pub fn unset(
        &mut self,
        section: &str,
        key: &str,
        #[wasm_bindgen(unchecked_param_type = "SectionKind | undefined")] kind: Option<String>,
    ) -> Result<(), JsValue> {
        let section = SectionRef::of_kind(kind.as_deref(), section);
        Rc::make_mut(&mut self.profiles).unset(section, key).map_err(|error| to_js_error(&error))
    }

    /// Makes changes of many profiles of the config file at once. Throws as `set` does.
    pub fn update(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ProfileChanges")] changes: JsValue,
    ) -> Result<(), JsValue> {
        let changes: ProfileChanges = argument(changes, "changes")?;
        Rc::make_mut(&mut self.profiles).update(&changes).map_err(|error| to_js_error(&error))
    }

    /// The text of one of the two files, with the edits so far.
    pub fn text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
    ) -> Result<String, JsValue> {
        let file: File = argument(file, "file")?;
        Ok(self.profiles.document(file).text().to_owned())
    }

    /// The settings of a section with their locations, secrets masked; none for an unknown section.
    #[wasm_bindgen(unchecked_return_type = "SettingView[]")]
    pub fn settings(
        &self,
        section: &str,
        #[wasm_bindgen(unchecked_param_type = "SectionKind | undefined")] kind: Option<String>,
    ) -> Result<JsValue, JsValue> {
        to_js(&view::settings(&self.profiles, SectionRef::of_kind(kind.as_deref(), section)))
    }

    /// The completions at a position of one of the files, the most likely first.
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

    /// The symbol at a position of one of the files; `undefined` in empty lines and comments.
    #[wasm_bindgen(js_name = symbolAt, unchecked_return_type = "SymbolInfo | undefined")]
    pub fn symbol_at(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        optional(editor::symbol_at(&self.profiles, file, line, column).as_ref())
    }

    /// The sections of one of the files and their settings, without values.
    #[wasm_bindgen(unchecked_return_type = "SectionOutline[]")]
    pub fn sections(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        to_js(&editor::sections(&self.profiles, file))
    }

    /// The parts of one of the files for syntax highlighting, in its order.
    #[wasm_bindgen(unchecked_return_type = "Token[]")]
    pub fn tokens(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        to_js(&editor::tokens(&self.profiles, file))
    }

    /// Where both files name the section that is named at a position.
    #[wasm_bindgen(unchecked_return_type = "SourceRange[]")]
    pub fn references(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        to_js(&editor::references(&self.profiles, file, line, column))
    }

    /// The name at a position that `rename` changes.
    #[wasm_bindgen(unchecked_return_type = "Renamable | undefined")]
    pub fn renamable(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        optional(editor::renamable(&self.profiles, file, line, column).as_ref())
    }

    /// The edits of both files that change the name at a position. Throws an `Error` if they would
    /// change anything else.
    #[wasm_bindgen(unchecked_return_type = "TextEdit[]")]
    pub fn rename(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SharedFile")] file: JsValue,
        line: u32,
        column: u32,
        #[wasm_bindgen(js_name = newName)] new_name: &str,
    ) -> Result<JsValue, JsValue> {
        let file: File = argument(file, "file")?;
        let edits = editor::rename(&self.profiles, file, line, column, new_name);
        to_js(&edits.map_err(|error| to_js_error(&error))?)
    }

    /// All diagnostics of one profile's chain or, if the request names no profile, of both files
    /// and every profile in them.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        to_js(&plan::check(&self.profiles, &request))
    }

    /// Throws an `Error` with everything that prevents the AWS CLI from reading one of the files.
    #[wasm_bindgen(js_name = requireReadable)]
    pub fn require_readable(&self) -> Result<(), JsValue> {
        plan::require_readable(&self.profiles).map_err(|error| to_js_error(&error))
    }

    /// The name of the selected profile. Throws an `Error` if it does not exist.
    pub fn find(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<String, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        let found = plan::find(&self.profiles, &request);
        found.map(String::from).map_err(|error| to_js_error(&error))
    }

    /// Throws an `Error` if a section of this kind and name does not exist.
    #[wasm_bindgen(js_name = findSection)]
    pub fn find_section(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SectionKind")] kind: String,
        name: &str,
    ) -> Result<(), JsValue> {
        let section = SectionRef::of_kind(Some(&kind), name);
        plan::find_section(&self.profiles, section).map_err(|error| to_js_error(&error))
    }

    /// The environment for a program that uses the profile; see [`plan::program_environment`].
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

    /// The chain of a profile as far as its settings are valid; see [`plan::outline()`].
    #[wasm_bindgen(unchecked_return_type = "Outline")]
    pub fn outline(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request = plan_request(request).map_err(|error| to_js_error(&error))?;
        to_js(&plan::outline(&self.profiles, &request))
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
    /// A snapshot of the profiles: later edits do not affect a run.
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

/// Finds the files as the AWS CLI does. `fallbackHome` is used if the environment sets no home
/// directory.
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

fn optional(value: Option<&impl Serialize>) -> Result<JsValue, JsValue> {
    value.map_or(Ok(JsValue::UNDEFINED), to_js)
}
