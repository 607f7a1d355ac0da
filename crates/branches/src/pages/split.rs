//! Planning a split: drafted, seen as a tree with numbers and a reason for each member, approved for
//! a day, undone.

use std::collections::BTreeMap;

use access::Action;
use axum::response::IntoResponse as _;
use contracts::UnitId;
use planner::split::{Because, Change, Criterion, Placed, Shifts};
use storage::Tx;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Column, Kpi, Kpis, Row, Table, Tag},
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, see_other};

use super::{Any, act, branch::allowed, branch::named, day, day_of, get, tree, unit_name};
use crate::{
    Desk, Fault, MemberId,
    member::{Member, store as members},
    pairing::service_number,
    plan::{
        Plan, PlanId, State, Wish,
        apply::{now, undo},
        draft::{approve, draft, withdraw},
        store,
    },
};

/// `GET /desk/branches/{id}/split`
pub async fn begin(signed: Signed, PathId(id): PathId<UnitId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    allowed(&signed, &desk, Action::BranchManage, id)?;
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((members::count_in(db, id)?, store::of_branch(db, id)?))
    });
    let (count, plans) = read.await?;
    let shifts = vec![
        Pick::new("balanced", signed.t("branches-shifts-balanced")),
        Pick::new("together", signed.t("branches-shifts-together")),
    ];
    let form = Shown::post(signed.lang, format!("/desk/branches/{id}/split"))
        .field(
            Field::text("branches", signed.t("branches-split-number"))
                .hint(signed.t("branches-split-number-hint"))
                .optional(),
        )
        .field(Field::select("shifts", signed.t("branches-split-shifts"), shifts))
        .submit(signed.t("branches-split-draft"));
    let told = signed.tf("branches-split-lead", &[("n", count.members.into())]);
    let mut shell = signed
        .shell(Density::Desk, signed.t("branches-split"))
        .back(format!("/desk/branches/{id}"))
        .body(Text::new(told))
        .form(&form);
    if !plans.is_empty() {
        let cards = plans.into_iter().map(|plan| {
            let number = i64::try_from(plan.draft.parts.len()).unwrap_or(i64::MAX);
            Card::new(plan.made_at.display_minute(), format!("/desk/splits/{}", plan.id))
                .tag(state_tag(&signed, plan.state))
                .meta(signed.tf("branches-split-into", &[("n", number.into())]))
        });
        shell = shell.body(Panel::new(signed.t("branches-plans"), Cards(cards.collect())));
    }
    Ok(signed.page(&shell))
}

fn state_tag(visit: &Visit, state: State) -> Tag {
    let (tone, key) = match state {
        State::Draft => (Tone::Plain, "branches-plan-draft"),
        State::Approved => (Tone::Warn, "branches-plan-approved"),
        State::Applied => (Tone::Good, "branches-plan-applied"),
        State::Undone => (Tone::Plain, "branches-plan-undone"),
        State::Withdrawn => (Tone::Bad, "branches-plan-withdrawn"),
    };
    Tag::new(tone, visit.t(key))
}

/// `POST /desk/branches/{id}/split`
pub async fn make(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = form.raw.clone();
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "branch-split");
    let work = move |tx: &mut Tx<'_>| -> Result<Plan, Fault> {
        let branches = match get(&typed, "branches").trim() {
            "" => None,
            number => {
                let number: Option<u32> = number.parse().ok().filter(|n| (2..=99).contains(n));
                Some(number.ok_or(Fault::invalid("branches", "branches-split-count"))?)
            }
        };
        let shifts = match get(&typed, "shifts") {
            "together" => Shifts::Together,
            _ => Shifts::Balanced,
        };
        let seed = tx.moment().below(u64::MAX);
        draft(tx, &desk, &actor, id, Wish { branches, shifts }, seed)
    };
    match signed.app.store().write(stamp, work).await {
        Ok(plan) => Ok(see_other(format!("/desk/splits/{}", plan.id)).into_response()),
        Err(fault) => {
            super::told(format!("/desk/branches/{id}/split"), "branches-split", Err(fault))
        }
    }
}

