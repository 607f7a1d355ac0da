//! Somebody draws wrong links, hundreds of them, and takes each back.

use std::collections::BTreeSet;

use registry::{
    RecordId,
    linking::{self, LinkId, Pair, act, digest},
};

use super::stage::Stage;
use crate::{dice::Dice, error::Error};

/// Hours after the night began.
const HOURS: i64 = 6;

/// What came of it.
pub struct Wrong {
    pub planted: usize,
    pub undone: usize,
    pub touched: Vec<&'static str>,
    pub left_over: Vec<&'static str>,
    pairs: BTreeSet<Pair>,
}

/// Draws `wanted` links between records of different people and takes them back in another order.
pub fn play(
    stage: &Stage<'_>,
    truth: &[(RecordId, usize)],
    taken: &[RecordId],
    wanted: usize,
) -> Result<Wrong, Error> {
    let before = stage.read(|db| Ok(digest::current(db)?))?;
    let mut dice = Dice::of(stage.seed(), "census-wrong", 0);
    let (mut links, mut pairs): (Vec<LinkId>, _) = (Vec::new(), BTreeSet::new());
    let mut joined: BTreeSet<RecordId> = BTreeSet::new();
    while links.len() < wanted {
        let [one, other] = [dice.below(truth.len()), dice.below(truth.len())];
        let (Some((a, who)), Some((b, whom))) = (truth.get(one), truth.get(other)) else {
            continue;
        };
        let (Some(subject), Some(object)) = (taken.get(one), taken.get(other)) else { continue };
        // Every other one hangs on a subject that has been drawn on already.
        let chained = links.len() % 2 == 1 && joined.contains(subject);
        let fresh = !joined.contains(subject) || chained;
        if who == whom || subject == object || !fresh || joined.contains(object) {
            continue;
        }
        let (a, b, by) = (*a, *b, stage.clerk);
        links.push(stage.write(HOURS, move |tx| act::draw(tx, a, b, by))?);
        pairs.extend(Pair::of(a, b));
        joined.extend([*subject, *object]);
    }
    let differs = |now: &std::collections::BTreeMap<&'static str, [u8; 32]>| {
        let other = |(name, digest): (&&'static str, &[u8; 32])| {
            (now.get(*name) != Some(digest)).then_some(*name)
        };
        before.iter().filter_map(other).collect::<Vec<_>>()
    };
    let touched = differs(&stage.read(|db| Ok(digest::current(db)?))?);
    let mut undone = 0;
    while !links.is_empty() {
        let (id, by) = (links.swap_remove(dice.below(links.len())), stage.clerk);
        stage.write(HOURS + 1, move |tx| act::undo(tx, id, by, "误判"))?;
        undone += 1;
    }
    let left_over = differs(&stage.read(|db| Ok(digest::current(db)?))?);
    Ok(Wrong { planted: pairs.len(), undone, touched, left_over, pairs })
}

impl Wrong {
    /// How many of the wrong pairs are one subject or asked about now.
    pub fn found_again(&self, stage: &Stage<'_>) -> Result<usize, Error> {
        let pairs = self.pairs.clone();
        stage.read(move |db| {
            let subjects = linking::subjects(db)?;
            let far = kernel::Timestamp::from_micros(i64::MAX);
            let waiting = linking::waiting(db, "", far, usize::MAX / 2)?;
            let asked: BTreeSet<Pair> = waiting.iter().map(|proposal| proposal.pair).collect();
            let of = |record| subjects.get(&record);
            let same = |pair: &&Pair| of(pair.one).is_some() && of(pair.one) == of(pair.other);
            Ok(pairs.iter().filter(|pair| same(pair) || asked.contains(pair)).count())
        })
    }
}
