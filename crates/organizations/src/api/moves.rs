//! Planned moves, the tree of a day and what is missing, for programs.

use axum::{Json, http::StatusCode};
use contracts::UnitId;
use kernel::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, PathId, Problem, Signed};

use crate::{
    Desk, Forest, UnitError,
    moves::{Move, MoveId, Plan, Side, Step, preview},
    pages::{
        Act, day, directory, perform, place, readable_move, readable_moves, seen, side, submit,
    },
    store,
};

/// A planned move.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitMove)]
pub(super) struct MoveBody {
    #[schema(value_type = String, format = "uuid")]
    id: MoveId,
    title: String,
    #[schema(value_type = String, format = "uuid")]
    sender: UnitId,
    #[schema(value_type = String, format = "uuid")]
    receiver: UnitId,
    sender_agreed: bool,
    receiver_agreed: bool,
    /// The day (Asia/Shanghai) from whose beginning it holds.
    #[schema(value_type = String, format = Date)]
    effective: Day,
    /// The last day on which the two may agree.
    #[schema(value_type = String, format = Date)]
    decide_by: Day,
    /// drafted, agreed, returned, lapsed, applied, stopped or undone.
    state: &'static str,
    #[schema(value_type = Vec<Object>)]
    steps: Vec<Step>,
}

impl From<Move> for MoveBody {
    fn from(it: Move) -> Self {
        Self {
            id: it.id,
            title: it.plan.title,
            sender: it.plan.sender,
            receiver: it.plan.receiver,
            sender_agreed: it.sender_agreed,
            receiver_agreed: it.receiver_agreed,
            effective: it.plan.effective,
            decide_by: it.plan.decide_by,
            state: it.state.name(),
            steps: it.plan.steps,
        }
    }
}

/// A move to be planned.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewUnitMove)]
pub(super) struct PlanBody {
    /// A UUID made by the caller: sending it twice plans one move. Made here when absent.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<MoveId>,
    title: String,
    #[schema(value_type = String, format = "uuid")]
    sender: UnitId,
    #[schema(value_type = String, format = "uuid")]
    receiver: UnitId,
    #[schema(value_type = String, format = Date)]
    effective: Day,
    #[schema(value_type = String, format = Date)]
    decide_by: Day,
    /// In this order: `{"step":"move","unit":ID,"to":ID}`, `{"step":"become","unit":ID,"kind":CODE}`,
    /// `{"step":"close","unit":ID,"reason":TEXT}`, `{"step":"found","unit":ID,"kind":CODE,
    /// "area":CODE,"name_zh":TEXT,"name_en":TEXT,"parent":ID}`.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<Step>,
}

impl PlanBody {
    fn plan(self) -> Plan {
        let Self { title, sender, receiver, effective, decide_by, steps, .. } = self;
        Plan { title, steps, sender, receiver, effective, decide_by }
    }
}

/// What a plan would change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitMovePreview)]
pub(super) struct PreviewBody {
    moved: usize,
    founded: usize,
    closed: usize,
    raised: usize,
    /// Sub-trees that would answer to another committee.
    leads: Vec<LeadBody>,
}

/// A sub-tree that would answer to another committee.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitLeadChange)]
struct LeadBody {
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    units: usize,
    #[schema(value_type = Option<String>, format = "uuid")]
    before: Option<UnitId>,
    #[schema(value_type = Option<String>, format = "uuid")]
    after: Option<UnitId>,
}

/// The newest planned moves of which the caller may read a side.
#[utoipa::path(get, path = "/api/v1/unit-moves", operation_id = "unit_moves_list",
    tag = "units",
    responses((status = 200, body = Vec<MoveBody>)))]
pub(super) async fn moves(signed: Signed) -> Answer<Json<Vec<MoveBody>>> {
    let found = readable_moves(&signed).await?;
    Ok(Json(found.into_iter().map(Into::into).collect()))
}

/// One planned move.
#[utoipa::path(get, path = "/api/v1/unit-moves/{id}", operation_id = "unit_moves_show",
    tag = "units",
    params(("id" = String, Path)), responses((status = 200, body = MoveBody)))]
pub(super) async fn one_move(signed: Signed, PathId(id): PathId<MoveId>) -> Answer<Json<MoveBody>> {
    Ok(Json(readable_move(&signed, id).await?.0.into()))
}

/// Plans a move; both sides must then agree.
#[utoipa::path(post, path = "/api/v1/unit-moves", operation_id = "unit_moves_plan",
    tag = "units", request_body = PlanBody,
    responses((status = 201, body = MoveBody)))]
pub(super) async fn plan_move(
    signed: Signed,
    body: ApiJson<PlanBody>,
) -> Answer<(StatusCode, Json<MoveBody>)> {
    let id = body.value.id.unwrap_or_else(|| signed.moment.id());
    let made = submit(&signed, id, body.value.plan()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// What a move would change; nothing is written.
#[utoipa::path(post, path = "/api/v1/unit-moves/preview", operation_id = "unit_moves_preview",
    tag = "units", request_body = PlanBody,
    responses((status = 200, body = PreviewBody)))]
