//! Sub-trees that move on a day, and back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use contracts::{Unit as UnitName, UnitId};
use kernel::{Day, Id, Moment, Rng, SeededRng, Timestamp};
use storage::{Error, Stamp, Store, jobs, testing::each_store};

use super::{AREAS, CATALOGUE, area, code_of, desk, each_city, id, new, today};
use crate::{
    By, Consulted, Details, Forest, MIGRATIONS, NewUnit, Refusal, Unit, UnitError, close, found,
    found_as, found_operator,
    moves::{
        self, For, Move, MoveId, Plan, Side, State, Step,
        decide::{agree, send_back},
        draft::draft,
        tick,
        undo::undo,
    },
    store,
};

/// Eleven in the morning of a day; no two have the same randomness.
fn at(day: Day) -> Moment {
    static SEED: AtomicU64 = AtomicU64::new(1_000);
    Moment::seeded(day.at(11, 0), SEED.fetch_add(1, Ordering::Relaxed))
}

fn on<T: Send + 'static>(
    store: &Store,
    day: Day,
    work: impl FnOnce(&mut storage::Tx<'_>) -> Result<T, UnitError> + Send + 'static,
) -> Result<T, UnitError> {
    store.write_blocking(Stamp::system(at(day), "test"), work)
}

/// What the clock does at an instant.
fn ring(store: &Store, now: Timestamp) -> usize {
    let consulted =
        || Consulted { catalogue: Arc::new(CATALOGUE.clone()), areas: Arc::new(AREAS.clone()) };
    jobs::run_due(store, &at(now.day()).at(now), &[tick::handler(consulted)]).unwrap()
}

fn forest(store: &Store) -> Forest {
    store.read_blocking(|db| Ok::<_, Error>(Forest::new(store::all(db)?))).unwrap()
}

/// Where every open unit stands and of what kind it is.
fn shape(forest: &Forest) -> BTreeMap<UnitId, (Option<UnitId>, String)> {
    forest.all_open().map(|unit| (unit.id, (unit.parent, unit.kind.clone()))).collect()
}

fn plan(steps: Vec<Step>, sender: UnitId, receiver: UnitId) -> Plan {
    Plan {
        title: "总部党组织关系转移".into(),
        steps,
        sender,
        receiver,
        effective: today().plus(10),
        decide_by: today().plus(5),
    }
}

fn drafted(store: &Store, day: Day, number: u8, plan: Plan) -> Result<Move, UnitError> {
    on(store, day, move |tx| draft(tx, desk(), For::Program, id(number), &plan))
}

fn agreed(store: &Store, day: Day, number: u8, side: Side) -> Result<Move, UnitError> {
    on(store, day, move |tx| agree(tx, For::Program, id(number), side))
}

fn state(store: &Store, number: u8) -> State {
    let read = store.read_blocking(move |db| moves::store::find(db, id(number)));
    read.unwrap().unwrap().state
}

fn uid(number: usize) -> UnitId {
    Id::<UnitName>::from_bytes(u128::try_from(number).unwrap().to_be_bytes())
}

