//! How gatherings meet the rest: a decision is a case, a pass signs in, a roll is kept elsewhere.

use branches::member::{Member, store as members};
use cases::{case::Case, decision, joint::PartState, store};
use contracts::{CaseId, PersonId, UnitId};
use gatherings::{
    Fault,
    port::{Cases, Members, NewCase, Passes, Seen, Standing},
};
use kernel::{AreaCode, Day, Timestamp};
use organizations::duties::seats;
use storage::{Db, Error, Tx};

/// Decisions as cases; the closure gives the declarations in force, once there are any.
pub struct Decisions<D>(pub D);

impl<D: Fn() -> Option<cases::Desk> + Send + Sync> Cases for Decisions<D> {
    fn open(&self, tx: &mut Tx<'_>, new: NewCase) -> Result<(), Fault> {
        let early = || Fault::Store(Error::Busy("the program is still starting".into()));
        let desk = self.0().ok_or_else(early)?;
        let decided = decision::Decided {
            id: new.id,
            owner: new.owner,
            with: new.with,
            area: new.area,
            at: new.title,
            text: new.text,
            due_on: new.due_on,
            private: new.private,
            source: decision::GATHERING,
        };
        Ok(decision::open(tx, &desk, decided)?)
    }

    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        let found = store::find(db, id)?;
        let open = |case: &Case| {
            let parts = case.joint.iter().flat_map(|joint| &joint.parts);
            let open = parts.filter(|part| part.state != PartState::Closed);
            open.map(|part| part.unit).collect()
        };
        Ok(found.map(|case| Standing {
            open: open(&case),
            state: cases::pages::shared::state::key(case.state).to_owned(),
            is_closed: case.state.is_closed_by_handler(),
            number: case.number,
            answer: case.answer.map(|answer| answer.text).unwrap_or_default(),
        }))
    }
}

/// Who belongs to a unit of the Party: those who take part in it by the branches' books, and its
/// contact members by their posts; to a council, those whose seats have a vote; the closure gives what branches consult.
pub struct Roll<D>(pub D);

/// The post that makes somebody a member.
const MEMBER: &str = "member";

impl<D: Fn() -> Option<branches::Desk> + Send + Sync> Members for Roll<D> {
    fn entitled(&self, db: &mut Db<'_>, unit: UnitId, day: Day) -> Result<Vec<PersonId>, Error> {
        let holders = access::membership::holders_in(db, unit, day)?;
        let posts = holders.into_iter().filter(|(_, post)| post.role == MEMBER);
        let mut all: Vec<PersonId> = posts.map(|(person, _)| person).collect();
        if let Some(desk) = self.0() {
            // Whoever floats takes part where they float, and is counted there alone.
            all.extend(seats::voters(db, &desk.catalogue, unit, day)?);
            let here = |one: &Member| one.standing.takes_part_in() == Some(unit);
            let known = members::in_branch(db, unit)?.into_iter();
            for member in known.filter(|one| here(one) && one.standing.is_member()) {
                all.extend(branches::people::person(db, &desk, member.id)?);
            }
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    fn units_of(&self, db: &mut Db<'_>, person: PersonId, day: Day) -> Result<Vec<UnitId>, Error> {
        let posts = access::membership::memberships_of(db, person, day)?;
        let own = posts.into_iter().filter(|post| post.role == MEMBER);
        let mut units: Vec<UnitId> = own.map(|post| post.unit).collect();
        let desk = self.0();
        if let Some(desk) = &desk {
            units.extend(seats::votes_in(db, &desk.catalogue, person, day)?);
        }
        if let Some(desk) = desk
            && let Some(id) = branches::people::find(db, &desk, person)?
            && let Some(member) = members::find(db, id)?
        {
            let seat = member.standing.takes_part_in();
            units.extend(seat.filter(|_| member.standing.is_member()));
        }
        units.sort_unstable();
        units.dedup();
        Ok(units)
    }
}

/// Passes with the code of the moment; the closure gives what passes consult.
pub struct Shown<D>(pub D);

impl<D: Fn() -> Option<passes::Desk> + Send + Sync> Passes for Shown<D> {
    fn read(
        &self,
        tx: &mut Tx<'_>,
        area: AreaCode,
        text: &str,
        at: Timestamp,
    ) -> Result<Option<Seen>, Error> {
        let early = || Error::Busy("the program is still starting".into());
        let desk = self.0().ok_or_else(early)?;
        let held = passes::holder::of_code(tx, &desk, area, text, at)?;
        Ok(held.map(|held| Seen { person: held.person, cti: held.cti, step: held.step }))
    }
}
