//! What gates let in, and what is found once they sync.

use access::Action;
use catalogue::Audience;
use cwt::{Reason, Verdict};
use passes::{
    erase, gate,
    gate::GateError,
    handbook, revoke,
    store::{entries, flags, tokens},
};
use storage::{Error, Tx, params};

use crate::town::{COMMUNITY, Town, code, code_at, each_town, fresh, from_base64};

fn refused(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accept(_) => "accept",
        Verdict::Again => "again",
        Verdict::Refuse(reason) => reason.code(),
    }
}

#[test]
fn a_gate_with_no_network_lets_in_what_is_good_and_nothing_else() {
    each_town(|town| {
        let (rider, lost) = (town.rider(), town.rider());
        town.issue(rider);
        let card = town.issue(lost);
        let (phone, old) = (town.phone(rider), town.phone(lost));
        let (permit, id) = (town.permit(lost), card.id);
        town.write(move |tx| revoke::give_back(tx, &permit, id)).unwrap();
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let mut engine = town.engine(&gate);
        // From here on nobody asks the server.
        let picture = code(town, &phone);
        assert_eq!(refused(&engine.check(&picture, town.clock())), "accept");
        assert_eq!(refused(&engine.check(&picture, town.clock())), Reason::Replay.code());
        assert_eq!(refused(&engine.check(&code(town, &old), town.clock())), Reason::Revoked.code());
        let cut = format!("Y1{}", &phone.passes[0].days[0].token[2..]);
        assert_eq!(refused(&engine.check(&cut, town.clock())), Reason::Static.code(), "a picture");
        town.clock.set(town.now().plus_minutes(5));
        let late = engine.check(&picture, town.clock());
        assert_eq!(refused(&late), Reason::Step.code(), "a screenshot");
        // A phone three minutes off shows two codes.
        let mut slow = town.engine(&gate);
        let behind = |town: &Town| code_at(&phone, town.now().plus_minutes(-3));
        assert_eq!(refused(&slow.check(&behind(town), town.clock())), "again");
        town.clock.set(town.now().plus_seconds(30));
        assert_eq!(refused(&slow.check(&behind(town), town.clock())), "accept");
        // Tomorrow, with tomorrow's token, still without a network.
        town.clock.set(town.now().plus_hours(20));
        assert_eq!(refused(&engine.check(&code(town, &phone), town.clock())), "accept");
        town.clock.set(town.now().plus_days(2));
        let over = engine.check(&code_at(&phone, town.now().plus_days(-2)), town.clock());
        assert_eq!(refused(&over), Reason::Expired.code());
        // Another city's gate has no say here.
        let other = town.gate("3301", Audience::Warm);
        let phone = town.phone(rider);
        let verdict = town.engine(&other).check(&code(town, &phone), town.clock());
        assert_eq!(refused(&verdict), Reason::Audience.code());
    });
}

/// The phone's code of a moment that its tokens still cover.
#[test]
fn what_changed_in_the_list_leads_from_one_to_the_other() {
    each_town(|town| {
        let riders: Vec<_> = (0..4).map(|_| town.rider()).collect();
        for rider in &riders {
            town.issue(*rider);
            town.phone(*rider);
        }
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let mut engine = town.engine(&gate);
        let issuer = town.desk.issuer().unwrap();
        let first = engine.revocations(issuer).unwrap().sequence;
        let cards: Vec<_> = riders.iter().map(|rider| town.issue(*rider).id).collect();
        for (rider, id) in riders.iter().zip(cards).take(2) {
            let permit = town.permit(*rider);
            town.write(move |tx| revoke::give_back(tx, &permit, id)).unwrap();
        }
        let (desk, now) = (town.desk.clone(), town.now());
        let changes = town.read(move |db| handbook::changes(db, &desk, first, now));
        assert!(!changes.whole);
        let bytes = from_base64(&changes.signed);
        let delta = cwt::Delta::open(&bytes, &engine.keys, town.now()).unwrap();
        engine.revocations_mut(issuer).unwrap().apply(&delta).unwrap();
        let whole = town.engine(&gate);
        let list = engine.revocations(issuer).unwrap();
        assert_eq!(list.count(), 4, "today's and tomorrow's of two");
        assert_eq!(list.count(), whole.revocations(issuer).unwrap().count());
        // Days later the places are free again, and no delta starts from the old list.
        town.clock.set(town.now().plus_days(8));
        let desk = town.desk.clone();
        town.write(move |tx| erase::run(tx, &desk)).unwrap();
        let (desk, now) = (town.desk.clone(), town.now());
        let later = town.read(move |db| handbook::changes(db, &desk, first, now));
        assert!(later.whole);
        assert!(town.read(|db| tokens::revoked(db, 0)).is_empty());
    });
}

