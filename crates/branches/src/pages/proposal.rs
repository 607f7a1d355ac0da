//! One proposal: why it is made, whom it concerns, and the decision.

use std::collections::BTreeMap;

use access::Action;
use axum::response::IntoResponse as _;
use catalogue::Rank;
use contracts::UnitId;
use storage::Db;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Cell, Column, Row, Table, Tag},
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{
    Any,
    branch::allowed,
    chart::{kind_tag, state_tag},
    get, told, unit_name,
};
use crate::{
    Desk, Fault,
    chart::{
        Kind, Named, Proposal, ProposalId, State,
        decide::{Outcome, REASON_MAX, Wish, accept, largest, refuse, suggested},
        known, store, strength,
    },
};

/// What the page needs besides the proposal.
struct Seen {
    it: Proposal,
    owner: UnitId,
    /// In each Party unit and below it.
    members: BTreeMap<UnitId, i64>,
    largest: Option<UnitId>,
    /// Members who work in a new business unit, as far as is known.
    known: usize,
}

/// The proposal for whoever decides about it; for others there is none.
async fn seen(signed: &Signed, desk: &Desk, id: ProposalId) -> Answer<Seen> {
    let consulted = desk.clone();
    let read = signed.app.store().read(move |db: &mut Db<'_>| {
        let Some(it) = store::find(db, id)? else { return Ok(None) };
        let Some(chart) = store::newest(db, it.firm)? else { return Ok(None) };
        let mut members = BTreeMap::new();
        for party in &it.body.parties {
            members.insert(party.unit, strength(db, &consulted, party.unit)?);
        }
        let largest = largest(db, &consulted, &it.body)?;
        let known = match (it.kind, it.body.after.first()) {
            (Kind::New, Some(unit)) => {
                known(db, &consulted, chart.owner, &[&unit.name, &unit.code])?.len()
            }
            _ => 0,
        };
        Ok::<_, storage::Error>(Some(Seen { it, owner: chart.owner, members, largest, known }))
    });
    let found = read.await?.ok_or_else(Problem::not_found)?;
    allowed(signed, desk, Action::BranchManage, found.owner)?;
    Ok(found)
}

/// `GET /desk/chart-proposals/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<ProposalId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let seen = seen(&signed, &desk, id).await?;
    let it = &seen.it;
    let age = it.age_days(signed.moment.now().day());
    let owner = unit_name(&signed, &desk, seen.owner);
    let told = [("owner", owner.into()), ("days", age.into())];
    let tags = SafeHtml::from_safe(kind_tag(&signed, it.kind)).and(state_tag(&signed, it.state));
    let mut shell = signed
        .shell(Density::Desk, signed.t("branches-chart-proposal"))
        .back(format!("/desk/charts/{}", it.firm))
        .body(tags)
        .body(Text::new(reason(&signed, it)))
        .body(Text::meta(signed.tf("branches-chart-waits", &told)));
    if it.kind == Kind::New {
        let known = i64::try_from(seen.known).unwrap_or(i64::MAX);
        let (tone, key) = if seen.known < crate::chart::MEMBERS_MIN {
            (Tone::Warn, "branches-chart-too-few")
        } else {
            (Tone::Good, "branches-chart-enough")
        };
        shell = shell.body(Notice::new(tone, signed.tf(key, &[("n", known.into())])));
    } else {
        let concerned = concerned(&signed, &desk, &seen);
        shell = shell.body(Panel::new(signed.t("branches-chart-concerned"), concerned));
    }
    if let Some(reason) = &it.reason {
        let told = signed.tf("branches-chart-refused-for", &[("reason", reason.as_str().into())]);
        shell = shell.body(Text::new(told));
    }
    if it.state == State::Open {
        let decide = acceptance(&signed, &desk, &seen).and(refusal(&signed, it));
        shell = shell.body(Panel::new(signed.t("branches-chart-decide"), decide));
    }
    Ok(signed.page(&shell))
}

/// Why a proposal is made, in words.
pub(super) fn reason(signed: &Signed, it: &Proposal) -> String {
    let names = |units: &mut dyn Iterator<Item = &Named>| -> String {
        let one = |unit: &Named| {
            let args = [("name", unit.name.as_str().into()), ("code", unit.code.as_str().into())];
            signed.tf("branches-chart-named", &args)
        };
        units.map(one).collect::<Vec<_>>().join("、")
    };
    let before = names(&mut it.body.before.iter().map(|before| &before.unit));
    let after = names(&mut it.body.after.iter());
    let key = match it.kind {
        Kind::New => "branches-chart-why-new",
        Kind::Merge => "branches-chart-why-merge",
        Kind::Split => "branches-chart-why-split",
        Kind::Move => "branches-chart-why-move",
        Kind::Rename => "branches-chart-why-rename",
        Kind::Close => "branches-chart-why-close",
    };
    signed.tf(key, &[("before", before.into()), ("after", after.into())])
}

/// The Party units with what would become of each.
fn concerned(signed: &Signed, desk: &Desk, seen: &Seen) -> Table {
    let caption = signed.t("branches-chart-concerned").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-branch")).wrap())
        .column(Column::new(signed.t("branches-members")).number())
        .column(Column::new(signed.t("branches-chart-then")).wrap());
    for party in &seen.it.body.parties {
        let name = unit_name(signed, desk, party.unit);
        let then = if party.stays {
            Cell::from(Tag::new(Tone::Plain, signed.t("branches-chart-stays")))
        } else if let Some(under) = party.under {
            let under = unit_name(signed, desk, under);
            signed.tf("branches-chart-under", &[("unit", under.into())]).into()
        } else if seen.it.kind == Kind::Merge && seen.largest == Some(party.unit) {
            signed.t("branches-chart-largest").into()
        } else {
            let key = match seen.it.kind {
                Kind::Merge => "branches-chart-goes-over",
                Kind::Split => "branches-chart-divided",
                Kind::Close => "branches-chart-closes",
                Kind::New | Kind::Move | Kind::Rename => "branches-chart-renamed",
            };
            signed.t(key).into()
        };
        table = table.row(
            Row::new(party.unit.to_string(), name.clone())
                .cell(Cell::link(name, format!("/desk/branches/{}", party.unit)))
                .cell(seen.members.get(&party.unit).copied().unwrap_or_default())
                .cell(then),
        );
    }
    table
}

