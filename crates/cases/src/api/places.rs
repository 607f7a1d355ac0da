//! What can be asked for, and where: the catalogue and the areas.

use axum::{Json, response::IntoResponse as _};
use catalogue::{Field, Matter, Words};
use kernel::AreaCode;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Message, Problem, Visit};

/// A name in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WordsOut {
    zh: String,
    en: String,
}

impl From<&Words> for WordsOut {
    fn from(words: &Words) -> Self {
        Self { zh: words.zh.clone(), en: words.en.clone() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChoiceOut {
    code: String,
    name: WordsOut,
}

/// A field that a matter asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldOut {
    key: String,
    /// text, long-text, number, money (fen), date, choice, phone or yes-no.
    #[schema(value_type = String)]
    kind: serde_json::Value,
    name: WordsOut,
    required: bool,
    choices: Vec<ChoiceOut>,
    max: u64,
}

impl From<&Field> for FieldOut {
    fn from(field: &Field) -> Self {
        let choices = field.choices.iter();
        let choices =
            choices.map(|one| ChoiceOut { code: one.code.clone(), name: (&one.name).into() });
        Self {
            key: field.key.clone(),
            kind: serde_json::to_value(field.kind).unwrap_or_default(),
            name: (&field.name).into(),
            required: field.required,
            choices: choices.collect(),
            max: field.max,
        }
    }
}

/// A kind of matter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatterOut {
    code: String,
    group: String,
    name: WordsOut,
    hint: WordsOut,
    /// none, optional or required.
    #[schema(value_type = String)]
    photo: serde_json::Value,
    urgent: bool,
    sensitive: bool,
    /// Only contact members report it.
    members_only: bool,
    /// Such as `7 workdays`.
    answer_within: String,
    fields: Vec<FieldOut>,
}

impl From<&Matter> for MatterOut {
    fn from(matter: &Matter) -> Self {
        Self {
            code: matter.code.clone(),
            group: matter.group.clone(),
            name: (&matter.name).into(),
            hint: (&matter.hint).into(),
            photo: serde_json::to_value(matter.photo).unwrap_or_default(),
            urgent: matter.urgent,
            sensitive: matter.sensitive,
            members_only: matter.members_only,
            answer_within: matter.deadlines.answer.to_string(),
            fields: matter.fields.iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matters {
    items: Vec<MatterOut>,
}

/// What can be asked for, in the order of the page.
#[utoipa::path(get, path = "/api/v1/matters", tag = "catalogue",
    responses((status = 200, body = Matters)))]
pub(super) async fn matters(visit: Visit) -> Answer {
    let items = visit.app.catalogue().matters().iter().map(Into::into).collect();
    Ok(Json(Matters { items }).into_response())
}

/// An area served here.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AreaOut {
    code: String,
    name: String,
    level: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Areas {
    items: Vec<AreaOut>,
}

/// The areas directly below one; below the whole city when none is named.
#[utoipa::path(get, path = "/api/v1/areas", tag = "catalogue",
    params(("under" = Option<String>, Query, description = "code of an area")),
    responses((status = 200, body = Areas)))]
pub(super) async fn areas(visit: Visit) -> Answer {
    let book = visit.app.areas();
    let under = match visit.query.get("under") {
        None => visit.app.catalogue().city().area,
        Some(text) => {
            let known = AreaCode::parse(text).ok().filter(|code| book.knows(code));
            let unknown = || Problem::invalid().field("under", Message::key("area-unknown"));
            known.ok_or_else(unknown)?
        }
    };
    let areas = book.children(&under).map(|code| AreaOut {
        name: book.name(&code).unwrap_or_default().to_owned(),
        level: serde_json::to_value(code.level())
            .ok()
            .and_then(|level| level.as_str().map(ToOwned::to_owned))
            .unwrap_or_default(),
        code: code.to_string(),
    });
    Ok(Json(Areas { items: areas.collect() }).into_response())
}
