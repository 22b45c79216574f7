//! Plans, and plans and diagnostics as text.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::diagnostic::{Code, Diagnostic, Error};
use crate::plan;
use crate::providers::process::recursion;
use crate::render::{self, Cache, CacheStatus, DiagnosticSources, SessionStorage, Style};
use crate::resolve::{self, Planned};
use crate::text::redact;
use crate::text::{LineIndex, one_line};
use crate::wasm::convert::{argument, from_js, plan_request, to_js, to_js_error};
use crate::wasm::host::JsHost;
use crate::wasm::types::{CredentialOrigin, Resolution, WireCredentials};

/// A plan, with the profiles and the request that it was made from: the plan that is shown is the one
/// that runs, even if the config is edited in between.
#[wasm_bindgen]
pub struct PlanHandle {
    planned: Rc<Planned>,
}

impl PlanHandle {
    pub(super) fn new(planned: Planned) -> Self {
        Self { planned: Rc::new(planned) }
    }
}

#[wasm_bindgen]
impl PlanHandle {
    /// The plan as data.
    #[wasm_bindgen(unchecked_return_type = "Plan")]
    pub fn data(&self) -> Result<JsValue, JsValue> {
        to_js(self.planned.plan())
    }

    /// Runs the plan. Rejects with an `Error`, whose `cause` is the rejection of the host
    /// function.
    #[wasm_bindgen(unchecked_return_type = "Promise<Resolution>")]
    pub fn resolve(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ResolveOptions")] options: JsValue,
        #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
    ) -> Promise {
        let planned = Rc::clone(&self.planned);
        future_to_promise(async move {
            let host = JsHost::new(host, planned.plan().network.clone());
            let resolution = run(&planned, &options, &host).await;
            to_js(&resolution.map_err(|error| host.to_js_error(&error))?)
        })
    }

    /// The plan as a tree. `storage` is where sessions are stored, by default in the AWS CLI's cache;
    /// `cacheStatus` has the status of its files by cache key.
    pub fn render(
        &self,
        #[wasm_bindgen(
            js_name = cacheStatus,
            unchecked_param_type = "Record<string, CacheStatus> | undefined"
        )]
        cache_status: JsValue,
        #[wasm_bindgen(unchecked_param_type = "SessionStorage | undefined")] storage: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Style")] style: &str,
    ) -> Result<String, JsValue> {
        let states: Option<BTreeMap<String, CacheStatus>> = argument(cache_status, "cacheStatus")?;
        let storage: Option<SessionStorage> = argument(storage, "storage")?;
        let cache =
            Cache { storage: storage.unwrap_or_default(), states: states.unwrap_or_default() };
        let style = style_of(style).map_err(|error| to_js_error(&error))?;
        Ok(render::plan(self.planned.plan(), &cache, style))
    }
}

async fn run(planned: &Planned, options: &JsValue, host: &JsHost) -> Result<Resolution, Error> {
    let options: resolve::Options = from_js(options, "options")?;
    let credentials = planned.resolve(&options, host).await?;
    Ok(Resolution {
        credentials: WireCredentials::from(&credentials),
        origin: CredentialOrigin::from(planned.plan()),
    })
}

/// The name of the selected profile, which need not exist.
#[wasm_bindgen(js_name = selectedProfile)]
pub fn selected_profile(
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<String, JsValue> {
    let request = plan_request(request).map_err(|error| to_js_error(&error))?;
    Ok(plan::selected(&request).to_owned())
}

/// The value of `_AWS_CLI_PROFILE_CHAIN` for programs that the selected profile runs. Throws an
/// `Error` if such a program has requested the profile again.
#[wasm_bindgen(js_name = profileChain)]
pub fn profile_chain(
    #[wasm_bindgen(unchecked_param_type = "PlanRequest")] request: JsValue,
) -> Result<String, JsValue> {
    let request = plan_request(request);
    let chain =
        request.and_then(|request| recursion::chain(&request.env, plan::selected(&request)));
    chain.map_err(|error| to_js_error(&error))
}

/// The parts of a text of one of the two files that must not be shown, as pairs of UTF-16 offsets:
/// the first character of each part, and the one after it; sorted and disjoint.
#[wasm_bindgen(js_name = secretRanges)]
pub fn secret_ranges(text: &str) -> Vec<u32> {
    let lines = LineIndex::new(text);
    let ends = redact::ranges(text).into_iter().flat_map(|span| [span.start, span.end]);
    ends.map(|offset| lines.utf16_offset(text, offset)).collect()
}

/// Diagnostics as text, with their lines if the texts of the files are given.
#[wasm_bindgen(js_name = renderDiagnostics)]
pub fn render_diagnostics(
    #[wasm_bindgen(unchecked_param_type = "readonly Diagnostic[]")] diagnostics: JsValue,
    #[wasm_bindgen(unchecked_param_type = "DiagnosticSources")] sources: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Style")] style: &str,
) -> Result<String, JsValue> {
    let diagnostics: Vec<Diagnostic> = argument(diagnostics, "diagnostics")?;
    let texts: DiagnosticSources = argument(sources, "sources")?;
    let style = style_of(style).map_err(|error| to_js_error(&error))?;
    Ok(render::diagnostics(&diagnostics, &texts, style))
}

fn style_of(name: &str) -> Result<Style, Error> {
    match name {
        "ascii" => Ok(Style { color: false, unicode: false }),
        "plain" => Ok(Style { color: false, unicode: true }),
        "color" => Ok(Style { color: true, unicode: true }),
        _ => {
            let message = format!("unknown style `{}`", one_line(name, 40));
            let help = "one of ascii, plain, color";
            Err(Diagnostic::new(Code::UsageInvalid, message).help(help).into())
        }
    }
}