/// `GET /desk/splits/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<PlanId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (plan, people) = look(&signed, &desk, id).await?;
    let drawn = draw(&signed, &desk, &plan);
    let pairs = &plan.draft.plan.pairs;
    let count = |number: u32| i64::from(number);
    let kpis = vec![
        Kpi::new(signed.t("branches-split-parts"), plan.draft.parts.len()),
        Kpi::new(signed.t("branches-members"), people.len()),
        Kpi::new(signed.t("branches-pairs-kept"), format!("{} / {}", pairs.kept, pairs.all))
            .tone(if pairs.broken == 0 { Tone::Good } else { Tone::Plain }),
    ];
    let proof = signed.tf(
        "branches-pairs-proof",
        &[("broken", count(pairs.broken).into()), ("least", pairs.broken_weight_min.into())],
    );
    let mut shell = signed
        .shell(Density::Desk, signed.t("branches-split"))
        .back(format!("/desk/branches/{}/split", plan.branch))
        .body(state_tag(&signed, plan.state))
        .body(Kpis(kpis))
        .body(Text::meta(proof));
    if !plan.draft.plan.flags.is_empty() {
        shell = shell.body(Notice::new(Tone::Bad, signed.t("branches-split-flags")));
    }
    shell = shell.body(Panel::new(signed.t("branches-split-tree"), drawn));
    if !plan.draft.changes.is_empty() {
        shell = shell.body(Panel::new(signed.t("branches-split-changes"), changes(&signed, &plan)));
    }
    shell = shell.body(acts(&signed, &plan));
    for (index, part) in plan.draft.parts.iter().enumerate() {
        let table = seats(&signed, &desk, &plan, index, &people);
        shell = shell.body(Panel::new(part.name_zh.clone(), table));
    }
    Ok(signed.page(&shell))
}

type People = BTreeMap<MemberId, (Member, String)>;

/// The plan with everybody in it, for whoever manages the branch.
async fn look(signed: &Signed, desk: &Desk, id: PlanId) -> Answer<(Plan, People)> {
    let consulted = desk.clone();
    let read = signed.app.store().read(move |db| {
        let Some(plan) = store::find(db, id)? else { return Ok(None) };
        let mut found = named(db, &consulted, plan.branch)?;
        for part in &plan.draft.parts {
            found.extend(named(db, &consulted, part.unit)?);
        }
        Ok::<_, Fault>(Some((plan, found)))
    });
    let (plan, found) = read.await?.ok_or_else(Problem::not_found)?;
    allowed(signed, desk, Action::BranchManage, plan.branch)?;
    // The names of people are for those who may read the roster.
    let may_name = allowed(signed, desk, Action::MemberRead, plan.branch).is_ok();
    let people = found.into_iter().map(|(member, masked)| {
        let number = format!("#{}", service_number(member.id));
        let name = masked.name.filter(|_| may_name).unwrap_or(number);
        (member.id, (member, name))
    });
    Ok((plan, people.collect()))
}

/// Before on the left, after on the right.
fn draw(signed: &Signed, desk: &Desk, plan: &Plan) -> SafeHtml {
    let total: u32 = plan.draft.plan.branches.iter().map(|facts| facts.party).sum();
    let root = tree::Box {
        name: unit_name(signed, desk, plan.branch),
        told: signed.tf("branches-n-members", &[("n", i64::from(total).into())]),
        more: String::new(),
        flagged: false,
    };
    let leaves = plan.draft.parts.iter().zip(&plan.draft.plan.branches);
    let leaves: Vec<tree::Box> = leaves
        .map(|(part, facts)| {
            let mut told = signed.tf("branches-n-members", &[("n", i64::from(facts.party).into())]);
            if facts.committee {
                told = format!("{told} · {}", signed.t("branches-committee"));
            }
            let shifts: Vec<String> =
                facts.shifts.iter().map(|(shift, n)| format!("{shift}{n}")).collect();
            let english = !signed.lang.is_zh();
            let name = if english { &part.name_en } else { &part.name_zh };
            let flagged = facts.party > 50 || facts.full < 3;
            tree::Box { name: name.clone(), told, more: shifts.join(" "), flagged }
        })
        .collect();
    tree::drawing(signed.t("branches-split-tree"), &root, &leaves)
}

/// The members of one part, each with the reason.
fn seats(signed: &Signed, desk: &Desk, plan: &Plan, index: usize, people: &People) -> Table {
    let caption = signed.t("branches-split-reasons").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-name")))
        .column(Column::new(signed.t("branches-line")))
        .column(Column::new(signed.t("branches-shift")))
        .column(Column::new(signed.t("branches-area")))
        .column(Column::new(signed.t("branches-reason")).wrap());
    let here = |placed: &&Placed| usize::try_from(placed.branch) == Ok(index);
    for placed in plan.draft.plan.placed.iter().filter(here) {
        let id: MemberId = placed.member.cast();
        let Some((member, name)) = people.get(&id) else { continue };
        let traits = &member.standing.traits;
        let area = traits.area.map(|area| super::area_name(desk, &area)).unwrap_or_default();
        table = table.row(
            Row::new(id.to_string(), name.clone())
                .cell(name.as_str())
                .cell(traits.line.as_str())
                .cell(traits.shift.as_str())
                .cell(area)
                .cell(reason(signed, plan, placed)),
        );
    }
    table
}

