//! The folders of `tests/cases`: the plan and the diagnostics of each profile.
//!
//! A case has a `request.json` (whose `shows` describes the case), the two files unless they are
//! empty, and an `expected.json` with the plan or the error, and the diagnostics of `check`.
//! `tests/node/cases.test.mjs` runs the same folders through the built package.
//! `UPDATE=1 cargo test --test rust` rewrites the expected files; read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use rolehop::config::{Environment, Profiles};
use rolehop::plan::{self, Request};
use serde_json::{Value, json};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

fn request(folder: &Path) -> Request {
    let value: Value = serde_json::from_str(&read(folder, "request.json")).unwrap();
    let text = |name: &str| value[name].as_str().map(String::from);
    let env = value["env"].as_object().into_iter().flatten();
    Request {
        profile: text("profile"),
        region: text("region"),
        default_region: text("defaultRegion"),
        env: env.map(|(name, value)| (name, value.as_str().unwrap())).collect::<Environment>(),
        capabilities: serde_json::from_value(
            value.get("capabilities").cloned().unwrap_or(json!({})),
        )
        .unwrap(),
        ..Request::default()
    }
}

fn outcome(folder: &Path) -> Value {
    let profiles = Profiles::parse(&read(folder, "config"), &read(folder, "credentials"));
    let request = request(folder);
    let check = plan::check(&profiles, &request);
    match plan::plan(&profiles, &request) {
        Ok(plan) => json!({ "plan": plan, "check": check }),
        Err(error) => json!({ "error": error, "check": check }),
    }
}

#[test]
fn every_case_has_its_expected_result() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = Vec::new();
    for folder in folders() {
        let actual = serde_json::to_string_pretty(&outcome(&folder)).unwrap() + "\n";
        if update {
            fs::write(folder.join("expected.json"), &actual).unwrap();
        } else if read(&folder, "expected.json") != actual {
            failures.push(format!("{}:\n{actual}", folder.display()));
        }
    }
    assert!(folders().len() > 20, "the cases are gone");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
