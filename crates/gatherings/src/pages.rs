//! The pages: a worker's own, the organizer's desk, what everybody may see.

pub mod ballot;
pub mod councils;
pub mod door;
pub mod drafts;
pub mod keep;
pub mod mine;
pub mod new;
pub mod one;
pub mod parts;

use axum::response::IntoResponse as _;
use serde::Deserialize;
use ui::Tone;
use web::{Answer, Problem, input::Typed, see_other};

use crate::Fault;

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// A place in a list out of an address.
fn number(text: &str) -> Answer<usize> {
    text.parse().map_err(|_| Problem::not_found())
}

/// Back to the page: with what happened, or with why it did not.
fn done<T>(path: String, key: &'static str, outcome: Result<T, Fault>) -> Answer {
    match outcome {
        Ok(_) => Ok(see_other(path).flash(Tone::Good, key).into_response()),
        Err(Fault::Refused(refusal)) => {
            Ok(see_other(path).flash(Tone::Warn, refusal.remedy()).into_response())
        }
        Err(Fault::Invalid { code, .. }) => {
            Ok(see_other(path).flash(Tone::Warn, code).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}
