//! What small writes promise that share a commit, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{scope, sleep, spawn},
    time::Duration,
};

use futures::{executor::block_on, future::join_all};
use kernel::{Moment, Timestamp};
use proptest::prelude::*;
use storage::{
    Engine, Error, Migration, Record, Stamp, Store, Tx, idempotency, journal, params,
    testing::{TestStore, each_store},
};

const SCHEMA: &[Migration] = &[Migration {
    owner: "test",
    version: 1,
    sql: "CREATE TABLE test_things (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT; \
          CREATE TABLE test_parts (thing BLOB NOT NULL REFERENCES test_things (id), size INTEGER, \
          weight REAL, note TEXT) STRICT;",
    postgres: None,
}];

struct Thing;

fn stamp(number: usize) -> Stamp {
    let number = u32::try_from(number).unwrap();
    let moment = Moment::seeded(Timestamp::from_seconds(number.into()), number.into());
    Stamp::system(moment, "test")
}

/// A thing with its part and its journal entry. A name that is taken is told by the constraint, with
/// the commit.
fn put(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    let id = tx.id::<Thing>();
    tx.add("INSERT INTO test_things (id, name) VALUES ($1, $2)", params![id, name])?;
    let length = i64::try_from(name.len()).unwrap();
    let note = (length == 1).then_some("短");
    tx.add(
        "INSERT INTO test_parts (thing, size, weight, note) VALUES ($1, $2 + 1, 0.5, $3)",
        params![id, length, note],
    )?;
    tx.record(Record {
        action: "test.put",
        subject_kind: "thing",
        subject: *id.as_bytes(),
        area: "3301",
        detail: serde_json::json!({ "name": name }),
    })
}

fn names(store: &Store) -> BTreeSet<String> {
    let all = store.read_blocking(|db| {
        db.query("SELECT name FROM test_things", params![], |row| row.get::<String>(0))
    });
    all.unwrap().into_iter().collect()
}

fn entries(store: &Store) -> usize {
    let newest =
        store.read_blocking(|db| journal::newest(db, Timestamp::from_seconds(1 << 32), 10_000));
    newest.unwrap().len()
}

/// Things whose one part says what it should.
fn parts(store: &Store) -> usize {
    let sound = "SELECT COUNT(*) FROM test_things JOIN test_parts ON thing = id
                 WHERE weight = 0.5 AND (size = 2) = (note IS NOT NULL)";
    store.read_blocking(|db| db.query_one(sound, params![], |row| row.get(0))).unwrap()
}

/// What a caller's work does.
#[derive(Debug, Clone)]
enum Act {
    Put(u8),
    /// Puts, then answers an error.
    PutAndRefuse(u8),
    Refuse,
    /// Puts, then breaks.
    Break(u8),
    /// Puts, then changes the name.
    Rename(u8),
    /// Goes on after a statement that failed.
    Swallow(u8),
    /// Does nothing else than to go on after a statement that failed.
    Stumble,
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        // Most groups are without a fault; names meet now and then.
        100 => any::<u8>().prop_map(Act::Put),
        1 => any::<u8>().prop_map(Act::PutAndRefuse),
        1 => Just(Act::Refuse),
        1 => any::<u8>().prop_map(Act::Break),
        4 => any::<u8>().prop_map(Act::Rename),
        1 => any::<u8>().prop_map(Act::Swallow),
        1 => Just(Act::Stumble),
    ]
}

fn run(tx: &mut Tx<'_>, act: &Act) -> Result<(), Error> {
    let refuse = || Error::Refused("as asked".into());
    match act {
        Act::Put(name) => put(tx, &name.to_string()),
        Act::PutAndRefuse(name) => put(tx, &name.to_string()).and_then(|()| Err(refuse())),
        Act::Refuse => Err(refuse()),
        Act::Break(name) => {
            put(tx, &name.to_string())?;
            std::panic::panic_any("a fault in a use case")
        }
        Act::Rename(name) => {
            put(tx, &name.to_string())?;
            tx.put(
                "UPDATE test_things SET name = $2 WHERE name = $1",
                params![name.to_string(), renamed(*name)],
            )
        }
        Act::Swallow(name) => {
            stumble(tx);
            put(tx, &name.to_string())
        }
        Act::Stumble => {
            stumble(tx);
            Ok(())
        }
    }
}

fn stumble(tx: &mut Tx<'_>) {
    tx.execute("INSERT INTO test_things (id, name) VALUES (NULL, NULL)", params![]).ok();
}

fn renamed(name: u8) -> String {
    format!("once {name}")
}

/// All at once, from one thread: they meet in groups.
fn send(test: &TestStore, acts: &[Act]) -> Vec<Result<(), Error>> {
    let sent = acts
        .iter()
        .cloned()
        .enumerate()
        .map(|(number, act)| test.store.write_in_group(stamp(number), move |tx| run(tx, &act)));
    block_on(join_all(sent))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Whatever the neighbours do: who was told "kept" is kept, with one journal entry; who was told
    /// an error left nothing; and of those who want one name, one gets it.
    #[test]
    fn each_is_told_the_truth_whatever_its_neighbours_do(acts in prop::collection::vec(acts(), 1..120)) {
        each_store(SCHEMA, |test| {
            let answers = send(test, &acts);
            let kept: Vec<String> = acts.iter().zip(&answers).filter(|(_, answer)| answer.is_ok())
                .filter_map(|(act, _)| match act {
                    Act::Put(name) | Act::Swallow(name) => Some(name.to_string()),
                    Act::Rename(name) => Some(renamed(*name)),
                    Act::Stumble => None,
                    other => panic!("{other:?} was told that it is kept"),
                })
                .collect();
            let found = names(&test.store);
            assert_eq!(found.len(), kept.len(), "a name was given twice");
            assert_eq!(found, kept.into_iter().collect());
            assert_eq!(entries(&test.store), found.len());
            assert_eq!(parts(&test.store), found.len());
            for act in &acts {
                let good = match act {
                    Act::Put(name) => found.contains(&name.to_string()),
                    // The name may be taken before it is changed.
                    Act::Rename(name) => {
                        found.contains(&name.to_string()) || found.contains(&renamed(*name))
                    }
                    _ => true,
                };
                assert!(good, "{act:?} was lost");
            }
        });
    }
}

