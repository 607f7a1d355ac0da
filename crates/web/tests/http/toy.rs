//! A domain of four pages and two operations.

use access::{Action, Target};
use axum::{
    Json,
    http::Method,
    response::{IntoResponse, Response},
};
use kernel::{AreaCode, Id};
use serde::{Deserialize, Serialize};
use ui::{Density, Field, Tone};
use utoipa::ToSchema;
use web::{
    Answer, ApiJson, IdempotencyKey, Message, MultipartForm, Need, PathId, Problem, Routes, Signed,
    Visit, api_routes, photos, see_other, testing::TestApp,
};

pub struct Toy;

pub const STREET: &str = "330102001";
pub const OTHER_STREET: &str = "330106001";

pub fn app() -> TestApp {
    TestApp::new(routes(), &[], &[WORDS])
}

pub const WORDS: web::words::Sources =
    &[("zh", "toy-saved = 已保存"), ("en", "toy-saved = Saved.")];

pub fn routes() -> Routes {
    Routes::new("toys")
        .page(Method::GET, "/toys", Need::Public, list)
        .page(Method::POST, "/toys", Need::May(Action::CaseReport), save)
        .page(Method::GET, "/toys/{id}", Need::May(Action::CaseRead), read)
        .page(Method::GET, "/mine", Need::SignedIn, mine)
        .page(Method::POST, "/photos", Need::SignedIn, photo)
        .page(Method::GET, "/broken", Need::Public, broken)
        .page(Method::GET, "/panics", Need::Public, panics)
        .page(Method::GET, "/full", Need::Public, full)
        .page(Method::GET, "/many", Need::Public, many)
        .api(Need::AnyOf(&[Action::CaseAccept, Action::CaseReport]), api_routes!(make, look))
}

async fn list(visit: Visit) -> Answer {
    let after = visit.cursor::<(i64, String)>("after")?;
    let shell =
        visit.shell(Density::Phone, "toys").body(ui::panel::Text::new(format!("{after:?}")));
    Ok(visit.page(&shell))
}

#[derive(Deserialize)]
struct Save {
    #[serde(default)]
    name: String,
    count: u8,
}

async fn save(visit: Signed, form: web::Form<Save>) -> Response {
    if form.name.is_empty() {
        let missing = Problem::invalid().field("name", "field-missing");
        let errors = missing.errors(visit.app.words(), visit.lang);
        let form = ui::Form::post(visit.lang, "/toys")
            .field(Field::text("name", "name"))
            .field(Field::number("count", "count"))
            .keep(&form.raw)
            .errors(&errors);
        return visit.page_again(&visit.shell(Density::Phone, "toys").form(&form));
    }
    see_other(format!("/mine?count={}", form.count)).flash(Tone::Good, "toy-saved").into_response()
}

/// Every toy lies in one street.
async fn read(visit: Signed, PathId(id): PathId<Id<Toy>>) -> Answer {
    let place = Target::area(AreaCode::parse(STREET).map_err(Problem::internal)?);
    let permit = visit.permit_or_hide(Action::CaseRead, &place)?;
    Ok(visit.page(&visit.shell(Density::Desk, format!("{id} as {}", permit.role()))))
}

async fn mine(visit: Signed) -> Response {
    visit.page(&visit.shell(Density::Phone, "mine"))
}

async fn photo(visit: Signed, form: MultipartForm) -> Answer {
    form.check()?;
    let mut names = Vec::new();
    for file in form.files_of("photo") {
        names.push(photos::keep(&visit.app, "photo", file.bytes.clone()).await?.name);
    }
    Ok(Json((form.get("text").unwrap_or_default().to_owned(), names)).into_response())
}

async fn broken() -> Answer {
    Err(Problem::internal("secret-table is gone"))
}

async fn panics() -> Response {
    panic!("secret-index out of bounds")
}

async fn full() -> Answer {
    Err(storage::Error::ReadOnly("secret-disk is full".into()).into())
}

async fn many() -> Answer {
    Err(Problem::too_many(60))
}

#[derive(Deserialize, Serialize, ToSchema)]
pub struct NewToy {
    pub name: String,
    /// Where it lies.
    pub place: Place,
}

#[derive(Deserialize, Serialize, ToSchema)]
pub struct Place {
    /// Degrees, WGS-84.
    pub lat: f64,
}

/// Makes a toy.
#[utoipa::path(post, path = "/api/v1/toys", tag = "toys", request_body = NewToy,
    responses((status = 201, body = NewToy)))]
async fn make(_: Signed, _: IdempotencyKey, toy: ApiJson<NewToy>) -> Answer {
    if toy.value.name == "taken" {
        let why = Message::Text("choose another".into());
        return Err(Problem::conflict("toy-taken").field("name", why));
    }
    Ok((axum::http::StatusCode::CREATED, Json(toy.value)).into_response())
}

/// Looks at all toys.
#[utoipa::path(get, path = "/api/v1/toys", tag = "toys", responses((status = 200, body = [NewToy])))]
async fn look() -> Json<Vec<NewToy>> {
    Json(Vec::new())
}
