//! A transfer needs both sides, counts once on the way, and leaves nothing when it fails.

use access::Actor;
use branches::{
    MemberId,
    member::{Link, store as members},
    transfer::{
        State, Transfer, TransferId,
        step::{self, NewTransfer},
        store,
    },
};

use crate::{
    members::rows_are_folds,
    town::{Town, code, each_town},
};

const ROWS: &str = "SELECT id, home, home_from, floating FROM branches_members ORDER BY id";

fn ask(town: &Town, by: &Actor, member: MemberId, days: i32) -> Result<Transfer, branches::Fault> {
    let effective = town.today().plus(days);
    let receiver = town.foreign;
    town.write(by, move |tx, desk, by| {
        let new = NewTransfer {
            member,
            link: Link::Home,
            receiver,
            effective,
            due_on: Some(effective.plus(30)),
        };
        step::ask(tx, desk, by, new, None)
    })
}

fn receive(town: &Town, by: &Actor, id: TransferId) -> Result<Transfer, branches::Fault> {
    town.write(by, move |tx, desk, by| step::receive(tx, desk, by, id))
}

fn homes(town: &Town) -> (i64, i64) {
    let (branch, foreign) = (town.branch, town.foreign);
    town.read(move |db| {
        Ok((members::count_in(db, branch)?.members, members::count_in(db, foreign)?.members))
    })
}

#[test]
fn both_sides_agree_and_the_clock_completes_on_the_day() {
    each_town(|town| {
        let member = town.member(1, town.branch).id;
        let made = ask(town, &town.clerk, member, 10).unwrap();
        assert_eq!(made.state, State::Transit, "who manages the sender agrees by asking");
        assert_eq!(code(ask(town, &town.clerk, member, 10)), "branches-on-the-way");
        assert_eq!(homes(town), (1, 0));
        assert_eq!(code(receive(town, &town.clerk, made.id)), "not-found", "not the receiver");
        let taken = receive(town, &town.foreign_clerk, made.id).unwrap();
        assert_eq!(taken.state, State::Accepted);
        assert_eq!(homes(town), (1, 0), "until the day the member counts with the sender");
        town.tick_at("2026-05-15 23:59");
        assert_eq!(homes(town), (1, 0));
        town.tick_at("2026-05-16 00:00");
        assert_eq!(homes(town), (0, 1));
        town.tick_at("2026-05-16 00:01");
        assert_eq!(homes(town), (0, 1), "once");
        let id = made.id;
        assert_eq!(town.read(move |db| store::find(db, id)).unwrap().state, State::Done);
        rows_are_folds(town);
    });
}

#[test]
fn what_is_refused_returned_or_late_leaves_everything_as_it_was() {
    each_town(|town| {
        let ids: Vec<MemberId> =
            (1..=4).map(|number| town.member(number, town.branch).id).collect();
        let before = town.dump(ROWS, 4);
        // The receiver asks: the sender has to let go.
        let asked = ask(town, &town.foreign_clerk, ids[0], 0);
        assert_eq!(asked.as_ref().unwrap().state, State::Asked);
        let id = asked.unwrap().id;
        assert_eq!(code(receive(town, &town.foreign_clerk, id)), "branches-moved-on");
        town.write(&town.secretary, move |tx, desk, by| step::refuse(tx, desk, by, id, "工作需要"))
            .unwrap();
        let id = ask(town, &town.clerk, ids[1], 0).unwrap().id;
        let send_back = move |reason: &'static str| {
            town.write(&town.foreign_clerk, move |tx, desk, by| {
                step::give_back(tx, desk, by, id, reason)
            })
        };
        assert_eq!(code(send_back(" ")), "reason:text-too-short");
        send_back("材料不全").unwrap();
        let late = ask(town, &town.clerk, ids[2], 0).unwrap();
        let day = late.due_on;
        town.clock.set(day.plus(1).start().plus_seconds(-1));
        town.tick();
        assert_eq!(homes(town), (4, 0));
        let id = late.id;
        assert_eq!(town.read(move |db| store::find(db, id)).unwrap().state, State::Transit);
        town.clock.set(day.plus(1).start());
        town.tick();
        assert_eq!(town.read(move |db| store::find(db, id)).unwrap().state, State::Lapsed);
        assert_eq!(code(receive(town, &town.foreign_clerk, id)), "branches-moved-on");
        assert_eq!(town.dump(ROWS, 4), before);
    });
}

#[test]
fn many_go_at_once_and_one_refusal_hinders_nobody() {
    each_town(|town| {
        let ids: Vec<MemberId> =
            (1..=5).map(|number| town.member(number, town.branch).id).collect();
        ask(town, &town.clerk, ids[2], 0).unwrap();
        let (effective, receiver) = (town.today(), town.foreign);
        let all: Vec<NewTransfer> = ids
            .iter()
            .map(|member| NewTransfer {
                member: *member,
                link: Link::Home,
                receiver,
                effective,
                due_on: None,
            })
            .collect();
        let told =
            town.write(&town.clerk, move |tx, desk, by| step::bulk(tx, desk, by, &all)).unwrap();
        let refused: Vec<MemberId> =
            told.iter().filter(|(_, made)| made.is_err()).map(|(id, _)| *id).collect();
        assert_eq!(refused, [ids[2]]);
        for (_, made) in told {
            if let Ok(id) = made {
                receive(town, &town.foreign_clerk, id).unwrap();
            }
        }
        assert_eq!(homes(town), (1, 4));
        rows_are_folds(town);
    });
}
