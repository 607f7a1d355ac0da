//! Firms' charts for programs. A chart that says what the newest one says changes nothing, so it may
//! be sent again.

use axum::Json;
use contracts::UnitId;
use kernel::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, PathId, Problem, Signed};

use crate::{
    Desk, Fault,
    chart::{
        Named, Proposal, ProposalId,
        decide::{Outcome, Wish, accept, refuse},
        read::Row,
        take::{self, Handed, Taken},
    },
    pages::chart::picture,
};

/// A business unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartUnit)]
pub(crate) struct UnitOut {
    code: String,
    name: String,
    parent: Option<String>,
    headcount: Option<i64>,
    /// Ids of the Party units that answer for it.
    parties: Vec<String>,
}

/// What a change of the chart calls for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartProposal)]
pub(crate) struct ProposalOut {
    id: String,
    /// `new`, `merge`, `split`, `move`, `rename` or `close`.
    kind: &'static str,
    /// Codes of the business units as last settled, and what they became.
    before: Vec<String>,
    after: Vec<String>,
    /// Ids of the Party units concerned.
    parties: Vec<String>,
    age_days: i64,
}

/// A firm's chart, who answers for what, and what is open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Chart)]
pub(crate) struct ChartOut {
    number: i64,
    day: String,
    /// Id of the Party unit that decides.
    owner: String,
    units: Vec<UnitOut>,
    /// For whoever decides; empty for others.
    proposals: Vec<ProposalOut>,
}

fn proposal(it: &Proposal, today: Day) -> ProposalOut {
    let code = |unit: &Named| unit.code.clone();
    ProposalOut {
        id: it.id.to_string(),
        kind: it.kind.as_str(),
        before: it.body.before.iter().map(|before| code(&before.unit)).collect(),
        after: it.body.after.iter().map(code).collect(),
        parties: it.body.parties.iter().map(|party| party.unit.to_string()).collect(),
        age_days: it.age_days(today),
    }
}

/// A firm's chart as it held on a day, with what is open now.
#[utoipa::path(get, path = "/api/v1/charts/{id}", operation_id = "charts_show", tag = "branches",
    params(("id" = String, Path, description = "The firm's id"),
        ("day" = Option<String>, Query, description = "A day such as 2026-11-21; today when absent")),
    responses((status = 200, body = ChartOut)))]
pub(crate) async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Json<ChartOut>> {
    let desk = Desk::of(&signed.app)?;
    let found = picture(&signed, &desk, id).await?;
    let today = signed.moment.now().day();
    let open = if found.decides { found.open.as_slice() } else { &[] };
    let unit = |code: &str| {
        let its = found.links.iter().filter(|link| link.code == code);
        its.map(|link| link.unit.to_string()).collect()
    };
    let units = found.chart.entries.values().map(|entry| UnitOut {
        code: entry.unit.code.clone(),
        name: entry.unit.name.clone(),
        parent: entry.unit.parent.clone(),
        headcount: entry.headcount,
        parties: unit(&entry.unit.code),
    });
    Ok(Json(ChartOut {
        number: found.chart.number,
        day: found.chart.day.to_string(),
        owner: found.chart.owner.to_string(),
        units: units.collect(),
        proposals: open.iter().map(|it| proposal(it, today)).collect(),
    }))
}

/// A business unit of a new chart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartRow)]
pub(crate) struct RowIn {
    code: String,
    name: String,
    /// Code of the unit above.
    parent: Option<String>,
    /// Codes of the chart before out of which it came; none where it is the same unit or new.
    #[serde(default)]
    from: Vec<String>,
    headcount: Option<i64>,
}

/// A whole chart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewChart)]
pub(crate) struct ChartIn {
    /// Id of the Party unit that decides what follows.
    owner: String,
    /// The day on which the firm was so; today or earlier.
    #[schema(example = "2026-11-01")]
    day: String,
    rows: Vec<RowIn>,
}

/// What became of a chart.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChartTaken {
    /// False when the newest chart says the same.
    taken: bool,
    /// Proposals that are open after it.
    proposals: usize,
}

/// Hand in a firm's chart. Rows that are wrong come back by number, and nothing is taken then.
#[utoipa::path(post, path = "/api/v1/charts/{id}", operation_id = "charts_take", tag = "branches",
    request_body = ChartIn, params(("id" = String, Path, description = "The firm's id")),
    responses((status = 200, body = ChartTaken)))]
