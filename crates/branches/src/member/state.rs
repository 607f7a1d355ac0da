//! Stating a fact: checked, appended, journalled, the row brought up to date.

use contracts::PersonId;
use kernel::Day;
use serde_json::json;
use storage::{Record, Tx};

use super::{Fact, Member, Source, What, fold, store};
use crate::{BatchId, Desk, Fault, MemberId, people};

/// What goes with a fact besides what it says.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    /// The first day (Shanghai) on which it is true; today or earlier.
    pub from: Day,
    pub source: Source,
    /// What shows it, in words; sealed. May be empty.
    pub evidence: &'t str,
    pub batch: Option<BatchId>,
    /// `None` when the program itself states it.
    pub by: Option<PersonId>,
}

impl Told<'_> {
    /// Stated by the program, without evidence.
    pub const fn program(from: Day, source: Source) -> Self {
        Self { from, source, evidence: "", batch: None, by: None }
    }
}

/// States facts of one member together; answers the member as known now.
///
/// # Errors
/// [`Fault::Invalid`] of `from` for a day to come; [`Fault::NotFound`] for no member.
pub fn state(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: MemberId,
    told: &Told<'_>,
    whats: Vec<What>,
) -> Result<Member, Fault> {
    if told.from > tx.now().day() {
        return Err(Fault::invalid("from", "branches-day-future"));
    }
    tx.lock(format!("branches-member:{id}").as_bytes())?;
    let mut facts = store::facts(tx, id)?;
    let mut seq = store::count(tx, id)?.ok_or(Fault::NotFound)?;
    let sealed = people::seal(tx, desk, id, told.evidence)?;
    for what in whats {
        seq += 1;
        let fact = Fact {
            seq,
            from: told.from,
            what,
            source: told.source,
            batch: told.batch,
            stated_by: told.by,
            stated_at: tx.now(),
        };
        store::append(tx, id, &fact, sealed.clone())?;
        // The journal names the pseudonym: whoever reads it learns of no person.
        tx.record(Record {
            action: &format!("membership.{}", fact.what.kind()),
            subject_kind: "pseudonym",
            subject: *id.as_bytes(),
            area: "",
            detail: json!({ "seq": seq, "from": fact.from, "source": fact.source.as_str() }),
        })?;
        facts.push(fact);
    }
    let (day, now) = (tx.now().day(), tx.now());
    let member = Member { id, standing: fold(&facts, day, now), facts: seq };
    store::cache(tx, &member)?;
    Ok(member)
}

/// Voids every fact of a batch, whoever's; answers how many members it touched.
///
/// # Errors
/// When the store fails.
pub fn void(
    tx: &mut Tx<'_>,
    desk: &Desk,
    batch: BatchId,
    by: Option<PersonId>,
) -> Result<usize, Fault> {
    let stated = store::of_batch(tx, batch)?;
    let mut members: Vec<(MemberId, Vec<What>)> = Vec::new();
    for (member, seq) in stated {
        let what = What::Voided { seq };
        match members.last_mut() {
            Some((last, whats)) if *last == member => whats.push(what),
            _ => members.push((member, vec![what])),
        }
    }
    let touched = members.len();
    let today = tx.now().day();
    for (member, whats) in members {
        let told = Told { by, ..Told::program(today, Source::Plan) };
        state(tx, desk, member, &told, whats)?;
    }
    Ok(touched)
}
