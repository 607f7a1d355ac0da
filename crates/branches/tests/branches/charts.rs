//! A firm's chart changes: proposals name exactly the Party units concerned, accepting keeps what
//! was, and nothing happens by itself.

use std::collections::BTreeSet;

use branches::{
    chart::{
        Kind, State,
        decide::{Outcome, Wish, accept},
        link, store,
        take::Taken,
    },
    member::{Link, admit, fold, store as members},
    plan, task,
    transfer::step::{self, NewTransfer},
};
use contracts::UnitId;
use kernel::Timestamp;

use crate::{
    firm::{Firm, day},
    members::rows_are_folds,
    town::{Town, at, code, each_town, new_member},
};

const FIRST: &str = "\
编码,名称,上级编码,来源编码,人数
F,快送,,,
A,到家,F,,120
B,到店,F,,80
C,优选,F,,60
D,出行,F,,40
B1,到店骑手,B,,
C1,优选仓配,C,,
D1,网约车,D,,
";

/// Four groups are three; D and all below it is as it was.
const SECOND: &str = "\
编码,名称,上级编码,来源编码,人数
F,快送,,,
A,到家,F,,130
BC,本地商业,F,B;C,140
D,出行,F,,40
B1,到店骑手,BC,,
C1,优选仓配,BC,,
D1,网约车,D,,
";

struct Groups<'t> {
    firm: Firm<'t>,
    b: UnitId,
    c: UnitId,
    c1: UnitId,
    d: UnitId,
}

/// The four groups with a general branch each, three lines with a branch below theirs.
fn groups(town: &Town) -> Groups<'_> {
    let firm = Firm::new(town);
    assert_eq!(firm.taken("2026-05-01", FIRST), 0, "a first chart calls for nothing");
    firm.link("F", firm.owner).unwrap();
    let group = |code, name| firm.party("general-branch", code, name, firm.owner);
    group("A", "到家党总支");
    let (b, c, d) = (group("B", "到店党总支"), group("C", "优选党总支"), group("D", "出行党总支"));
    firm.party("branch-platform", "B1", "到店骑手党支部", b);
    let c1 = firm.party("branch-platform", "C1", "优选仓配党支部", c);
    firm.party("branch-platform", "D1", "网约车党支部", d);
    Groups { firm, b, c, c1, d }
}

fn home_of(town: &Town, member: branches::MemberId, on: &str, known: Timestamp) -> Option<UnitId> {
    let facts = town.read(move |db| members::facts(db, member));
    fold(&facts, day(on), known).home.map(|seat| seat.branch)
}

fn chart_tasks(town: &Town, owner: UnitId) -> Vec<task::Task> {
    town.read(move |db| task::of_owners(db, task::Kind::Chart, &[owner]))
}

#[test]
fn four_groups_become_three_and_what_was_stays_readable() {
    each_town(|town| {
        let Groups { firm, b, c, c1, d } = groups(town);
        let here: Vec<_> = (1..=5).map(|number| town.member(number, c).id).collect();
        let line: Vec<_> = (6..=8).map(|number| town.member(number, c1).id).collect();
        town.member(9, b);
        town.clock.set(at("2026-06-10 09:00"));
        assert_eq!(firm.taken("2026-06-08", SECOND), 1);
        let told = firm.told();
        let concerned = BTreeSet::from([b, c]);
        let codes = |all: &[&str]| all.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(told, [(Kind::Merge, codes(&["B", "C"]), codes(&["BC"]), concerned)]);
        assert_eq!((firm.above(c1), firm.is_open(b)), (Some(c), true), "nothing by itself");
        let waiting = chart_tasks(town, firm.owner);
        town.clock.set(at("2026-06-15 09:00"));
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].age_days(town.today()), 5);
        let id = firm.open()[0].id;
        assert_eq!(firm.accept_one(), Outcome::Done);
        // The larger one stays: members, parts and the merged unit are with it.
        assert!(!firm.is_open(b) && firm.is_open(c) && firm.is_open(d));
        assert_eq!(town.read(move |db| members::in_branch(db, c)).len(), 6);
        assert_eq!(town.desk.tree.below(c).len(), 2);
        let links = firm.links();
        assert!(links.contains(&("BC".into(), c)) && links.contains(&("D".into(), d)));
        assert!(!links.iter().any(|(code, unit)| code == "B" || code == "C" || *unit == b));
        assert_eq!((links.len(), firm.open().len()), (7, 0));
        assert!(chart_tasks(town, firm.owner).is_empty());
        // As of the old day: the old chart, the old answers, the old seats.
        let firm_id = firm.id;
        let (old, then) = town.read(move |db| {
            let on = day("2026-06-10");
            Ok((store::on(db, firm_id, day("2026-06-07"))?, store::links_on(db, firm_id, on)?))
        });
        assert!(old.unwrap().entries.contains_key("B"));
        assert!(then.iter().any(|link| link.code == "B" && link.unit == b));
        let end = at("2026-12-31 00:00");
        let joined = town
            .read(move |db| members::in_branch(db, c))
            .into_iter()
            .find(|member| !here.contains(&member.id))
            .unwrap();
        assert_eq!(home_of(town, joined.id, "2026-06-14", end), Some(b));
        assert_eq!(home_of(town, joined.id, "2026-06-15", end), Some(c));
        assert_eq!(home_of(town, line[0], "2026-06-15", end), Some(c1), "not concerned");
        rows_are_folds(town);
        let entries = town.read(move |db| storage::journal::entries_about(db, *id.as_bytes()));
        assert_eq!(entries.len(), 1, "the decision is in the journal");
        // Once: a second yes says that it is decided.
        let again = firm.accept(id, Wish::default());
        assert_eq!(code(again), "branches-moved-on");
    });
}