#[test]
fn whoever_hides_a_failed_statement_costs_nobody_else_anything() {
    each_store(SCHEMA, |test| {
        // The last of its group: no later statement fails on the broken transaction.
        let acts: Vec<Act> = (0..20).map(Act::Put).chain([Act::Stumble]).collect();
        let answers = send(test, &acts);
        assert!(answers.iter().take(20).all(Result::is_ok), "{answers:?}");
        assert_eq!(names(&test.store).len(), 20);
    });
}

#[test]
fn a_refusal_is_only_believed_of_the_run_alone() {
    each_store(SCHEMA, |test| {
        let (trials, alone) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let sent = (0..40).map(|number| {
            let (trials, alone) = (Arc::clone(&trials), Arc::clone(&alone));
            test.store.write_in_group(stamp(number), move |tx| {
                let runs = if tx.is_trial() { &trials } else { &alone };
                runs.fetch_add(1, Ordering::Relaxed);
                if tx.is_trial() && number % 10 == 3 {
                    return Err(Error::Refused("not sure".into()));
                }
                put(tx, &number.to_string())
            })
        });
        let answers = block_on(join_all(sent));
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(names(&test.store).len(), 40);
        let (trials, alone) = (trials.load(Ordering::Relaxed), alone.load(Ordering::Relaxed));
        // Whoever refuses without having touched anything spoils nothing for the others.
        let wanted = if test.store.engine() == Engine::Postgres { (40, 4) } else { (0, 40) };
        assert_eq!((trials, alone), wanted);
    });
}

#[test]
fn whoever_holds_a_lock_for_long_does_not_hold_up_the_group() {
    each_store(SCHEMA, |test| {
        let store = test.store.clone();
        let held = Arc::new(AtomicBool::new(false));
        let holding = Arc::clone(&held);
        let holder = spawn(move || {
            store.write_blocking(stamp(1_000), move |tx| {
                tx.lock(b"long")?;
                put(tx, "holder")?;
                tx.query_one("SELECT 1", params![], |row| row.get::<i64>(0))?;
                holding.store(true, Ordering::Release);
                sleep(Duration::from_millis(400));
                Ok::<_, Error>(())
            })
        });
        while !held.load(Ordering::Acquire) {
            sleep(Duration::from_millis(1));
        }
        let sent = (0..20).map(|number| {
            test.store.write_in_group(stamp(number), move |tx| {
                if number == 7 {
                    tx.lock(b"long")?;
                }
                put(tx, &number.to_string())
            })
        });
        let answers = block_on(join_all(sent));
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        holder.join().unwrap().unwrap();
        assert_eq!(names(&test.store).len(), 21);
    });
}

#[test]
fn one_key_sent_many_times_at_once_does_one_thing() {
    each_store(SCHEMA, |test| {
        let work = |tx: &mut Tx<'_>, request: [u8; 32], name: &str| match idempotency::look(
            tx, "rider", "one key", request,
        )? {
            idempotency::Known::Same(answer) => Ok(answer.body),
            idempotency::Known::Other => Err(Error::Refused("another request".into())),
            idempotency::Known::New => {
                put(tx, name)?;
                let answer = idempotency::Answer { status: 201, body: name.into() };
                idempotency::keep(tx, "rider", "one key", request, &answer)?;
                Ok(answer.body)
            }
        };
        let told: Vec<_> = scope(|scope| {
            let senders: Vec<_> = (0..12_usize)
                .map(|number| {
                    let store = test.store.clone();
                    scope.spawn(move || {
                        let name = number.to_string();
                        let request = [u8::from(number == 5); 32];
                        block_on(
                            store.write_in_group(stamp(number), move |tx| work(tx, request, &name)),
                        )
                    })
                })
                .collect();
            senders.into_iter().map(|sender| sender.join().unwrap()).collect()
        });
        let kept = names(&test.store);
        assert_eq!(kept.len(), 1);
        let kept = kept.first().unwrap();
        let first = kept == "5";
        for (number, told) in told.iter().enumerate() {
            match told {
                Ok(body) => assert!(body == kept && (number == 5) == first),
                Err(error) => assert!((number == 5) != first, "{number}: {error}"),
            }
        }
        assert_eq!(entries(&test.store), 1);
    });
}

#[test]
fn what_was_handed_in_before_the_store_closes_is_done() {
    each_store(SCHEMA, |test| {
        let sent: Vec<_> = (0..50)
            .map(|number| {
                let mut write = Box::pin(
                    test.store
                        .write_in_group(stamp(number), move |tx| put(tx, &number.to_string())),
                );
                // Handed in when it is first polled.
                let waker = futures::task::noop_waker();
                let first = write.as_mut().poll(&mut std::task::Context::from_waker(&waker));
                (write, first)
            })
            .collect();
        test.store.close();
        for (write, first) in sent {
            match first {
                std::task::Poll::Ready(answer) => answer.unwrap(),
                std::task::Poll::Pending => block_on(write).unwrap(),
            }
        }
        let late = block_on(test.store.write_in_group(stamp(99), |tx| put(tx, "late")));
        assert!(matches!(late, Err(Error::Closed)), "{late:?}");
    });
}
