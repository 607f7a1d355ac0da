//! Recording what was made for a case, on a page of its own beside the case.

use access::policy;
use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use kernel::geo::Wgs84;
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as FormView, SafeHtml, Tone,
    form::Pick,
    list::Cards,
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, MultipartForm, PathId, Problem, Signed, input::Typed, photos, see_other};

use super::{path, sight, sight::Sight, submit::Any, submit::get};
use crate::{
    act::ActError,
    case::Case,
    entry::{Photo, What},
    handle::REASON_MAX,
    pages::shared::{self, Names, results as shown},
    results::{self, ADDRESS_MAX, Fact, NewResult, ResultId, recorders},
    rules::admit,
};

/// Where the results of a case are recorded.
fn here(id: CaseId) -> String {
    format!("{}/results", path(id))
}

/// On the case's own page: what there is, and the way to record more.
pub fn panel(signed: &Signed, names: Names<'_>, sight: &Sight) -> SafeHtml {
    let list = shown::panel(names, sight.id, &sight.case, |_| String::new());
    if may_record(signed, &sight.case) {
        return list.and(Button::new(names.t("results-record"), here(sight.id)).outline());
    }
    list
}

fn may_record(signed: &Signed, case: &Case) -> bool {
    let nothing = ResultId::from_bytes([0xff; 16]);
    let specimen = Fact::Recorded(results::Recorded {
        id: nothing,
        kind: String::new(),
        quantity: 1,
        place: None,
        address: String::new(),
        photo: None,
    });
    policy::permit(&signed.actor, access::Action::CaseAnswer, &recorders(case)).is_ok()
        && admit(case, &What::Result(specimen)).is_ok()
}

/// `GET /desk/cases/{id}/results`
pub async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    page(&signed, id, &Vec::new(), &Errors::new()).await
}

async fn page(signed: &Signed, id: CaseId, typed: &Typed, errors: &Errors) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(signed, &desk, id).await?;
    let names = Names::new(signed, &desk);
    let mut shell = signed
        .shell(Density::Desk, names.t("results-title"))
        .back(path(id))
        .body(Text::meta(format!("{} {}", sight.case.number, sight.case.title)));
    let base = format!("/cases/{id}/photos");
    let may = may_record(signed, &sight.case);
    let cards: Vec<_> = sight
        .case
        .results
        .iter()
        .map(|one| {
            let card = shown::card(names, &base, one, String::new());
            if may && !one.struck { card.body(strike_form(names, id, one.what.id)) } else { card }
        })
        .collect();
    if !cards.is_empty() {
        shell = shell.body(Cards(cards));
    }
    if may {
        let form = form(signed, names, &sight).keep(typed).errors(errors);
        let lead = SafeHtml::from_safe(Text::meta(names.t("results-lead")));
        shell = shell.body(Panel::new(names.t("results-record"), lead)).form(&form);
    }
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn form(signed: &Signed, names: Names<'_>, sight: &Sight) -> FormView {
    let case = &sight.case;
    let kinds = names.desk.catalogue.results().kinds.iter();
    let picks = kinds.map(|kind| {
        let label = format!("{}（{}）", names.of(&kind.name), names.of(&kind.unit));
        Pick::new(kind.code.as_str(), label)
    });
    let max = u32::try_from(ADDRESS_MAX).unwrap_or(u32::MAX);
    let place = case.place.map(|place| place.to_string()).unwrap_or_default();
    FormView::post(names.lang(), here(sight.id))
        .field(Field::hidden("id", signed.moment.id::<results::ResultName>().to_string()))
        .field(Field::select("kind", names.t("result-kind"), picks.collect()))
        .field(Field::number("quantity", names.t("result-quantity")))
        .field(
            Field::text("address", names.t("result-address"))
                .max_length(max)
                .value(case.address.clone().unwrap_or_default()),
        )
        .field(
            Field::text("place", names.t("result-place"))
                .hint(names.t("result-place-hint"))
                .value(place)
                .optional(),
        )
        .field(Field::photos("photo", names.t("result-photo"), 1).optional())
        .submit(names.t("results-record"))
}

fn strike_form(names: Names<'_>, id: CaseId, result: ResultId) -> FormView {
    let max = u32::try_from(REASON_MAX).unwrap_or(u32::MAX);
    FormView::post(names.lang(), format!("{}/{result}/strike", here(id)))
        .field(Field::text("reason", names.t("result-strike-reason")).max_length(max))
        .submit(names.t("result-strike"))
        .dangerous()
        .inline()
}

/// `POST /desk/cases/{id}/results`
pub async fn record(signed: Signed, PathId(id): PathId<CaseId>, form: MultipartForm) -> Answer {
    let desk = shared::desk(&signed.app)?;
    // What may not be read is not there, whatever was sent.
    sight::look(&signed, &desk, id).await?;
    let new = match read(&signed, &form).await {
        Ok(new) => new,
        Err(problem) => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            return if errors.is_empty() {
                Err(problem)
            } else {
                page(&signed, id, &form.raw, &errors).await
            };
        }
    };
    let stamp = signed.actor.stamp(signed.moment.clone(), "result");
    let actor = signed.actor.clone();
    let write = move |tx: &mut Tx<'_>| results::record(tx, &desk, &actor, id, None, new);
    let done = signed.app.store().write(stamp, write).await;
    after(&signed, id, done, &form.raw, "result-recorded").await
}

async fn read(signed: &Signed, form: &MultipartForm) -> Answer<NewResult> {
    form.check()?;
    let field = |name: &str| form.get(name).unwrap_or_default().trim().to_owned();
    let place = match field("place").as_str() {
        "" => None,
        typed => Some(typed.parse::<Wgs84>().map_err(|_| wrong("place", "place-wrong"))?),
    };
    let photo = match form.files_of("photo").next() {
        None => None,
        Some(file) => {
            let kept = photos::keep(&signed.app, "photo", file.bytes.clone()).await?;
            Some(Photo { file: kept.name, width: kept.width, height: kept.height })
        }
    };
    Ok(NewResult {
        id: field("id").parse().unwrap_or_else(|_| signed.moment.id()),
        kind: field("kind"),
        // What is no number is no quantity either.
        quantity: field("quantity").parse().unwrap_or(0),
        place,
        address: field("address"),
        photo,
    })
}

fn wrong(field: &'static str, code: &'static str) -> Problem {
    Problem::invalid().field(field, web::Message::key(code))
}

/// `POST /desk/cases/{id}/results/{result}/strike`
pub async fn strike(
    signed: Signed,
    PathId((id, result)): PathId<(CaseId, ResultId)>,
    form: Form<Any>,
) -> Answer {
    let reason = get(&form.raw, "reason").to_owned();
    let stamp = signed.actor.stamp(signed.moment.clone(), "result");
    let actor = signed.actor.clone();
    let write = move |tx: &mut Tx<'_>| results::strike(tx, &actor, id, result, &reason);
    match signed.app.store().write(stamp, write).await {
        Err(ActError::Invalid { code, .. }) => {
            Ok(see_other(here(id)).flash(Tone::Warn, code).into_response())
        }
        done => after(&signed, id, done, &form.raw, "result-struck-done").await,
    }
}

async fn after(
    signed: &Signed,
    id: CaseId,
    done: Result<Case, ActError>,
    typed: &Typed,
    told: &'static str,
) -> Answer<Response> {
    match done {
        Ok(_) => Ok(see_other(here(id)).flash(Tone::Good, told).into_response()),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            page(signed, id, typed, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}