#[test]
fn the_same_again_raises_nothing_and_wrong_charts_are_refused_whole() {
    each_town(|town| {
        let firm = Firm::new(town);
        assert_eq!(firm.taken("2026-05-01", FIRST), 0);
        let shuffled = "code,parent,name,headcount\nD1,D,网约车,\nC1,C,优选仓配,\n\
            B1,B,到店骑手,\nD,F,出行,40\nC,F,优选,60\nB,F,到店,80\nA,F,到家,120\nF,,快送,\n";
        for (on, text) in [("2026-05-02", FIRST), ("2026-04-01", shuffled)] {
            assert_eq!(firm.hand_in(on, text).unwrap(), Ok(Taken::Unchanged));
        }
        assert_eq!(code(firm.hand_in("2026-04-30", SECOND)), "day:branches-chart-old");
        assert_eq!(code(firm.hand_in("2026-05-07", SECOND)), "day:branches-day-future");
        let wrong = firm.hand_in("2026-05-02", "code,name,parent,from\nA,到家,,\nX,新,Y,Z\n");
        let wrong: Vec<_> =
            wrong.unwrap().unwrap_err().into_iter().map(|it| (it.line, it.code)).collect();
        let parent = (3, "branches-chart-parent-unknown");
        assert_eq!(wrong, [(3, "branches-chart-from-unknown"), parent]);
        let id = firm.id;
        let newest = town.read(move |db| store::newest(db, id)).unwrap();
        assert_eq!((newest.number, newest.entries.len()), (1, 8));
        // Another Party unit decides only once the one before is no more.
        let other = Firm { town, id, owner: town.second };
        let moved = || other.hand_in("2026-05-02", SECOND);
        assert_eq!(code(moved()), "owner:branches-chart-owner-other");
        let next = Firm::new(town);
        let below = next.found("party-committee", "下级党委", Some(next.owner));
        let of_below = Firm { town, id: next.id, owner: below };
        of_below.taken("2026-05-01", FIRST);
        town.system(move |tx, desk| desk.tree.dissolve(tx, below, "撤销")).unwrap();
        assert_eq!(code(of_below.hand_in("2026-05-02", SECOND)), "owner:branches-no-branch");
        next.taken("2026-05-02", SECOND);
        let firm = Firm { id: town.branch, ..firm };
        assert_eq!(code(firm.hand_in("2026-05-02", FIRST)), "firm:branches-chart-firm");
    });
}

