//! Many reports at the same instant share a commit. Each fares as if it had come alone.

use std::collections::BTreeSet;

use access::{Action, Actor, policy};
use cases::{
    merge::{self, Join},
    report::{Receipt, Report, ReportError},
    store,
};
use contracts::CaseId;
use futures::{executor::block_on, future::join_all};
use storage::params;

use crate::{
    common::{COMMUNITY, Town, each_town},
    merge::{POTHOLE, pothole, riders},
};

type Answer = Result<Receipt, ReportError>;

async fn send(town: &Town, by: &Actor, draft: Report, join: Join) -> Answer {
    let (desk, by) = (town.desk.clone(), by.clone());
    let stamp = by.stamp(town.moment(), "test");
    let work = move |tx: &mut storage::Tx<'_>| {
        let permit = policy::permit(&by, Action::CaseReport, &policy::Target::none()).unwrap();
        merge::join::report(tx, &desk, &permit, draft.clone(), join)
    };
    town.test.store.write_in_group(stamp, work).await
}

fn all(town: &Town, sent: Vec<(&Actor, Report, Join)>) -> Vec<Answer> {
    block_on(join_all(sent.into_iter().map(|(by, draft, join)| send(town, by, draft, join))))
}

/// Every case of the store is the fold of its entries, has a number of its own and its one entry in
/// the journal.
fn assert_sound(town: &Town) -> BTreeSet<CaseId> {
    let ids: BTreeSet<CaseId> = town
        .read(|db| store::ids_after(db, CaseId::from_bytes([0; 16]), 1_000))
        .into_iter()
        .collect();
    for id in &ids {
        town.assert_folded(*id);
        assert_eq!(town.count(*id, "reported"), 1);
    }
    let (numbers, entries) = town.read(|db| {
        let numbers = "SELECT COUNT(DISTINCT number) FROM cases_cases";
        let entries = "SELECT COUNT(*) FROM storage_journal WHERE action = 'case.reported'";
        let mut count = |sql| db.query_one(sql, params![], |row| row.get::<usize>(0));
        Ok((count(numbers)?, count(entries)?))
    });
    assert_eq!((numbers, entries), (ids.len(), ids.len()));
    ids
}

#[test]
fn good_wrong_and_repeated_ones_do_not_harm_each_other() {
    each_town(|town| {
        let (rider, other) = (&town.people.rider, &town.people.other_rider);
        let mut sent = Vec::new();
        for _ in 0..12 {
            let good = |matter| town.draft(matter, COMMUNITY, "地铁口的换电柜坏了五天，没人来修");
            let (twice, wanted) = (good("charging"), good("parking"));
            let mut short = good("charging");
            short.text = "短".into();
            sent.extend([
                (rider, twice.clone(), Join::Separate),
                (rider, good("urgent-danger"), Join::Separate),
                (rider, twice, Join::Separate),
                (rider, short, Join::Separate),
                (rider, wanted.clone(), Join::Separate),
                (other, wanted, Join::Separate),
            ]);
        }
        let answers = all(town, sent);
        for six in answers.chunks(6) {
            let [first, urgent, second, short, one, two] = six else { panic!("{}", six.len()) };
            let (first, second) = (first.as_ref().unwrap(), second.as_ref().unwrap());
            assert!(first.id == second.id && first.repeated != second.repeated);
            assert_eq!(first.case, second.case);
            let urgent = urgent.as_ref().unwrap();
            assert!(urgent.case.urgent && town.count(urgent.id, "duty.rang") == 1);
            let Err(ReportError::Invalid(faults)) = short else { panic!("{short:?}") };
            assert_eq!(faults[0].field, "text");
            // One id of two people is the first one's.
            let taken = [one, two].map(|answer| matches!(answer, Err(ReportError::IdTaken)));
            assert!(one.is_ok() != two.is_ok() && taken[0] != taken[1], "{one:?} {two:?}");
        }
        assert_eq!(assert_sound(town).len(), 36);
    });
}

#[test]
fn those_at_one_pothole_join_the_first_of_them() {
    each_town(|town| {
        let riders = riders::<24>(town);
        let sent = (0..24_u8).zip(&riders).map(|(number, rider)| {
            let draft = pothole(town, POTHOLE, f64::from(number));
            (rider, draft, Join::Auto)
        });
        let answers = all(town, sent.collect());
        let ids: Vec<CaseId> = answers.into_iter().map(|answer| answer.unwrap().id).collect();
        let alone: Vec<_> = ids.iter().filter(|id| town.case(**id).leader().is_none()).collect();
        assert_eq!(alone.len(), 1);
        assert_eq!(assert_sound(town), ids.into_iter().collect());
    });
}
