//! Cache entries.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::cache::{self, Lookup};
use crate::plan::Hop;
use crate::render::CacheState;
use crate::resolve;
use crate::secret::Secret;
use crate::wasm::convert::{argument, to_js};
use crate::wasm::types::{CacheEntryView, CacheLocation, truncate};

/// Describes a cache entry without its secrets; `undefined` if it cannot be read.
#[wasm_bindgen(js_name = describeCacheEntry, unchecked_return_type = "CacheEntryView | undefined")]
pub fn describe_cache_entry(
    text: &str,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<JsValue, JsValue> {
    match cache::describe(text) {
        Some(found) => to_js(&CacheEntryView::new(found, truncate(now_ms))),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// The location of a hop's cache entry.
#[wasm_bindgen(js_name = cacheLocation, unchecked_return_type = "CacheLocation")]
pub fn cache_location(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
) -> Result<JsValue, JsValue> {
    let (store, key) = resolve::slot(&argument(hop, "hop")?);
    to_js(&CacheLocation { store, key })
}

/// Whether a run with default options would use the text of a cache entry for a hop.
#[wasm_bindgen(js_name = cacheHit, unchecked_return_type = "CacheHit")]
pub fn cache_hit(
    #[wasm_bindgen(unchecked_param_type = "Hop")] hop: JsValue,
    text: Option<String>,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<JsValue, JsValue> {
    let hop: Hop = argument(hop, "hop")?;
    let text = Secret::new(text.unwrap_or_default());
    let min_remaining_seconds = resolve::Options::default().min_remaining_seconds;
    let role = resolve::requested_role(&hop);
    to_js(&match cache::look_up(role, text.expose(), truncate(now_ms), min_remaining_seconds) {
        Lookup::Hit(_) => CacheState::Hit,
        Lookup::Expired(_) => CacheState::Expired,
        Lookup::Miss => CacheState::Miss,
    })
}