/// A county's express committee (20) in Hangzhou, one in Shanghai (21), and four head offices
/// (31, 41, 51, 61), each a firm's committee with two general branches of three branches each.
fn head_offices(store: &Store) {
    let mut rows =
        vec![(20, "industry-committee", "33", None), (21, "industry-committee", "31", None)];
    for office in [100, 200, 300, 400] {
        rows.push((office, "firm-committee", "330102", Some(20)));
        for general in [10, 20] {
            rows.push((office + general, "general-branch", "330102", Some(office)));
            for branch in 1..=3 {
                rows.push((
                    office + general + branch,
                    "branch-firm",
                    "330102001",
                    Some(office + general),
                ));
            }
        }
    }
    let details = Details { industry: Some("快递".into()), ..Details::default() };
    on(store, today(), move |tx| {
        for (number, kind, code, parent) in rows {
            let unit = NewUnit { id: uid(number), parent: parent.map(uid), ..new(0, kind, code) };
            found_as(tx, desk(), By::Program, &unit, &details)?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn four_head_offices_move_between_provinces_and_one_is_rejected() {
    each_city(|store, _| {
        head_offices(store);
        let before = forest(store);
        let counted = |forest: &Forest, root: usize| forest.subtree(uid(root)).len();
        assert_eq!((counted(&before, 20), counted(&before, 21)), (1 + 4 * 9, 1));
        let offices = [(1, 100), (2, 200), (3, 300), (4, 400)];
        for (number, office) in offices {
            let step = Step::Move { unit: uid(office), to: Some(uid(21)) };
            let plan = plan(vec![step], uid(20), uid(21));
            let shown = moves::preview(desk(), &before, &plan).unwrap();
            assert_eq!((shown.moved, shown.leads.len()), (9, 1));
            assert_eq!(shown.leads[0].before, Some(uid(20)));
            assert_eq!(shown.leads[0].after, Some(uid(21)));
            drafted(store, today(), number, plan.clone()).unwrap();
            assert_eq!(drafted(store, today(), number, plan).unwrap().state, State::Drafted);
            agreed(store, today(), number, Side::Sender).unwrap();
        }
        // In transit: each unit is on exactly one side, and nobody else moves or closes it.
        let way = forest(store);
        assert_eq!((counted(&way, 20), counted(&way, 21)), (37, 1));
        let again = plan(vec![Step::Move { unit: uid(100), to: None }], uid(20), uid(21));
        assert_eq!(code_of(drafted(store, today(), 9, again)).1, "unit-in-transit");
        let shut = on(store, today(), |tx| close(tx, By::Program, uid(100), "不再需要", today()));
        assert_eq!(code_of(shut).1, "unit-in-transit");

        for number in [1, 2, 3] {
            agreed(store, today().plus(1), number, Side::Receiver).unwrap();
        }
        on(store, today().plus(1), |tx| {
            send_back(tx, For::Program, id(4), Side::Receiver, "材料不全，请补齐")
        })
        .unwrap();
        assert_eq!(state(store, 4), State::Returned);
        let late = agreed(store, today().plus(2), 4, Side::Receiver);
        assert_eq!(code_of(late).1, "unit-move-over");

        ring(store, today().plus(10).start().plus_seconds(-1));
        assert_eq!(counted(&forest(store), 21), 1, "nothing before the day");
        ring(store, today().plus(10).start());
        ring(store, today().plus(11).start());
        let after = forest(store);
        assert_eq!((counted(&after, 20), counted(&after, 21)), (10, 28));
        assert_eq!(shape(&after).len(), shape(&before).len(), "none lost, none twice");
        let facts = store.read_blocking(|db| store::facts(db, uid(100))).unwrap();
        assert_eq!(facts.len(), 2, "made once");

        // The tree of any day, as it was known on any day.
        let all = store.read_blocking(store::all_facts).unwrap();
        let (day, known) = (today().plus(10), today().plus(12));
        assert_eq!(shape(&Forest::as_of(&all, day, known)), shape(&after));
        assert_eq!(shape(&Forest::as_of(&all, day.plus(-1), known)), shape(&before));
        assert_eq!(shape(&Forest::as_of(&all, day, today())), shape(&before), "nobody knew");

        on(store, today().plus(12), |tx| undo(tx, desk(), For::Program, id(2), "转错了地方"))
            .unwrap();
        assert_eq!((counted(&forest(store), 20), counted(&forest(store), 21)), (19, 19));
    });
}

#[test]
fn what_is_not_agreed_in_time_goes_back() {
    each_city(|store, _| {
        head_offices(store);
        let before = shape(&forest(store));
        let step = Step::Move { unit: uid(100), to: Some(uid(21)) };
        drafted(store, today(), 1, plan(vec![step.clone()], uid(20), uid(21))).unwrap();
        agreed(store, today(), 1, Side::Receiver).unwrap();
        ring(store, today().plus(6).start());
        assert_eq!(state(store, 1), State::Lapsed);
        assert_eq!(shape(&forest(store)), before);
        // The way is free again; what becomes impossible meanwhile stops, and nothing is half done.
        let plan =
            plan(vec![Step::Move { unit: uid(111), to: Some(uid(210)) }, step], uid(20), uid(21));
        drafted(store, today(), 2, plan).unwrap();
        for side in [Side::Sender, Side::Receiver] {
            agreed(store, today(), 2, side).unwrap();
        }
        on(store, today(), |tx| close(tx, By::Program, uid(21), "撤销这个党委", today())).unwrap();
        ring(store, today().plus(6).start());
        ring(store, today().plus(10).start());
        assert_eq!(state(store, 2), State::Stopped);
        assert_eq!(shape(&forest(store))[&uid(111)].0, Some(uid(110)));
    });
}

/// A hundred general branches get eight second-level committees between them and their firm's
/// committee, two of them are raised themselves, two are merged; then all of it is undone.
#[test]
fn a_house_is_rebuilt_in_one_step_and_put_back() {
    each_city(|store, _| {
        let rows = std::iter::once((1_000, "firm-committee", None))
            .chain((1..=100).map(|number| (number + 1_000, "general-branch", Some(1_000))))
            .chain([(1_201, "branch-firm", Some(1_100)), (1_202, "branch-firm", Some(1_099))]);
        on(store, today(), move |tx| {
            for (number, kind, parent) in rows {
                let parent = parent.map(uid);
                let unit = NewUnit { id: uid(number), parent, ..new(0, kind, "330102") };
                found(tx, desk(), By::Program, &unit)?;
            }
            Ok(())
        })
        .unwrap();
        let before = forest(store);
        let mut steps: Vec<Step> = (0..8)
            .map(|number| Step::Found {
                unit: uid(2_000 + number),
                kind: "second-level-committee".into(),
                area: area("330102"),
                name_zh: format!("第{number}事业群党委"),
                name_en: format!("Group {number}"),
                parent: Some(uid(1_000)),
                details: Details::default(),
            })
            .collect();
        steps.extend((1..=96).map(|number| Step::Move {
            unit: uid(1_000 + number),
            to: Some(uid(2_000 + number % 8)),
        }));
        for number in [1_097, 1_098] {
            steps.push(Step::Become { unit: uid(number), kind: "second-level-committee".into() });
        }
        steps.push(Step::Move { unit: uid(1_201), to: Some(uid(1_099)) });
        steps.push(Step::Close { unit: uid(1_100), reason: "并入第九十九总支".into() });
        let plan = plan(steps, uid(1_000), uid(1_000));
        let wide = moves::preview::too_wide(&CATALOGUE, &before);
        assert_eq!((wide.len(), wide[0].under), (1, 100));
        let shown = moves::preview(desk(), &before, &plan).unwrap();
        assert_eq!((shown.founded, shown.raised, shown.closed, shown.moved), (8, 2, 1, 97));
        assert_eq!(shown.too_wide, []);

        drafted(store, today(), 1, plan).unwrap();
        agreed(store, today(), 1, Side::Receiver).unwrap();
        ring(store, today().plus(6).start());
        ring(store, today().plus(10).start());
        assert_eq!(shape(&forest(store)), shape(&shown.after));
        on(store, today().plus(11), |tx| undo(tx, desk(), For::Program, id(1), "重新研究方案"))
            .unwrap();
        assert_eq!(shape(&forest(store)), shape(&before), "exactly as it was");
        let twice =
            on(store, today().plus(12), |tx| undo(tx, desk(), For::Program, id(1), "重新研究方案"));
        assert_eq!(code_of(twice).1, "unit-move-over");
    });
}

#[test]
fn kinds_stand_where_they_may_with_what_they_need() {
    each_city(|store, _| {
        let founding = |number: u8, kind: &str, code: &str, parent: Option<UnitId>, uscc: &str| {
            let unit = NewUnit { parent, ..new(number, kind, code) };
            let details =
                Details { uscc: Some(uscc.into()), industry: Some("外卖".into()), meets: None };
            on(store, today(), move |tx| found_as(tx, desk(), By::Program, &unit, &details))
        };
        let good = "91110000600037341L";
        let brand = founding(20, "brand", "3301", None, "").unwrap();
        assert_eq!(brand.details.industry.as_deref(), Some("food-delivery"));
        let typo = good.replace('7', "8");
        let wrong = founding(21, "legal-entity", "330102", Some(id(20)), &typo);
        assert_eq!(code_of(wrong), ("uscc", "unit-uscc-wrong"));
        let none = founding(21, "legal-entity", "330102", Some(id(20)), " ");
        assert_eq!(code_of(none), ("uscc", "unit-uscc-needed"));
        founding(21, "legal-entity", "330102", Some(id(20)), good).unwrap();
        let twice = founding(22, "franchise", "330102", Some(id(21)), good);
        assert_eq!(code_of(twice), ("uscc", "unit-uscc-taken"));
        let alone = founding(23, "site", "330102001", None, "");
        assert_eq!(code_of(alone), ("parent", "unit-parent-needed"));
        let street = founding(23, "site", "330102001", Some(id(2)), "");
        assert_eq!(code_of(street), ("parent", "unit-parent-unfit"));
        founding(23, "site", "330102001", Some(id(21)), "").unwrap();
        let abroad = founding(24, "merchant", "310101", None, "");
        assert_eq!(code_of(abroad), ("area", "unit-area-unknown"), "a shop does not roam");
        let branch = founding(25, "branch-online", "330102", None, "").unwrap();
        assert_eq!(branch.meeting(&CATALOGUE).as_deref(), Some("online"));
    });
}

/// Whatever is tried in whatever order: one parent for each, no circle, everything counted once,
/// the row is the fold, and undoing what was done last leads back.
#[test]
fn whatever_is_tried_the_tree_stays_a_tree() {
    let all: Vec<_> = access::MIGRATIONS.iter().chain(MIGRATIONS).copied().collect();
    each_store(&all, |one| {
        let mut told = 0;
        for seed in 0..2 {
            let base = u8::try_from(seed * 100).unwrap();
            told += random_story(&one.store, seed, base);
        }
        assert!(told > 4, "some are undone, or this proves nothing: {told}");
    });
}

/// Answers how many plans were made and undone again.
fn random_story(store: &Store, seed: u64, base: u8) -> usize {
    let mut rng = SeededRng::new(seed);
    let mut pick = |below: usize| {
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(below).unwrap()).unwrap()
    };
    let operator = NewUnit { in_charge: true, ..new(250, "social-work", "3301") };
    on(store, today(), move |tx| found_operator(tx, desk(), &operator)).unwrap();
    let number = |index: usize| id::<UnitName>(base + u8::try_from(index).unwrap());
    let kinds = ["firm-committee", "general-branch", "second-level-committee", "branch-firm"];
    for index in 0..24 {
        let parent = (index > 2).then(|| number(pick(index)));
        let kind = if index < 3 { kinds[0] } else { kinds[pick(4)] };
        let unit = NewUnit { id: number(index), parent, ..new(base, kind, "3301") };
        // Some do not fit; the tree grows from those that do.
        let _ = on(store, today(), move |tx| found(tx, desk(), By::Program, &unit));
    }
    let (mut day, mut made, mut back_again) = (today(), 0_u8, 0);
    for _ in 0..60 {
        let (unit, to) = (number(pick(24)), number(pick(24)));
        match pick(6) {
            0..=3 if made < 50 => {
                let step = match pick(4) {
                    0 => Step::Become { unit, kind: kinds[pick(4)].into() },
                    1 => Step::Close { unit, reason: "合并".into() },
                    _ => Step::Move { unit, to: Some(to) },
                };
                let root = |forest: &Forest, id| forest.above(id).last().copied().unwrap_or(id);
                let now = forest(store);
                let mut plan = plan(vec![step], root(&now, unit), root(&now, to));
                (plan.decide_by, plan.effective) = (day.plus(1), day.plus(2));
                let key: MoveId = id(base + made);
                let done = on(store, day, move |tx| {
                    draft(tx, desk(), For::Program, key, &plan)?;
                    agree(tx, For::Program, key, Side::Sender)?;
                    agree(tx, For::Program, key, Side::Receiver)
                });
                made += u8::from(done.is_ok());
            }
            4 => {
                for _ in 0..2 {
                    day = day.plus(1);
                    ring(store, day.start());
                }
            }
            _ if made > 0 => {
                let key: MoveId = id(base + u8::try_from(pick(usize::from(made))).unwrap());
                let was = store.read_blocking(move |db| moves::store::find(db, key)).unwrap();
                let before = shape(&forest(store));
                let back = on(store, day, move |tx| undo(tx, desk(), For::Program, key, "不合适"));
                if let Ok(undone) = back {
                    undone_exactly(store, &was.unwrap(), &undone, &before);
                    back_again += 1;
                }
            }
            _ => {}
        }
        holds(store);
    }
    back_again
}

/// Making the plan again in memory on the undone tree gives the tree as it was before undoing.
fn undone_exactly(
    store: &Store,
    was: &Move,
    undone: &Move,
    before: &BTreeMap<UnitId, (Option<UnitId>, String)>,
) {
    assert_eq!((was.state, undone.state), (State::Applied, State::Undone));
    let again = moves::preview(desk(), &forest(store), &was.plan).unwrap();
    assert_eq!(shape(&again.after), *before);
}

fn holds(store: &Store) {
    let forest = forest(store);
    let facts = store.read_blocking(store::all_facts).unwrap();
    for (id, facts) in &facts {
        assert_eq!(Unit::fold(*id, facts).as_ref(), forest.get(*id), "the row is the fold");
    }
    let mut seen = BTreeSet::new();
    for root in forest.roots() {
        for unit in forest.subtree(root.id) {
            assert!(seen.insert(unit), "in two places");
        }
    }
    let open: BTreeSet<UnitId> = forest.all_open().map(|unit| unit.id).collect();
    assert_eq!(seen, open, "everything counted exactly once, what is in transit too");
    for unit in forest.all_open() {
        let above = unit.parent.and_then(|above| forest.get(above));
        assert!(above.is_none_or(Unit::is_open), "nothing hangs from what is closed");
    }
}

#[test]
fn nobody_decides_for_the_other_side() {
    each_city(|store, _| {
        head_offices(store);
        let step = Step::Move { unit: uid(100), to: Some(uid(21)) };
        drafted(store, today(), 1, plan(vec![step.clone()], uid(20), uid(21))).unwrap();
        let post = access::Membership {
            id: id(70),
            unit: uid(20),
            unit_kind: "industry-committee".into(),
            role: "department-clerk".into(),
            area: area("33"),
            from: today(),
            until: None,
        };
        let clerk = access::Actor::new(id(60), None, vec![post], today());
        let target = access::Target::area(area("33")).with_units([uid(20)]);
        let permit = access::permit(&clerk, access::Action::UnitTransfer, &target).unwrap();
        let own = permit.clone();
        on(store, today(), move |tx| agree(tx, For::Permit(&own), id(1), Side::Sender)).unwrap();
        let other = permit.clone();
        let refused =
            on(store, today(), move |tx| agree(tx, For::Permit(&other), id(1), Side::Receiver));
        assert!(matches!(refused, Err(UnitError::Refused(Refusal::WrongPermit(_)))));
        // Nor does anybody take what belongs to a third house.
        let foreign = Plan {
            steps: vec![Step::Move { unit: id(3), to: Some(uid(21)) }],
            ..plan(vec![step], uid(20), uid(21))
        };
        let refused =
            on(store, today(), move |tx| draft(tx, desk(), For::Permit(&permit), id(2), &foreign));
        assert_eq!(code_of(refused), ("steps", "unit-move-outside"));
    });
}
