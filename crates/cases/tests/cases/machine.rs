//! Anybody does anything at any time: what must hold, holds after every step.

use std::fmt::Write as _;

use access::{Action, Actor};
use cases::{
    State,
    act::ActError,
    answer,
    answer::Given,
    case::Case,
    chain::climb,
    contact,
    entry::{Outcome, Photo, What},
    handle,
    holder::{Holder, held},
    merge, photos,
    results::{self, NewResult},
    scope, store, verdict,
};
use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use proptest::{prelude::*, test_runner::TestRunner};
use storage::{Db, Error, Tx, jobs, params};

use crate::{
    common::{COMMUNITY, Town, at, each_town},
    joint,
};
use money::Money;

mod money;

/// One thing somebody tries.
#[derive(Debug, Clone)]
struct Step {
    /// Seconds since the step before.
    later: i64,
    /// Position in [`crate::common::People::everybody`].
    who: usize,
    /// Position among the two cases of the story.
    on: usize,
    act: Act,
}

#[derive(Debug, Clone)]
enum Act {
    Accept,
    /// Position among the offices.
    Assign(usize),
    Resort(&'static str),
    Note(bool),
    Release,
    /// Show the photo to the public, or take it back.
    Photo(bool),
    Answer,
    Confirm,
    Dispute,
    Reopen(bool),
    Withdraw,
    OutOfScope,
    Appeal,
    Decide(bool),
    PassUp,
    Bypass,
    Share,
    Hide,
    RecordResult,
    /// Position among the results, and what was seen.
    LookAtResult(usize, bool),
    StrikeResult(usize),
    /// Into the other case.
    Merge,
    Unmerge(bool),
    /// With what an old page had seen.
    StaleAccept,
    /// Something with the parts of a joint case.
    Joint(joint::machine::Act),
    Acknowledge,
    Replied,
    /// The job runner looks.
    Tick,
    Money(Money),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Accept),
        3 => (0..9_usize).prop_map(Act::Assign),
        1 => prop_oneof![Just("parking"), Just("urgent-danger"), Just("law"), Just("nothing")]
            .prop_map(Act::Resort),
        1 => any::<bool>().prop_map(Act::Note),
        1 => Just(Act::Release),
        1 => any::<bool>().prop_map(Act::Photo),
        5 => Just(Act::Answer),
        2 => Just(Act::Confirm),
        3 => Just(Act::Dispute),
        2 => any::<bool>().prop_map(Act::Reopen),
        1 => Just(Act::Withdraw),
        1 => Just(Act::OutOfScope),
        2 => Just(Act::Appeal),
        2 => any::<bool>().prop_map(Act::Decide),
        3 => Just(Act::PassUp),
        1 => Just(Act::Bypass),
        2 => Just(Act::Share),
        1 => Just(Act::Hide),
        2 => Just(Act::RecordResult),
        3 => (0..3_usize, any::<bool>()).prop_map(|(at, there)| Act::LookAtResult(at, there)),
        1 => (0..3_usize).prop_map(Act::StrikeResult),
        3 => Just(Act::Merge),
        2 => any::<bool>().prop_map(Act::Unmerge),
        1 => Just(Act::StaleAccept),
        20 => joint::machine::act().prop_map(Act::Joint),
        2 => Just(Act::Acknowledge),
        1 => Just(Act::Replied),
        4 => Just(Act::Tick),
        12 => money::act().prop_map(Act::Money),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    // Mostly the reporter, the street and those of the chain, so that stories go somewhere.
    let who = prop_oneof![
        3 => Just(0_usize),
        1 => Just(1_usize),
        4 => Just(2_usize),
        2 => Just(5_usize),
        2 => 14..16_usize,
        3 => 0..16_usize,
    ];
    let later = prop_oneof![
        2 => Just(0_i64),
        3 => 60..14_400_i64,
        3 => 14_400..259_200_i64,
        1 => 259_200..1_600_000_i64,
        1 => 1_600_000..4_000_000_i64,
    ];
    let on = prop_oneof![2 => Just(0_usize), 1 => Just(1_usize)];
    (later, who, on, act()).prop_map(|(later, who, on, act)| Step { later, who, on, act })
}

