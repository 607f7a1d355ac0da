//! Step 2: what happened, with photos and a place. Whatever is sent is kept as a draft, faults or
//! not, so that neither words nor photos are lost.

use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use web::{Answer, MultipartForm, PathId, Problem, Signed, Visit, photos, see_other};

pub(crate) mod form;

use super::{draft, rescue, shell};
use crate::{
    Desk,
    entry::Photo,
    pages::shared::{Names, desk, refuse},
    report,
    store::{
        self,
        drafts::{self, Draft},
        mine,
    },
};
use form::Filled;
pub(super) use form::areas;

/// `GET /report/new?matter=`: an empty form. The case's id is made here, so that sending the form
/// twice makes one case.
pub(super) async fn fresh(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let Some(matter) = signed.query.get("matter").and_then(|code| desk.catalogue.matter(code))
    else {
        return Ok(see_other("/report").into_response());
    };
    let mut draft = Draft::new(signed.moment.id(), Some(signed.actor.person));
    draft.matter.clone_from(&matter.code);
    if let Some(area) = last_area(&signed).await? {
        draft.typed.push(("area".to_owned(), area));
    }
    page(&signed, &desk, &draft, &ui::Errors::new())
}

/// `GET /report/{id}?matter=`: a draft again, under another kind when one was chosen.
pub(super) async fn again(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let mut draft = draft::load(&signed, id).await?;
    if let Some(matter) = signed.query.get("matter").and_then(|code| desk.catalogue.matter(code)) {
        draft.matter.clone_from(&matter.code);
    }
    if desk.catalogue.matter(&draft.matter).is_none() {
        return Ok(see_other(format!("/report/{id}/matter")).into_response());
    }
    if draft.get("area").is_empty()
        && let Some(area) = last_area(&signed).await?
    {
        draft.typed.push(("area".to_owned(), area));
    }
    page(&signed, &desk, &draft, &ui::Errors::new())
}

/// Where the person's last report was: the next is mostly near it.
async fn last_area(signed: &Signed) -> Answer<Option<String>> {
    let person = signed.actor.person;
    let last = signed.app.store().read(move |db| mine::page(db, person, mine::Show::All, None, 1));
    Ok(last.await?.pop().map(|kept| kept.case.area.to_string()))
}

/// `POST /report/details`
pub(super) async fn save(visit: Visit, sent: MultipartForm) -> Answer {
    let Some(actor) = visit.actor.clone() else { return rescue::keep(&visit, &sent).await };
    let signed = Signed { visit, actor };
    signed.permit(access::Action::CaseReport, &access::Target::none())?;
    let desk = desk(&signed.app)?;
    let id: CaseId = sent
        .get("id")
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Problem::bad_request("invalid"))?;
    let (known, done) = look(&signed, id).await?;
    if done {
        return Ok(see_other(format!("/cases/{id}/sent")).into_response());
    }
    let mut errors = match sent.check() {
        Ok(()) => ui::Errors::new(),
        Err(problem) => problem.errors(signed.app.words(), signed.lang),
    };
    let mut draft = Draft::new(id, Some(signed.actor.person));
    draft.matter = sent.get("matter").unwrap_or_default().to_owned();
    draft.typed = sent
        .raw
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "id" | "matter" | "drop"))
        .cloned()
        .collect();
    propose_area(&desk, &mut draft);
    draft.photos = kept_photos(known, &sent);
    take_photos(&signed, &desk, &sent, &mut draft, &mut errors).await?;
    let report = draft::report(&desk, &signed.actor, &draft);
    if let Err(faults) = report::check(&desk, &report) {
        for fault in &faults {
            let text = refuse::message(fault).text(signed.app.words(), signed.lang);
            errors.add(fault.field.clone(), text);
        }
    }
    let kept = draft.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "draft");
    if !signed.app.store().write(stamp, move |tx| drafts::save(tx, &kept)).await? {
        return Err(Problem::not_found());
    }
    if errors.is_empty() {
        return Ok(see_other(format!("/report/{id}/check")).into_response());
    }
    page(&signed, &desk, &draft, &errors)
}

