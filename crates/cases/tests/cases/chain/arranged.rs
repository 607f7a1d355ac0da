//! A branch gives a worker a contact member; the worker may say no.

use access::{
    Actor,
    membership::{self, Issuer, NewMembership},
};
use cases::{
    act::ActError,
    chain::contacts::{self, Contact, NewContact},
};
use kernel::{Day, Phone};

use crate::common::{COMMUNITY, Town, area, code, each_town};

/// The town's members hold their posts in the store too.
fn appoint(town: &Town, member: &Actor) {
    let new = NewMembership {
        person: member.person,
        unit: town.offices.branch,
        unit_kind: "party-committee".into(),
        role: "member".into(),
        area: area(COMMUNITY),
        from: Day::new(2026, 1, 1).unwrap(),
        until: None,
    };
    town.write(member, move |tx, _, _| membership::grant(tx, Issuer::Program, &new)).unwrap();
}

fn arrange(town: &Town, by: &Actor, member: &Actor, phone: &str) -> Result<Contact, ActError> {
    let (branch, member, vault) = (town.offices.branch, member.person, town.vault.clone());
    let phone = Phone::parse(phone).unwrap();
    town.write(by, move |tx, desk, by| {
        let new = NewContact { branch, member, name: "3号联系员".into(), phone };
        contacts::arrange(tx, desk, &vault, by, new)
    })
}

#[test]
fn the_branch_arranges_and_the_worker_sees_and_refuses() {
    each_town(|town| {
        let people = &town.people;
        let phone = "13987652231";
        let by_branch = |member| arrange(town, &people.branch, member, phone);
        assert_eq!(code(by_branch(&people.member)), "member:chain-no-member");
        appoint(town, &people.member);
        appoint(town, &people.other_member);
        assert_eq!(code(arrange(town, &people.clerk, &people.member, phone)), "denied");
        let first = by_branch(&people.member).unwrap();
        let worker = first.worker;
        let now = |town: &Town| {
            town.read(move |db| contacts::contact_of(db, worker)).map(|contact| contact.member)
        };
        assert_eq!(now(town), Some(people.member.person));
        let second = by_branch(&people.other_member).unwrap();
        assert_eq!((second.worker, now(town)), (worker, Some(people.other_member.person)));

        let me = Actor::new(worker, None, Vec::new(), town.now().day());
        let id = second.id;
        let refuse = |by: &Actor| town.write(by, move |tx, _, by| contacts::refuse(tx, by, id));
        assert_eq!(code(refuse(&people.rider)), "not-found");
        refuse(&me).unwrap();
        assert_eq!(code(refuse(&me)), "not-found", "it has ended");
        assert_eq!(now(town), None);
        assert_eq!(code(by_branch(&people.other_member)), "member:chain-refused");
        let third = by_branch(&people.member).unwrap().id;
        let end = town.write(&people.branch, move |tx, _, by| contacts::end(tx, by, third));
        end.unwrap();
        assert_eq!(now(town), None);
    });
}
