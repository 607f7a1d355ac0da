//! Templates that a compound copies (旧小区, 高端楼宇): `[[template]]` of `places.toml`.

use serde::Serialize;

use crate::{fault::What, load::rows, read::Table, words::Words};

/// Gates, rules and places that go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Template {
    pub code: String,
    pub name: Words,
    /// For whom it is and what it solves.
    pub text: Words,
    /// Lines as a sheet has them: name | who may pass | hours | rules.
    pub gates: Vec<String>,
    /// Sentences for the sheet's rules, in Chinese.
    pub rules: Vec<String>,
    pub places: Vec<TemplatePlace>,
}

/// A place that belongs to a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplatePlace {
    /// Code of the kind.
    pub kind: String,
    /// In Chinese; the compound's own name stands before it.
    pub name: String,
    /// Codes of amenities.
    pub amenities: Vec<String>,
    /// Codes of vehicles.
    pub vehicles: Vec<String>,
    /// Minutes for which one may stop; 0 for any.
    pub stay_minutes: u32,
    /// What is to be agreed and looked after, in Chinese.
    pub note: String,
}

impl Template {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Template), table.words("name"));
        let text = table.words("text");
        let lines = |key: &'static str| -> Vec<String> {
            table.texts(key).into_iter().map(|(line, _)| line).collect()
        };
        let (gates, rules) = (lines("gates"), lines("rules"));
        let places = rows(table, "place", TemplatePlace::read);
        Some(Self { code: code?, name: name?, text: text?, gates, rules, places })
    }
}

impl TemplatePlace {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (kind, name) = (table.refer("kind", What::PlaceKind), table.text("name"));
        let codes = |key: &'static str, what: What| -> Vec<String> {
            let codes = table.texts(key).into_iter();
            let codes = codes.map(|(code, line)| {
                table.refer_at(what, &code, line);
                code
            });
            codes.collect()
        };
        let amenities = codes("amenities", What::Amenity);
        let vehicles = codes("vehicles", What::Vehicle);
        let stay = if table.has("stay_minutes") {
            table.number("stay_minutes", 1..=1_440)
        } else {
            Some(0)
        };
        let note = table.text("note");
        Some(Self {
            kind: kind?,
            name: name?,
            amenities,
            vehicles,
            stay_minutes: stay?,
            note: note?,
        })
    }
}
