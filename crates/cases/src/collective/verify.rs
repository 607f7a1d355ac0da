//! Whether a matter is what its entries say, and its urns hold what was counted.

use storage::{Db, Error, journal};

use super::{
    CollectiveId,
    fold::{Collective, Round, fold},
    store, urn,
};

/// What does not hold of a matter; `None` when everything does.
pub fn difference(db: &mut Db<'_>, id: CollectiveId) -> Result<Option<String>, Error> {
    let Some(row) = store::find(db, id)? else {
        return Ok(Some(format!("collective matter {id} has no row")));
    };
    let history = store::entries(db, id)?;
    let numbered = history.iter().map(|entry| entry.seq).eq(1..=row.length);
    let same = fold(&history).is_some_and(|matter| matter == row);
    let told = |what: &str| Ok(Some(format!("collective matter {}: {what}", row.number)));
    if !numbered || !same || !store::has_columns_of(db, id, &row)? {
        return told("its row is not the fold of its entries");
    }
    for (number, round) in (1..).zip(&row.rounds) {
        if !urn_holds(db, id, number, round)? {
            return told("the urn is not what was counted, or not what the roll says");
        }
    }
    if !journal_agrees(db, id, &row)? {
        return told("the journal knows another urn");
    }
    Ok(None)
}

/// The ballots are as many as the roll has ticked off; once closed they are those counted.
fn urn_holds(db: &mut Db<'_>, id: CollectiveId, number: i64, round: &Round) -> Result<bool, Error> {
    let (eligible, voted) = store::people::turnout(db, id, number)?;
    let Some(vote) = &round.vote else { return Ok(eligible == 0 && voted == 0) };
    let urn = store::urn(db, id, number)?;
    let tally = urn::tally(&urn);
    let as_counted = vote.digest.as_ref().is_none_or(|digest| {
        *digest == urn.digest()
            && vote.outcome == Some(tally.outcome(vote.needed, vote.majority))
            && vote.tally.is_none_or(|counted| counted == tally)
    });
    Ok(eligible == vote.eligible && voted == tally.cast() && as_counted)
}

/// Every digest that the entries give stands in the journal too, in their order.
fn journal_agrees(db: &mut Db<'_>, id: CollectiveId, row: &Collective) -> Result<bool, Error> {
    let mut known = Vec::new();
    for entry in journal::entries_about(db, *id.as_bytes())? {
        if entry.action != "collective.vote-closed" {
            continue;
        }
        let detail: serde_json::Value = serde_json::from_str(&entry.detail)
            .map_err(|error| Error::Corrupt(format!("a journal entry's detail: {error}")))?;
        let seq = detail.get("seq").and_then(serde_json::Value::as_i64).unwrap_or(0);
        let digest = detail.get("digest").and_then(serde_json::Value::as_str);
        known.push((seq, digest.unwrap_or_default().to_owned()));
    }
    known.sort_unstable();
    let votes = row.rounds.iter().filter_map(|round| round.vote.as_ref()?.digest.as_ref());
    Ok(known.iter().map(|(_, digest)| digest).eq(votes))
}
