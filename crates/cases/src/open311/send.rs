//! A service request handed in by another program. It becomes a case with one number, one owner
//! and one clock like any other, and without a reporter: names, telephones and addresses of
//! persons are not kept, for nobody here could be asked whether they agreed.

use axum::{extract::Request, http::StatusCode, response::Response};
use catalogue::{Field, FieldKind, Matter};
use kernel::{Day, Timestamp};
use storage::Stamp;
use web::{Visit, input::Upload, photos};

use super::{
    answer::{Refused, Said, answer},
    format::Format,
    keys::Sender,
    locate::{Located, locate},
    node::Node,
    params::Params,
    read::consulted,
    sent,
};
use crate::{
    Desk,
    case::Case,
    chain::begin::Way,
    entry::{Channel, Photo},
    pages::shared::{Names, refuse},
    report::{self, Fault, Report, ReportError},
};

/// What tells who somebody is.
const PERSONAL: [&str; 6] =
    ["email", "phone", "first_name", "last_name", "device_id", "account_id"];
const URL_MAX: usize = 500;

/// `POST /open311/v2/requests.F`
pub(super) async fn request(format: Format, visit: Visit, request: Request) -> Response {
    answer(format, "service_requests", take(&visit, request).await)
}

async fn take(visit: &Visit, request: Request) -> Said {
    let (form, files) = sent::read(visit, request).await?;
    let params = Params::query(visit).with(form);
    let sender = sent::sender(&params).await?;
    params.jurisdiction()?;
    let desk = consulted(visit)?;
    let code = params.get("service_code");
    let code = code.ok_or_else(|| Refused::wrong(visit, "open311-service-missing", &[]))?;
    let matter = super::services::matter(visit, &desk.catalogue, code)?;
    let located = locate(&params, &desk)?;
    let mut report = draft(&params, matter, located)?;
    report.photos = keep(visit, &desk, &files).await?;
    let case = file(visit, &desk, &sender, report).await?;
    let promise = [("by", Names::new(visit, &desk).when(case.promised_by).into())];
    let mut notice = visit.tf("open311-promise", &promise);
    if PERSONAL.iter().any(|name| params.get(name).is_some()) {
        notice.push(' ');
        notice.push_str(visit.t("open311-not-kept"));
    }
    Ok(Node::List(
        "request",
        vec![Node::Map(vec![
            ("service_request_id", Node::text(case.number)),
            ("service_notice", Node::text(notice)),
            ("account_id", Node::Empty),
        ])],
    ))
}

/// The report that a request is; whether it will do is for [`report::check`].
fn draft(params: &Params<'_>, matter: &Matter, located: Located) -> Said<Report> {
    let visit = params.visit;
    let name = if visit.lang.is_zh() { &matter.name.zh } else { &matter.name.en };
    let mut text = params.get("description").map_or_else(
        || visit.tf("open311-no-words", &[("service", name.clone().into())]),
        |words| words.replace("\r\n", "\n"),
    );
    for url in params.all("media_url") {
        let fits = url.len() <= URL_MAX
            && (url.starts_with("https://") || url.starts_with("http://"))
            && !url.contains(char::is_whitespace);
        if !fits {
            return Err(Refused::wrong(visit, "open311-media-url", &[]));
        }
        // Named, not fetched: what is behind it is somebody else's and may change.
        text.push('\n');
        text.push_str(&visit.tf("open311-media", &[("url", url.to_owned().into())]));
    }
    Ok(Report {
        id: visit.moment.id(),
        matter: matter.code.clone(),
        area: located.area,
        title: String::new(),
        text,
        fields: fields(params, matter)?,
        place: located.place,
        address: located.address,
        photos: Vec::new(),
        channel: Channel::Open311,
        own_units: Vec::new(),
    })
}

/// Attributes as the matter's fields.
fn fields(params: &Params<'_>, matter: &Matter) -> Said<Vec<(String, String)>> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (code, value) in params.attributes() {
        if fields.iter().any(|(known, _)| known == code) {
            let args = [("code", code.to_owned().into())];
            return Err(Refused::wrong(params.visit, "open311-attribute-twice", &args));
        }
        let value =
            matter.field(code).map_or_else(|| value.to_owned(), |field| plain(field, value));
        fields.push((code.to_owned(), value));
    }
    Ok(fields)
}

/// A day where a time was sent; everything else as it is.
fn plain(field: &Field, value: &str) -> String {
    let is_time = field.kind == FieldKind::Date && value.parse::<Day>().is_err();
    match value.replace(' ', "+").parse::<Timestamp>() {
        Ok(at) if is_time => at.day().to_string(),
        _ => value.to_owned(),
    }
}

async fn keep(visit: &Visit, desk: &Desk, files: &[Upload]) -> Said<Vec<Photo>> {
    let most = usize::try_from(desk.catalogue.city().photo.count_max).unwrap_or(usize::MAX);
    let mut kept = Vec::new();
    for file in files.iter().take(most) {
        let photo = photos::keep(&visit.app, &file.field, file.bytes.clone()).await;
        let photo = photo.map_err(|problem| Refused::problem(visit, &problem))?;
        kept.push(Photo { file: photo.name, width: photo.width, height: photo.height });
    }
    Ok(kept)
}

async fn file(visit: &Visit, desk: &Desk, sender: &Sender, report: Report) -> Said<Case> {
    let stamp = Stamp::system(visit.moment.clone(), "open311");
    let way = Way::of_program(sender.unit, "open311", sender.source());
    let consulted = desk.clone();
    let work = move |tx: &mut storage::Tx<'_>| report::take_in(tx, &consulted, report, &way);
    match visit.app.store().write(stamp, work).await {
        Ok(receipt) => Ok(receipt.case),
        Err(ReportError::Store(error)) => Err(Refused::store(visit, error)),
        Err(ReportError::IdTaken) => Err(Refused::wrong(visit, "open311-again", &[])),
        Err(ReportError::Invalid(faults)) => {
            let told = faults.iter().map(|fault| told(visit, fault)).collect();
            Err(Refused::new(StatusCode::BAD_REQUEST, told))
        }
    }
}

/// A fault with the name that the sender gave the field.
fn told(visit: &Visit, fault: &Fault) -> String {
    let text = refuse::message(fault).text(visit.app.words(), visit.lang);
    let name = match fault.field.as_str() {
        "text" | "title" => "description".to_owned(),
        "area" => "address_id".to_owned(),
        "photos" => "media_url".to_owned(),
        field => field
            .strip_prefix("field-")
            .map_or_else(|| field.to_owned(), |code| format!("attribute[{code}]")),
    };
    format!("{name}: {text}")
}