/// Where no area was chosen, the one around the phone's position: the check shows it, and it can be
/// changed there.
fn propose_area(desk: &Desk, draft: &mut Draft) {
    if !draft.get("area").is_empty() {
        return;
    }
    let place = draft::place(draft.get("lat"), draft.get("lon"));
    if let Some(near) = place.and_then(|place| desk.areas.nearest(place)) {
        draft.typed.retain(|(name, _)| name != "area");
        draft.typed.push(("area".to_owned(), near.to_string()));
    }
}

/// The draft with this id, if any; whether it became a case of this person's already.
async fn look(signed: &Signed, id: CaseId) -> Answer<(Option<Draft>, bool)> {
    let (person, now) = (signed.actor.person, signed.moment.now());
    let read = signed.app.store().read(move |db| {
        let case = store::find(db, id)?;
        Ok::<_, storage::Error>((drafts::find(db, id, now)?, case))
    });
    let (draft, case) = read.await?;
    let case = case.map(|case| case.reporter == Some(person));
    let foreign = draft.as_ref().is_some_and(|draft| !draft.is_for(person));
    if foreign || case == Some(false) {
        return Err(Problem::conflict("case-id-taken"));
    }
    Ok((draft, case == Some(true)))
}

/// Photos kept before, less those taken off.
fn kept_photos(known: Option<Draft>, sent: &MultipartForm) -> Vec<Photo> {
    let dropped = |file: &str| sent.raw.iter().any(|(name, value)| name == "drop" && value == file);
    let photos = known.map(|draft| draft.photos).unwrap_or_default();
    photos.into_iter().filter(|photo| !dropped(&photo.file)).collect()
}

/// Keeps what was uploaded; a file that is no photo is named beside the field.
async fn take_photos(
    signed: &Signed,
    desk: &Desk,
    sent: &MultipartForm,
    draft: &mut Draft,
    errors: &mut ui::Errors,
) -> Answer<()> {
    let max = usize::try_from(desk.catalogue.city().photo.count_max).unwrap_or(usize::MAX);
    for upload in sent.files_of("photos") {
        if draft.photos.len() >= max {
            errors.add("photos", signed.tf("photos-too-many-left-out", &[("max", max.into())]));
            break;
        }
        match photos::keep(&signed.app, "photos", upload.bytes.clone()).await {
            Ok(kept) => {
                let photo = Photo { file: kept.name, width: kept.width, height: kept.height };
                if !draft.photos.contains(&photo) {
                    draft.photos.push(photo);
                }
            }
            Err(problem) => {
                let told = problem.errors(signed.app.words(), signed.lang);
                if told.is_empty() {
                    return Err(problem);
                }
                for (field, message) in told.iter() {
                    errors.add(field, message);
                }
            }
        }
    }
    Ok(())
}

/// The form with what was typed and what was wrong.
pub(super) fn page(
    signed: &Signed,
    desk: &Desk,
    draft: &Draft,
    errors: &ui::Errors,
) -> Answer<Response> {
    let names = Names::new(signed, desk);
    let matter =
        desk.catalogue.matter(&draft.matter).ok_or_else(|| Problem::conflict("case-stale"))?;
    let filled = Filled { names, matter, draft, base: signed.app.get::<ui::map::Base>() };
    let shell = shell(signed, names.of(&matter.name))
        .back(if draft.typed.is_empty() || errors.is_empty() {
            "/report".to_owned()
        } else {
            format!("/report/{}/matter", draft.id)
        })
        .body(super::choose::warnings(names, matter))
        .form(&filled.form().errors(errors));
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// Whoever comes back to a draft that became a case is led to its receipt.
pub(super) async fn missing(signed: &Signed, id: CaseId) -> Answer {
    let found = signed.app.store().read(move |db| store::find(db, id)).await?;
    if found.is_some_and(|case| case.reporter == Some(signed.actor.person)) {
        return Ok(see_other(format!("/cases/{id}/sent")).into_response());
    }
    Ok(see_other("/report").flash(ui::Tone::Warn, "draft-gone").into_response())
}
