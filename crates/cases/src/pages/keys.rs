//! `/admin/open311`: keys for the programs that may hand cases in.

use access::{Action, Target};
use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use ui::{
    Density, Errors, Field, Form as FormView, SafeHtml, Shell, Tone,
    list::{Cell, Column, Empty, Row, Table, Tag},
    panel::{Notice, Panel, Text},
    query::Query,
};
use web::{Answer, Form, Need, PathId, Problem, Routes, Signed, see_other};

use super::shared::desk;
use crate::open311::keys::{self, KeyError, KeyId, Sender};

const HERE: &str = "/admin/open311";

/// The table.
pub(super) fn routes() -> Routes {
    let need = Need::May(Action::Operate);
    Routes::new("cases")
        .page(Method::GET, HERE, need, show)
        .page(Method::POST, HERE, need, issue)
        .page(Method::POST, "/admin/open311/{id}/revoke", need, revoke)
}

#[derive(Debug, Clone, Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
}

/// `GET /admin/open311`
async fn show(signed: Signed) -> Answer {
    Ok(signed.page(&page(&signed, &Errors::new(), SafeHtml::default()).await?))
}

/// `POST /admin/open311`: the key stands on this one page and nowhere afterwards.
async fn issue(signed: Signed, sent: Form<Typed>) -> Answer {
    let permit = signed.permit(Action::Operate, &Target::none())?;
    let operator = desk(&signed.app)?.units.operator();
    let stamp = permit.stamp(signed.moment.clone(), "open311-key");
    let name = sent.value.name.trim().to_owned();
    let named = name.clone();
    let work = signed.app.store().write(stamp, move |tx| keys::issue(tx, &named, operator));
    match work.await {
        Ok(key) => {
            let told = signed.tf("open311-key-issued", &[("name", name.into())]);
            let told = SafeHtml::from_safe(Notice::new(Tone::Good, told)).and(Text::new(key));
            let mut response = signed.page(&page(&signed, &Errors::new(), told).await?);
            let no_store = axum::http::HeaderValue::from_static("no-store");
            response.headers_mut().insert(axum::http::header::CACHE_CONTROL, no_store);
            Ok(response)
        }
        Err(KeyError::Name) => {
            let mut errors = Errors::new();
            errors.add("name", signed.t("open311-key-name-wrong"));
            let shell = page(&signed, &errors, SafeHtml::default()).await?;
            Ok(signed.page_with(StatusCode::UNPROCESSABLE_ENTITY, &shell))
        }
        Err(KeyError::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Nothing {}

/// `POST /admin/open311/{id}/revoke`
async fn revoke(signed: Signed, PathId(id): PathId<KeyId>, _: Form<Nothing>) -> Answer<Response> {
    let permit = signed.permit(Action::Operate, &Target::none())?;
    let stamp = permit.stamp(signed.moment.clone(), "open311-key");
    if !signed.app.store().write(stamp, move |tx| keys::revoke(tx, id)).await? {
        return Err(Problem::not_found());
    }
    Ok(see_other(HERE).flash(Tone::Good, "open311-key-revoked").into_response())
}

async fn page(signed: &Signed, errors: &Errors, told: SafeHtml) -> Answer<Shell> {
    let all = signed.app.store().read(keys::list).await?;
    let form = FormView::post(signed.lang, HERE)
        .field(
            Field::text("name", signed.t("open311-key-name"))
                .hint(signed.t("open311-key-name-hint"))
                .max_length(40)
                .autocomplete("off"),
        )
        .errors(errors)
        .submit(signed.t("open311-key-issue"));
    let title = signed.t("open311-keys");
    let shell = signed
        .shell(Density::Desk, title)
        .body(told)
        .body(Text::new(signed.t("open311-keys-lead")));
    let shell = if all.is_empty() {
        let (none, why) = (signed.t("open311-keys-none"), signed.t("open311-keys-none-why"));
        shell.body(Empty::new(none, why))
    } else {
        shell.body(Panel::new(title, table(signed, &all)))
    };
    Ok(shell.form(&form))
}

fn table(signed: &Signed, all: &[Sender]) -> Table {
    let table = Table::new(signed.lang, signed.t("open311-keys").to_owned(), Query::default());
    let table =
        ["open311-key-name", "open311-key-since", "open311-key-state", "open311-key-revoke"]
            .iter()
            .fold(table, |table, key| table.column(Column::new(signed.t(key))));
    table.rows(all.iter().map(|one| {
        let (tone, state) = match one.revoked_at {
            None => (Tone::Good, "open311-key-live"),
            Some(_) => (Tone::Plain, "open311-key-ended"),
        };
        Row::new(one.id.to_string(), &one.name)
            .cell(one.name.as_str())
            .cell(one.created_at.display_minute())
            .cell(Cell::part(Tag::new(tone, signed.t(state))))
            .cell(end_button(signed, one))
    }))
}

/// Nothing beside a key that has ended.
fn end_button(signed: &Signed, one: &Sender) -> Cell {
    if one.revoked_at.is_some() {
        return Cell::from("");
    }
    let action = format!("{HERE}/{}/revoke", one.id);
    Cell::part(FormView::post(signed.lang, action).submit(signed.t("open311-key-revoke")))
}