#[test]
fn one_code_at_two_gates_is_found_and_an_upload_twice_counts_once() {
    each_town(|town| {
        let rider = town.rider();
        town.issue(rider);
        let phone = town.phone(rider);
        let gates = [COMMUNITY, "330102001"].map(|area| town.gate(area, Audience::Gate));
        let picture = code(town, &phone);
        let mut told = Vec::new();
        for gate in &gates {
            let Verdict::Accept(entry) = town.engine(gate).check(&picture, town.clock()) else {
                panic!("each gate for itself cannot know")
            };
            let scan = town.scan(&entry);
            told.push(town.upload(gate, vec![scan.clone()]));
            told.push(town.upload(gate, vec![scan]));
        }
        let figures: Vec<_> = told.iter().map(|it| (it.taken, it.known, it.replays)).collect();
        assert_eq!(figures, [(1, 0, 0), (0, 1, 0), (1, 0, 1), (0, 1, 0)]);
        let id = gates[0].id;
        let found = town.read(move |db| entries::findings(db, id, 10));
        assert_eq!((found.len(), found[0].kind.as_str()), (1, "replay"));
        assert_eq!(found[0].gate, gates[1].id);
        // What is too old, from the future or unsound is dropped.
        let mut late = passes::scan::Scan { id: fresh(town), ..scan_of(town) };
        late.at = town.now().plus_days(-4);
        let mut odd = passes::scan::Scan { id: fresh(town), ..scan_of(town) };
        odd.verdict = "<b>".into();
        assert_eq!(town.upload(&gates[0], vec![late, odd]).dropped, 2);
    });
}

/// Three kilometres in one minute: the holder and a picture, or a card that is lent.
#[test]
fn one_pass_at_two_gates_faster_than_anybody_rides_is_flagged() {
    each_town(|town| {
        let gates = [0.0, 3_000.0].map(|east| town.gate_at(COMMUNITY, Audience::Gate, Some(east)));
        let go = |minutes: i64| {
            let rider = town.rider();
            let card = town.issue(rider);
            let mut told = Vec::new();
            let mut scans = Vec::new();
            for gate in &gates {
                let shown = code(town, &town.phone(rider));
                let Verdict::Accept(entry) = town.engine(gate).check(&shown, town.clock()) else {
                    panic!("each gate for itself cannot know")
                };
                scans.push(town.scan(&entry));
                town.clock.set(town.now().plus_minutes(minutes));
            }
            // Both were offline, and the later one is online first.
            for (gate, scan) in gates.iter().zip(scans).rev() {
                told.push(town.upload(gate, vec![scan]).replays);
            }
            let id = card.id;
            (told, town.read(move |db| flags::of_card(db, id)), rider, card)
        };
        let (told, flag, ..) = go(10);
        assert_eq!((told, flag), (vec![0, 0], None), "a ride of three kilometres");
        let (told, flag, rider, card) = go(1);
        assert_eq!(told, [0, 1]);
        let flag = flag.unwrap();
        assert_eq!((flag.why.as_str(), flag.day), ("travel", town.now().day()));
        assert_eq!(flag.area, card.area);
        // The flag knows neither gate nor hour, and findings of gates know nothing of travels.
        let columns = "SELECT * FROM passes_flags";
        let count = town.read(move |db| {
            db.query(columns, &[], |row| Ok(row.get::<String>(4)? + &row.get::<String>(5)?))
        });
        assert_eq!(count, [format!("travel{}", town.now().day())]);
        let id = gates[0].id;
        assert!(town.read(move |db| entries::findings(db, id, 10)).is_empty());
        // A guard who looks sees it; it ends with the pass, or by itself.
        let slot = flag.slot;
        let (desk, gate, entry) = (town.desk.clone(), gates[0].clone(), fresh(town));
        let look = town
            .write(move |tx| passes::scan::look(tx, &desk, &gate, entry, None, Some(slot)))
            .unwrap();
        assert!(look.unwrap().doubled);
        let (permit, id) = (town.permit(rider), card.id);
        town.write(move |tx| revoke::give_back(tx, &permit, id)).unwrap();
        assert_eq!(town.read(move |db| flags::of_card(db, id)), None);
        let (.., other) = go(1);
        town.clock.set(town.now().plus_days(4));
        let marks = "SELECT COUNT(*) FROM passes_marks";
        let erase = |town: &Town| {
            let desk = town.desk.clone();
            town.write(move |tx| erase::run(tx, &desk)).unwrap();
        };
        erase(town);
        assert_eq!(town.read(move |db| db.query_one(marks, &[], |row| row.get::<i64>(0))), 0);
        let id = other.id;
        assert!(town.read(move |db| flags::of_card(db, id)).is_some());
        town.clock.set(town.now().plus_days(4));
        erase(town);
        assert_eq!(town.read(move |db| flags::of_card(db, id)), None);
    });
}