fn acceptance(signed: &Signed, desk: &Desk, seen: &Seen) -> SafeHtml {
    let it = &seen.it;
    let mut form = Shown::post(signed.lang, format!("/desk/chart-proposals/{}/accept", it.id));
    let going = || it.body.parties.iter().filter(|party| !party.stays);
    match it.kind {
        Kind::New if seen.known < crate::chart::MEMBERS_MIN => {}
        Kind::New => {
            let english = !signed.lang.is_zh();
            let kinds = desk.catalogue.unit_kinds().iter();
            let kinds = kinds.filter(|kind| kind.rank == Some(Rank::Branch));
            let picks = kinds.map(|kind| {
                let name = if english { &kind.name.en } else { &kind.name.zh };
                Pick::new(&kind.code, name)
            });
            let name = it.body.after.first().map_or("", |unit| unit.name.as_str());
            let names = (format!("{name}党支部"), format!("{name} branch"));
            form = form
                .field(Field::select("kind", signed.t("branches-chart-form"), picks.collect()))
                .fields(naming(signed, seen.owner, names));
        }
        Kind::Merge if going().count() > 1 => {
            let picks = going().map(|party| {
                Pick::new(party.unit.to_string(), unit_name(signed, desk, party.unit))
            });
            let largest = seen.largest.map(|unit| unit.to_string()).unwrap_or_default();
            form = form.field(
                Field::select("stays", signed.t("branches-chart-who-stays"), picks.collect())
                    .value(largest),
            );
        }
        Kind::Move | Kind::Rename => {
            for party in going() {
                let Some(card) = desk.units.unit(party.unit) else { continue };
                let names = suggested(desk, it, party.unit);
                let names = names.unwrap_or((card.name_zh, card.name_en));
                form = form.fields(naming(signed, party.unit, names));
            }
        }
        Kind::Merge | Kind::Split | Kind::Close => {}
    }
    SafeHtml::from_safe(form.submit(signed.t("branches-chart-accept")))
}

/// Two fields for a Party unit's names.
fn naming(signed: &Signed, unit: UnitId, (zh, en): (String, String)) -> [Field; 2] {
    [
        Field::text(format!("zh-{unit}"), signed.t("branches-chart-name-zh")).value(zh),
        Field::text(format!("en-{unit}"), signed.t("branches-chart-name-en")).value(en),
    ]
}

fn refusal(signed: &Signed, it: &Proposal) -> Shown {
    let longest = u32::try_from(REASON_MAX).unwrap_or(u32::MAX);
    Shown::post(signed.lang, format!("/desk/chart-proposals/{}/refuse", it.id))
        .field(Field::text("reason", signed.t("branches-reason")).max_length(longest))
        .submit(signed.t("branches-chart-refuse"))
        .dangerous()
}

/// What the form chose.
fn wish(typed: &Typed) -> Result<Wish, Fault> {
    let stays = match get(typed, "stays") {
        "" => None,
        _ => Some(super::unit_of(typed, "stays")?),
    };
    let mut names = BTreeMap::new();
    for (name, zh) in typed {
        let unit = name.strip_prefix("zh-").and_then(|unit| unit.parse::<UnitId>().ok());
        if let Some(unit) = unit {
            let en = get(typed, &format!("en-{unit}"));
            names.insert(unit, (zh.trim().to_owned(), en.trim().to_owned()));
        }
    }
    Ok(Wish { stays, names, kind: get(typed, "kind").to_owned() })
}

/// `POST /desk/chart-proposals/{id}/{step}`
pub async fn go(
    signed: Signed,
    path: axum::extract::Path<(String, String)>,
    form: Form<Any>,
) -> Answer {
    let axum::extract::Path((id, step)) = path;
    let id: ProposalId = id.parse().map_err(|_| Problem::not_found())?;
    let desk = Desk::of(&signed.app)?;
    let (typed, actor) = (form.raw.clone(), signed.actor.clone());
    let accepts = match step.as_str() {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Problem::not_found()),
    };
    let stamp = signed.actor.stamp(signed.moment.clone(), "chart-decide");
    let work = move |tx: &mut storage::Tx<'_>| {
        if accepts {
            return accept(tx, &desk, &actor, id, &wish(&typed)?);
        }
        refuse(tx, &desk, &actor, id, get(&typed, "reason")).map(|()| Outcome::Done)
    };
    let back = format!("/desk/chart-proposals/{id}");
    match signed.app.store().write(stamp, work).await {
        Ok(Outcome::Divided(plans)) => {
            let there = plans.first().map_or(back, |plan| format!("/desk/splits/{plan}"));
            Ok(see_other(there).flash(Tone::Good, "branches-chart-drafted").into_response())
        }
        Ok(outcome) => {
            let done = match outcome {
                Outcome::Shared => "branches-chart-shared",
                Outcome::TooFew => "branches-chart-by-rule",
                _ if accepts => "branches-chart-done",
                _ => "branches-chart-kept",
            };
            told(back, done, Ok(()))
        }
        Err(fault) => told(back, "branches-chart-done", Err(fault)),
    }
}
