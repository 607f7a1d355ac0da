//! A rider complains of a place that earns a label: one reason to tap, words beside it where there are any.

use access::{Action, Target};
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use contracts::{Case, CaseId};
use storage::Tx;
use ui::{Density, Errors, Field, Form as Shown, form::Pick, panel::Text};
use web::{Answer, Form, Problem, Signed, input::Typed, see_other};

use super::{Any, get, href, named, show::find};
use crate::{
    Desk, Fault, Place,
    label::complain::{self as act, Complaint, SAID_MAX},
    port::Cases,
};

/// The cases that the binary hung on the app.
pub(crate) fn cases(signed: &Signed) -> Answer<std::sync::Arc<dyn Cases>> {
    let missing = || Problem::internal("no cases are hung on the app");
    signed.app.get::<std::sync::Arc<dyn Cases>>().cloned().ok_or_else(missing)
}

async fn labelled(signed: &Signed, desk: &Desk, code: &str) -> Answer<Place> {
    let place = find(signed, code).await?.place;
    desk.label_of(&place)?;
    Ok(place)
}

/// `GET /places/{code}/complain`
pub async fn ask(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = labelled(&signed, &desk, &code).await?;
    let id = signed.moment.id::<Case>().to_string();
    Ok(form(&signed, &desk, &place, &vec![("id".to_owned(), id)], &Errors::new()))
}

fn form(signed: &Signed, desk: &Desk, place: &Place, typed: &Typed, errors: &Errors) -> Response {
    let reasons = desk.rules().label_of(&place.kind).into_iter().flat_map(|rule| &rule.reasons);
    let reasons = reasons.map(|one| Pick::new(one.code.clone(), named(signed.lang, &one.name)));
    let max = u32::try_from(SAID_MAX).unwrap_or(u32::MAX);
    let form = Shown::post(signed.lang, format!("{}/complain", href(&place.code)))
        .field(Field::hidden("id", ""))
        .field(Field::choice("reason", signed.t("places-complain-reason"), reasons.collect()))
        .field(
            Field::long_text("said", signed.t("places-complain-said"))
                .hint(signed.t("places-complain-hint"))
                .max_length(max)
                .optional(),
        )
        .submit(signed.t("places-complain-send"))
        .keep(typed)
        .errors(errors);
    let title = signed.tf("places-complain-of", &[("name", place.name.as_str().into())]);
    let shell = signed
        .shell(Density::Phone, title)
        .back(href(&place.code))
        .body(Text::new(signed.t("places-complain-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /places/{code}/complain`
pub async fn send(signed: Signed, Path(code): Path<String>, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = labelled(&signed, &desk, &code).await?;
    let typed = &sent.raw;
    let id: CaseId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let said = (get(typed, "reason").to_owned(), get(typed, "said").to_owned());
    match complain(&signed, &desk, &place, id, said).await {
        Ok(()) => Ok(see_other(format!("/cases/{id}/sent")).into_response()),
        Err(Fault::Invalid { field, code, about }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.tf(code, &[("about", about.into())]));
            Ok(form(&signed, &desk, &place, typed, &errors))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Makes the case; for the page and the API.
pub(crate) async fn complain(
    signed: &Signed,
    desk: &Desk,
    place: &Place,
    case: CaseId,
    (reason, said): (String, String),
) -> Result<(), Fault> {
    let permit = access::permit(&signed.actor, Action::CaseReport, &Target::none())?;
    let early = |_| Fault::Store(storage::Error::Refused("no cases are hung on the app".into()));
    let cases = cases(signed).map_err(early)?;
    let (desk, vault) = (desk.clone(), signed.app.vault().clone());
    let stamp = permit.stamp(signed.moment.clone(), Action::CaseReport.as_str());
    let new = Complaint { case, place: place.id, reason, said };
    let work =
        move |tx: &mut Tx<'_>| act::complain(tx, &desk, (cases.as_ref(), &vault), &permit, &new);
    signed.app.store().write(stamp, work).await
}
