//! What small writes promise that share a commit, on both engines.

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
    sql: "CREATE TABLE test_things (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;",
    postgres: None,
}];

struct Thing;

fn stamp(number: usize) -> Stamp {
    let number = u32::try_from(number).unwrap();
    let moment = Moment::seeded(Timestamp::from_seconds(number.into()), number.into());
    Stamp::system(moment, "test")
}

/// One row and its journal entry; a name that is taken is told by the constraint, with the commit.
fn put(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    let id = tx.id::<Thing>();
    tx.put("INSERT INTO test_things (id, name) VALUES ($1, $2)", params![id, name])?;
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
    let newest = store.read_blocking(|db| journal::newest(db, Timestamp::from_seconds(1 << 32), 10_000));
    newest.unwrap().len()
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
    /// Goes on after a statement that failed.
    Swallow(u8),
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => any::<u8>().prop_map(Act::Put),
        1 => any::<u8>().prop_map(Act::PutAndRefuse),
        1 => Just(Act::Refuse),
        1 => any::<u8>().prop_map(Act::Break),
        1 => any::<u8>().prop_map(Act::Swallow),
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
        Act::Swallow(name) => {
            tx.execute("INSERT INTO test_things (id, name) VALUES (NULL, NULL)", params![]).ok();
            put(tx, &name.to_string())
        }
    }
}

/// All at once, from one thread: they meet in groups.
fn send(test: &TestStore, acts: &[Act]) -> Vec<Result<(), Error>> {
    let sent = acts.iter().cloned().enumerate().map(|(number, act)| {
        test.store.write_in_group(stamp(number), move |tx| run(tx, &act))
    });
    block_on(join_all(sent))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever the neighbours do: who was told "kept" is kept, with one journal entry; who was told
    /// an error left nothing; and of those who want one name, one gets it.
    #[test]
    fn each_is_told_the_truth_whatever_its_neighbours_do(acts in prop::collection::vec(acts(), 1..120)) {
        each_store(SCHEMA, |test| {
            let answers = send(test, &acts);
            let kept: Vec<String> = acts.iter().zip(&answers).filter(|(_, answer)| answer.is_ok())
                .map(|(act, _)| match act {
                    Act::Put(name) | Act::Swallow(name) => name.to_string(),
                    other => panic!("{other:?} was told that it is kept"),
                })
                .collect();
            let found = names(&test.store);
            assert_eq!(found.len(), kept.len(), "a name was given twice");
            assert_eq!(found, kept.into_iter().collect());
            assert_eq!(entries(&test.store), found.len());
            let wanted = acts.iter().filter_map(|act| match act {
                Act::Put(name) => Some(name.to_string()),
                _ => None,
            });
            assert!(wanted.collect::<BTreeSet<_>>().is_subset(&found), "a good write was lost");
        });
    }
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
        let work = |tx: &mut Tx<'_>, request: [u8; 32], name: &str| {
            match idempotency::look(tx, "rider", "one key", request)? {
                idempotency::Known::Same(answer) => Ok(answer.body),
                idempotency::Known::Other => Err(Error::Refused("another request".into())),
                idempotency::Known::New => {
                    put(tx, name)?;
                    let answer = idempotency::Answer { status: 201, body: name.into() };
                    idempotency::keep(tx, "rider", "one key", request, &answer)?;
                    Ok(answer.body)
                }
            }
        };
        let told: Vec<_> = scope(|scope| {
            let senders: Vec<_> = (0..12_usize)
                .map(|number| {
                    let store = test.store.clone();
                    scope.spawn(move || {
                        let name = number.to_string();
                        let request = [u8::from(number == 5); 32];
                        block_on(store.write_in_group(stamp(number), move |tx| work(tx, request, &name)))
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
