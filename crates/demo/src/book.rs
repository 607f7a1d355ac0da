//! Members of a branch: in groups around a lead, mostly of one line, shift and area, as groups are.

use access::{Actor, NewPerson, people::create_person};
use branches::{
    Desk, Fault, MemberId,
    member::{
        Link, Stage, Traits,
        admit::{self, NewMember},
    },
    pairing::workers,
};
use contracts::UnitId;
use kernel::{AreaCode, Day};
use storage::Tx;

use crate::{cast::drawn_name, dice::Dice};

const LINES: [&str; 3] = ["语音", "视觉", "平台"];
const SHIFTS: [&str; 4] = ["早班", "中班", "晚班", "夜班"];
/// Members around a lead, the lead included.
pub const GROUP: usize = 6;

/// Somebody who is in the book of a branch.
pub struct Entry {
    name: String,
    traits: Traits,
}

/// So many, who work in these areas.
pub fn drawn(count: usize, areas: &[AreaCode], dice: &mut Dice) -> Vec<Entry> {
    let word = |words: &[&str], of: usize| {
        words.get(of % words.len()).copied().unwrap_or_default().to_owned()
    };
    let entry = |index: usize| {
        let group = index / GROUP;
        let line = word(&LINES, group + usize::from(dice.chance(90)));
        let shift = word(&SHIFTS, group + usize::from(dice.chance(140)));
        let area = areas.get(group % areas.len().max(1)).copied();
        let name = drawn_name(dice);
        Entry { name, traits: Traits { line, shift, area } }
    };
    (0..count).map(entry).collect()
}

/// Takes them into a branch's book, as full members.
///
/// # Errors
/// As `branches::member::admit::admit`.
pub fn admit(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    (branch, from): (UnitId, Day),
    entries: Vec<Entry>,
) -> Result<Vec<MemberId>, Fault> {
    let mut ids = Vec::with_capacity(entries.len());
    for Entry { name, traits } in entries {
        let new = NewPerson { id: Some(tx.id()), name: Some(name), ..NewPerson::default() };
        let person = create_person(tx, &desk.vault, &new)?;
        let evidence = "组织关系介绍信".into();
        let (stage, link) = (Stage::Full, Link::Home);
        let new = NewMember { person, stage, link, branch, from, traits, evidence };
        ids.push(admit::admit(tx, desk, by, &new)?.id);
    }
    Ok(ids)
}

/// Each lead has a handful; the first has as many as `first` says.
///
/// # Errors
/// As `branches::pairing::workers::lead`.
pub fn pair(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    ids: &[MemberId],
    first: usize,
) -> Result<(), Fault> {
    let (large, rest) = ids.split_at(first.min(ids.len()));
    for group in std::iter::once(large).chain(rest.chunks(GROUP)) {
        let Some((lead, led)) = group.split_first() else { continue };
        for member in led {
            workers::lead(tx, desk, by, *lead, *member)?;
        }
    }
    Ok(())
}
