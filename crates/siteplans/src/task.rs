//! A plan's sites become tasks: each a case of the office that answers for its street.

use access::Permit;
use kernel::Day;
use serde_json::json;
use storage::{Record, Tx};

use crate::{
    Desk, Fault,
    input::{Origin, Spot},
    port::NewTask,
    run::Run,
    store::{self, Made},
    study::Study,
};

/// The chosen sites of a run that do not stand yet.
///
/// # Errors
/// When what is kept does not read.
pub fn new_sites(run: &Run) -> Result<Vec<Spot>, storage::Error> {
    let (input, Some(answer)) = (run.input()?, &run.answer) else { return Ok(Vec::new()) };
    let chosen = answer.sites.iter().filter_map(|site| input.spots.get(site.spot));
    Ok(chosen.filter(|spot| spot.origin != Origin::Stands).cloned().collect())
}

/// Makes a task of each chosen site that has none yet; answers how many. `words` gives the title
/// and the text of a task.
///
/// # Errors
/// [`Fault::Conflict`] when the run has no plan; [`Fault::Invalid`] when the day has passed.
pub fn make(
    tx: &mut Tx<'_>,
    desk: &Desk,
    _permit: &Permit,
    (study, run): (&Study, &Run),
    due_on: Day,
    words: impl Fn(&Spot) -> (String, String),
) -> Result<usize, Fault> {
    if run.answer.is_none() {
        return Err(Fault::Conflict("siteplans-no-plan"));
    }
    if due_on < tx.now().day() {
        return Err(Fault::invalid("due", "siteplans-due-past"));
    }
    tx.lock(study.id.as_bytes())?;
    let known = store::tasks(tx, study.id, run.number)?;
    let mut made = 0;
    for spot in new_sites(run)? {
        if known.iter().any(|one| one.site == spot.about.id) {
            continue;
        }
        let (title, text) = words(&spot);
        let task = Made {
            site: spot.about.id.clone(),
            task: tx.id(),
            owner: desk.in_charge(&spot.street),
            due_on,
        };
        let new =
            NewTask { id: task.task, owner: task.owner, area: spot.street, title, text, due_on };
        desk.tasks.open(tx, new)?;
        store::insert_task(tx, (study.id, run.number), &task)?;
        made += 1;
    }
    let area = study.area.to_string();
    tx.record(Record {
        action: "siteplans.tasks",
        subject_kind: "siting-study",
        subject: *study.id.as_bytes(),
        area: &area,
        detail: json!({ "number": run.number, "tasks": made }),
    })?;
    Ok(made)
}