/// Why somebody is here, in words.
fn reason(signed: &Signed, plan: &Plan, placed: &Placed) -> String {
    let mut said = Vec::new();
    if !placed.with.is_empty() {
        let n = i64::try_from(placed.with.len()).unwrap_or(i64::MAX);
        said.push(signed.tf("branches-reason-with", &[("n", n.into())]));
    }
    if !placed.parted_from.is_empty() {
        let n = i64::try_from(placed.parted_from.len()).unwrap_or(i64::MAX);
        said.push(signed.tf("branches-reason-parted", &[("n", n.into())]));
    }
    if let Some(because) = placed.group_because.or(placed.because) {
        said.push(because_words(signed, plan, because));
    }
    said.join(" ")
}

fn because_words(signed: &Signed, plan: &Plan, because: Because) -> String {
    let key = match because.decided {
        Criterion::Bounds => "branches-because-bounds",
        Criterion::Moves => "branches-because-moves",
        Criterion::Pairs => "branches-because-pairs",
        Criterion::Size => "branches-because-size",
        Criterion::Line => "branches-because-line",
        Criterion::Shift => "branches-because-shift",
        Criterion::Area => "branches-because-area",
        Criterion::Even => "branches-because-even",
    };
    let other = usize::try_from(because.instead_of).ok().and_then(|at| plan.draft.parts.get(at));
    let other = other.map_or("", |part| part.name_zh.as_str());
    signed.tf(key, &[("other", other.into())])
}

fn changes(signed: &Signed, plan: &Plan) -> SafeHtml {
    let mut body = SafeHtml::default();
    for change in &plan.draft.changes {
        let (key, member) = match change {
            Change::Left { member, .. } => ("branches-change-left", member),
            Change::Joined { member, .. } => ("branches-change-joined", member),
            Change::Moved { member, .. } => ("branches-change-moved", member),
            Change::InTransit { member, .. } => ("branches-change-transit", member),
        };
        let number = service_number(member.cast()).to_string();
        body = body.and(Text::new(signed.tf(key, &[("member", number.into())])));
    }
    body
}

fn acts(signed: &Signed, plan: &Plan) -> SafeHtml {
    let at = |act: &str| format!("/desk/splits/{}/{act}", plan.id);
    let tomorrow = signed.moment.now().day().plus(1).to_string();
    let approval = || {
        Shown::post(signed.lang, at("approve"))
            .field(Field::date("on", signed.t("branches-split-on")).value(tomorrow.clone()))
            .submit(signed.t("branches-split-approve"))
    };
    let plain = |act: &str, key: &str| Shown::post(signed.lang, at(act)).submit(signed.t(key));
    let drop = || plain("withdraw", "branches-split-withdraw").dangerous();
    match plan.state {
        State::Draft => SafeHtml::from_safe(approval()).and(drop()),
        State::Approved => {
            let on = plan.on.map(|on| day(signed, on)).unwrap_or_default();
            let told = signed.tf("branches-split-waits", &[("day", on.into())]);
            SafeHtml::from_safe(Notice::new(Tone::Warn, told)).and(drop())
        }
        State::Applied => SafeHtml::from_safe(plain("undo", "branches-split-undo").dangerous()),
        State::Undone => SafeHtml::from_safe(plain("apply", "branches-split-again")).and(drop()),
        State::Withdrawn => SafeHtml::default(),
    }
}

/// `POST /desk/splits/{id}/{act}`
pub async fn go(
    signed: Signed,
    path: axum::extract::Path<(String, String)>,
    form: Form<Any>,
) -> Answer {
    let axum::extract::Path((id, step)) = path;
    let id: PlanId = id.parse().map_err(|_| Problem::not_found())?;
    if !["approve", "withdraw", "undo", "apply"].contains(&step.as_str()) {
        return Err(Problem::not_found());
    }
    let typed = form.raw.clone();
    let back = format!("/desk/splits/{id}");
    act(&signed, "branch-split", back, "branches-split-noted", move |tx, desk, actor| {
        match step.as_str() {
            "approve" => approve(tx, desk, actor, id, day_of(&typed, "on")?),
            "withdraw" => withdraw(tx, desk, actor, id),
            "undo" => undo(tx, desk, actor, id),
            _ => now(tx, desk, actor, id),
        }
    })
    .await
}
