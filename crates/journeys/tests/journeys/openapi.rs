//! The API as a document: kept beside the code, so that a change of it is seen in review, and
//! complete enough for a program to be made from it.
//!
//! `YILU_OPENAPI=write` writes `crates/journeys/openapi.json` anew.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::Value;
use yilu_program::wiring;

use crate::harness::inside::{Inside, Sent};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn kept() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi.json")
}

fn document() -> Value {
    serde_json::to_value(wiring::routes().openapi()).unwrap()
}

#[test]
fn the_document_is_the_one_that_is_kept_and_served() {
    let text = format!("{}\n", serde_json::to_string_pretty(&document()).unwrap());
    if std::env::var("YILU_OPENAPI").is_ok_and(|what| what == "write") {
        std::fs::write(kept(), &text).unwrap();
    }
    let known = std::fs::read_to_string(kept()).expect("crates/journeys/openapi.json");
    let differing = known.lines().zip(text.lines()).zip(1..).find(|((old, new), _)| old != new);
    if let Some(((old, new), line)) = differing {
        panic!("openapi.json, line {line}: {old:?} became {new:?}; write it anew if that is meant");
    }
    assert_eq!(known.len(), text.len(), "openapi.json ends elsewhere");
    let served = Inside::new().send(&Sent::get("/api/v1/openapi.json"));
    assert_eq!((served.status, served.json()), (200, document()));
}

#[test]
fn every_operation_says_what_it_does_who_may_and_how_it_refuses() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut seen = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let here = format!("{method} {path}");
            let text = |key: &str| operation[key].as_str().unwrap_or_default().trim().to_owned();
            assert!(!text("summary").is_empty(), "{here} has no summary");
            let id = text("operationId");
            assert!(!id.is_empty() && seen.insert(id.clone()), "{here}: operationId {id:?}");
            assert!(operation["security"].is_array(), "{here} says nothing of security");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{here} never succeeds"
            );
            let problem = &responses["default"]["$ref"];
            assert_eq!(problem, "#/components/responses/Problem", "{here} has no problem");
            let described = responses.values().all(|it| {
                it.get("$ref").is_some()
                    || it["description"].as_str().is_some_and(|it| !it.is_empty())
            });
            assert!(described, "{here}: a response without a description");
        }
    }
    assert!(seen.len() > 30, "the API has {} operations", seen.len());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50, "{} references", references.len());
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("no reference leads out of the document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let problem = &document["components"]["responses"]["Problem"]["content"];
    assert!(problem.get("application/problem+json").is_some());
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                found.push(reference.to_owned());
            }
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
