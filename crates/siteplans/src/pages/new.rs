//! `/desk/siting/new`: a study with its first question.

use access::{Action, Target, permit, reach};
use axum::response::Response;
use contracts::UnitId;
use kernel::{AreaCode, Level};
use ui::{Density, Errors, Field, Form as Shown, form::Pick, panel::Text};
use web::{Answer, MultipartForm, Signed, input::Typed};

use super::{calculate, get, question, ticked, wrong};
use crate::{
    Desk, Fault,
    ask::Asked,
    candidate,
    port::Release,
    run,
    study::{self, NewStudy},
};

/// `GET /desk/siting/new`
pub async fn ask(signed: Signed) -> Answer {
    form(&signed, &Vec::new(), &Errors::new()).await
}

async fn form(signed: &Signed, typed: &Typed, errors: &Errors) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    let heat = desk.heat.clone();
    let releases = signed.app.store().read(move |db| heat.releases(db)).await?;
    let t = |key: &'static str| signed.t(key);
    if releases.is_empty() {
        let none = ui::list::Empty::new(t("siteplans-no-heat"), t("siteplans-no-heat-text"));
        let shell = signed.shell(Density::Desk, t("siteplans-new")).back("/desk/siting");
        return Ok(signed.page(&shell.body(none)));
    }
    let kinds = || {
        let kinds = desk.catalogue.places().kinds.iter();
        kinds.map(|kind| {
            let name = if signed.lang.is_zh() { &kind.name.zh } else { &kind.name.en };
            Pick::new(kind.code.clone(), name.clone())
        })
    };
    let datums = [Pick::new("wgs84", "WGS-84"), Pick::new("gcj02", t("siteplans-gcj02"))];
    let first = releases.first().map(|one| one.id.clone()).unwrap_or_default();
    let form = Shown::post(signed.lang, "/desk/siting")
        .field(Field::text("title", t("siteplans-study")).max_length(80))
        .field(Field::select("area", t("siteplans-area"), areas(signed, &desk)))
        .field(Field::checks("releases", t("siteplans-releases"), picks(&releases)).value(first))
        .field(
            Field::checks("standing", t("siteplans-standing"), kinds().collect())
                .hint(t("siteplans-standing-hint"))
                .optional(),
        )
        .field(
            Field::checks("offered", t("siteplans-offered"), kinds().collect())
                .hint(t("siteplans-offered-hint"))
                .optional(),
        )
        .field(
            Field::file("file", t("siteplans-file"), ".csv,.xlsx,.geojson,.json")
                .hint(t("siteplans-file-hint"))
                .optional(),
        )
        .field(Field::select("datum", t("siteplans-datum"), datums.into()))
        .fields(question::fields(signed, &Asked::default()))
        .submit(t("siteplans-begin"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, t("siteplans-new"))
        .back("/desk/siting")
        .body(Text::new(t("siteplans-new-lead")))
        .form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn picks(releases: &[Release]) -> Vec<Pick> {
    let pick = |one: &Release| {
        Pick::new(one.id.clone(), one.name.clone())
            .hint(format!("ε {}, k {}, {} h", one.epsilon, one.k, one.hours))
    };
    releases.iter().map(pick).collect()
}

/// The areas that the reader may plan for, from the city down to streets.
fn areas(signed: &Signed, desk: &Desk) -> Vec<Pick> {
    let within = reach(&signed.actor, Action::SitePlan);
    let city = desk.catalogue.city().area;
    let mine = |code: &AreaCode| {
        city.contains(code) && code.level() <= Level::Street && within.holds(Some(code), &[], None)
    };
    let known = desk.areas.iter().filter(|(code, _)| mine(code));
    known.map(|(code, _)| Pick::new(code.to_string(), desk.areas.local_name(&code))).collect()
}

/// `POST /desk/siting`
pub async fn begin(signed: Signed, sent: MultipartForm) -> Answer {
    let desk = Desk::of(&signed.app)?;
    sent.check()?;
    let outcome = read(&signed, &sent);
    let made = match outcome {
        Ok((new, asked)) => keep(&signed, &desk, new, asked).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(of) => Ok(calculate(&signed, desk, of)),
        Err(fault) => form(&signed, &sent.raw, &wrong(&signed, fault)?).await,
    }
}

fn read(signed: &Signed, sent: &MultipartForm) -> Result<(NewStudy, Asked), Fault> {
    let typed = &sent.raw;
    let area = AreaCode::parse(get(typed, "area"));
    let area = area.map_err(|_| Fault::invalid("area", "siteplans-area-wrong"))?;
    let file = sent.files_of("file").find(|file| !file.bytes.is_empty());
    let candidates = file
        .map(|file| candidate::read(&file.name, &file.bytes, get(typed, "datum") == "gcj02"))
        .transpose()?
        .unwrap_or_default();
    let new = NewStudy {
        title: get(typed, "title").to_owned(),
        area,
        owner: owner(signed, area)?,
        releases: ticked(typed, "releases"),
        standing: ticked(typed, "standing"),
        offered: ticked(typed, "offered"),
        candidates,
    };
    Ok((new, question::read(typed)?))
}

/// The unit of the post by which the reader may plan for an area.
pub(crate) fn owner(signed: &Signed, area: AreaCode) -> Result<UnitId, Fault> {
    let allowed = permit(&signed.actor, Action::SitePlan, &Target::area(area))
        .map_err(|_| Fault::invalid("area", "siteplans-area-wrong"))?;
    let post = allowed.membership();
    post.map(|post| post.unit).ok_or(Fault::invalid("area", "siteplans-area-wrong"))
}

/// Keeps a study with its first run, both or none.
pub(crate) async fn keep(
    signed: &Signed,
    desk: &Desk,
    new: NewStudy,
    asked: Asked,
) -> Result<(crate::StudyId, i64), Fault> {
    let allowed = permit(&signed.actor, Action::SitePlan, &Target::area(new.area))?;
    let stamp = allowed.stamp(signed.moment.clone(), "siteplans-begin");
    let desk = desk.clone();
    let write = signed.app.store().write(stamp, move |tx| {
        let study = study::begin(tx, &desk, &allowed, new)?;
        let number = run::begin(tx, &desk, &allowed, &study, &asked)?;
        Ok::<_, Fault>((study.id, number))
    });
    write.await
}
