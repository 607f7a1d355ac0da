//! The declared fields of a matter as form fields, and back.

use catalogue::{Field as Declared, FieldKind, Matter};
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
            (field.key.clone(), read.unwrap_or_else(|| value.to_owned()))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Yuan with at most two decimals, in fen; `None` when it is no such sum.
pub fn fen(yuan: &str) -> Option<String> {
    let plain = yuan.trim().trim_start_matches(['¥', '￥']).replace([',', '，', ' '], "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let fen: u64 = format!("{whole}{part:0<2}").parse().ok()?;
    Some(fen.to_string())
}

/// Fen as yuan: `1234` is `12.34`.
pub fn yuan(fen: &str) -> Option<String> {
    let fen: u64 = fen.parse().ok()?;
    Some(format!("{}.{:02}", fen / 100, fen % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_in_fen() {
        for (typed, kept) in [
            ("12", Some("1200")),
            ("12.3", Some("1230")),
            ("¥1,234.05", Some("123405")),
            ("0.07", Some("7")),
            ("", None),
            ("12.345", None),
            ("-3", None),
            ("十块", None),
        ] {
            assert_eq!(fen(typed).as_deref(), kept, "{typed}");
        }
        assert_eq!(yuan("123405").as_deref(), Some("1234.05"));
    }
}