#[test]
fn nobody_else_hands_in_links_or_decides() {
    each_town(|town| {
        let Groups { firm, d, .. } = groups(town);
        let (id, owner) = (firm.id, firm.owner);
        town.clock.set(at("2026-06-10 09:00"));
        firm.taken("2026-06-08", SECOND);
        let proposal = firm.open()[0].id;
        for nobody in [&town.foreign_clerk, &town.firm_clerk, &town.street_clerk, &town.secretary] {
            let linked = town
                .write(nobody, move |tx, desk, by| link::link(tx, desk, by, id, "D", d).map(drop));
            assert_eq!(code(linked), "not-found");
            let said = town.write(nobody, move |tx, desk, by| {
                accept(tx, desk, by, proposal, &Wish::default())
            });
            assert_eq!(code(said), "not-found");
        }
        // While it is open nobody assigns what it is about; what is not concerned may be assigned.
        assert_eq!(code(firm.link("BC", owner)), "branches-chart-pending");
        assert_eq!(code(firm.link("Q", owner)), "code:branches-chart-unknown");
        assert_eq!(code(firm.link("D", town.foreign)), "not-found");
    });
}

#[test]
fn what_no_longer_applies_says_so_and_does_nothing() {
    each_town(|town| {
        let Groups { firm, b, c, .. } = groups(town);
        town.member(1, b);
        town.clock.set(at("2026-06-10 09:00"));
        firm.taken("2026-06-08", SECOND);
        let first = firm.open()[0].clone();
        // A newer chart that leaves it alone keeps it, with its age.
        town.clock.set(at("2026-06-20 09:00"));
        let renamed = SECOND.replace("B;C", "").replace("网约车", "专车");
        assert_eq!(firm.taken("2026-06-19", &renamed), 2);
        assert!(firm.open().contains(&first));
        // One that undoes it supersedes it.
        let apart = FIRST.replace("到店,F,", "到店,F,BC").replace("优选,F,", "优选,F,BC");
        assert_eq!(firm.taken("2026-06-20", &apart), 1, "a split of what was never joined");
        assert_eq!(code(firm.accept(first.id, Wish::default())), "branches-chart-superseded");
        let id = first.id;
        assert_eq!(town.read(move |db| store::find(db, id)).unwrap().state, State::Superseded);
        // A Party unit that was closed by somebody else's hand.
        let third = SECOND.replace("BC,本地商业", "X,本地");
        let third = third.replace(",BC,", ",X,");
        firm.taken("2026-06-20", &third);
        let open = firm.open();
        let merge = open.iter().find(|it| it.kind == Kind::Merge).unwrap().id;
        town.system(move |tx, desk| {
            for part in desk.tree.place(tx, c)?.unwrap().parts {
                desk.tree.regroup(tx, part, b)?;
            }
            desk.tree.dissolve(tx, c, "撤销")
        })
        .unwrap();
        let before = town.dump("SELECT id, home FROM branches_members ORDER BY id", 2);
        assert_eq!(code(firm.accept(merge, Wish::default())), "branches-chart-gone");
        assert_eq!(town.dump("SELECT id, home FROM branches_members ORDER BY id", 2), before);
        assert!(firm.is_open(b));
        firm.refuse(merge, "另行研究").unwrap();
        assert!(firm.links().contains(&("X".into(), b)));
    });
}

#[test]
fn refusing_leaves_the_party_s_tree_and_is_not_asked_again() {
    each_town(|town| {
        let Groups { firm, b, c, .. } = groups(town);
        town.clock.set(at("2026-06-10 09:00"));
        firm.taken("2026-06-08", SECOND);
        let id = firm.open()[0].id;
        assert_eq!(code(firm.refuse(id, " ")), "reason:text-too-short");
        firm.refuse(id, "两个党总支都保留").unwrap();
        assert!(firm.is_open(b) && firm.is_open(c) && firm.open().is_empty());
        let links = firm.links();
        assert!(links.contains(&("BC".into(), b)) && links.contains(&("BC".into(), c)));
        let third = SECOND.replace("B;C", "").replace("130", "131");
        assert_eq!(firm.taken("2026-06-09", &third), 0);
    });
}

#[test]
fn a_merge_names_units_for_which_nobody_answers_and_later_charts_keep_it() {
    each_town(|town| {
        let firm = Firm::new(town);
        firm.taken("2026-05-01", FIRST);
        let b = firm.party("general-branch", "B", "到店党总支", firm.owner);
        assert_eq!(firm.taken("2026-05-02", SECOND), 1);
        let codes = |all: &[&str]| all.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        let wanted = (Kind::Merge, codes(&["B", "C"]), codes(&["BC"]), BTreeSet::from([b]));
        assert_eq!(firm.told(), [wanted]);
        let first = firm.open();
        let third = SECOND.replace("B;C", "").replace("130", "131");
        assert_eq!(firm.taken("2026-05-03", &third), 1);
        assert_eq!(firm.open(), first);
        firm.accept_one();
        assert_eq!(firm.links(), [("BC".to_owned(), b)]);
        assert!(firm.is_open(b) && firm.open().is_empty());
    });
}

