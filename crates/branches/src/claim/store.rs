//! SQL of claims and their words.

use contracts::{PersonId, UnitId};
use storage::{Db, Error, Row, Tx, params};

use super::{Claim, State, Told, Word};
use crate::MemberId;

const CLAIM: &str = "SELECT person, state, area, unit, provisional, home, made_at, changed_at
     FROM branches_claims";

/// The claim about somebody.
pub fn find(db: &mut Db<'_>, person: MemberId) -> Result<Option<Claim>, Error> {
    db.query_opt(&format!("{CLAIM} WHERE person = $1"), params![person], claim)
}

/// Claims of these units in a state, the oldest first.
pub fn of_units(
    db: &mut Db<'_>,
    units: &[UnitId],
    state: State,
    limit: usize,
) -> Result<Vec<Claim>, Error> {
    let mut found = Vec::new();
    let sql = format!("{CLAIM} WHERE unit = $1 AND state = $2 ORDER BY made_at, person LIMIT $3");
    for unit in units {
        found.extend(db.query(&sql, params![*unit, state.as_str(), limit], claim)?);
    }
    found.sort_by_key(|claim| (claim.made_at, claim.person));
    found.truncate(limit);
    Ok(found)
}

/// Claims that wait with a branch as their provisional one.
pub fn provisional_in(db: &mut Db<'_>, branch: UnitId) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM branches_claims
         WHERE provisional = $1 AND state IN ('claimed', 'disputed')",
        params![branch],
        |row| row.get(0),
    )
}

/// Every word of a claim, in order.
pub fn words(db: &mut Db<'_>, person: MemberId) -> Result<Vec<Told>, Error> {
    db.query(
        "SELECT seq, word, unit, stated_by, stated_at FROM branches_words
         WHERE person = $1 ORDER BY seq",
        params![person],
        |row| {
            let word: String = row.get(1)?;
            Ok(Told {
                seq: row.get(0)?,
                word: serde_json::from_str(&word)
                    .map_err(|error| Error::Corrupt(format!("a claim's word: {error}")))?,
                unit: row.get(2)?,
                stated_by: row.get(3)?,
                stated_at: row.get(4)?,
            })
        },
    )
}

/// What the claimant said of themselves, sealed.
pub(super) fn details(db: &mut Db<'_>, person: MemberId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT details FROM branches_claims WHERE person = $1";
    Ok(db.query_opt(sql, params![person], |row| row.get::<Option<Vec<u8>>>(0))?.flatten())
}

/// Nothing is claimed any more, and nothing of it is left.
pub(super) fn remove(tx: &mut Tx<'_>, person: MemberId) -> Result<(), Error> {
    tx.execute("DELETE FROM branches_words WHERE person = $1", params![person])?;
    tx.execute("DELETE FROM branches_claims WHERE person = $1", params![person])?;
    Ok(())
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    claim: &Claim,
    details: Option<Vec<u8>>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO branches_claims (person, state, area, unit, provisional, home, details,
             made_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            claim.person,
            claim.state.as_str(),
            claim.area.as_str(),
            claim.unit,
            claim.provisional,
            claim.home,
            details,
            claim.made_at,
            claim.changed_at,
        ],
    )?;
    Ok(())
}

/// A scan adds the branch and the home that were missing.
pub(super) fn complete(tx: &mut Tx<'_>, claim: &Claim) -> Result<(), Error> {
    tx.put(
        "UPDATE branches_claims SET provisional = $2, home = $3 WHERE person = $1",
        params![claim.person, claim.provisional, claim.home],
    )
}

pub(super) fn set_state(tx: &mut Tx<'_>, person: MemberId, state: State) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_claims SET state = $2, changed_at = $3 WHERE person = $1",
        params![person, state.as_str(), now],
    )
}

/// Claims that wait with a unit wait with another one.
pub(crate) fn hand_over(tx: &mut Tx<'_>, from: UnitId, to: UnitId) -> Result<(), Error> {
    let waiting = "state IN ('claimed', 'disputed')";
    for column in ["unit", "provisional", "home"] {
        let sql =
            format!("UPDATE branches_claims SET {column} = $2 WHERE {column} = $1 AND {waiting}");
        tx.put(&sql, params![from, to])?;
    }
    Ok(())
}

pub(super) fn append(
    tx: &mut Tx<'_>,
    person: MemberId,
    seq: i64,
    word: &Word,
    unit: Option<UnitId>,
    by: Option<PersonId>,
) -> Result<(), Error> {
    let text = serde_json::to_string(word).map_err(|error| Error::Refused(error.to_string()))?;
    let now = tx.now();
    tx.put(
        "INSERT INTO branches_words (person, seq, word, unit, stated_by, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![person, seq, text, unit, by, now],
    )
}

fn claim(row: &Row<'_>) -> Result<Claim, Error> {
    let state: String = row.get(1)?;
    Ok(Claim {
        person: row.get(0)?,
        state: State::read(&state)
            .ok_or_else(|| Error::Corrupt(format!("no claim is {state:?}")))?,
        area: row.parse(2)?,
        unit: row.get(3)?,
        provisional: row.get(4)?,
        home: row.get(5)?,
        made_at: row.get(6)?,
        changed_at: row.get(7)?,
    })
}