fn scan_of(town: &Town) -> passes::scan::Scan {
    passes::scan::Scan {
        id: fresh(town),
        at: town.now(),
        verdict: "reject_signature".into(),
        way: "code".into(),
        class: 0,
        issuer: String::new(),
        cti: None,
        slot: None,
        step: None,
        offer: None,
    }
}

#[test]
fn entries_are_gone_after_their_days_and_the_journal_proves_it() {
    each_town(|town| {
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let scans: Vec<_> = (0..3).map(|_| scan_of(town)).collect();
        town.upload(&gate, scans);
        let scheduled = "SELECT key FROM storage_jobs WHERE kind = 'passes-erase'";
        let jobs = town.read(move |db| db.query(scheduled, &[], |row| row.get::<String>(0)));
        assert_eq!(jobs.len(), 1, "nobody has to remember it");
        let run = |town: &Town| {
            let desk = town.desk.clone();
            town.write(move |tx| erase::run(tx, &desk)).unwrap()
        };
        town.clock.set(town.now().plus_days(7));
        assert_eq!(run(town), 0, "the seventh day is not over");
        town.clock.set(town.now().plus_days(1));
        assert_eq!(run(town), 3);
        let now = town.now();
        assert_eq!(town.read(move |db| entries::count_before(db, now)), 0);
        let journal = "SELECT detail FROM storage_journal WHERE action = $1";
        let kept = town
            .read(move |db| db.query(journal, params!["gate.erase"], |row| row.get::<String>(0)));
        assert_eq!(kept.len(), 1);
        let detail: serde_json::Value = serde_json::from_str(&kept[0]).unwrap();
        assert_eq!(detail["entries"], 3);
        assert_eq!(detail["digest"].as_str().unwrap().len(), 64);
    });
}

#[test]
fn a_device_is_enrolled_once_and_ends_with_its_gate() {
    each_town(|town| {
        let gate = town.gate(COMMUNITY, Audience::Gate);
        let (permit, id) = (town.clerk(Action::GateManage, COMMUNITY), gate.id);
        let code = town.write(move |tx| gate::invite(tx, &permit, id)).unwrap();
        let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
        let first = town.write(move |tx| gate::enrol(tx, &typed)).unwrap();
        let again = town.write(move |tx| gate::enrol(tx, &code));
        assert!(matches!(again, Err(GateError::Code)), "a code works once");
        let secret = first.1;
        let shown = secret.clone();
        assert!(town.read(move |db| gate::of_device(db, &shown)).is_some());
        assert!(town.read(|db| gate::of_device(db, "nothing")).is_none());
        // A code that is a day old enrols nothing.
        let permit = town.clerk(Action::GateManage, COMMUNITY);
        let late = town.write(move |tx| gate::invite(tx, &permit, id)).unwrap();
        town.clock.set(town.now().plus_hours(25));
        assert!(town.write(move |tx| gate::enrol(tx, &late)).is_err());
        let permit = town.clerk(Action::GateManage, COMMUNITY);
        town.write(move |tx| gate::close(tx, &permit, id)).unwrap();
        assert!(town.read(move |db| gate::of_device(db, &secret)).is_none());
        // Somebody else's gate is not there for a permit of another area.
        let other = town.gate("330106", Audience::Gate).id;
        let permit = town.clerk(Action::GateManage, COMMUNITY);
        let strange = town.write(move |tx: &mut Tx<'_>| gate::invite(tx, &permit, other));
        assert!(matches!(strange, Err(GateError::NotFound)));
    });
}

#[test]
fn the_journal_names_no_holder() {
    each_town(|town| {
        let rider = town.rider();
        town.issue(rider);
        town.phone(rider);
        let sql = "SELECT subject_kind, detail FROM storage_journal WHERE action LIKE 'pass.%'";
        let rows = town.read(move |db| {
            db.query(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
        });
        assert!(!rows.is_empty());
        for (_, detail) in rows {
            assert!(!detail.contains(&rider.to_string()), "{detail}");
        }
        let _: Result<(), Error> = Ok(());
    });
}
