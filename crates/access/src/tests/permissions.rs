//! The golden table: every role, every action, every relation.

use std::{collections::BTreeSet, fmt::Write as _};

use super::support::{area, holder, noon, person, post, unit};
use crate::{
    Action, ActiveSession, Actor, SessionId, SessionKind, Target,
    policy::{self, permit, sentences},
};

const ROLES: [&str; 11] = [
    "worker",
    "clerk",
    "street-lead",
    "department-clerk",
    "duty",
    "hotline",
    "firm-clerk",
    "member",
    "branch-secretary",
    "auditor",
    "admin",
];

/// Person 1 holds a post in unit 1, street 440305001.
fn relations() -> [(&'static str, Target); 8] {
    [
        ("none", Target::none()),
        ("area", Target::area(area("440305001"))),
        ("below", Target::area(area("440305001002"))),
        ("foreign", Target::area(area("440305002")).with_units([unit(2)]).with_person(person(2))),
        ("unit", Target::none().with_units([unit(2), unit(1)])),
        ("agreed", Target::none().with_units([unit(1)]).with_agreed([unit(1)])),
        ("own", Target::of(person(1))),
        ("hands", Target::none().with_hands([person(1)])),
    ]
}

#[test]
fn the_golden_table() {
    let mut table = String::new();
    for role in ROLES {
        let actor = holder(role);
        write!(table, "{role:<22}").unwrap();
        for (name, _) in relations() {
            write!(table, "{name:>8}").unwrap();
        }
        table.push('\n');
        for action in Action::ALL {
            let cells = relations().map(|(_, target)| permit(&actor, *action, &target).is_ok());
            if cells.contains(&true) {
                write!(table, "  {:<20}", action.as_str()).unwrap();
                for cell in cells {
                    write!(table, "{:>8}", if cell { "yes" } else { "." }).unwrap();
                }
                table.push('\n');
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn what_no_sentence_allows_is_denied() {
    let ghost = holder("no-such-role");
    let worker = Actor::new(person(1), None, Vec::new(), noon().day());
    for action in Action::ALL {
        for (name, target) in relations() {
            let [ghost, worker] =
                [&ghost, &worker].map(|who| permit(who, *action, &target).is_ok());
            assert_eq!(ghost, worker, "{action} {name}: an unknown role adds something");
        }
    }
    let allowed: Vec<_> =
        Action::ALL.iter().filter(|action| policy::open_to_visitors(**action)).collect();
    assert_eq!(allowed, [&Action::PublicRead]);
}

#[test]
fn a_firm_never_learns_who_a_worker_is_unless_the_worker_agreed() {
    let firm = holder("firm-clerk");
    let with = |agreed| {
        let target = Target::area(area("440305001"))
            .with_units([unit(1)])
            .with_person(person(2))
            .with_agreed(agreed);
        permit(&firm, Action::PersonReadContact, &target)
    };
    assert!(with(vec![]).is_err());
    assert!(with(vec![unit(2)]).is_err(), "the worker agreed to another firm");
    assert!(with(vec![unit(1)]).is_ok());
}

#[test]
fn a_weak_session_carries_no_office() {
    let under = |kind| {
        let session = ActiveSession { id: SessionId::from_bytes([1; 16]), kind, seen_at: noon() };
        let posts = vec![post("clerk"), post("admin")];
        Actor::new(person(1), Some(session), posts, noon().day())
    };
    let target = Target::area(area("440305001")).with_person(person(1));
    let allowed = |kind| {
        let actor = under(kind);
        Action::ALL.iter().filter(|action| permit(&actor, **action, &target).is_ok()).count()
    };
    let worker = Actor::new(person(1), None, Vec::new(), noon().day());
    let of_worker =
        Action::ALL.iter().filter(|action| permit(&worker, **action, &target).is_ok()).count();
    assert_eq!(allowed(SessionKind::Worker), of_worker);
    assert_eq!(allowed(SessionKind::Enrolling), 1, "only public pages");
    assert!(allowed(SessionKind::Staff) > of_worker);
}

#[test]
fn a_post_counts_from_its_first_day_and_no_more_on_its_last() {
    let day = noon().day();
    let mut dated = post("clerk");
    (dated.from, dated.until) = (day, Some(day.plus(2)));
    let on = |day| Actor::new(person(1), None, vec![dated.clone()], day).is_staff();
    let counts = [on(day.plus(-1)), on(day), on(day.plus(1)), on(day.plus(2))];
    assert_eq!(counts, [false, true, true, false]);
}

#[test]
fn the_permit_names_the_post_that_allowed_and_the_sentences_read_in_both_languages() {
    let lead = holder("street-lead");
    let permit = permit(&lead, Action::CaseClose, &Target::area(area("440305001"))).unwrap();
    assert_eq!((permit.role(), permit.person()), ("street-lead", person(1)));
    assert_eq!(permit.membership(), Some(&post("street-lead")));

    let firm = sentences().find(|told| told.actions == [Action::PersonReadContact]).unwrap();
    assert_eq!(
        firm.chinese("企业经办人"),
        "企业经办人可以查看姓名和联系方式，限本单位参与且劳动者本人同意的。"
    );
    assert_eq!(
        firm.english("A firm clerk"),
        "A firm clerk may reveal a name or phone: where the own unit takes part and the worker agreed."
    );
    for action in Action::ALL {
        assert_eq!(action.as_str().parse(), Ok(*action));
        assert!(sentences().any(|told| told.actions.contains(action)), "nobody may {action}");
    }
}

#[test]
fn the_roles_are_those_of_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/roles.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let declared: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("code = \"").and_then(|rest| rest.strip_suffix('"')))
        .collect();
    assert_eq!(declared, BTreeSet::from(ROLES));
    let named: BTreeSet<&str> =
        sentences().map(|told| told.role).filter(|role| *role != "visitor").collect();
    assert_eq!(named, declared, "a role without a sentence, or a sentence without a role");
    for role in &declared {
        assert!(policy::may_give("admin", role), "nobody can give the post {role}");
    }
}
