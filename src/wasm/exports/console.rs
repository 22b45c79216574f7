//! Links to the AWS console.
#![allow(clippy::needless_pass_by_value)] // Values cross the boundary by value.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::console::{self, ConsoleSession, SwitchRole};
use crate::wasm::convert::{from_js, to_js_error};
use crate::wasm::host::JsHost;
use crate::wasm::types::WireCredentials;

/// Exchanges session credentials for a URL that signs in to the AWS console. Rejects as
/// `resolve` does.
#[wasm_bindgen(js_name = consoleUrl, unchecked_return_type = "Promise<string>")]
pub fn console_url(
    #[wasm_bindgen(unchecked_param_type = "WireCredentials")] credentials: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ConsoleOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EngineHost")] host: JsValue,
) -> Promise {
    future_to_promise(async move {
        let options: ConsoleSession =
            from_js(&options, "options").map_err(|error| to_js_error(&error))?;
        let host = JsHost::new(host, options.network.clone().unwrap_or_default());
        let run = async {
            let credentials: WireCredentials = from_js(&credentials, "credentials")?;
            console::sign_in(&credentials.into(), &options, &host).await
        };
        let url = run.await.map_err(|error| host.to_js_error(&error))?;
        Ok(JsValue::from_str(url.expose()))
    })
}

/// The link that switches roles in the console for a user who is signed in. Throws an `Error`.
#[wasm_bindgen(js_name = switchRoleUrl)]
pub fn switch_role_url(
    #[wasm_bindgen(js_name = roleArn)] role_arn: &str,
    #[wasm_bindgen(js_name = displayName)] display_name: Option<String>,
    color: Option<String>,
) -> Result<String, JsValue> {
    let (display_name, color) = (display_name.as_deref(), color.as_deref());
    let url = console::switch_role_url(&SwitchRole { role_arn, display_name, color });
    url.map_err(|error| to_js_error(&error))
}
