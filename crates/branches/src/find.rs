//! Find my branch (党员找组织): the branches that suit a worker, each with the rule that names it.

use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use planner::{
    placement::{self, Choice, Host, Limits, Person, Proposal},
    split::Bounds,
};
use storage::{Db, Error};

use crate::{Desk, member::store as members};

/// What a worker says of themselves, or a clerk of somebody to be placed; nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeker {
    /// Code of the occupation, as the planner's rules name it.
    pub occupation: String,
    /// Where they work.
    pub area: Option<AreaCode>,
    /// The site, partner or rental company that they work from.
    pub site: Option<UnitId>,
    /// Where they live.
    pub residence: Option<AreaCode>,
}

/// How many branches a screen shows.
pub const SHOWN: usize = 3;

/// The nearest suitable branches, best first, at most [`SHOWN`] with room. Where no rule leads to a
/// branch, the Party's nearest unit of the area.
///
/// # Errors
/// When the store fails.
pub fn near(db: &mut Db<'_>, desk: &Desk, seeker: &Seeker) -> Result<Proposal, Error> {
    let nobody = PersonId::from_bytes([0; 16]);
    let mut person = Person::of(nobody, &seeker.occupation);
    person.work_area = seeker.area;
    person.residence = seeker.residence;
    person.site = seeker.site;
    person.partner = seeker.site;
    let hosts = hosts(db, desk, seeker)?;
    let found = placement::propose(&[person], &hosts, &placement::rules(), &Limits::default());
    let mut proposal = found.proposals.into_iter().next().unwrap_or(Proposal {
        person: nobody,
        choices: Vec::new(),
        obstacle: None,
    });
    proposal.choices.sort_by_key(|choice: &Choice| choice.full);
    proposal.choices.truncate(SHOWN);
    Ok(proposal)
}

/// The Party's units around the seeker as places to go to.
fn hosts(db: &mut Db<'_>, desk: &Desk, seeker: &Seeker) -> Result<Vec<Host>, Error> {
    let areas = [seeker.area, seeker.residence].into_iter().flatten();
    let mut cards = Vec::new();
    for area in areas {
        cards.extend(desk.branches_near(&area));
    }
    cards.sort_by_key(|card| card.id);
    cards.dedup_by_key(|card| card.id);
    let members_max = Bounds::default().party_max;
    let mut hosts = Vec::with_capacity(cards.len());
    for card in cards {
        let count = members::count_in(db, card.id)?.members;
        let built_on = desk.tree.above(card.id).into_iter().filter(|unit| {
            desk.units.unit(*unit).is_some_and(|above| !desk.is_party_kind(&above.kind))
        });
        let built_on: Vec<UnitId> = built_on.collect();
        hosts.push(Host {
            branch: card.id,
            sites: built_on.clone(),
            partners: built_on,
            area: Some(card.area),
            freight_lines: Vec::new(),
            members: u32::try_from(count).unwrap_or(u32::MAX),
            members_max,
        });
    }
    Ok(hosts)
}
