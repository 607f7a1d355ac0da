//! Random charts: proposals are none exactly when nothing has changed, and once all are accepted
//! who answers for what fits the newest chart, and so does the Party's tree.

use std::collections::{BTreeMap, BTreeSet};

use branches::chart::{
    Chart, Entry, Kind, Named,
    compare::{Charts, Old, changes},
    decide::Wish,
    store,
};
use contracts::{PersonId, UnitId};
use kernel::{Rng as _, SeededRng, Timestamp};
use proptest::prelude::*;

use crate::{
    firm::{Firm, day},
    town::{at, each_town},
};

fn chart(number: i64, units: &[Named]) -> Chart {
    let entry = |unit: &Named| Entry {
        unit: unit.clone(),
        origins: vec![unit.code.clone()],
        headcount: None,
        fresh: false,
    };
    Chart {
        firm: UnitId::from_bytes([1; 16]),
        number,
        day: day("2026-05-01"),
        digest: String::new(),
        owner: UnitId::from_bytes([2; 16]),
        stated_by: PersonId::from_bytes([3; 16]),
        stated_at: Timestamp::from_seconds(0),
        entries: units.iter().map(|unit| (unit.code.clone(), entry(unit))).collect(),
    }
}

/// Units of which each has a name out of three and stands under an earlier one or at the top.
fn picture(size: usize) -> impl Strategy<Value = Vec<Named>> {
    prop::collection::vec((0..3_u8, any::<prop::sample::Index>()), 1..=size).prop_map(|rows| {
        let unit = |(at, (name, above)): (usize, (u8, prop::sample::Index))| {
            let above = above.index(at + 1);
            Named {
                code: format!("u{at}"),
                name: format!("name {name}"),
                parent: (above < at).then(|| format!("u{above}")),
            }
        };
        rows.into_iter().enumerate().map(unit).collect()
    })
}

proptest! {
    #[test]
    fn nothing_has_changed_exactly_when_the_charts_are_equal(
        before in picture(7),
        after in picture(7),
    ) {
        let charts: Charts = [(1, chart(1, &before)), (2, chart(2, &after))].into();
        let old = |unit: &Named| Old { unit: unit.clone(), number: 1, parties: vec![] };
        let olds: Vec<Old> = before.iter().map(old).collect();
        let found = changes(&charts, &olds);
        let known = after.iter().take(before.len());
        let same = known.eq(before.iter().take(after.len())) && after.len() >= before.len();
        prop_assert_eq!(found.is_empty(), same, "{:?}", found);
        // Each unit is in one change at most, and one that is as it was is in none.
        let told: Vec<&str> = found
            .iter()
            .flat_map(|it| it.before.iter().map(|it| it.unit.code.as_str()))
            .collect();
        prop_assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len());
        for unit in before.iter().filter(|unit| after.contains(unit)) {
            prop_assert!(!told.contains(&unit.code.as_str()), "{}", unit.code);
        }
    }
}

/// A chart that is changed at random, with what each unit came out of.
#[derive(Clone, Default)]
struct Draft {
    units: BTreeMap<String, (String, Option<String>)>,
    from: BTreeMap<String, Vec<String>>,
    made: usize,
}

impl Draft {
    fn csv(&self) -> String {
        let row = |(code, (name, parent)): (&String, &(String, Option<String>))| {
            let from = self.from.get(code).map(|from| from.join(";")).unwrap_or_default();
            format!("{code},{name},{},{from}\n", parent.as_deref().unwrap_or_default())
        };
        let rows: String = self.units.iter().map(row).collect();
        format!("code,name,parent,from\n{rows}")
    }

    fn add(&mut self, parent: Option<String>) -> String {
        self.made += 1;
        let code = format!("c{}", self.made);
        self.units.insert(code.clone(), (format!("单元{}", self.made), parent));
        code
    }

    fn any(&self, rng: &mut SeededRng) -> String {
        let at = rng.below(u64::try_from(self.units.len()).unwrap());
        self.units.keys().nth(usize::try_from(at).unwrap()).unwrap().clone()
    }

    fn is_below(&self, unit: &str, other: &str) -> bool {
        let above = |code: &str| self.units[code].1.clone();
        std::iter::successors(above(unit), |code| above(code)).any(|code| code == other)
    }

    /// What stood under one unit stands under another one, or at the top.
    fn adopt(&mut self, from: &str, to: Option<&String>) {
        for (_, parent) in self.units.values_mut() {
            if parent.as_deref() == Some(from) {
                *parent = to.cloned();
            }
        }
    }

