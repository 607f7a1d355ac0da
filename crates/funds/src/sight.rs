//! Who sees what of a fund: whoever gave the money sees what became of it.

use access::{Action, Actor};
use contracts::UnitId;
use storage::{Db, Error};

use crate::{
    Fault,
    fund::{FundId, Share, ShareId},
    store,
};

/// The units above a share's own, the nearest first.
pub(crate) fn above(db: &mut Db<'_>, share: &Share) -> Result<Vec<UnitId>, Error> {
    let mut found = Vec::new();
    let mut next = share.parent;
    while let Some(one) = next.map(|id| store::share(db, id)).transpose()?.flatten() {
        found.push(one.unit);
        next = one.parent;
    }
    Ok(found)
}

/// The shares of a fund that an actor may read, each after the one that it got its money from.
///
/// # Errors
/// [`Fault::NotFound`] when there is none of them.
pub fn shares(db: &mut Db<'_>, by: &Actor, fund: FundId) -> Result<Vec<Share>, Fault> {
    let all = in_order(store::shares(db, fund)?);
    let reach = access::reach(by, Action::FundRead);
    let mut seen: Vec<Share> = Vec::new();
    for share in all {
        let from_above = seen.iter().any(|one| Some(one.id) == share.parent);
        if from_above || reach.everything || reach.units.contains(&share.unit) {
            seen.push(share);
        }
    }
    if seen.is_empty() { Err(Fault::NotFound) } else { Ok(seen) }
}

/// Shares each after its parent, siblings in the order in which they came to be.
pub(crate) fn in_order(all: Vec<Share>) -> Vec<Share> {
    fn put(all: &[Share], parent: Option<ShareId>, found: &mut Vec<Share>) {
        for share in all.iter().filter(|share| share.parent == parent) {
            found.push(*share);
            put(all, Some(share.id), found);
        }
    }
    let mut found = Vec::with_capacity(all.len());
    put(&all, None, &mut found);
    found
}
