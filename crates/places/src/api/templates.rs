//! Templates for programs.

use axum::{Json, extract::Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Signed, Visit};

use crate::{
    Desk,
    pages::templates::{compound, copy},
    store::templates as books,
};

/// A place that goes with a template.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplatePlaceOut {
    /// Code of the kind.
    kind: String,
    name: String,
    note: String,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateOut {
    code: String,
    name: String,
    /// Lines of a sheet: name | who may pass | hours | rules.
    gates: Vec<String>,
    rules: Vec<String>,
    places: Vec<TemplatePlaceOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplatesOut {
    items: Vec<TemplateOut>,
}

/// Which template is copied.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateIn {
    template: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdoptedOut {
    /// Of the compound's sheet.
    version: i64,
    /// Drafts of places that wait to be entered.
    drafts: usize,
}

/// The templates that a compound or tower may copy.
#[utoipa::path(get, path = "/api/v1/places/templates", operation_id = "places_templates", tag = "places",
    responses((status = 200, body = TemplatesOut)))]
pub(crate) async fn list(visit: Visit) -> Answer<Json<TemplatesOut>> {
    let desk = Desk::of(&visit.app)?;
    let templates = desk.rules().templates.iter().map(|template| TemplateOut {
        code: template.code.clone(),
        name: if visit.lang.is_zh() { template.name.zh.clone() } else { template.name.en.clone() },
        gates: template.gates.clone(),
        rules: template.rules.clone(),
        places: template
            .places
            .iter()
            .map(|one| TemplatePlaceOut {
                kind: one.kind.clone(),
                name: one.name.clone(),
                note: one.note.clone(),
            })
            .collect(),
    });
    Ok(Json(TemplatesOut { items: templates.collect() }))
}

/// Copy a template: gates and rules come into the sheet, its places become drafts.
#[utoipa::path(post, path = "/api/v1/places/{id}/templates", operation_id = "places_template_adopt",
    tag = "places", params(("id" = String, Path)), request_body = TemplateIn,
    responses((status = 200, body = AdoptedOut)))]
pub(crate) async fn adopt(
    signed: Signed,
    Path(code): Path<String>,
    body: ApiJson<TemplateIn>,
) -> Answer<Json<AdoptedOut>> {
    let desk = Desk::of(&signed.app)?;
    let place = compound(&signed, &desk, &code).await?;
    let version = copy(&signed, &desk, &place, &body.value.template).await?;
    let id = place.id;
    let waiting = signed.app.store().read(move |db| books::waiting(db, id)).await?;
    Ok(Json(AdoptedOut { version, drafts: waiting.len() }))
}
