//! The 312-member branch, through real use cases on both stores: drafted, approved, changed before
//! its day, applied by the clock, undone, applied again; then five months of turnover.

use std::collections::{BTreeMap, BTreeSet};

use branches::{
    MemberId,
    member::{
        Leaving, Link, Traits,
        admit::{self, NewMember},
        store as members,
    },
    pairing::{store as pairs, workers},
    plan::{
        Plan, State, Wish,
        apply::{now, undo},
        draft::{approve, draft},
        store,
    },
    transfer::step::{self, NewTransfer},
};
use kernel::{Moment, count::ratio};
use planner::split::{Change, Shifts};
use storage::Stamp;

use crate::{
    members::rows_are_folds,
    town::{COUNTY, Ids, Town, area, each_town, new_member},
};

const LINES: [&str; 3] = ["语音", "视觉", "平台"];
const SHIFTS: [&str; 4] = ["早班", "中班", "晚班", "夜班"];

/// Rows that an undoing must bring back to the byte.
const STATES: [(&str, usize); 3] = [
    (
        "SELECT id, stage, stage_from, home, home_from, floating, floating_from, line, shift, area
         FROM branches_members ORDER BY id",
        10,
    ),
    ("SELECT id, lead, member, until, ended_why, batch FROM branches_leads ORDER BY id", 6),
    ("SELECT id, worker, branch, until FROM branches_workers ORDER BY id", 4),
];

fn states(town: &Town) -> Vec<Vec<String>> {
    STATES.iter().map(|(sql, columns)| town.dump(sql, *columns)).collect()
}

/// Members in groups of six or seven around a lead: mostly of one line and shift, as groups are.
fn people(town: &Town, count: u32) -> Ids {
    let streets: Vec<_> = town.desk.areas.children(&area(COUNTY)).take(9).collect();
    assert_eq!(streets.len(), 9, "nine districts");
    let (branch, clerk) = (town.branch, town.clerk.clone());
    let persons: Vec<_> = (0..count).map(|_| town.moment().id()).collect();
    town.write(&clerk, move |tx, desk, by| {
        let mut ids = Vec::new();
        for (index, person) in persons.into_iter().enumerate() {
            let new = access::NewPerson { id: Some(person), ..access::NewPerson::default() };
            access::people::create_person(tx, &desk.vault, &new)?;
            let group = index / 6;
            // One in eleven is of another line than the group, one in seven of another shift.
            let line = LINES[(group + usize::from(index % 11 == 0)) % 3];
            let shift = SHIFTS[(group + usize::from(index % 7 == 0)) % 4];
            let traits =
                Traits { line: line.into(), shift: shift.into(), area: Some(streets[group % 9]) };
            let new = NewMember { traits, ..new_member(person, branch) };
            ids.push(admit::admit(tx, desk, by, &new)?.id);
        }
        // One lead of sixty, more than a branch holds: some of these pairs have to part.
        let (large, rest) = ids.split_at(if ids.len() > 60 { 60 } else { 0 });
        for group in large.chunks(60).chain(rest.chunks(6)) {
            for member in &group[1..] {
                workers::lead(tx, desk, by, group[0], *member)?;
            }
        }
        Ok(ids)
    })
    .unwrap()
}

/// Everybody is in exactly one part, and every part keeps its bounds.
fn within_bounds(town: &Town, plan: &Plan, expected: usize) {
    let mut seen = BTreeSet::new();
    for part in &plan.draft.parts {
        let unit = part.unit;
        let here = town.read(move |db| members::in_branch(db, unit));
        assert!((3..=50).contains(&here.len()), "{} members", here.len());
        for member in here {
            assert!(seen.insert(member.id), "nobody sits in two branches");
        }
    }
    assert_eq!(seen.len(), expected);
    let old = plan.branch;
    assert!(town.read(move |db| members::in_branch(db, old)).is_empty());
}

fn leave(town: &Town, id: MemberId) {
    let today = town.today();
    town.write(&town.clerk, move |tx, desk, by| {
        admit::leave(tx, desk, by, id, Link::Home, Leaving::Moved, today)
    })
    .unwrap();
}

