//! Who is asked to look: volunteers near the case without a tie to it. Among those equally near,
//! the seed decides, so nobody chooses a checker.

use std::collections::{BTreeMap, btree_map::Entry};

use access::membership;
use contracts::{CaseId, PersonId, UnitId};
use kernel::{AreaCode, Level};
use storage::{Db, Error, Tx};

use super::{
    lot::ticket,
    store::{self, Check, Draw},
};
use crate::{case::Case, desk::Desk};

/// So many requests one worker may have open at once.
const OPEN_MAX: i64 = 10;

/// Asks as many more as each undecided case of the draw lacks.
pub(super) fn fill(tx: &mut Tx<'_>, desk: &Desk, draw: &Draw) -> Result<(), Error> {
    let mut knows = Knows::default();
    for check in store::open_checks(tx, draw.id)? {
        ask(tx, desk, draw, &check, &mut knows)?;
    }
    Ok(())
}

/// What is looked up once for many cases.
#[derive(Default)]
pub(super) struct Knows {
    near: BTreeMap<AreaCode, Vec<(PersonId, AreaCode)>>,
    posts: BTreeMap<PersonId, Vec<access::Membership>>,
}

/// Asks as many more as one case lacks; fewer when there is nobody left.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    desk: &Desk,
    draw: &Draw,
    check: &Check,
    knows: &mut Knows,
) -> Result<(), Error> {
    let checks = desk.catalogue.city().checks;
    let lacking = i64::from(checks.checkers) - check.counted() - check.waiting;
    if lacking < 1 {
        return Ok(());
    }
    let Some(case) = crate::store::find(tx, check.case)? else { return Ok(()) };
    let due = tx.now().plus_days(checks.answer_days.into());
    let due = draw.close_at.map_or(due, |end| due.min(end));
    for person in chosen(tx, draw, check, &case, lacking, knows)? {
        store::insert_ask(tx, check.id, person, due)?;
    }
    Ok(())
}

fn chosen(
    db: &mut Db<'_>,
    draw: &Draw,
    check: &Check,
    case: &Case,
    wanted: i64,
    knows: &mut Knows,
) -> Result<Vec<PersonId>, Error> {
    let asked = store::asked(db, check.id)?;
    let handlers = crate::store::took_part(db, check.case)?;
    let mut chosen = Vec::new();
    // The street first; the county when the street has too few.
    for level in [Level::Street, Level::County] {
        let Some(around) = case.area.at(level) else { continue };
        let mut near = knows.near(db, around)?.to_vec();
        near.retain(|(person, _)| !asked.contains(person) && !chosen.contains(person));
        near.sort_by_cached_key(|(person, area)| {
            (!is_close(area, &case.area), key(draw, check.case, *person))
        });
        for (person, _) in near {
            if kernel::count::to_i64(chosen.len()) == wanted {
                return Ok(chosen);
            }
            if case.reporter != Some(person)
                && store::open_asks(db, person)? < OPEN_MAX
                && !knows.is_tied(db, person, case, &handlers)?
            {
                chosen.push(person);
            }
        }
    }
    Ok(chosen)
}

/// The chosen area covers the case's, or lies in it.
fn is_close(chosen: &AreaCode, of_case: &AreaCode) -> bool {
    chosen.contains(of_case) || of_case.contains(chosen)
}

fn key(draw: &Draw, case: CaseId, person: PersonId) -> [u8; 32] {
    ticket(&draw.seed, &[*case.as_bytes(), *person.as_bytes()].concat())
}

impl Knows {
    fn near(
        &mut self,
        db: &mut Db<'_>,
        around: AreaCode,
    ) -> Result<&[(PersonId, AreaCode)], Error> {
        Ok(match self.near.entry(around) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(store::volunteers_in(db, &around)?),
        })
    }

    /// Whether the person is from an office, or was with one of the units that handled the case
    /// at any time from its report on.
    fn is_tied(
        &mut self,
        db: &mut Db<'_>,
        person: PersonId,
        case: &Case,
        handlers: &[UnitId],
    ) -> Result<bool, Error> {
        let posts = match self.posts.entry(person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(membership::history_of(db, person)?),
        };
        let since = case.created_at.day();
        let mut recent = posts.iter().filter(|post| post.until.is_none_or(|end| end > since));
        Ok(recent.any(|post| post.role != "worker" || handlers.contains(&post.unit)))
    }
}