pub(crate) async fn take(
    signed: Signed,
    PathId(firm): PathId<UnitId>,
    body: ApiJson<ChartIn>,
) -> Answer<Json<ChartTaken>> {
    let (desk, actor, sent) = (Desk::of(&signed.app)?, signed.actor.clone(), body.value);
    let wrong = |field, code| Problem::invalid().field(field, Message::key(code));
    let owner = sent.owner.parse().map_err(|_| wrong("owner", "branches-no-branch"))?;
    let day = sent.day.parse().map_err(|_| wrong("day", "branches-day-wrong"))?;
    let handed = Handed { firm, owner, day };
    let rows: Vec<Row> = (1..).zip(sent.rows).map(|(line, row)| row_of(line, row)).collect();
    let stamp = signed.actor.stamp(signed.moment.clone(), "chart-take");
    let write = move |tx: &mut storage::Tx<'_>| take::take(tx, &desk, &actor, handed, &rows);
    match signed.app.store().write(stamp, write).await? {
        Ok(Taken::New { proposals, .. }) => Ok(Json(ChartTaken { taken: true, proposals })),
        Ok(Taken::Unchanged) => Ok(Json(ChartTaken { taken: false, proposals: 0 })),
        Err(wrong) => Err(wrong.into_iter().fold(Problem::invalid(), |problem, it| {
            problem.field(format!("rows.{}", it.line), Message::key(it.code))
        })),
    }
}

fn row_of(line: u64, row: RowIn) -> Row {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut from: Vec<String> = row.from.iter().filter_map(|code| given(code)).collect();
    from.sort_unstable();
    from.dedup();
    let parent = row.parent.as_deref().and_then(given);
    let unit = Named { code: row.code.trim().to_owned(), name: row.name.trim().to_owned(), parent };
    Row { line, unit, from, headcount: row.headcount }
}

/// Other names for a Party unit.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartNaming)]
pub(crate) struct NamesIn {
    /// Id of the Party unit; for a new branch, of the one that decides.
    unit: String,
    name_zh: String,
    name_en: String,
}

/// What becomes of a proposal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "decision", rename_all = "kebab-case")]
#[schema(as = ChartDecision)]
pub(crate) enum DecisionIn {
    Accept {
        /// Of a merge: id of the Party unit that stays; the largest when left out.
        stays: Option<String>,
        /// Those left out follow the business unit's new name.
        #[serde(default)]
        names: Vec<NamesIn>,
        /// Of a new branch: its kind.
        #[serde(default)]
        #[schema(example = "branch-platform")]
        kind: String,
    },
    Refuse {
        reason: String,
    },
}

/// What came of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChartDecided {
    /// `done`, `divided` (into the plans of `splits`), `shared` (nothing could be divided) or
    /// `too-few` (placement follows the rules).
    outcome: &'static str,
    splits: Vec<String>,
}

/// Accept or refuse what a chart calls for.
#[utoipa::path(post, path = "/api/v1/chart-proposals/{id}", operation_id = "charts_decide",
    tag = "branches", request_body = DecisionIn, params(("id" = String, Path)),
    responses((status = 200, body = ChartDecided)))]
pub(crate) async fn decide(
    signed: Signed,
    PathId(id): PathId<ProposalId>,
    body: ApiJson<DecisionIn>,
) -> Answer<Json<ChartDecided>> {
    let (desk, actor, sent) = (Desk::of(&signed.app)?, signed.actor.clone(), body.value);
    let stamp = signed.actor.stamp(signed.moment.clone(), "chart-decide");
    let write = move |tx: &mut storage::Tx<'_>| match sent {
        DecisionIn::Accept { stays, names, kind } => {
            accept(tx, &desk, &actor, id, &wish(stays, names, kind)?)
        }
        DecisionIn::Refuse { reason } => {
            refuse(tx, &desk, &actor, id, &reason).map(|()| Outcome::Done)
        }
    };
    let (outcome, splits) = match signed.app.store().write(stamp, write).await? {
        Outcome::Done => ("done", Vec::new()),
        Outcome::Divided(plans) => ("divided", plans),
        Outcome::Shared => ("shared", Vec::new()),
        Outcome::TooFew => ("too-few", Vec::new()),
    };
    let splits = splits.into_iter().map(|plan| plan.to_string()).collect();
    Ok(Json(ChartDecided { outcome, splits }))
}

fn wish(stays: Option<String>, names: Vec<NamesIn>, kind: String) -> Result<Wish, Fault> {
    let unit = |field, typed: &str| -> Result<UnitId, Fault> {
        typed.parse().map_err(|_| Fault::invalid(field, "branches-no-branch"))
    };
    let stays = stays.map(|typed| unit("stays", &typed)).transpose()?;
    let names = names.into_iter().map(|it| {
        let names = (it.name_zh.trim().to_owned(), it.name_en.trim().to_owned());
        Ok((unit("names", &it.unit)?, names))
    });
    Ok(Wish { stays, names: names.collect::<Result<_, Fault>>()?, kind })
}
