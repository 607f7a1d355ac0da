//! Cases that the program opens and closes by a rule: nobody's wish ends them.

use cases::{
    State, answer,
    entry::{Channel, Outcome},
    handle,
    program::{self, Wanted},
    scope,
};
use contracts::{CaseId, Event};

use crate::common::{COMMUNITY, Town, area, code, each_town};

fn open(town: &Town) -> CaseId {
    let id = town.moment().id();
    let wanted = Wanted {
        id,
        rule: "ratings",
        matter: "merchant-slow".into(),
        area: area(COMMUNITY),
        title: "老街面馆：出餐慢".into(),
        text: "12 名以上骑手等餐时间中位数超过 15 分钟。".into(),
        fields: vec![("merchant".into(), "老街面馆".into())],
        days: 45,
    };
    for wanted in [wanted.clone(), wanted] {
        town.write(&town.people.clerk, move |tx, desk, _| program::open(tx, desk, wanted)).unwrap();
    }
    id
}

fn close(town: &Town, id: CaseId) -> bool {
    let text = "中位数已不超过 15 分钟。";
    town.write(&town.people.clerk, move |tx, desk, _| program::close(tx, desk, id, text)).unwrap()
}

#[test]
fn it_opens_once_without_a_reporter_and_with_a_deadline_of_its_own() {
    each_town(|town| {
        let id = open(town);
        let case = town.case(id);
        assert_eq!((case.reporter, case.channel), (None, Channel::Program));
        assert_eq!((case.source.as_str(), case.state), ("program:ratings", State::Reported));
        assert_eq!(case.answer_due.by, town.now().plus_days(45));
        assert_eq!(town.entries(id).len(), 1);
        let told = town.heard();
        assert!(
            matches!(&told[..], [Event::UnitNotified { unit, .. }] if *unit == case.owner),
            "{told:?}"
        );
        town.assert_folded(id);
    });
}

#[test]
fn only_the_rule_closes_it_and_nobody_opens_it_again() {
    each_town(|town| {
        let id = open(town);
        let clerk = &town.people.clerk;
        town.write(clerk, move |tx, _, actor| handle::accept(tx, actor, id, None)).unwrap();
        let given = || answer::Given {
            text: "已经约谈商家。".into(),
            outcome: Outcome::Solved,
            photos: Vec::new(),
        };
        let answered = town.write(clerk, move |tx, desk, actor| {
            answer::answer(tx, desk, actor, id, None, given())
        });
        assert_eq!(code(answered), "case-measured");
        let door = town.desk.catalogue.doors()[0].code.clone();
        let refused = town.write(clerk, move |tx, desk, actor| {
            scope::refuse(tx, desk, actor, id, None, &door, "不归我们管。")
        });
        assert_eq!(code(refused), "case-measured");
        town.write(clerk, move |tx, _, actor| handle::note(tx, actor, id, "已经约谈商家。", true))
            .unwrap();
        town.heard();
        assert!(close(town, id));
        assert_eq!(town.story(id), ["reported", "accepted", "noted", "answered", "lapsed"]);
        assert_eq!(town.case(id).state, State::Closed);
        assert!(town.heard().contains(&Event::ImprovementClosed { case: id }));
        town.assert_folded(id);
        let again = town.write(clerk, move |tx, desk, actor| {
            let action = access::Action::CaseReopen;
            cases::verdict::reopen(tx, desk, actor, id, action, "又慢了")
        });
        assert_eq!(code(again), "case-measured");
        assert!(close(town, id), "closing twice is as closing once");
        assert_eq!(town.entries(id).len(), 5);
    });
}

#[test]
fn what_nobody_has_accepted_is_closed_too_and_silence_makes_it_climb_until_then() {
    each_town(|town| {
        let id = open(town);
        town.tick_at("2026-05-20 09:00");
        assert!(town.case(id).escalations > 0 || town.case(id).overdue);
        assert!(close(town, id));
        assert_eq!(town.case(id).state, State::Closed);
        town.assert_folded(id);
    });
}
