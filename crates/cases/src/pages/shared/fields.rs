//! The declared fields of a matter as form fields, and back.

use catalogue::{Field as Declared, FieldKind, Matter};
use kernel::money::fen;
use ui::{Field, form::Pick};

use super::Names;
use crate::report::Report;

/// The form's name of a declared field.
pub fn name(key: &str) -> String {
    format!("field-{key}")
}

/// The fields that a matter asks for, in its order.
pub fn fields(names: Names<'_>, matter: &Matter) -> Vec<Field> {
    matter.fields.iter().map(|declared| field(names, declared)).collect()
}

fn field(names: Names<'_>, declared: &Declared) -> Field {
    let (name, label) = (name(&declared.key), names.of(&declared.name));
    let made = match declared.kind {
        FieldKind::Text => Field::text(name, label).max_length(characters(declared.max)),
        FieldKind::LongText => Field::long_text(name, label).max_length(characters(declared.max)),
        FieldKind::Number => Field::number(name, label),
        FieldKind::Money => Field::money(name, label),
        FieldKind::Date => Field::date(name, label),
        FieldKind::Phone => Field::phone(name, label),
        FieldKind::Choice => {
            let picks = declared.choices.iter();
            let picks = picks.map(|one| Pick::new(one.code.clone(), names.of(&one.name)));
            Field::choice(name, label, picks.collect())
        }
        FieldKind::YesNo => {
            let picks = ["yes", "no"].map(|value| Pick::new(value, names.t(value)));
            Field::choice(name, label, picks.to_vec())
        }
    };
    if declared.required { made } else { made.optional() }
}

fn characters(max: u64) -> u32 {
    u32::try_from(max).unwrap_or(u32::MAX)
}

/// The declared fields of a report, with names and values as people read them.
pub fn values_of(names: Names<'_>, report: &Report) -> Vec<(String, String)> {
    let matter = names.desk.catalogue.matter(&report.matter);
    let shown = |(key, value): &(String, String)| {
        let field = matter.and_then(|matter| matter.field(key))?;
        Some((names.of(&field.name).to_owned(), names.value(field, value)))
    };
    report.fields.iter().filter_map(shown).collect()
}

/// The declared fields out of a sent form, as the catalogue reads them: money in fen.
pub fn values(matter: &Matter, typed: &[(String, String)]) -> Vec<(String, String)> {
    let sent = |key: &str| {
        let wanted = name(key);
        typed.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value.trim())
    };
    matter
        .fields
        .iter()
        .map(|field| {
            let value = sent(&field.key);
            let read = if field.kind == FieldKind::Money { fen(value) } else { None };
            (field.key.clone(), read.map_or_else(|| value.to_owned(), |fen| fen.to_string()))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
