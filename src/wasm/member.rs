//! Finds the member of an argument that a deserializer rejects.
//!
//! Its errors do not name the member. A member is invalid if the error differs without it, so
//! nothing is tracked as long as there is no error.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::argument::{MISSING, fault};

/// The maximum depth of the search, and the maximum number of members of an object: beyond them,
/// the error is only less precise.
const DEEPEST: usize = 8;
const MOST: u32 = 1000;

/// Returns the text of the error that a value causes, if any.
pub(super) type Try<'a> = &'a dyn Fn(JsValue) -> Option<String>;

/// The names and indexes that lead to the member. `text` is the error of the whole value.
pub(super) fn path(value: &JsValue, text: &str, attempt: Try<'_>) -> Vec<String> {
    let mut path = Vec::new();
    descend(value, text, attempt, &mut path);
    path
}

fn descend(value: &JsValue, text: &str, attempt: Try<'_>, path: &mut Vec<String>) {
    if path.len() == DEEPEST {
        return;
    }
    let Some(key) = invalid_member(value, text, attempt) else { return };
    let Ok(member) = Reflect::get(value, &key) else { return };
    path.push(key.as_string().unwrap_or_else(|| path_index(&key)));
    let inside = |member: JsValue| attempt(with(value, &key, Some(&member)));
    // The member itself may have the wrong type; then none of its own members is invalid.
    let emptied = empty(&member).and_then(&inside);
    if emptied.is_none_or(|emptied| fault(&emptied) != fault(text)) {
        descend(&member, text, &inside, path);
    }
}

/// The member that causes the error, if it can be determined: without it, the value is valid or
/// causes a different error. A required member, whose absence is itself an error, is the cause
/// only if it is the only candidate.
fn invalid_member(value: &JsValue, text: &str, attempt: Try<'_>) -> Option<JsValue> {
    let mut required = Vec::new();
    for key in keys(value)? {
        match attempt(with(value, &key, None)) {
            Some(without) if without == text => {}
            Some(without) if is_missing(&without) => required.push(key),
            _ => return Some(key),
        }
    }
    let is_only = required.len() == 1 && !is_missing(text);
    required.pop().filter(|_| is_only)
}

fn keys(value: &JsValue) -> Option<Vec<JsValue>> {
    match value.dyn_ref::<Array>() {
        Some(items) => Some((0..items.length().min(MOST)).map(JsValue::from).collect()),
        None => Some(Object::keys(value.dyn_ref::<Object>()?).iter().take(MOST as usize).collect()),
    }
}

fn is_missing(text: &str) -> bool {
    fault(text).ends_with(MISSING)
}

/// An empty value of the same kind.
fn empty(value: &JsValue) -> Option<JsValue> {
    if value.is_instance_of::<Array>() {
        return Some(Array::new().into());
    }
    value.is_object().then(|| Object::new().into())
}

/// A copy of an object or array with one member replaced or removed.
fn with(value: &JsValue, key: &JsValue, member: Option<&JsValue>) -> JsValue {
    if let Some(items) = value.dyn_ref::<Array>() {
        let at = key.as_f64();
        let kept = items.iter().enumerate().filter_map(|(index, item)| {
            if u32::try_from(index).ok().map(f64::from) == at {
                member.cloned()
            } else {
                Some(item)
            }
        });
        return kept.collect::<Array>().into();
    }
    let copy = Object::assign(&Object::new(), value.unchecked_ref());
    // Setting a member of a new plain object cannot fail.
    let _ = match member {
        Some(member) => Reflect::set(&copy, key, member),
        None => Reflect::delete_property(&copy, key),
    };
    copy.into()
}

fn path_index(key: &JsValue) -> String {
    key.as_f64().map(|index| index.to_string()).unwrap_or_default()
}
