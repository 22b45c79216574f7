//! A host that is a JavaScript object.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Date, Function, Promise, Reflect, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::convert::{from_js, to_js, to_js_error};
use super::request::lines;
use super::types::{HostFailure, Route};
use crate::diagnostic::{Diagnostic, Error};
use crate::host::{
    CacheStore, DeviceAuthorization, Host, HostError, MfaCodeRequest, ProcessOutput, SignInPage,
};
use crate::http::{HttpRequest, HttpResponse, Network};
use crate::secret::Secret;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/**
 * The functions of the runtime. A missing method is a function that the runtime lacks; without
 * `cacheRead`, `cacheWrite`, `lock`, `unlock` or `warn` the engine goes on as if they did nothing.
 *
 * Methods reject with a `HostFailure`; any other value counts as one of the kind `failed` and
 * becomes the `cause` of what the engine rejects with, as does a `cause` on the `HostFailure`.
 */
export interface EngineHost {
  /** Milliseconds since 1970. */
  now(): number
  /** This many bytes from a secure source; the engine's own source without it. */
  random?(count: number): Uint8Array
  /**
   * Sends a request without following redirects, and returns at most 64 KiB of the response. The lines are the
   * method, the URL, the body, and the name and the value of each header.
   */
  fetch?(lines: string, timeoutMs: number | undefined, route: Route): Promise<{ status: number; date?: string | undefined; location?: string | undefined; body: Uint8Array }>
  /** Waits this many milliseconds. */
  sleep?(ms: number): Promise<void>
  /** Gets the code of an MFA device, from the program or the user. */
  mfaCode?(wanted: MfaCodeRequest): Promise<string>
  /** Runs a program without a shell, with `env` added to the environment; without `timeoutMs` as long as it takes. */
  run?(argv: string[], env: Record<string, string>, timeoutMs?: number): Promise<{ status: number | null; stdout: string }>
  /** The text of a file that a setting names, if there is one. */
  readFile?(path: string): Promise<string | undefined>
  /** Signs with a private key of P-256, given as the text of a JSON Web Key, and SHA-256: `r` and `s`. */
  signEs256?(jwk: string, message: Uint8Array): Promise<Uint8Array>
  /** Shows the user where to sign in and, if requested, opens the page. */
  showDeviceCode?(prompt: DeviceAuthorization): Promise<void>
  /** Creates a private key of P-256, as the text of a JSON Web Key. */
  generateEs256?(): Promise<string>
  /** Starts a server for HTTP on a free port of 127.0.0.1, and returns the port. */
  listen?(): Promise<number>
  /** Waits for the next GET request to that server, and returns its target. */
  receive?(timeoutMs: number): Promise<string>
  /** Answers the request that `receive` returned last, with a page of HTML. */
  respond?(status: number, page: string): Promise<void>
  /** Shows the user the page to sign in on and, if it is local, opens it. */
  showSignIn?(page: SignInPage): Promise<void>
  /** Gets the code that the page shows if it is not local. */
  signInCode?(): Promise<string>
  /** Whether the login session of a profile is replaced with another one. */
  replacesLogin?(current: string, signedIn: string): Promise<boolean>
  /** The text of a cache entry, if there is one. */
  cacheRead?(store: CacheStoreName, key: string): Promise<string | undefined>
  /** Writes a cache entry whole or not at all. */
  cacheWrite?(store: CacheStoreName, key: string, text: string): Promise<void>
  /** Acquires a lock that other processes see too; waits for it. */
  lock?(name: string): Promise<void>
  /** Releases a lock. */
  unlock?(name: string): Promise<void>
  /** Says something that does not stop the run. */
  warn?(diagnostic: Diagnostic): void
}
";

/// A JavaScript object with the methods of `EngineHost`.
pub(super) struct JsHost {
    object: JsValue,
    /// The rejection of the last method that failed, if it contains more than a `HostFailure`.
    cause: RefCell<Option<JsValue>>,
    network: Network,
}

/// The result of `fetch`, without its body.
#[derive(Deserialize)]
struct Response {
    status: u16,
    date: Option<String>,
    location: Option<String>,
}

/// The result of `run`.
#[derive(Deserialize)]
struct Output {
    status: Option<i32>,
    stdout: String,
}

impl JsHost {
    /// A host with the network settings of a profile.
    pub(super) fn new(object: JsValue, network: Network) -> Self {
        Self { object, cause: RefCell::new(None), network }
    }

    /// The error that JavaScript throws; its `cause` is the rejection of the last host function that
    /// failed.
    pub(super) fn to_js_error(&self, error: &Error) -> JsValue {
        let object = to_js_error(error);
        if let Some(cause) = self.take_cause() {
            // The object is new: this can fail only if the error is thrown as a text.
            let _ = Reflect::set(&object, &JsValue::from_str("cause"), &cause);
        }
        object
    }

