//! A branch as the planner is asked about it.

use contracts::{PersonId, UnitId};
use planner::{
    Spot,
    split::{Ask, Bounds, Branches, Member as Placed, Standing as Counts, Tie},
};
use storage::{Db, Error};

use super::Wish;
use crate::{
    Desk,
    member::{Member, Stage, store as members},
    pairing::store as pairs,
    transfer::store as transfers,
};

/// Everybody with a seat in a branch, their leads, and what is wanted.
///
/// # Errors
/// When the store fails.
pub fn ask(
    db: &mut Db<'_>,
    desk: &Desk,
    branch: UnitId,
    wish: Wish,
    seed: u64,
) -> Result<Ask, Error> {
    let on_the_way: Vec<_> = transfers::open_at(db, branch)?
        .into_iter()
        .filter(|transfer| transfer.state.is_in_transit() && transfer.sender == branch)
        .map(|transfer| transfer.member)
        .collect();
    let found = members::in_branch(db, branch)?;
    let is_here = |id: PersonId| found.binary_search_by_key(&id, |member| member.id.cast()).is_ok();
    let leads = pairs::leads_in(db, branch)?;
    let ties = leads
        .iter()
        .map(|lead| Tie::of(lead.lead.cast(), lead.member.cast()))
        .filter(|tie| is_here(tie.a) && is_here(tie.b))
        .collect();
    let members =
        found.iter().map(|member| placed(desk, member, on_the_way.contains(&member.id))).collect();
    Ok(Ask {
        members,
        ties,
        together: Vec::new(),
        apart: Vec::new(),
        bounds: Bounds::default(),
        branches: wish.branches.map_or_else(Branches::default, Branches::Count),
        shifts: wish.shifts,
        seed,
    })
}

fn placed(desk: &Desk, member: &Member, in_transit: bool) -> Placed {
    let standing = match member.standing.stage {
        Some((Stage::Full, _)) => Counts::Full,
        Some((Stage::Probationary, _)) => Counts::Probationary,
        // On the way to membership: goes along and counts towards no bound.
        _ => Counts::Companion,
    };
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let traits = &member.standing.traits;
    let centre = traits.area.as_ref().and_then(|area| desk.areas.centre(area));
    Placed {
        id: member.id.cast(),
        standing,
        line: known(&traits.line),
        shift: known(&traits.shift),
        spot: Spot { area: traits.area, centre },
        // Any full member may be elected.
        can_serve: standing == Counts::Full,
        in_transit,
    }
}