#[test]
fn the_312_member_branch() {
    each_town(|town| {
        let ids = people(town, 312);
        let branch = town.branch;
        let wish = Wish { branches: Some(8), shifts: Shifts::Balanced };
        let plan = town
            .write(&town.clerk, move |tx, desk, by| draft(tx, desk, by, branch, wish, 7))
            .unwrap();
        assert_eq!((plan.draft.parts.len(), plan.draft.plan.placed.len()), (8, 312));
        let kept = &plan.draft.plan.pairs;
        assert!(ratio(kept.kept.into(), kept.all.into()) >= 0.95, "{kept:?}");
        assert!(kept.broken > 0 && kept.broken_weight_min > 0, "{kept:?}");
        let reasoned = plan.draft.plan.placed.iter().filter(|placed| placed.because.is_some());
        assert_eq!(reasoned.count(), 312, "a reason for each");
        let on = town.today().plus(30);
        let id = plan.id;
        town.write(&town.clerk, move |tx, desk, by| approve(tx, desk, by, id, on)).unwrap();
        // Before the day six leave, two come, one is on the way elsewhere.
        for index in [1, 50, 99, 150, 200, 301] {
            leave(town, ids[index]);
        }
        for number in [1, 2] {
            town.member(number, branch);
        }
        let (away, receiver, today) = (ids[77], town.foreign, town.today());
        let sent = town
            .write(&town.clerk, move |tx, desk, by| {
                let link = Link::Home;
                let due_on = Some(today.plus(60));
                let new = NewTransfer { member: away, link, receiver, effective: today, due_on };
                step::ask(tx, desk, by, new, None)
            })
            .unwrap();
        let before = states(town);
        town.clock.set(on.start());
        town.tick();
        let applied = town.read(move |db| store::find(db, id)).unwrap();
        assert_eq!(applied.state, State::Applied);
        within_bounds(town, &applied, 308);
        let changed = |wanted: fn(&Change) -> bool| {
            applied.draft.changes.iter().filter(|change| wanted(change)).count()
        };
        assert_eq!(changed(|change| matches!(change, Change::Left { .. })), 6);
        assert_eq!(changed(|change| matches!(change, Change::Joined { .. })), 2);
        assert_eq!(changed(|change| matches!(change, Change::InTransit { .. })), 1);
        let kept = &applied.draft.plan.pairs;
        assert!(ratio(kept.kept.into(), kept.all.into()) >= 0.95, "{kept:?}");
        rows_are_folds(town);
        let after = states(town);
        assert_ne!(before, after);
        let parted = after[1].iter().filter(|lead| lead.contains("split")).count();
        assert_eq!(parted, usize::try_from(applied.draft.plan.pairs.broken).unwrap());

        town.write(&town.clerk, move |tx, desk, by| undo(tx, desk, by, id)).unwrap();
        assert_eq!(states(town), before, "undone exactly");
        rows_are_folds(town);
        let again = town.write(&town.clerk, move |tx, desk, by| now(tx, desk, by, id)).unwrap();
        within_bounds(town, &again, 308);
        assert_eq!(states(town)[0], after[0], "applied again: the same seats");
        // Whoever was on the way arrives from where the split has put them, and counts once.
        let transfer = sent.id;
        town.write(&town.foreign_clerk, move |tx, desk, by| step::receive(tx, desk, by, transfer))
            .unwrap();
        let (foreign, seats) = town.read(move |db| {
            Ok((members::count_in(db, receiver)?.members, members::seats(db, Link::Home)?))
        });
        assert_eq!((foreign, seats.len()), (1, 308));
        // History keeps the old branch: as true before the split everybody is there.
        let old = ids[0];
        let facts = town.read(move |db| members::facts(db, old));
        let then = branches::member::fold(&facts, today, on.start().plus_days(9));
        assert_eq!(then.home.unwrap().branch, branch);
    });
}

#[test]
fn five_months_of_turnover_keep_everybody_paired() {
    each_town(|town| {
        const MEMBERS: u32 = 30;
        const WORKERS: usize = 100;
        let mut ids = people(town, MEMBERS);
        let branch = town.branch;
        let clerk = town.clerk.clone();
        let fresh: Vec<contracts::PersonId> = (0..WORKERS).map(|_| town.moment().id()).collect();
        let enrolled = fresh.clone();
        town.write(&clerk, move |tx, desk, by| {
            for worker in enrolled {
                workers::enrol(tx, desk, by, branch, worker, area(crate::town::STREET), "")?;
            }
            Ok(())
        })
        .unwrap();
        town.tick();
        let mut here: Vec<contracts::PersonId> = fresh;
        let mut least = 100.0_f64;
        let mut held: BTreeMap<_, MemberId> = BTreeMap::new();
        let chance = Moment::seeded(town.moment().now(), 42);
        let start = town.today();
        for day in 0..150 {
            town.clock.set(start.plus(day).at(9, 0));
            // Half of both in five months: fifteen members and fifty workers go, as many come.
            if day % 10 == 3 {
                let index = usize::try_from(chance.below(u64::from(MEMBERS))).unwrap();
                leave(town, ids[index]);
                ids[index] = people(town, 1)[0];
            }
            if day % 3 == 1 {
                let index = usize::try_from(chance.below(100)).unwrap();
                let (gone, comes) = (here[index], town.moment().id());
                here[index] = comes;
                let stamp = Stamp::system(town.moment(), "test");
                let gone = move |tx: &mut storage::Tx<'_>| workers::gone(tx, gone);
                town.test.store.write_blocking(stamp, gone).unwrap();
                town.write(&clerk, move |tx, desk, by| {
                    workers::enrol(tx, desk, by, branch, comes, area(crate::town::STREET), "")
                })
                .unwrap();
            }
            town.tick();
            let at = town.moment().now();
            let (want, have) = town.read(move |db| pairs::covered_at(db, branch, at));
            assert_eq!(want, 100);
            least = least.min(100.0 * ratio(have, want));
            if day % 25 == 0 {
                let contacts = town.read(move |db| pairs::contacts_of(db, branch));
                let open = contacts.into_iter().filter(|contact| contact.until.is_none());
                let next: BTreeMap<_, _> =
                    open.map(|contact| (contact.worker, contact.member)).collect();
                for (worker, member) in &held {
                    let stays =
                        next.get(worker).is_none_or(|now| now == member) || !ids.contains(member);
                    assert!(stays, "who was paired is not moved");
                }
                held = next;
            }
        }
        assert!(least >= 95.0, "coverage fell to {least} %");
    });
}
