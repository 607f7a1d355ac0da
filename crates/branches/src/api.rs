//! The same for programs.

pub mod badge;
pub mod chart;

use access::Action;
use axum::{
    Json,
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use contracts::UnitId;
use kernel::{AreaCode, Day, Phone};
use planner::split::{Change, Shifts};
use serde::{Deserialize, Serialize};
use storage::{Tx, idempotency::Answer as Kept};
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Problem, Signed, input::once};

use crate::{
    Desk, Fault,
    claim::say::{About, report},
    health,
    member::store,
    pairing::{service_number, store as pairs},
    plan::{self, Plan, PlanId, Wish, draft},
    task,
};

/// Somebody agreed that it be handed in that they are a Party member.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimIn {
    /// The worker's.
    phone: String,
    /// The worker said yes to handing this in. Without it nothing is taken.
    consent: bool,
    /// Where they work: a street or community.
    area: String,
}

/// Always the same, whatever was known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Taken {
    taken: bool,
}

/// Hand in a membership claim with the worker's consent. The answer tells nothing.
#[utoipa::path(post, path = "/api/v1/membership-claims", tag = "branches", request_body = ClaimIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Taken)))]
pub(crate) async fn claim(signed: Signed, key: IdempotencyKey, body: ApiJson<ClaimIn>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let sent = body.value;
    let work = move |tx: &mut Tx<'_>| {
        let wrong = |_| Fault::invalid("phone", "branches-phone-wrong");
        let phone = Phone::parse(&sent.phone).map_err(wrong)?;
        let area = AreaCode::parse(&sent.area);
        let area = area.map_err(|_| Fault::invalid("area", "area-unknown"))?;
        let about = About { area, home: None, details: String::new(), provisional: None };
        report(tx, &desk, &actor, &phone, sent.consent, &about)?;
        kept(StatusCode::ACCEPTED, &Taken { taken: true })
    };
    write(&signed, key, body.digest, "membership-report", work).await
}

/// A branch in figures; no person is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BranchOut {
    id: String,
    name: String,
    area: String,
    /// Members on probation or full, each once.
    members: i64,
    /// Those whose home branch this is.
    home: i64,
    /// Those who are here as floating members.
    floating: i64,
    /// Applicants, activists and development objects.
    on_the_way: i64,
    /// Workers who want a contact, and how many have one.
    workers: i64,
    covered: i64,
    /// `healthy`, `weak`, `paralysed`, `to_dissolve`; `None` before the first member.
    #[schema(value_type = Option<String>)]
    health: Option<planner::health::State>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Branches {
    items: Vec<BranchOut>,
}

/// The branches within reach, in figures.
#[utoipa::path(get, path = "/api/v1/branches", operation_id = "branches_list", tag = "branches",
    responses((status = 200, body = Branches)))]
pub(crate) async fn list(signed: Signed) -> Answer<Json<Branches>> {
    let desk = Desk::of(&signed.app)?;
    let cards = desk.branches_of(&signed.actor, Action::BranchRead);
    let now = signed.moment.now();
    let english = !signed.lang.is_zh();
    let read = signed.app.store().read(move |db| {
        let mut items = Vec::new();
        for card in cards {
            let count = store::count_in(db, card.id)?;
            let (workers, covered) = pairs::covered_at(db, card.id, now)?;
            let health = health::of(db, &desk, card.id, now.day())?;
            items.push(BranchOut {
                id: card.id.to_string(),
                name: card.name(english).to_owned(),
                area: card.area.to_string(),
                members: count.members,
                home: count.home,
                floating: count.floating,
                on_the_way: count.on_the_way,
                workers,
                covered,
                health: health.map(|health| health.state),
            });
        }
        Ok::<_, storage::Error>(items)
    });
    Ok(Json(Branches { items: read.await? }))
}

/// Something that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapOut {
    /// `verify`, `place`, `secretary`, `health`, `told`, `contact` or `chart`.
    kind: &'static str,
    /// The unit that answers for it.
    owner: String,
    due_on: String,
    age_days: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Gaps {
    items: Vec<GapOut>,
}

/// What waits, each with its owner, day and age.
#[utoipa::path(get, path = "/api/v1/branches/gaps", operation_id = "branches_gaps",
    tag = "branches", responses((status = 200, body = Gaps)))]
pub(crate) async fn gaps(signed: Signed) -> Answer<Json<Gaps>> {
    let desk = Desk::of(&signed.app)?;
    let owners: Vec<UnitId> =
        desk.branches_of(&signed.actor, Action::BranchRead).iter().map(|card| card.id).collect();
    let today = signed.moment.now().day();
    let read = signed.app.store().read(move |db| {
        let mut items = Vec::new();
        for kind in task::Kind::ALL {
            for open in task::of_owners(db, kind, &owners)? {
                items.push(GapOut {
                    kind: kind.as_str(),
                    owner: open.owner.to_string(),
                    due_on: open.due_on.to_string(),
                    age_days: open.age_days(today),
                });
            }
        }
        Ok::<_, storage::Error>(items)
    });
    Ok(Json(Gaps { items: read.await? }))
}

/// A split to be drafted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitIn {
    /// How many branches; left out for as many as fit.
    branches: Option<u32>,
    /// Members of one shift together, instead of every shift in every branch.
    #[serde(default)]
    shifts_together: bool,
}

/// One branch of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartOut {
    unit: String,
    name: String,
    members: u32,
    full: u32,
    committee: bool,
    /// The members' numbers of service; no name.
    numbers: Vec<u32>,
}