/// Steps of one story.
const STEPS: usize = 30;

/// Stories on each store: enough for every day, or as many as `YILU_STORIES` says.
fn stories() -> u32 {
    std::env::var("YILU_STORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

#[test]
fn whatever_anybody_tries_the_case_stays_whole() {
    each_town(|town| {
        let config = ProptestConfig {
            cases: stories(),
            max_shrink_iters: 300,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let matter = prop_oneof![
            Just("charging"),
            Just("parking"),
            Just("road-hazard"),
            Just("urgent-danger"),
            Just("arrears")
        ];
        town.clock.set(at("2026-02-09 10:00"));
        town.tie(&town.people.rider);
        let story = (matter, any::<bool>(), proptest::collection::vec(step(), STEPS));
        TestRunner::new(config)
            .run(&story, |(matter, through, steps)| play(town, matter, through, &steps))
            .unwrap();
        eprintln!("{} steps tried", stories() * u32::try_from(STEPS).unwrap());
    });
}

fn play(town: &Town, matter: &str, through: bool, steps: &[Step]) -> Result<(), TestCaseError> {
    town.clock.set(at("2026-02-09 10:00"));
    let rider = &town.people.rider;
    // What is urgent waits for no member.
    let first = if through && matter != "urgent-danger" {
        town.through(rider, matter, COMMUNITY)
    } else {
        let mut draft = town.draft(matter, COMMUNITY, "饭点门口没有地方停车，停哪儿都被赶");
        draft.photos = vec![photo(FILE)];
        town.send(rider, draft)
    };
    let ids = [first, town.report(&town.people.other_rider, matter, COMMUNITY)];
    let outcome = steps.iter().try_for_each(|step| {
        town.clock.set(town.now().plus_seconds(step.later));
        one(town, ids, step)
    });
    // The next story begins earlier: this one's clocks must not ring in it.
    for id in ids {
        town.write(&town.people.clerk, move |tx, _, _| jobs::cancel(tx, &format!("case:{id}")))
            .unwrap();
    }
    outcome
}

/// The name of the report's photo.
const FILE: &str = "original";

fn photo(file: &str) -> Photo {
    Photo { file: file.to_owned(), width: 8, height: 6 }
}

fn one(town: &Town, ids: [CaseId; 2], step: &Step) -> Result<(), TestCaseError> {
    let (id, other) = (ids[step.on], ids[1 - step.on]);
    let told = ids.map(|id| words(town, id));
    let digest = |town: &Town, _: CaseId| ids.map(|id| digest(town, id)).join("/");
    let before = digest(town, id);
    if matches!(step.act, Act::Tick) {
        let mut rounds = 0;
        while town.tick() > 0 {
            rounds += 1;
            prop_assert!(rounds < 20, "time does not come to rest");
        }
        let next = town.case(id).next_tick();
        prop_assert!(next.is_none_or(|(at, _)| at > town.now()), "{:?} is still due", next);
        return ids.into_iter().try_for_each(|id| whole(town, id));
    }
    let by = town.people.everybody()[step.who].clone();
    let outcome = attempt(town, &by, id, other, &step.act);
    if let Err(error) = &outcome {
        let expected = !matches!(error, ActError::Store(_));
        prop_assert!(expected, "{:?} broke the store: {}", step, error);
        prop_assert_eq!(digest(town, id), before, "{:?} was refused and left a trace", step);
    } else {
        prop_assert_ne!(digest(town, id), before, "{:?} was done and left no trace", step);
    }
    prop_assert_eq!(ids.map(|id| words(town, id)), told, "what somebody reported was touched");
    ids.into_iter().try_for_each(|id| whole(town, id))
}

/// What a reporter gave: it stays, whatever the case is merged with.
fn words(town: &Town, id: CaseId) -> impl PartialEq + std::fmt::Debug {
    let case = town.case(id);
    (case.number, case.reporter, case.text, case.photos, case.created_at, case.promised_by)
}

fn attempt(
    town: &Town,
    by: &Actor,
    id: CaseId,
    other: CaseId,
    act: &Act,
) -> Result<Case, ActError> {
    if let Act::Joint(act) = act {
        return joint::machine::attempt(town, by, id, act);
    }
    let act = act.clone();
    let units: Vec<UnitId> = town.offices.all().collect();
    town.write(by, move |tx, desk, by| match act {
        Act::Accept => handle::accept(tx, by, id, None),
        Act::StaleAccept => handle::accept(tx, by, id, Some(0)),
        Act::Assign(unit) => handle::assign(tx, desk, by, id, None, units[unit], "请办理"),
        Act::Resort(matter) => handle::resort(tx, desk, by, id, None, matter),
        Act::Note(public) => handle::note(tx, by, id, "已电话联系", public),
        Act::Release => handle::release(tx, by, id, None, "停车难", "正在划设车位"),
        Act::Photo(true) => photos::release(tx, by, id, None, FILE, photo("veiled")),
        Act::Photo(false) => photos::withdraw(tx, by, id, None, FILE),
        Act::Answer => {
            let text = "已经派人处理完毕".to_owned();
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given)
        }
        Act::Confirm => verdict::confirm(tx, desk, by, id, ""),
        Act::Dispute => verdict::dispute(tx, desk, by, id, "还是没有解决"),
        Act::Reopen(own) => {
            let action = if own { Action::CaseFollow } else { Action::CaseReopen };
            verdict::reopen(tx, desk, by, id, action, "问题又出现了")
        }
        Act::Withdraw => verdict::withdraw(tx, by, id, ""),
        Act::OutOfScope => scope::refuse(tx, desk, by, id, None, "fire", "请拨打119处理"),
        Act::Appeal => scope::appeal(tx, desk, by, id, "这是停车的事"),
        Act::Decide(overturn) => scope::decide(tx, desk, by, id, None, overturn, "复核意见如下"),
        Act::Acknowledge => cases::duty::acknowledge(tx, by, id),
        Act::Replied => cases::paste::replied(tx, by, id),
        Act::PassUp => climb::pass(tx, desk, by, id, None, "请上级协调"),
        Act::Bypass => climb::bypass(tx, desk, by, id),
        Act::Share => contact::share(tx, desk, by, id),
        Act::Hide => contact::take_back(tx, by, id),
        Act::RecordResult => results::record(tx, desk, by, id, None, new_result(tx.id())),
        Act::LookAtResult(at, there) => {
            let result = nth_result(tx, id, at)?;
            results::look(tx, by, result, there, "")
        }
        Act::StrikeResult(at) => {
            let result = nth_result(tx, id, at)?;
            results::strike(tx, by, id, result, "登记错了")
        }
        Act::Merge => merge::act::merge(tx, by, id, None, other),
        Act::Unmerge(own) => {
            let action = if own { Action::CaseFollow } else { Action::CaseAssign };
            merge::act::unmerge(tx, by, id, None, action, "不是同一件事")
        }
        Act::Tick | Act::Joint(_) => handle::accept(tx, by, id, Some(-1)),
        Act::Money(act) => money::attempt(tx, desk, by, id, &act),
    })
}

fn new_result(id: results::ResultId) -> NewResult {
    let address = "街口东侧".to_owned();
    NewResult { id, kind: "swap-cabinet".into(), quantity: 100, place: None, address, photo: None }
}

/// One of the case's results; a made-up one where it has fewer.
fn nth_result(tx: &mut Tx<'_>, id: CaseId, at: usize) -> Result<results::ResultId, Error> {
    let case = store::find(tx, id)?;
    let known = case.and_then(|case| case.results.get(at).map(|one| one.what.id));
    Ok(known.unwrap_or_else(|| tx.id()))
}

/// The row's columns beside the fold.
#[derive(Debug, PartialEq)]
struct Row {
    state: String,
    matter: String,
    owner: UnitId,
    holder: Option<UnitId>,
    due_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    handler_closed: bool,
    verdict: String,
    escalations: i64,
    urgent: bool,
    visibility: String,
    length: i64,
}

fn row(db: &mut Db<'_>, id: CaseId) -> Result<Row, Error> {
    db.query_one(
        "SELECT state, matter, owner, holder, due_at, answered_at, closed_at, handler_closed, verdict,
             escalations, urgent, visibility, length FROM cases_cases WHERE id = $1",
        params![id],
        |row| {
            Ok(Row {
                state: row.get(0)?,
                matter: row.get(1)?,
                owner: row.get(2)?,
                holder: row.get(3)?,
                due_at: row.get(4)?,
                answered_at: row.get(5)?,
                closed_at: row.get(6)?,
                handler_closed: row.get(7)?,
                verdict: row.get(8)?,
                escalations: row.get(9)?,
                urgent: row.get(10)?,
                visibility: row.get(11)?,
                length: row.get(12)?,
            })
        },
    )
}

fn row_of(case: &Case) -> Row {
    let handler_closed = matches!(case.state, State::Answered | State::Confirmed | State::Closed);
    Row {
        state: case.state.to_string(),
        matter: case.matter.clone(),
        owner: case.owner,
        holder: match case.holder() {
            Holder::Unit(unit) => Some(unit),
            Holder::Member(_) | Holder::Worker | Holder::Nobody => None,
        },
        due_at: case.due.map(|due| due.by),
        answered_at: case.first_answered_at,
        closed_at: case.closed_at,
        handler_closed,
        verdict: case.verdict.as_str().to_owned(),
        escalations: case.escalations,
        urgent: case.urgent,
        visibility: case.visibility.clone(),
        length: case.length,
    }
}

fn job(db: &mut Db<'_>, id: CaseId) -> Result<Vec<(Timestamp, String)>, Error> {
    db.query(
        "SELECT due_at, payload FROM storage_jobs WHERE key = $1",
        params![format!("case:{id}")],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Everything that must be true of a case at any time.
fn whole(town: &Town, id: CaseId) -> Result<(), TestCaseError> {
    let (difference, case, entries, row, job, units) = town.read(move |db| {
        Ok((
            store::difference(db, id)?,
            store::find(db, id)?.unwrap(),
            store::entries(db, id)?,
            row(db, id)?,
            job(db, id)?,
            store::took_part(db, id)?,
        ))
    });
    prop_assert_eq!(difference, None);
    prop_assert_eq!(&row, &row_of(&case));
    prop_assert!(entries.iter().map(|entry| entry.seq).eq(1..=case.length));
    prop_assert!(entries.is_sorted_by_key(|entry| entry.at));

    let next: Vec<_> = case.next_tick().map(|(at, _)| (at, id.to_string())).into_iter().collect();
    prop_assert_eq!(job, next, "the job is the next tick");

    prop_assert!(case.holdings.windows(2).all(|pair| pair[0].holder != pair[1].holder));
    prop_assert!(case.holdings.is_sorted_by_key(|holding| holding.since));
    let clock = case.due.is_some() == case.leader().is_none();
    let fits = match case.holder() {
        Holder::Unit(unit) => case.state.is_with_unit() && unit == case.owner && clock,
        Holder::Member(person) => {
            let chain = case.chain.as_ref().unwrap();
            let theirs = chain.member == Some(person) && !chain.left;
            theirs && case.state == State::Reported && case.due.is_some()
        }
        Holder::Worker => case.state == State::Answered && case.lapse_at.is_some(),
        Holder::Nobody => case.state.is_ended() && case.closed_at.is_some() && case.due.is_none(),
    };
    prop_assert!(fits, "{:?} is held by {:?}", case.state, case.holder());
    prop_assert!(case.leader().is_none() || case.due.is_none(), "only the leader's clock runs");
    let took_part = case.holdings.iter().all(|holding| match holding.holder {
        Holder::Unit(unit) => units.contains(&unit),
        Holder::Member(_) | Holder::Worker | Holder::Nobody => true,
    });
    prop_assert!(took_part, "a holder is missing among those who may read on");
    prop_assert_eq!(
        held(&case.holdings, town.now()).iter().map(|held| held.seconds).sum::<i64>(),
        waited(&entries, town.now())
    );
    let looked_once = case.results.iter().all(|one| {
        let mut who: Vec<_> = one.seen.iter().map(|seen| seen.by).collect();
        who.sort_unstable();
        who.windows(2).all(|pair| pair[0] != pair[1])
    });
    prop_assert!(looked_once, "somebody looked at a result twice");
    money::whole(&case, &entries)?;
    prop_assert!(case.hand_backs <= 1 && case.escalations <= 40);
    joint::machine::whole(&case, &entries, town.now())?;
    if let Some(duty) = &case.duty {
        let levels: Vec<_> = duty.rings.iter().map(|ring| ring.level).collect();
        prop_assert!(levels.is_sorted_by(|one, next| next < one), "a level rang twice");
        prop_assert!(duty.is_ringing() || duty.pass_at.is_none());
        prop_assert!(!(duty.is_ringing() && case.state.is_ended()), "it rings for nobody");
    }
    Ok(())
}

/// Seconds the case was not closed, told by the entries alone.
fn waited(entries: &[cases::entry::Entry], now: Timestamp) -> i64 {
    let ends = entries.iter().skip(1).map(|entry| entry.at).chain([now]);
    let mut open = true;
    let mut seconds = 0;
    for (entry, end) in entries.iter().zip(ends) {
        if let What::Merge(
            merge::Fact::Merged { standing, .. } | merge::Fact::Followed { standing },
        ) = &entry.what
        {
            open = !standing.state.is_ended();
        }
        match entry.what.kind() {
            kind if kind.starts_with("merge.") && kind != "merge.unmerged" => {}
            "confirmed" | "lapsed" | "withdrawn" | "out-of-scope" | "scope-upheld" => open = false,
            "noted" | "released" | "contact.shared" | "contact.taken-back" | "result.recorded"
            | "result.seen" | "result.struck" | "check.found" | "photo.released"
            | "photo.withdrawn" => {}
            told if told.starts_with("money.") || told.starts_with("mediation.") => {}
            _ => open = true,
        }
        seconds += if open { end.seconds_since(entry.at) } else { 0 };
    }
    seconds
}

/// What is stored about the case, and how much is stored at all.
fn digest(town: &Town, id: CaseId) -> String {
    town.read(move |db| {
        let folded: String =
            db.query_one("SELECT folded FROM cases_cases WHERE id = $1", params![id], |row| {
                row.get(0)
            })?;
        let mut all = format!("{folded}{:?}{:?}", row(db, id)?, job(db, id)?);
        for entry in store::entries(db, id)? {
            write!(all, "{entry:?}").unwrap();
        }
        let mut units = store::took_part(db, id)?;
        units.sort_unstable();
        write!(all, "{units:?}").unwrap();
        for table in [
            "cases_cases",
            "cases_entries",
            "cases_participants",
            "cases_joint_parts",
            "cases_joint_silences",
            "cases_chain_hands",
            "cases_results",
            "cases_results_checks",
            "cases_photos",
            "cases_merged",
            "cases_support",
            "storage_journal",
            "storage_outbox",
            "storage_jobs",
        ] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let count: i64 = db.query_one(&sql, params![], |row| row.get::<i64>(0))?;
            write!(all, "{table}={count};").unwrap();
        }
        Ok(all)
    })
}