#[test]
fn a_unit_moves_is_renamed_and_closed() {
    each_town(|town| {
        let Groups { firm, c, c1, d, b } = groups(town);
        let people: Vec<_> = (1..=3).map(|number| town.member(number, c1).id).collect();
        town.clock.set(at("2026-06-10 09:00"));
        let moved =
            FIRST.replace("C1,优选仓配,C", "C1,优选配送,D").replace("B1,到店骑手,B,,\n", "");
        assert_eq!(firm.taken("2026-06-08", &moved), 2);
        let kinds: Vec<Kind> = firm.open().into_iter().map(|it| it.kind).collect();
        assert_eq!(BTreeSet::from_iter(kinds), BTreeSet::from([Kind::Move, Kind::Close]));
        for it in firm.open() {
            let only = it.body.parties[0];
            assert_eq!(it.body.parties.len(), 1);
            if it.kind == Kind::Move {
                assert_eq!((only.unit, only.under), (c1, Some(d)));
            }
            firm.accept(it.id, Wish::default()).unwrap();
        }
        assert_eq!(firm.above(c1), Some(d));
        assert_eq!(town.desk.units.unit(c1).unwrap().name_zh, "优选配送党支部");
        assert!(town.desk.tree.below(b).is_empty() && firm.is_open(c));
        // The code and the name change, and then it is gone.
        let renamed = moved.replace("C1,优选配送,D,,", "K,同城配送,D,C1,");
        assert_eq!(firm.taken("2026-06-09", &renamed), 1);
        assert_eq!(firm.open()[0].kind, Kind::Rename);
        firm.accept_one();
        assert_eq!(town.desk.units.unit(c1).unwrap().name_zh, "同城配送党支部");
        assert!(firm.links().contains(&("K".into(), c1)));
        assert_eq!(firm.taken("2026-06-10", &renamed.replace("K,同城配送,D,C1,\n", "")), 1);
        firm.accept_one();
        assert!(!firm.is_open(c1));
        let waiting = town.read(move |db| task::of_owners(db, task::Kind::Place, &[d]));
        let waiting: BTreeSet<_> = waiting.into_iter().map(|task| task.subject).collect();
        assert_eq!(waiting, people.iter().map(|id| *id.as_bytes()).collect());
        assert!(firm.open().is_empty() && !firm.links().iter().any(|(_, unit)| *unit == c1));
        rows_are_folds(town);
    });
}

#[test]
fn a_shared_branch_stays_and_only_the_answer_follows() {
    each_town(|town| {
        let Groups { firm, b, c, d, .. } = groups(town);
        // The branch of the line below D answers for C too: a joint branch.
        firm.link("C", d).unwrap();
        town.clock.set(at("2026-06-10 09:00"));
        firm.taken("2026-06-08", SECOND);
        let it = firm.open()[0].clone();
        let stays: Vec<_> = it.body.parties.iter().map(|party| (party.unit, party.stays)).collect();
        let mut wanted = vec![(b, false), (c, false), (d, true)];
        wanted.sort_unstable();
        assert_eq!(stays, wanted);
        firm.accept(it.id, Wish { stays: Some(b), ..Wish::default() }).unwrap();
        assert!(firm.is_open(b) && !firm.is_open(c) && firm.is_open(d));
        let of_merged: BTreeSet<UnitId> =
            firm.links().into_iter().filter(|(code, _)| code == "BC").map(|(_, it)| it).collect();
        assert_eq!(of_merged, BTreeSet::from([b, d]));
    });
}