    /// One change at random. A unit that was touched already in this round is left alone.
    fn change(&mut self, rng: &mut SeededRng, touched: &mut BTreeSet<String>) {
        let (one, other) = (self.any(rng), self.any(rng));
        if touched.contains(&one) || touched.contains(&other) {
            return;
        }
        match rng.below(6) {
            0 => {
                let code = self.add(Some(one));
                touched.insert(code);
            }
            1 => {
                self.units.get_mut(&one).unwrap().0.push('新');
                touched.insert(one);
            }
            2 if one != other && !self.is_below(&other, &one) => {
                self.units.get_mut(&one).unwrap().1 = Some(other);
                touched.insert(one);
            }
            3 if one != other => {
                let (top, low) =
                    if self.is_below(&one, &other) { (other, one) } else { (one, other) };
                let parent = self.units[&top].1.clone();
                let code = self.add(parent);
                for old in [&top, &low] {
                    self.adopt(old, Some(&code));
                    self.units.remove(old);
                }
                // The merged unit must not stand under what it was made of.
                if self.units[&code].1.as_ref().is_some_and(|above| *above == code) {
                    self.units.get_mut(&code).unwrap().1 = None;
                }
                touched.insert(code.clone());
                self.from.insert(code, vec![top, low]);
            }
            4 => {
                let parent = self.units[&one].1.clone();
                let [first, second] = [self.add(parent.clone()), self.add(parent)];
                self.adopt(&one, Some(&first));
                self.units.remove(&one);
                for code in [first, second] {
                    self.from.insert(code.clone(), vec![one.clone()]);
                    touched.insert(code);
                }
            }
            5 if self.units.len() > 3 => {
                let parent = self.units[&one].1.clone();
                self.adopt(&one, parent.as_ref());
                self.units.remove(&one);
            }
            _ => {}
        }
    }
}

/// Whether who answers for what fits the newest chart: open Party units for its own units alone,
/// and each stands under one that answers for the nearest unit above, or under the owner.
fn fits(firm: &Firm<'_>, told: &str) {
    let links = firm.links();
    let id = firm.id;
    let chart = firm.town.read(move |db| store::newest(db, id)).unwrap();
    let of = |code: &str| -> BTreeSet<UnitId> {
        links.iter().filter(|(linked, _)| linked == code).map(|(_, unit)| *unit).collect()
    };
    for (code, unit) in &links {
        assert!(chart.entries.contains_key(code), "{code} is not in the chart: {told}");
        assert!(firm.is_open(*unit), "{code} has a closed Party unit: {told}");
        let shared = links.iter().filter(|(_, other)| other == unit).count() > 1;
        if shared || *unit == firm.owner {
            continue;
        }
        let parent = |code: &str| chart.entries[code].unit.parent.clone();
        let above = std::iter::successors(parent(code), |code| parent(code));
        let wanted = above.map(|code| of(&code)).find(|units| !units.is_empty());
        let wanted = wanted.unwrap_or_else(|| BTreeSet::from([firm.owner]));
        let stands = firm.above(*unit).unwrap();
        assert!(wanted.contains(&stands), "{code} stands elsewhere: {told}");
    }
}

fn round(firm: &Firm<'_>, seed: u64, accepted: &mut BTreeSet<Kind>) {
    let mut rng = SeededRng::new(seed);
    let mut draft = Draft::default();
    for number in 0..8 {
        let parent = (number > 1).then(|| draft.any(&mut rng));
        draft.add(parent);
    }
    assert_eq!(firm.taken("2026-05-01", &draft.csv()), 0);
    let mut waiting: Vec<(String, UnitId)> = vec![];
    let parents: Vec<_> =
        draft.units.iter().map(|(code, it)| (code.clone(), it.1.clone())).collect();
    let mut left = parents;
    while !left.is_empty() {
        let (ready, later): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, parent)| {
            parent.as_ref().is_none_or(|above| waiting.iter().any(|(code, _)| code == above))
        });
        for (code, parent) in ready {
            let above = parent.and_then(|above| waiting.iter().find(|(code, _)| *code == above));
            let above = above.map_or(firm.owner, |(_, unit)| *unit);
            let unit = firm.party("party-committee", &code, &format!("{code}党组织"), above);
            waiting.push((code, unit));
        }
        left = later;
    }
    fits(firm, "at first");
    for round in 1..=4 {
        draft.from.clear();
        let mut touched = BTreeSet::new();
        for _ in 0..3 {
            draft.change(&mut rng, &mut touched);
        }
        let text = draft.csv();
        let told = format!("seed {seed}, round {round}:\n{text}");
        firm.hand_in(&format!("2026-05-0{}", round + 1), &text).unwrap().unwrap();
        // In the third round nobody decides: the fourth chart comes upon what is open.
        if round == 3 {
            continue;
        }
        let mut said = 0;
        while let Some(next) = firm.open().into_iter().next() {
            let done = firm.accept(next.id, Wish::default());
            assert!(done.is_ok(), "{done:?}: {told}");
            accepted.insert(next.kind);
            said += 1;
            assert!(said < 40, "it never ends: {told}");
        }
        fits(firm, &told);
        assert_eq!(firm.hand_in("2026-05-05", &text).unwrap().unwrap(), UNCHANGED, "{told}");
    }
    assert!(firm.open().is_empty());
}

const UNCHANGED: branches::chart::take::Taken = branches::chart::take::Taken::Unchanged;

#[test]
fn once_all_is_accepted_the_party_units_fit_the_chart() {
    each_town(|town| {
        town.clock.set(at("2026-05-30 09:00"));
        let mut accepted = BTreeSet::new();
        for seed in 1..=4 {
            round(&Firm::new(town), seed, &mut accepted);
        }
        assert_eq!(accepted.len(), 6, "every kind of change was met: {accepted:?}");
    });
}
