//! Whether a gathering is what its entries say, and its urns hold what was counted.

use storage::{Db, Error, journal};

use crate::{
    GatheringId,
    gathering::{Gathering, Motion, Stage, fold},
    store::{self, people, urns},
    tick,
};

/// What does not hold of a gathering; `None` when everything does.
///
/// # Errors
/// When the store fails.
pub fn difference(db: &mut Db<'_>, id: GatheringId) -> Result<Option<String>, Error> {
    let told = |what: &str| Ok(Some(format!("gathering {id}: {what}")));
    let Some(row) = store::find(db, id)? else { return told("has no row") };
    let history = store::entries(db, id)?;
    let numbered = history.iter().map(|entry| entry.seq).eq(1..=row.length);
    let same = fold(&history).is_some_and(|gathering| gathering == row);
    if !numbered || !same || !store::has_columns_of(db, id, &row)? {
        return told("its row is not the fold of its entries");
    }
    if people::of_gathering(db, id)? != people::folded(&row) {
        return told("the list of its people is not that of its entries");
    }
    let kept = store::decisions_in(db, id)?;
    if !kept.iter().map(|told| &told.decision).eq(&row.decisions) {
        return told("the list of its decisions is not that of its entries");
    }
    let shut = row.frozen.as_ref().is_none_or(|digest| *digest == tick::digest(&row.papers));
    if !shut {
        return told("its papers are not those that were frozen");
    }
    for (number, motion) in row.motions.iter().enumerate() {
        if !is_counted(db, id, &row, number, motion)? {
            return told("an urn is not what was counted, or not what the roll says");
        }
    }
    if !journal_agrees(db, id, &row)? {
        return told("the journal knows another urn");
    }
    Ok(None)
}

/// The ballots are as many as the roll has ticked off, and once closed they are those counted.
fn is_counted(
    db: &mut Db<'_>,
    id: GatheringId,
    row: &Gathering,
    number: usize,
    motion: &Motion,
) -> Result<bool, Error> {
    let turnout = urns::turnout(db, id, number)?;
    let urn = urns::urn(db, id, number)?;
    if !motion.secret {
        let counted = motion.counted.as_ref().is_none_or(|it| it.tally == motion.hands());
        return Ok(turnout == 0 && urn.is_empty() && counted);
    }
    let closed = matches!(row.stage, Stage::Closed | Stage::Settled);
    let counted = motion.counted.as_ref().map_or(!closed, |counted| {
        counted.tally == tick::tally(&urn) && counted.digest == Some(urn.digest())
    });
    Ok(kernel::count::to_i64(urn.len()) == turnout && motion.votes.is_empty() && counted)
}

/// The digests that the entries give stand in the journal too.
fn journal_agrees(db: &mut Db<'_>, id: GatheringId, row: &Gathering) -> Result<bool, Error> {
    let counted: Vec<Option<&str>> = row
        .motions
        .iter()
        .filter_map(|motion| Some(motion.counted.as_ref()?.digest.as_deref()))
        .collect();
    for entry in journal::entries_about(db, *id.as_bytes())? {
        if entry.action != "gathering.closed" {
            continue;
        }
        let detail: serde_json::Value = serde_json::from_str(&entry.detail)
            .map_err(|error| Error::Corrupt(format!("a journal entry's detail: {error}")))?;
        let known = detail.get("digests").and_then(serde_json::Value::as_array);
        let known: Option<Vec<Option<&str>>> =
            known.map(|all| all.iter().map(serde_json::Value::as_str).collect());
        return Ok(known == Some(counted));
    }
    Ok(counted.is_empty())
}