#[test]
fn a_split_opens_the_planner_and_a_new_unit_needs_three_members() {
    each_town(|town| {
        let Groups { firm, c1, d, .. } = groups(town);
        for number in 1..=8 {
            town.member(number, c1);
        }
        for number in 21..=22 {
            let mut new = new_member(town.person(number), d);
            new.traits.line = "跑腿".into();
            town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &new)).unwrap();
        }
        town.clock.set(at("2026-06-10 09:00"));
        let changed = FIRST
            .replace("C1,优选仓配,C,,\n", "C2,优选仓储,C,C1,\nC3,优选配送,C,C1,\nP,跑腿,D,,\n");
        assert_eq!(firm.taken("2026-06-08", &changed), 2);
        let split = firm.open().into_iter().find(|it| it.kind == Kind::Split).unwrap();
        assert_eq!(split.body.parties.iter().map(|it| it.unit).collect::<Vec<_>>(), [c1]);
        let Outcome::Divided(plans) = firm.accept(split.id, Wish::default()).unwrap() else {
            panic!("eight members are two branches")
        };
        let plan = town.read(move |db| plan::store::find(db, plans[0])).unwrap();
        assert_eq!((plan.branch, plan.draft.parts.len()), (c1, 2));
        let links = firm.links();
        assert!(links.contains(&("C2".into(), c1)) && links.contains(&("C3".into(), c1)));
        // Two members are too few: it is noted, and asked again with the next new unit only.
        assert_eq!(firm.accept_one(), Outcome::TooFew);
        assert!(firm.open().is_empty() && !firm.links().iter().any(|(code, _)| code == "P"));
        let mut third = new_member(town.person(23), d);
        third.traits.line = "代驾".into();
        for number in [24, 25] {
            let new = admit::NewMember { person: town.person(number), ..third.clone() };
            town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &new)).unwrap();
        }
        town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &third)).unwrap();
        let newer = changed.replace("C2,优选仓储,C,C1", "C2,优选仓储,C,");
        let newer = newer.replace("C3,优选配送,C,C1", "C3,优选配送,C,");
        assert_eq!(firm.taken("2026-06-09", &format!("{newer}Q,代驾,D,,\n")), 1);
        let id = firm.open()[0].id;
        assert_eq!(code(firm.accept(id, Wish::default())), "kind:branches-chart-kind");
        let wish = Wish { kind: "branch-platform".into(), ..Wish::default() };
        assert_eq!(firm.accept(id, wish).unwrap(), Outcome::Done);
        let (_, made) = firm.links().into_iter().find(|(code, _)| code == "Q").unwrap();
        assert_eq!(firm.above(made), Some(d));
        assert_eq!(town.read(move |db| members::in_branch(db, made)).len(), 3);
        assert_eq!(town.read(move |db| members::in_branch(db, d)).len(), 2);
        rows_are_folds(town);
    });
}

#[test]
fn pairs_go_along_and_whoever_is_on_the_way_is_not_lost() {
    each_town(|town| {
        let Groups { firm, b, c, .. } = groups(town);
        let ids: Vec<_> = (1..=4).map(|number| town.member(number, c).id).collect();
        let other = town.member(9, b).id;
        let (lead, led) = (ids[0], ids[1]);
        town.write(&town.clerk, move |tx, desk, by| {
            branches::pairing::workers::lead(tx, desk, by, lead, led)
        })
        .unwrap();
        town.clock.set(at("2026-06-10 09:00"));
        firm.taken("2026-06-08", SECOND);
        let id = firm.open()[0].id;
        let wish = || Wish { stays: Some(b), ..Wish::default() };
        let (effective, branch) = (town.today(), town.branch);
        let ask = move |member, receiver| {
            town.write(&town.clerk, move |tx, desk, by| {
                let link = Link::Home;
                let new = NewTransfer { member, link, receiver, effective, due_on: None };
                Ok(step::ask(tx, desk, by, new, None)?.id)
            })
            .unwrap()
        };
        let coming = ask(other, c);
        assert_eq!(code(firm.accept(id, wish())), "branches-chart-incoming");
        town.write(&town.clerk, move |tx, desk, by| {
            step::give_back(tx, desk, by, coming, "工作需要")
        })
        .unwrap();
        let going = ask(ids[3], branch);
        firm.accept(id, wish()).unwrap();
        let leads = town.read(move |db| branches::pairing::store::leads_in(db, b));
        assert_eq!(leads.iter().map(|it| (it.lead, it.member)).collect::<Vec<_>>(), [(lead, led)]);
        town.write(&town.clerk, move |tx, desk, by| step::receive(tx, desk, by, going)).unwrap();
        let seats: Vec<usize> = [b, branch, c]
            .map(|unit| town.read(move |db| members::in_branch(db, unit)).len())
            .into();
        assert_eq!(seats, [4, 1, 0]);
        rows_are_folds(town);
    });
}