    /// The rejection of the last method that failed.
    fn take_cause(&self) -> Option<JsValue> {
        self.cause.borrow_mut().take()
    }

    fn method(&self, name: &str) -> Result<Function, HostError> {
        let property = Reflect::get(&self.object, &JsValue::from_str(name));
        let function = property.ok().and_then(|value| value.dyn_into::<Function>().ok());
        function.ok_or(HostError::Unsupported)
    }

    /// Calls a method and awaits its promise.
    async fn call(&self, name: &str, arguments: &[JsValue]) -> Result<JsValue, HostError> {
        let function = self.method(name)?;
        let arguments: Array = arguments.iter().collect();
        let result = match Reflect::apply(&function, &self.object, &arguments) {
            Ok(value) => JsFuture::from(Promise::resolve(&value)).await,
            Err(to_js_error) => Err(to_js_error),
        };
        self.cause.replace(None);
        result.map_err(|rejected| self.failure(rejected))
    }

    /// As [`Self::call`]; a missing method does nothing.
    async fn call_if_there(&self, name: &str, arguments: &[JsValue]) -> Result<JsValue, HostError> {
        match self.call(name, arguments).await {
            Err(HostError::Unsupported) => Ok(JsValue::UNDEFINED),
            other => other,
        }
    }

    fn failure(&self, rejected: JsValue) -> HostError {
        let Ok(failure) = from_js::<HostFailure>(&rejected, "rejection") else {
            self.cause.replace(Some(rejected));
            return HostError::Failed { reason: String::new(), sent: true };
        };
        let cause = Reflect::get(&rejected, &JsValue::from_str("cause")).ok();
        self.cause.replace(cause.filter(|cause| !cause.is_undefined()));
        failure.into()
    }
}

/// The error for a result that violates the contract of a method: a defect of the host.
fn malformed(method: &str) -> HostError {
    HostError::Failed {
        reason: format!("host function `{method}` returned an unexpected value"),
        sent: true,
    }
}

fn object(value: &impl serde::Serialize, method: &str) -> Result<JsValue, HostError> {
    to_js(value).map_err(|_| malformed(method))
}

