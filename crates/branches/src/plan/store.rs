//! SQL of plans and their steps.

use contracts::{PersonId, UnitId};
use storage::{Db, Error, Row, Tx, params, value::parsed};

use super::{Plan, PlanId, State};

const PLAN: &str = "SELECT id, branch, state, on_day, plan, batch, made_by, made_at, changed_at
     FROM branches_plans";

/// A plan by its id.
pub fn find(db: &mut Db<'_>, id: PlanId) -> Result<Option<Plan>, Error> {
    db.query_opt(&format!("{PLAN} WHERE id = $1"), params![id], plan)
}

/// The plans of a branch, the newest first.
pub fn of_branch(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Plan>, Error> {
    let sql = format!("{PLAN} WHERE branch = $1 ORDER BY made_at DESC, id DESC LIMIT 50");
    db.query(&sql, params![branch], plan)
}

/// Writes a plan and the step that it has taken; `told` is what there is to say of it.
pub(super) fn save(
    tx: &mut Tx<'_>,
    plan: &Plan,
    told: &str,
    by: Option<PersonId>,
) -> Result<(), Error> {
    let text =
        serde_json::to_string(&plan.draft).map_err(|error| Error::Refused(error.to_string()))?;
    let (now, on) = (tx.now(), plan.on.map(|day| day.to_string()));
    tx.execute(
        "INSERT INTO branches_plans (id, branch, state, on_day, plan, batch, made_by, made_at,
             changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id)
         DO UPDATE SET state = $3, on_day = $4, plan = $5, batch = $6, changed_at = $9",
        params![
            plan.id,
            plan.branch,
            plan.state.as_str(),
            on,
            text,
            plan.batch,
            plan.made_by,
            plan.made_at,
            now,
        ],
    )?;
    tx.put(
        "INSERT INTO branches_plan_steps (plan, seq, state, told, stated_by, stated_at)
         SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5
         FROM branches_plan_steps WHERE plan = $1",
        params![plan.id, plan.state.as_str(), told, by, now],
    )
}

fn plan(row: &Row<'_>) -> Result<Plan, Error> {
    let (state, text): (String, String) = (row.get(2)?, row.get(4)?);
    let on: Option<String> = row.get(3)?;
    Ok(Plan {
        id: row.get(0)?,
        branch: row.get(1)?,
        state: State::read(&state)
            .ok_or_else(|| Error::Corrupt(format!("no plan is {state:?}")))?,
        on: on.map(|on| parsed(&on, "on_day")).transpose()?,
        draft: serde_json::from_str(&text)
            .map_err(|error| Error::Corrupt(format!("a plan: {error}")))?,
        batch: row.get(5)?,
        made_by: row.get(6)?,
        made_at: row.get(7)?,
        changed_at: row.get(8)?,
    })
}