pub(super) async fn preview_move(
    signed: Signed,
    body: ApiJson<PlanBody>,
) -> Answer<Json<PreviewBody>> {
    let plan = body.value.plan();
    let (sender, receiver) = (plan.sender, plan.receiver);
    crate::pages::readable(&signed, sender)
        .or_else(|_| crate::pages::readable(&signed, receiver))?;
    let forest = Forest::new(directory(&signed.app)?.snapshot().units().iter().cloned());
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let desk = Desk { catalogue: &catalogue, areas: &areas };
    let shown = preview(desk, &forest, &plan).map_err(UnitError::from)?;
    let leads = shown.leads.into_iter().map(|lead| LeadBody {
        unit: lead.unit,
        units: lead.units,
        before: lead.before,
        after: lead.after,
    });
    Ok(Json(PreviewBody {
        moved: shown.moved,
        founded: shown.founded,
        closed: shown.closed,
        raised: shown.raised,
        leads: leads.collect(),
    }))
}

/// What a side says.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UnitMoveDecision)]
pub(super) struct DecisionBody {
    /// sender or receiver; an undoing is the receiver's.
    #[schema(example = "receiver")]
    side: String,
    /// agree, return or undo.
    #[schema(example = "agree")]
    decision: String,
    /// For return and undo.
    #[serde(default)]
    reason: String,
}

/// Agrees to a planned move, returns it, or undoes one that was made.
#[utoipa::path(post, path = "/api/v1/unit-moves/{id}/decision", operation_id = "unit_moves_decide",
    tag = "units",
    request_body = DecisionBody, params(("id" = String, Path)),
    responses((status = 200, body = MoveBody)))]
pub(super) async fn decide_move(
    signed: Signed,
    PathId(id): PathId<MoveId>,
    body: ApiJson<DecisionBody>,
) -> Answer<Json<MoveBody>> {
    let DecisionBody { side: typed, decision, reason } = body.value;
    let said: Side = side(&typed)?;
    let act = match decision.as_str() {
        "agree" => Act::Agree(said),
        "return" => Act::Return(said, reason),
        "undo" => Act::Undo(reason),
        _ => return Err(Problem::invalid().field("decision", "unit-move-decision-unknown")),
    };
    Ok(Json(perform(&signed, id, act).await?.into()))
}

/// A unit of the tree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitNode)]
pub(super) struct NodeBody {
    #[schema(value_type = String, format = "uuid")]
    id: UnitId,
    kind: String,
    name_zh: String,
    name_en: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    parent: Option<UnitId>,
}

/// The tree as it stood on a day, as far as was known on another: units that the caller may read,
/// each before what belongs to it.
#[utoipa::path(get, path = "/api/v1/unit-tree", operation_id = "unit_tree", tag = "units",
    params(
        ("day" = Option<String>, Query, description = "A day such as 2026-11-21; today when absent"),
        ("known" = Option<String>, Query, description = "As known at the end of this day; today"),
    ),
    responses((status = 200, body = Vec<NodeBody>)))]
pub(super) async fn tree(signed: Signed) -> Answer<Json<Vec<NodeBody>>> {
    let today = signed.moment.now().day();
    let asked = |name: &str| signed.query.get(name).map_or(Ok(today), |typed| day(name, typed));
    let (on, known) = (asked("day")?, asked("known")?);
    let facts = signed.app.store().read(store::all_facts).await?;
    let forest = Forest::as_of(&facts, on, known);
    let reach = access::policy::reach(&signed.actor, access::Action::UnitRead);
    let roots: Vec<UnitId> = forest.roots().map(|unit| unit.id).collect();
    let units = roots.iter().flat_map(|root| forest.subtree(*root));
    let units = units.filter_map(|id| forest.get(id));
    let units = units.filter(|unit| reach.holds(Some(&place(&signed.app, unit)), &[unit.id], None));
    Ok(Json(
        units
            .map(|unit| NodeBody {
                id: unit.id,
                kind: unit.kind.clone(),
                name_zh: unit.name_zh.clone(),
                name_en: unit.name_en.clone(),
                parent: unit.parent,
            })
            .collect(),
    ))
}

/// Something missing, with who has to see to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitGap)]
pub(super) struct GapBody {
    /// committee, industry, industry-lead or territorial-lead.
    missing: &'static str,
    #[schema(value_type = String)]
    area: kernel::AreaCode,
    #[schema(value_type = Option<String>, format = "uuid")]
    unit: Option<UnitId>,
    industry: Option<String>,
    #[schema(value_type = String, format = "uuid")]
    owner: UnitId,
    /// The day since which it has been so.
    #[schema(value_type = String, format = Date)]
    since: Day,
}

/// What is missing in the areas of the caller, the longest first.
#[utoipa::path(get, path = "/api/v1/unit-gaps", operation_id = "unit_gaps", tag = "units",
    responses((status = 200, body = Vec<GapBody>)))]
pub(super) async fn gaps(signed: Signed) -> Answer<Json<Vec<GapBody>>> {
    let found = seen(&signed)?.gaps.into_iter().map(|gap| GapBody {
        missing: gap.missing.name(),
        area: gap.area,
        unit: gap.unit,
        industry: gap.industry,
        owner: gap.owner,
        since: gap.since,
    });
    Ok(Json(found.collect()))
}