/// A plan of a split.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SplitOut {
    id: String,
    branch: String,
    /// `draft`, `approved`, `applied`, `undone` or `withdrawn`.
    state: &'static str,
    on: Option<String>,
    pairs: u32,
    pairs_kept: u32,
    /// Any plan within the bounds breaks at least so much.
    broken_min: i64,
    /// What was different on the day.
    changes: usize,
    moved: usize,
    parts: Vec<PartOut>,
}

impl SplitOut {
    fn of(plan: &Plan, english: bool) -> Self {
        let drafted = &plan.draft.plan;
        let parts = plan.draft.parts.iter().zip(&drafted.branches).enumerate();
        let parts = parts.map(|(index, (part, facts))| PartOut {
            unit: part.unit.to_string(),
            name: if english { part.name_en.clone() } else { part.name_zh.clone() },
            members: facts.party,
            full: facts.full,
            committee: facts.committee,
            numbers: drafted
                .placed
                .iter()
                .filter(|placed| usize::try_from(placed.branch) == Ok(index))
                .map(|placed| service_number(placed.member.cast()))
                .collect(),
        });
        let moved = |change: &&Change| matches!(change, Change::Moved { .. });
        Self {
            id: plan.id.to_string(),
            branch: plan.branch.to_string(),
            state: plan.state.as_str(),
            on: plan.on.map(|on| on.to_string()),
            pairs: drafted.pairs.all,
            pairs_kept: drafted.pairs.kept,
            broken_min: drafted.pairs.broken_weight_min,
            changes: plan.draft.changes.len(),
            moved: plan.draft.changes.iter().filter(moved).count(),
            parts: parts.collect(),
        }
    }
}

/// Draft a split of a branch.
#[utoipa::path(post, path = "/api/v1/branches/{id}/splits", operation_id = "splits_draft",
    tag = "branches", request_body = SplitIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SplitOut)))]
pub(crate) async fn split(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    key: IdempotencyKey,
    body: ApiJson<SplitIn>,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (actor, english, sent) = (signed.actor.clone(), !signed.lang.is_zh(), body.value);
    let work = move |tx: &mut Tx<'_>| {
        let shifts = if sent.shifts_together { Shifts::Together } else { Shifts::Balanced };
        let wish = Wish { branches: sent.branches, shifts };
        let seed = tx.moment().below(u64::MAX);
        let plan = draft::draft(tx, &desk, &actor, id, wish, seed)?;
        kept(StatusCode::CREATED, &SplitOut::of(&plan, english))
    };
    write(&signed, key, body.digest, "branch-split", work).await
}

/// A plan of a split.
#[utoipa::path(get, path = "/api/v1/splits/{id}", operation_id = "splits_show", tag = "branches",
    params(("id" = String, Path)), responses((status = 200, body = SplitOut)))]
pub(crate) async fn show(signed: Signed, PathId(id): PathId<PlanId>) -> Answer<Json<SplitOut>> {
    let desk = Desk::of(&signed.app)?;
    let read = signed.app.store().read(move |db| plan::store::find(db, id));
    let plan = read.await?.ok_or_else(Problem::not_found)?;
    signed.permit_or_hide(Action::BranchManage, &desk.target(plan.branch))?;
    Ok(Json(SplitOut::of(&plan, !signed.lang.is_zh())))
}

/// What becomes of a plan.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "become", rename_all = "kebab-case")]
pub(crate) enum StepIn {
    /// The clock applies it on this day.
    Approved {
        #[schema(example = "2026-12-01")]
        on: String,
    },
    Withdrawn,
    Undone,
    /// At once, for whoever is there now.
    Applied,
}

/// Approve, withdraw, undo or apply a plan.
#[utoipa::path(post, path = "/api/v1/splits/{id}", operation_id = "splits_step",
    tag = "branches", request_body = StepIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SplitOut)))]
pub(crate) async fn step(
    signed: Signed,
    PathId(id): PathId<PlanId>,
    key: IdempotencyKey,
    body: ApiJson<StepIn>,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (actor, english, sent) = (signed.actor.clone(), !signed.lang.is_zh(), body.value);
    let work = move |tx: &mut Tx<'_>| {
        let plan = match sent {
            StepIn::Approved { on } => {
                let on: Result<Day, _> = on.parse();
                let on = on.map_err(|_| Fault::invalid("on", "branches-day-wrong"))?;
                draft::approve(tx, &desk, &actor, id, on)
            }
            StepIn::Withdrawn => draft::withdraw(tx, &desk, &actor, id),
            StepIn::Undone => plan::apply::undo(tx, &desk, &actor, id),
            StepIn::Applied => plan::apply::now(tx, &desk, &actor, id),
        }?;
        kept(StatusCode::OK, &SplitOut::of(&plan, english))
    };
    write(&signed, key, body.digest, "branch-split", work).await
}

/// Does `work` once for a key, and answers what it answered.
async fn write(
    signed: &Signed,
    key: IdempotencyKey,
    digest: [u8; 32],
    purpose: &str,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Kept, Fault> + Send + 'static,
) -> Answer {
    let sender = signed.actor.person.to_string();
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let write =
        signed.app.store().write(stamp, move |tx| once::<Fault>(tx, &sender, &key, digest, work));
    let kept = write.await?;
    let status = u16::try_from(kept.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((status.unwrap_or(StatusCode::OK), kind, kept.body).into_response())
}

/// An answer to be kept.
fn kept(status: StatusCode, body: &impl Serialize) -> Result<Kept, Fault> {
    let body =
        serde_json::to_string(body).map_err(|error| storage::Error::Refused(error.to_string()))?;
    Ok(Kept { status: status.as_u16().into(), body })
}
