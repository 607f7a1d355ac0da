//! Mediation: who leads it, what is agreed, what rings, and how long arbitration may wait.

use access::Actor;
use cases::mediation::{
    acts::{self, Met},
    limit, sight,
};
use contracts::CaseId;

use super::{Done, accept, arrears, day, due, kit, paid};
use crate::common::{Town, at, code, each_town};

fn open(town: &Town, by: &Actor, id: CaseId, mediator: contracts::UnitId) -> Done {
    town.write(by, move |tx, desk, by| {
        let known = Some(day("2026-03-01"));
        acts::open(tx, desk, by, id, Some(mediator), "广东某板材商行\n货主李某", known)
    })
}

fn agree(town: &Town, by: &Actor, id: CaseId) -> Done {
    town.write(by, move |tx, _, by| {
        let plan = vec![due("2026-05-16", 2_000), due("2026-05-31", 2_000)];
        acts::agree(tx, by, id, "分两期付清四千元运费，互不追究。", plan)
    })
}

#[test]
fn a_mediated_agreement_rings_when_a_payment_does_not_come() {
    each_town(|town| {
        let id = arrears(town);
        accept(town, id);
        let (street, county) = (town.offices.street, town.offices.county_hotline);
        open(town, &town.people.clerk, id, county).unwrap();
        assert_eq!(code(open(town, &town.people.clerk, id, street)), "mediation-under-way");
        let met = |held, minutes| Met {
            at: Some(town.now()),
            place: String::new(),
            held,
            minutes,
            note: "对方同意分期".into(),
        };
        let (missed, held) = (met(false, 0), met(true, 45));
        for met in [missed, held] {
            town.write(&town.people.county, move |tx, _, by| acts::session(tx, by, id, &met))
                .unwrap();
        }
        let check = |kept| {
            town.write(&town.people.county, move |tx, _, by| acts::check(tx, by, id, kept, ""))
        };
        assert_eq!(code(check(true)), "mediation-no-agreement");
        agree(town, &town.people.county, id).unwrap();
        assert_eq!(kit(town, id).agreed(), 400_000);
        town.tick_at("2026-05-16 23:59");
        assert_eq!(town.count(id, "money.unpaid"), 0);
        town.heard();
        town.tick_at("2026-05-17 00:00");
        assert_eq!(town.count(id, "money.unpaid"), 1, "a Saturday");
        assert_eq!(Town::notices_to(&town.heard(), street), ["unpaid"]);
        paid(town, id, 200_000).unwrap();
        check(true).unwrap();
        let handed = town.write(&town.people.county, move |tx, _, by| {
            acts::end(tx, by, id, "区劳动人事争议仲裁委员会", "第二期对方反悔")
        });
        let case = handed.unwrap();
        let end = case.mediation.unwrap().end.unwrap();
        assert_eq!(end.to.as_deref(), Some("区劳动人事争议仲裁委员会"));
        assert_eq!(code(check(true)), "mediation-none-under-way");
        town.assert_folded(id);
    });
}

#[test]
fn the_year_for_arbitration_begins_anew_and_stays_visible() {
    each_town(|town| {
        let id = arrears(town);
        let last =
            |town: &Town| limit::last_day(&town.desk, &town.case(id)).map(|day| day.to_string());
        assert_eq!(last(town).as_deref(), Some("2027-05-20"), "from the report's own day");
        open(town, &town.people.clerk, id, town.offices.street).unwrap();
        assert_eq!(last(town).as_deref(), Some("2027-05-06"), "the opening interrupts");
        town.clock.set(at("2026-05-09 10:00"));
        agree(town, &town.people.clerk, id).unwrap();
        assert_eq!(last(town).as_deref(), Some("2027-05-09"), "and so does an agreement");
        town.write(&town.people.clerk, move |tx, _, by| {
            acts::end(tx, by, id, "区仲裁委", "对方反悔")
        })
        .unwrap();
        assert_eq!(last(town).as_deref(), Some("2027-05-09"), "handed over, and still shown");
        // What had run out is not revived.
        let late = arrears(town);
        let clerk = &town.people.clerk;
        town.write(clerk, move |tx, desk, by| {
            acts::open(tx, desk, by, late, None, "某公司", Some(day("2025-01-10")))
        })
        .unwrap();
        let case = town.case(late);
        let until = limit::last_day(&town.desk, &case).map(|day| day.to_string());
        assert_eq!(until.as_deref(), Some("2026-01-10"));
    });
}

#[test]
fn only_the_worker_and_the_two_units_know_of_it() {
    each_town(|town| {
        let people = &town.people;
        let id = arrears(town);
        let firm = town.offices.firm;
        assert_eq!(code(open(town, &people.clerk, id, firm)), "mediation-no-mediator");
        assert_eq!(code(open(town, &people.county, id, town.offices.county_hotline)), "denied");
        open(town, &people.clerk, id, town.offices.county_hotline).unwrap();
        let case = town.case(id);
        let knows: Vec<bool> = people.all().iter().map(|by| sight::knows(by, &case)).collect();
        let (yes, no) = (true, false);
        // rider, other rider, clerk, other clerk, community, urban, traffic, county, hotline,
        // duty, firm, other firm, auditor, admin
        let expected = [yes, no, yes, no, no, no, no, yes, no, no, no, no, no, no];
        assert_eq!(knows, expected);
        for (by, refused) in [(&people.rider, "denied"), (&people.other_rider, "not-found")] {
            assert_eq!(code(agree(town, by, id)), refused);
        }
        let charging = town.report(&people.rider, "charging", crate::common::STREET);
        let outcome = open(town, &people.clerk, charging, town.offices.street);
        assert_eq!(code(outcome), "mediation-not-mediated");
    });
}
