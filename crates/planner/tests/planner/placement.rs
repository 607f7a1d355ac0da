//! Every proposal names its rule; nobody is placed silently.

use std::collections::BTreeMap;

use contracts::UnitId;
use kernel::AreaCode;
use planner::placement::{
    Anchor, Basis, Host, Limits, Obstacle, Person, Proposals, propose, rules,
};

use super::made::person;

fn unit(number: u64) -> UnitId {
    person(number).cast()
}

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

fn host(number: u64) -> Host {
    Host {
        branch: unit(number),
        sites: Vec::new(),
        partners: Vec::new(),
        area: None,
        freight_lines: Vec::new(),
        members: 0,
        members_max: 50,
    }
}

const SITE: u64 = 1;
const COMPANY: u64 = 2;

/// A site branch, a street branch, a community branch, a company's branch, a line's branch.
fn hosts() -> Vec<Host> {
    vec![
        Host { sites: vec![unit(SITE)], ..host(10) },
        Host { area: Some(area("330106001")), ..host(11) },
        Host { area: Some(area("330106001002")), ..host(12) },
        Host { partners: vec![unit(COMPANY)], ..host(13) },
        Host { freight_lines: vec!["G60".into()], ..host(14) },
    ]
}

fn one(person: Person) -> Proposals {
    propose(&[person], &hosts(), &rules(), &Limits::default())
}

fn seen(proposals: &Proposals) -> Vec<(UnitId, &str, u32)> {
    let choices = proposals.proposals[0].choices.iter();
    choices.map(|choice| (choice.branch, choice.rule.as_str(), choice.step)).collect()
}

#[test]
fn a_rider_of_a_site_goes_to_its_branch_and_a_dispersed_one_to_the_street() {
    let mut rider = Person::of(person(1), "rider");
    rider.work_area = Some(area("330106001002003"));
    let dispersed = one(rider.clone());
    let rule = "site_then_street";
    assert_eq!(seen(&dispersed), [(unit(12), rule, 2), (unit(11), rule, 2)]);
    rider.site = Some(unit(SITE));
    let at_site = one(rider);
    assert_eq!(seen(&at_site)[0], (unit(10), rule, 1));
    assert_eq!(at_site.proposals[0].choices[0].basis, Basis::Site(unit(SITE)));
}

#[test]
fn a_driver_goes_to_the_company_and_a_trucker_by_home_residence_or_line() {
    let mut driver = Person::of(person(1), "ride_hail_driver");
    driver.partner = Some(unit(COMPANY));
    assert_eq!(seen(&one(driver)), [(unit(13), "partner", 1)]);
    let mut trucker = Person::of(person(1), "trucker");
    trucker.freight_line = Some("G60".into());
    assert_eq!(seen(&one(trucker.clone())), [(unit(14), "trucker", 3)]);
    trucker.residence = Some(area("330106001"));
    assert_eq!(seen(&one(trucker)), [(unit(11), "trucker", 2), (unit(14), "trucker", 3)]);
}

#[test]
fn who_has_no_proposal_is_told_why() {
    let obstacle = |person| one(person).proposals[0].obstacle.clone().unwrap();
    let streamer = Person::of(person(1), "livestreamer");
    let street = vec![Anchor::Street, Anchor::Residence];
    assert_eq!(obstacle(streamer.clone()), Obstacle::NoFacts(street));
    let mut far = streamer;
    far.work_area = Some(area("440106001"));
    assert_eq!(obstacle(far.clone()), Obstacle::NoBranch(vec![Basis::Street(area("440106001"))]));
    let nothing = propose(&[far], &hosts(), &rules()[..3], &Limits::default());
    assert_eq!(nothing.proposals[0].obstacle, Some(Obstacle::NoRule));
}

#[test]
fn room_is_counted_and_who_finds_none_leads_to_a_founding() {
    let mut hosts = hosts();
    hosts[3].members = 48;
    let drivers: Vec<Person> = (100..110)
        .map(|number| Person {
            partner: Some(unit(COMPANY)),
            ..Person::of(person(number), "ride_hail_driver")
        })
        .collect();
    let answer = propose(&drivers, &hosts, &rules(), &Limits::default());
    let full = answer.proposals.iter().filter(|proposal| proposal.choices[0].full).count();
    assert_eq!(full, 8);
    let told = answer.proposals.iter().filter(|one| one.obstacle == Some(Obstacle::AllFull));
    assert_eq!(told.count(), 8);
    assert_eq!(answer.foundings[0].basis, Basis::Partner(unit(COMPANY)));
    assert_eq!((answer.foundings[0].people.len(), answer.foundings[0].branches), (8, 1));
}

/// 14,500 members of every kind: each has choices with a rule or an obstacle, never neither, and
/// no branch is the first choice with room of more than it holds.
#[test]
fn nobody_of_14_500_is_placed_silently() {
    let occupations = ["courier", "rider", "ride_hail_driver", "trucker", "livestreamer"];
    let people: Vec<Person> = (0..14_500_u64)
        .map(|number| {
            let kind = usize::try_from(number % 5).unwrap();
            let street = area(&format!("3301{:02}{:03}", 2 + number % 9, 1 + number % 23));
            Person {
                site: number.is_multiple_of(3).then(|| unit(1_000 + number % 80)),
                partner: number.is_multiple_of(2).then(|| unit(2_000 + number % 40)),
                work_area: (number % 7 > 0).then_some(street),
                residence: (number % 11 > 0).then_some(street),
                ..Person::of(person(number), occupations[kind])
            }
        })
        .collect();
    let hosts: Vec<Host> = (0..60)
        .map(|number| Host { sites: vec![unit(1_000 + number)], ..host(50_000 + number) })
        .collect();
    let answer = propose(&people, &hosts, &rules(), &Limits::default());
    assert_eq!(answer.proposals.len(), people.len());
    let mut taken = BTreeMap::<UnitId, u32>::new();
    for proposal in &answer.proposals {
        let room = proposal.choices.first().filter(|choice| !choice.full);
        assert_ne!(room.is_some(), proposal.obstacle.is_some());
        assert!(proposal.choices.iter().all(|choice| !choice.rule.is_empty()));
        if let Some(choice) = room {
            *taken.entry(choice.branch).or_default() += 1;
        }
    }
    assert!(taken.values().all(|members| *members <= 50));
    let founded: usize = answer.foundings.iter().map(|founding| founding.people.len()).sum();
    assert!(founded > 5_000, "{founded}");
    assert!(answer.foundings.iter().all(|founding| founding.people.len() >= 3));
}