/// The bytes of the body; empty if there are none.
fn body_of(response: &JsValue) -> Vec<u8> {
    let body = Reflect::get(response, &JsValue::from_str("body")).ok();
    let bytes = body.and_then(|body| body.dyn_into::<Uint8Array>().ok());
    bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

impl Host for JsHost {
    #[allow(clippy::cast_possible_truncation)] // Times in milliseconds always fit.
    fn now_ms(&self) -> i64 {
        let now = self.method("now").ok().and_then(|now| now.call0(&self.object).ok());
        now.and_then(|now| now.as_f64()).unwrap_or_else(Date::now) as i64
    }

    async fn random(&self, bytes: &mut [u8]) -> Result<(), HostError> {
        let failed = || HostError::Failed { reason: "no source of randomness".into(), sent: false };
        let Ok(random) = self.method("random") else {
            return getrandom::fill(bytes).map_err(|_| failed());
        };
        let count = JsValue::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        let drawn = random.call1(&self.object, &count).map_err(|_| failed())?;
        let drawn = drawn.dyn_into::<Uint8Array>().map_err(|_| malformed("random"))?.to_vec();
        if drawn.len() != bytes.len() {
            return Err(malformed("random"));
        }
        bytes.copy_from_slice(&drawn);
        Ok(())
    }

    fn network(&self) -> &Network {
        &self.network
    }

    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, HostError> {
        let route = object(&Route::new(request, &self.network), "fetch")?;
        let lines = lines(request).map_err(|_| malformed("fetch"))?;
        let timeout_ms = JsValue::from(request.timeout_ms);
        let response = self.call("fetch", &[lines, timeout_ms, route]).await?;
        let body = body_of(&response);
        let Response { status, date, location } =
            from_js(&response, "response").map_err(|_| malformed("fetch"))?;
        Ok(HttpResponse::from_bytes(status, date, body).with_location(location))
    }

    async fn sleep_ms(&self, ms: u32) -> Result<(), HostError> {
        self.call_if_there("sleep", &[JsValue::from(ms)]).await.map(drop)
    }

    async fn mfa_code(&self, wanted: &MfaCodeRequest<'_>) -> Result<Secret, HostError> {
        let code = self.call("mfaCode", &[object(wanted, "mfaCode")?]).await?;
        code.as_string().map(Secret::new).ok_or_else(|| malformed("mfaCode"))
    }

    async fn run(
        &self,
        argv: &[String],
        env: &[(String, String)],
        timeout_ms: Option<u32>,
    ) -> Result<ProcessOutput, HostError> {
        let argv = object(&argv, "run")?;
        let mut variables = BTreeMap::new();
        variables.extend(env.iter().cloned());
        let env = object(&variables, "run")?;
        let timeout_ms = JsValue::from(timeout_ms);
        let output = self.call("run", &[argv, env, timeout_ms]).await?;
        let output: Output = from_js(&output, "output").map_err(|_| malformed("run"))?;
        Ok(ProcessOutput { status: output.status, stdout: Secret::new(output.stdout) })
    }

    async fn read_file(&self, path: &str) -> Result<Option<Secret>, HostError> {
        let text = self.call("readFile", &[JsValue::from_str(path)]).await?;
        Ok(text.as_string().map(Secret::new))
    }

    async fn sign_es256(&self, jwk: &Secret, message: &[u8]) -> Result<Vec<u8>, HostError> {
        let arguments = [JsValue::from_str(jwk.expose()), Uint8Array::from(message).into()];
        let signature = self.call("signEs256", &arguments).await?;
        let signature = signature.dyn_into::<Uint8Array>().map_err(|_| malformed("signEs256"))?;
        Ok(signature.to_vec())
    }

    async fn show_device_code(&self, prompt: &DeviceAuthorization) -> Result<(), HostError> {
        let prompt = object(prompt, "showDeviceCode")?;
        self.call("showDeviceCode", &[prompt]).await.map(drop)
    }

    async fn generate_es256(&self) -> Result<Secret, HostError> {
        let jwk = self.call("generateEs256", &[]).await?;
        jwk.as_string().map(Secret::new).ok_or_else(|| malformed("generateEs256"))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // The cast saturates.
    async fn listen(&self) -> Result<u16, HostError> {
        let port = self.call("listen", &[]).await?.as_f64();
        port.map(|port| port as u16).ok_or_else(|| malformed("listen"))
    }

    async fn receive(&self, timeout_ms: u32) -> Result<Secret, HostError> {
        let target = self.call("receive", &[JsValue::from(timeout_ms)]).await?;
        target.as_string().map(Secret::new).ok_or_else(|| malformed("receive"))
    }

    async fn respond(&self, status: u16, page: &str) -> Result<(), HostError> {
        self.call("respond", &[JsValue::from(status), JsValue::from_str(page)]).await.map(drop)
    }

    async fn show_sign_in(&self, page: &SignInPage) -> Result<(), HostError> {
        self.call("showSignIn", &[object(page, "showSignIn")?]).await.map(drop)
    }

    async fn sign_in_code(&self) -> Result<Secret, HostError> {
        let code = self.call("signInCode", &[]).await?;
        code.as_string().map(Secret::new).ok_or_else(|| malformed("signInCode"))
    }

    async fn replaces_login(&self, current: &str, new: &str) -> Result<bool, HostError> {
        let arguments = [JsValue::from_str(current), JsValue::from_str(new)];
        let replaces = self.call("replacesLogin", &arguments).await?;
        replaces.as_bool().ok_or_else(|| malformed("replacesLogin"))
    }

    async fn cache_read(&self, store: CacheStore, key: &str) -> Result<Option<Secret>, HostError> {
        let arguments = [object(&store, "cacheRead")?, JsValue::from_str(key)];
        // These entries are a source of credentials, not an optimization: without the method, it
        // must fail.
        let entry = match store {
            CacheStore::Sso | CacheStore::RolehopSso | CacheStore::Login => {
                self.call("cacheRead", &arguments).await?
            }
            _ => self.call_if_there("cacheRead", &arguments).await?,
        };
        Ok(entry.as_string().map(Secret::new))
    }

    async fn cache_write(
        &self,
        store: CacheStore,
        key: &str,
        entry: &Secret,
    ) -> Result<(), HostError> {
        let text = JsValue::from_str(entry.expose());
        let arguments = [object(&store, "cacheWrite")?, JsValue::from_str(key), text];
        self.call_if_there("cacheWrite", &arguments).await.map(drop)
    }

    async fn lock(&self, name: &str) -> Result<(), HostError> {
        self.call_if_there("lock", &[JsValue::from_str(name)]).await.map(drop)
    }

    async fn unlock(&self, name: &str) {
        // Also called after a failure, whose cause must not be lost.
        let cause = self.take_cause();
        // The host reports a lock that cannot be released; the credentials are available.
        let _ = self.call_if_there("unlock", &[JsValue::from_str(name)]).await;
        self.cause.replace(cause);
    }

    fn warn(&self, diagnostic: Diagnostic) {
        let (Ok(warn), Ok(diagnostic)) = (self.method("warn"), to_js(&diagnostic)) else { return };
        // A logger that throws must not stop the run.
        let _ = warn.call1(&self.object, &diagnostic);
    }
}
