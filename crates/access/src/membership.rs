//! Posts given and ended. Both are facts with a date; neither overwrites the other.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day};
use storage::{Db, Record, Row, Tx, params};

use crate::{
    actor::{Membership, MembershipId, MembershipName},
    policy::{self, Action, Permit},
};

/// Who gives or ends a post.
#[derive(Debug, Clone, Copy)]
pub enum Issuer<'p> {
    /// The program itself: set-up of a deployment, the demo city, an import by an operator.
    Program,
    /// A person with a `membership-grant` permit.
    Permit(&'p Permit),
}

/// A post to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMembership {
    pub person: PersonId,
    pub unit: UnitId,
    /// Code of the catalogue's unit kind.
    pub unit_kind: String,
    /// Code of the catalogue's role.
    pub role: String,
    pub area: AreaCode,
    /// The first day on which it counts.
    pub from: Day,
    /// The first day on which it counts no more.
    pub until: Option<Day>,
}

/// Why a post was not given or ended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] storage::Error),
    #[error("the permit must be for giving and ending posts")]
    WrongPermit,
    #[error("role: {giver} may not give or end the post {role}")]
    RoleTooHigh { giver: String, role: String },
    #[error("area: {0} lies outside the area of your own post")]
    OutsideArea(AreaCode),
    #[error("person: nobody gives a post to themselves; ask another holder of the right")]
    ToThemselves,
    #[error("until: must come after from")]
    EndsBeforeItBegins,
    #[error("membership: there is none with this id")]
    NoSuchMembership,
    #[error("membership: has already been ended for this day or an earlier one")]
    EndedAlready,
}

/// Gives a post.
///
/// # Errors
/// See [`Error`]; nothing is written then.
pub fn grant(
    tx: &mut Tx<'_>,
    issuer: Issuer<'_>,
    new: &NewMembership,
) -> Result<MembershipId, Error> {
    check_issuer(issuer, &new.role, new.area, new.person)?;
    if new.until.is_some_and(|until| until <= new.from) {
        return Err(Error::EndsBeforeItBegins);
    }
    let (id, now) = (tx.id::<MembershipName>(), tx.now());
    let until = new.until.map(|day| day.to_string());
    tx.execute(
        "INSERT INTO access_memberships (id, person, unit, unit_kind, role, area, from_day,
             until_day, granted_by, granted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            new.person,
            new.unit,
            &new.unit_kind,
            &new.role,
            new.area.as_str(),
            new.from.to_string(),
            until.clone(),
            issuer.person(),
            now,
        ],
    )?;
    tx.record(Record {
        action: "membership.grant",
        subject_kind: "membership",
        subject: *id.as_bytes(),
        area: new.area.as_str(),
        detail: serde_json::json!({
            "person": new.person, "unit": new.unit, "role": new.role, "from": new.from, "until": until,
        }),
    })?;
    Ok(id)
}

/// Ends a post: `until` is the first day on which it counts no more. Ending it again for an
/// earlier day moves the end forward; the journal keeps both.
///
/// # Errors
/// See [`Error`]; nothing is written then.
pub fn revoke(
    tx: &mut Tx<'_>,
    issuer: Issuer<'_>,
    id: MembershipId,
    until: Day,
    reason: &str,
) -> Result<(), Error> {
    let (holder, post) = tx
        .query_opt(&format!("{SELECT} WHERE m.id = $1"), params![id], |row| {
            Ok((row.get::<PersonId>(8)?, membership(row)?))
        })?
        .ok_or(Error::NoSuchMembership)?;
    check_issuer(issuer, &post.role, post.area, holder)?;
    if post.until.is_some_and(|known| known <= until) {
        return Err(Error::EndedAlready);
    }
    let now = tx.now();
    tx.execute(
        "INSERT INTO access_membership_ends (membership, until_day, ended_by, ended_at, reason)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (membership)
         DO UPDATE SET until_day = $2, ended_by = $3, ended_at = $4, reason = $5",
        params![id, until.to_string(), issuer.person(), now, reason],
    )?;
    tx.record(Record {
        action: "membership.revoke",
        subject_kind: "membership",
        subject: *id.as_bytes(),
        area: post.area.as_str(),
        detail: serde_json::json!({ "person": holder, "until": until }),
    })?;
    Ok(())
}

/// The posts a person holds on a day, oldest first.
pub fn memberships_of(
    db: &mut Db<'_>,
    person: PersonId,
    day: Day,
) -> Result<Vec<Membership>, storage::Error> {
    let mut posts = history_of(db, person)?;
    posts.retain(|post| post.counts_on(day));
    Ok(posts)
}

/// Every post a person ever held or will hold, oldest grant first.
pub fn history_of(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Membership>, storage::Error> {
    db.query(&format!("{SELECT} WHERE m.person = $1 ORDER BY m.id"), params![person], membership)
}

/// Who holds a post in a unit on a day.
pub fn holders_in(
    db: &mut Db<'_>,
    unit: UnitId,
    day: Day,
) -> Result<Vec<(PersonId, Membership)>, storage::Error> {
    let mut found =
        db.query(&format!("{SELECT} WHERE m.unit = $1 ORDER BY m.id"), params![unit], |row| {
            Ok((row.get(8)?, membership(row)?))
        })?;
    found.retain(|(_, post)| post.counts_on(day));
    Ok(found)
}

const SELECT: &str = "SELECT m.id, m.unit, m.unit_kind, m.role, m.area, m.from_day, m.until_day,
    e.until_day, m.person
    FROM access_memberships m LEFT JOIN access_membership_ends e ON e.membership = m.id";

fn membership(row: &Row<'_>) -> Result<Membership, storage::Error> {
    let day = |index| {
        row.get::<Option<String>>(index)?
            .map(|text| storage::value::parsed::<Day>(&text, "until_day"))
            .transpose()
    };
    let (planned, ended) = (day(6)?, day(7)?);
    let until = match (planned, ended) {
        (Some(planned), Some(ended)) => Some(planned.min(ended)),
        (planned, ended) => planned.or(ended),
    };
    Ok(Membership {
        id: row.get(0)?,
        unit: row.get(1)?,
        unit_kind: row.get(2)?,
        role: row.get(3)?,
        area: row.parse(4)?,
        from: row.parse(5)?,
        until,
    })
}

fn check_issuer(
    issuer: Issuer<'_>,
    role: &str,
    area: AreaCode,
    person: PersonId,
) -> Result<(), Error> {
    let Issuer::Permit(permit) = issuer else { return Ok(()) };
    let Some(own) = permit.membership() else { return Err(Error::WrongPermit) };
    if permit.action() != Action::MembershipGrant {
        return Err(Error::WrongPermit);
    }
    if !own.area.contains(&area) {
        return Err(Error::OutsideArea(area));
    }
    if !policy::may_give(permit.role(), role) {
        return Err(Error::RoleTooHigh { giver: permit.role().into(), role: role.into() });
    }
    if permit.person() == person {
        return Err(Error::ToThemselves);
    }
    Ok(())
}

impl Issuer<'_> {
    const fn person(self) -> Option<PersonId> {
        match self {
            Self::Program => None,
            Self::Permit(permit) => Some(permit.person()),
        }
    }
}
