//! Opening a matter: what should change in plain words, whom it concerns, how one would see
//! whether it helps, who can change it, and the reports that it is gathered from.

use access::{Action, reach};
use axum::response::IntoResponse as _;
use contracts::UnitId;
use kernel::{AreaCode, Level};
use storage::Tx;
use ui::{Errors, Field, Form as FormView, Tone, form::Pick, panel::Text};
use web::{Answer, Form, Signed, input::Typed, see_other};

use super::{
    super::submit::{Any, get},
    PATH, path, shell,
};
use crate::{
    act::ActError,
    collective::{
        CollectiveId, CollectiveName,
        open::{self, CHANGE_MAX, NewCollective, WHOM_MAX},
    },
    handle::REASON_MAX,
    pages::shared::{self, Names},
    report::TITLE_MAX,
};

/// `GET /desk/collective/new?case=`
pub async fn fresh(signed: Signed) -> Answer {
    let number = signed.query.get("case").unwrap_or_default().to_owned();
    let typed = vec![("cases".to_owned(), number)];
    page(&signed, &typed, &Errors::new())
}

fn page(signed: &Signed, typed: &Typed, errors: &Errors) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let chosen = AreaCode::parse(get(typed, "area")).ok();
    let form = form(signed, names, chosen).keep(typed).errors(errors);
    let shell = shell(signed, names.t("collective-open"))
        .back(PATH)
        .body(Text::new(names.t("collective-open-lead")))
        .form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn form(signed: &Signed, names: Names<'_>, chosen: Option<AreaCode>) -> FormView {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let kinds = names.desk.catalogue.collectives().map_or(&[][..], |declared| &declared.kinds);
    let kinds = kinds.iter().map(|kind| Pick::new(kind.code.clone(), names.of(&kind.name)));
    let long = |name: &str, key: &'static str, hint: &'static str, most: usize| {
        Field::long_text(name, names.t(key)).hint(names.t(hint)).max_length(max(most))
    };
    let areas = areas(signed, names);
    let units = units(names, chosen.into_iter().chain(areas.iter().copied()));
    let areas = areas.iter().map(|area| Pick::new(area.to_string(), names.area(area)));
    FormView::post(names.lang(), PATH)
        .field(Field::hidden("id", signed.moment.id::<CollectiveName>().to_string()))
        .field(Field::select("kind", names.t("collective-kind"), kinds.collect()))
        .field(Field::select("area", names.t("collective-area"), areas.collect()))
        .field(Field::text("title", names.t("collective-name")).max_length(max(TITLE_MAX)))
        .field(long("change", "collective-change", "collective-change-hint", CHANGE_MAX))
        .field(long("whom", "collective-whom", "collective-whom-hint", WHOM_MAX))
        .field(long("judged", "collective-judged", "collective-judged-hint", REASON_MAX))
        .field(
            Field::select("owner", names.t("collective-owner"), units)
                .hint(names.t("collective-owner-hint")),
        )
        .field(
            Field::long_text("cases", names.t("collective-cases"))
                .hint(names.t("collective-cases-hint"))
                .optional(),
        )
        .submit(names.t("collective-open"))
}

/// The reader's own areas, and the streets in them.
fn areas(signed: &Signed, names: Names<'_>) -> Vec<AreaCode> {
    let own = reach(&signed.actor, Action::CollectiveOpen).areas;
    let mut all = own.clone();
    let below = names.desk.areas.iter().map(|(code, _)| code);
    all.extend(below.filter(|code| {
        code.level() <= Level::Street
            && !own.contains(code)
            && own.iter().any(|it| it.contains(code))
    }));
    all
}

/// Units that serve these areas or something above them, each once.
fn units(names: Names<'_>, areas: impl Iterator<Item = AreaCode>) -> Vec<Pick> {
    let mut seen: Vec<UnitId> = Vec::new();
    let mut picks = Vec::new();
    for area in areas {
        for card in names.desk.units.candidates(&area) {
            if !seen.contains(&card.id) {
                seen.push(card.id);
                let name = card.name(!names.lang().is_zh()).to_owned();
                picks.push(Pick::new(card.id.to_string(), name));
            }
        }
    }
    picks
}

/// `POST /desk/collective`: one matter, however often it is sent.
pub async fn send(signed: Signed, form: Form<Any>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let value = |name: &str| get(&form.raw, name).to_owned();
    let id: CollectiveId = value("id").parse().unwrap_or_else(|_| signed.moment.id());
    let (area, owner) = (AreaCode::parse(&value("area")), value("owner").parse::<UnitId>());
    let numbers = value("cases");
    let numbers = numbers.split(|one: char| one.is_whitespace() || "，,、;；".contains(one));
    let cases = numbers.filter(|one| !one.is_empty()).map(ToOwned::to_owned).collect();
    let (kind, title) = (value("kind"), value("title"));
    let (change, whom, judged) = (value("change"), value("whom"), value("judged"));
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    let work = move |tx: &mut Tx<'_>| {
        let refuse = |field, code| ActError::Invalid { field, code };
        let area = area.map_err(|_| refuse("area", "area-unknown"))?;
        let owner = owner.map_err(|_| refuse("owner", "unit-unknown"))?;
        let new = NewCollective { id, kind, area, title, change, whom, judged, owner, cases };
        open::open(tx, &desk, &actor, new)
    };
    match signed.app.store().write(stamp, work).await {
        Ok(_) => Ok(see_other(path(id)).flash(Tone::Good, "collective-opened").into_response()),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            page(&signed, &form.raw, &errors)
        }
        Err(error) => Err(error.into()),
    }
}
