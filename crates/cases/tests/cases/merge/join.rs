//! Joining while reporting, and twenty riders at one pothole.

use std::{sync::Barrier, thread};

use access::{Action, Actor, policy};
use cases::{
    merge::{self, Join},
    report::{Receipt, Report},
    store,
};

use super::{POTHOLE, accept, answer, pothole, riders};
use crate::common::{Town, each_town};

fn send(town: &Town, by: &Actor, draft: Report, join: Join) -> Receipt {
    town.write(by, move |tx, desk, by| {
        let target = policy::Target::none();
        let permit = policy::permit(by, Action::CaseReport, &target).unwrap();
        merge::join::report(tx, desk, &permit, draft, join)
    })
    .unwrap()
}

#[test]
fn who_joins_keeps_number_words_and_photo() {
    each_town(|town| {
        let [one, other, third] = riders::<3>(town);
        let first = send(town, &one, pothole(town, POTHOLE, 0.0), Join::Auto);
        assert_eq!(first.case.merge, None, "nobody was there before");
        let draft = pothole(town, "有个大坑，差点摔了", 20.0);
        let joined = send(town, &other, draft.clone(), Join::With(first.id));
        assert_eq!(joined.case.leader().unwrap().id, first.id);
        assert_eq!(joined.case.text, "有个大坑，差点摔了");
        assert_eq!(joined.case.photos, draft.photos);
        assert_ne!(joined.case.number, first.case.number);
        let again = send(town, &other, draft, Join::With(first.id));
        assert!(again.repeated && town.case(first.id).members().len() == 1);
        let apart = send(town, &third, pothole(town, POTHOLE, 0.0), Join::Separate);
        assert_eq!(apart.case.merge, None);
        town.assert_folded(first.id);
    });
}

#[test]
fn what_cannot_be_joined_any_more_stands_by_itself() {
    each_town(|town| {
        let [one, other] = riders::<2>(town);
        let first = send(town, &one, pothole(town, POTHOLE, 0.0), Join::Separate);
        let far = send(town, &other, pothole(town, POTHOLE, 80.0), Join::With(first.id));
        assert_eq!(far.case.merge, None);
        accept(town, first.id);
        answer(town, first.id);
        // It was there again after the answer: news, not one more of the same.
        let auto = send(town, &other, pothole(town, POTHOLE, 0.0), Join::Auto);
        assert_eq!(auto.case.merge, None);
        super::confirm(town, &one, first.id).unwrap();
        let late = send(town, &other, pothole(town, POTHOLE, 0.0), Join::With(first.id));
        assert_eq!(late.case.merge, None);
    });
}

#[test]
fn private_matters_join_nothing() {
    each_town(|town| {
        let [one, other] = riders::<2>(town);
        let arrears = || {
            let mut draft = town.draft("arrears", crate::common::COMMUNITY, "站点拖欠工资两个月");
            draft.place = pothole(town, "", 0.0).place;
            draft
        };
        let first = send(town, &one, arrears(), Join::Separate);
        assert_eq!(send(town, &other, arrears(), Join::Auto).case.merge, None);
        assert_eq!(send(town, &other, arrears(), Join::With(first.id)).case.merge, None);
    });
}

#[test]
fn twenty_at_the_same_instant_make_one() {
    each_town(|town| {
        let riders = riders::<20>(town);
        let barrier = Barrier::new(riders.len());
        let ids: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = riders
                .iter()
                .enumerate()
                .map(|(at, rider)| {
                    let barrier = &barrier;
                    let metres = f64::from(u32::try_from(at).unwrap()) * 2.0;
                    scope.spawn(move || {
                        let draft = pothole(town, POTHOLE, metres);
                        barrier.wait();
                        send(town, rider, draft, Join::Auto).id
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let alone: Vec<_> =
            ids.iter().filter(|id| town.case(**id).leader().is_none()).copied().collect();
        let [leader] = alone[..] else { panic!("{} stand by themselves", alone.len()) };
        assert_eq!(town.case(leader).reporters(leader).len(), 20);
        for id in ids {
            assert_eq!(town.read(move |db| store::difference(db, id)), None);
        }
    });
}
