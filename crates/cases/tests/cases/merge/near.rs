//! What is proposed as one more report of a trouble.

use cases::merge::{
    like::Sample,
    near::{CLOSED_DAYS, Like, like},
};
use contracts::CaseId;

use super::{POTHOLE, merged, pothole, reported, riders};
use crate::common::{Town, each_town};

fn proposed(town: &Town, draft: &cases::report::Report) -> Vec<CaseId> {
    let (desk, sample, now) = (town.desk.clone(), Sample::from(draft), town.now());
    let found = town.read(move |db| like(db, &desk, None, &sample, now));
    found.iter().map(|Like { id, .. }| *id).collect()
}

#[test]
fn near_and_like_is_proposed_and_nothing_else() {
    each_town(|town| {
        let [rider] = riders::<1>(town);
        let near = town.send(&rider, pothole(town, "这里有个大坑，夜里看不见", 40.0));
        town.send(&rider, pothole(town, POTHOLE, 55.0));
        town.send(&rider, pothole(town, "路灯坏了一排，夜里很黑", 0.0));
        let mut parking = town.draft("parking", crate::common::COMMUNITY, POTHOLE);
        parking.place = pothole(town, "", 0.0).place;
        town.send(&rider, parking);
        assert_eq!(proposed(town, &pothole(town, POTHOLE, 0.0)), [near]);
    });
}

#[test]
fn one_that_follows_is_not_proposed_and_an_old_one_neither() {
    each_town(|town| {
        let riders = riders::<3>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        assert_eq!(proposed(town, &pothole(town, POTHOLE, 0.0)), [ids[0]]);
        super::accept(town, ids[0]);
        super::answer(town, ids[0]);
        super::confirm(town, &riders[0], ids[0]).unwrap();
        assert_eq!(proposed(town, &pothole(town, POTHOLE, 0.0)), [ids[0]]);
        town.clock.set(town.now().plus_days(CLOSED_DAYS + 1));
        assert_eq!(proposed(town, &pothole(town, POTHOLE, 0.0)), []);
    });
}

#[test]
fn without_a_position_the_address_in_the_community_finds_it() {
    each_town(|town| {
        let [rider] = riders::<1>(town);
        let mut told = pothole(town, POTHOLE, 0.0);
        told.address = "文化路与中山街路口".into();
        let id = town.send(&rider, told.clone());
        told.place = None;
        told.address = "文化路中山街路口西南角".into();
        assert_eq!(proposed(town, &told), [id]);
        told.area = crate::common::area(crate::common::OTHER_STREET);
        assert_eq!(proposed(town, &told), []);
    });
}
