//! What a store promises, on both engines.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::sleep,
    time::Duration,
};

use credential::LogKey;
use kernel::{Moment, Timestamp};
use storage::{
    Db, Engine, Error, Migration, Record, Stamp, Tx, idempotency, jobs, journal, outbox, params,
    search,
    testing::{each_store, open},
};

const SCHEMA: &[Migration] = &[Migration {
    owner: "test",
    version: 1,
    sql: "CREATE TABLE test_things (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER, \
          weight REAL) STRICT;",
    postgres: None,
}];

struct Thing;

fn stamp(seconds: i64) -> Stamp {
    Stamp::system(Moment::seeded(Timestamp::from_seconds(seconds), seconds.unsigned_abs()), "test")
}

fn insert(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    let id = tx.id::<Thing>();
    tx.execute(
        "INSERT INTO test_things (id, name, size, weight) VALUES ($1, $2, $3, $4)",
        params![id, name, None::<i64>, 1.5],
    )?;
    tx.record(Record {
        action: "test.insert",
        subject_kind: "thing",
        subject: *id.as_bytes(),
        area: "3301",
        detail: serde_json::json!({}),
    })
}

#[test]
fn a_failed_write_leaves_nothing_and_harms_no_other() {
    each_store(SCHEMA, |test| {
        let store = &test.store;
        store.write_blocking(stamp(1), |tx| insert(tx, "kept")).unwrap();
        let refused = store.write_blocking(stamp(2), |tx| {
            insert(tx, "undone")?;
            insert(tx, "kept")
        });
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let fault = store.write_blocking(stamp(3), |tx| -> Result<(), Error> {
            insert(tx, "also undone")?;
            std::panic::panic_any("a fault in a use case")
        });
        assert!(matches!(fault, Err(Error::Refused(_))), "{fault:?}");
        let swallowed = store.write_blocking(stamp(4), |tx| {
            insert(tx, "kept").ok();
            insert(tx, "after a swallowed error").or(Ok::<_, Error>(()))
        });
        let names = store
            .read_blocking(|db| {
                db.query("SELECT name FROM test_things ORDER BY name", params![], |row| {
                    row.get::<String>(0)
                })
            })
            .unwrap();
        match swallowed {
            Ok(()) => assert_eq!(names, ["after a swallowed error", "kept"]),
            Err(_) => assert_eq!(names, ["kept"]),
        }
    });
}

#[test]
fn parameters_are_bound_by_number_wherever_they_stand() {
    each_store(SCHEMA, |test| {
        let found = test
            .store
            .read_blocking(|db| {
                db.query_one(
                    "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT)",
                    params![7, "seven"],
                    |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?)),
                )
            })
            .unwrap();
        assert_eq!(found, ("seven".into(), 7, "seven".into()));
    });
}

#[test]
fn what_is_read_as_committed_is_new_each_time_and_harms_no_later_transaction() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let count = |db: &mut Db<'_>| {
        db.query_one("SELECT COUNT(*) FROM test_things", params![], |row| row.get::<i64>(0))
    };
    each_store(SCHEMA, |test| {
        let store = &test.store;
        // More turns than connections.
        for turn in 1..20 {
            let failed = runtime.block_on(store.read_committed(|db| {
                db.query("SELECT name FROM test_nowhere", params![], |row| row.get::<String>(0))
            }));
            assert!(failed.is_err(), "{failed:?}");
            store.write_blocking(stamp(turn), move |tx| insert(tx, &turn.to_string())).unwrap();
            let seen: Result<_, Error> = runtime.block_on(store.read_committed(count));
            assert_eq!(seen.unwrap(), turn);
            assert_eq!(store.read_blocking(count).unwrap(), turn);
        }
    });
}

#[test]
fn writes_from_many_callers_all_arrive() {
    each_store(SCHEMA, |test| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let store = test.store.clone();
                std::thread::spawn(move || {
                    for number in 0..25 {
                        let name = format!("{thread}/{number}");
                        let moment = stamp(thread * 1_000 + number);
                        store.write_blocking(moment, move |tx| insert(tx, &name)).unwrap();
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let count = test
            .store
            .read_blocking(|db| {
                db.query_one("SELECT COUNT(*) FROM test_things", params![], |row| row.get::<i64>(0))
            })
            .unwrap();
        assert_eq!(count, 200);
    });
}

#[test]
fn the_log_proves_every_entry_and_shows_every_alteration() {
    each_store(SCHEMA, |test| {
        let store = &test.store;
        let key = LogKey::from_seed("test.example/yilu", [7; 32]).unwrap();
        let mut subjects = Vec::new();
        for round in 0_i64..3 {
            let count = [1, 300, 260][usize::try_from(round).unwrap()];
            let made = store
                .write_blocking(stamp(round + 1), move |tx| {
                    (0..count)
                        .map(|number| {
                            insert(tx, &format!("{round}.{number}"))?;
                            tx.query_one(
                                "SELECT subject FROM storage_journal ORDER BY id DESC LIMIT 1",
                                params![],
                                |row| row.get::<[u8; 16]>(0),
                            )
                        })
                        .collect::<Result<Vec<_>, Error>>()
                })
                .unwrap();
            subjects.extend(made);
            while store.write_blocking(stamp(round + 2), journal::sequence).unwrap() > 0 {}
            let signing = key.clone();
            store
                .write_blocking(stamp(round + 2), move |tx| journal::checkpoint(tx, &signing))
                .unwrap()
                .unwrap();
        }
        for subject in subjects {
            let receipt = store
                .read_blocking(move |db| journal::receipt(db, subject, "test.insert"))
                .unwrap()
                .unwrap();
            assert_eq!(receipt.verify(key.public()).unwrap().leaf.subject, subject);
        }
        let public = key.public().clone();
        let check = move || {
            let public = public.clone();
            store.read_blocking(move |db| journal::verify(db, &public)).unwrap()
        };
        assert_eq!(check(), []);
        store
            .write_blocking(stamp(9), |tx| {
                tx.execute(
                    "UPDATE storage_journal SET area = '11' WHERE leaf_index = 77",
                    params![],
                )
            })
            .unwrap();
        assert_eq!(check().len(), 1);
    });
}

#[test]
fn a_job_is_done_once_however_many_runners_try() {
    each_store(SCHEMA, |test| {
        let store = &test.store;
        store
            .write_blocking(stamp(0), |tx| {
                (0..40).try_for_each(|number| {
                    let due = Timestamp::from_seconds(100 + number);
                    jobs::schedule(tx, "count", &format!("count:{number}"), due, "{}")
                })
            })
            .unwrap();
        let ran = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&ran);
        let handler = jobs::Handler {
            kind: "count",
            run: Arc::new(move |tx, job| {
                insert(tx, &job.key)?;
                counter.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }),
        };
        let runners: Vec<_> = (0..4)
            .map(|seed| {
                let (store, handler) = (store.clone(), handler.clone());
                let moment = Moment::seeded(Timestamp::from_seconds(120), seed);
                std::thread::spawn(move || jobs::run_due(&store, &moment, &[handler]).unwrap())
            })
            .collect();
        let done: usize = runners.into_iter().map(|runner| runner.join().unwrap()).sum();
        assert_eq!((done, ran.load(Ordering::SeqCst)), (21, 21));
    });
}

#[test]
fn a_job_that_is_put_off_in_the_same_write_is_due_when_it_was_put_off_to() {
    each_store(SCHEMA, |test| {
        test.store
            .write_blocking(stamp(0), |tx| {
                let dues = [("a", 10), ("b", 20), ("a", 30), ("b", 40), ("a", 50)];
                dues.into_iter().try_for_each(|(key, due)| {
                    jobs::schedule(tx, "put off", key, Timestamp::from_seconds(due), "{}")
                })
            })
            .unwrap();
        let due = |at| {
            let at = Timestamp::from_seconds(at);
            let jobs = test.store.read_blocking(move |db| jobs::due(db, at, 9));
            jobs.unwrap().into_iter().map(|job| job.key).collect::<Vec<_>>()
        };
        assert_eq!([due(39), due(49), due(50)], [vec![], vec!["b"], vec!["b", "a"]]);
    });
}

#[test]
fn a_failing_job_is_kept_and_tried_again_later() {
    each_store(SCHEMA, |test| {
        let at = |seconds| Moment::seeded(Timestamp::from_seconds(seconds), 1);
        test.store
            .write_blocking(stamp(0), |tx| {
                jobs::schedule(tx, "fail", "fail", Timestamp::from_seconds(1), "{}")
            })
            .unwrap();
        let handler = jobs::Handler {
            kind: "fail",
            run: Arc::new(|tx, _| {
                insert(tx, "half done")?;
                Err(Error::Refused("not today".into()))
            }),
        };
        assert_eq!(jobs::run_due(&test.store, &at(2), std::slice::from_ref(&handler)).unwrap(), 0);
        let left =
            test.store.read_blocking(|db| jobs::due(db, Timestamp::from_seconds(62), 9)).unwrap();
        assert_eq!((left.len(), left[0].attempts), (1, 1));
        assert!(
            test.store
                .read_blocking(|db| jobs::due(db, Timestamp::from_seconds(61), 9))
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn messages_wait_until_delivered_and_are_kept_once_by_key() {
    each_store(SCHEMA, |test| {
        let store = &test.store;
        store
            .write_blocking(stamp(10), |tx| {
                tx.enqueue("sms", "one", &"hello")?;
                tx.enqueue("sms", "one", &"hello again")
            })
            .unwrap();
        let now = Timestamp::from_seconds(10);
        let due = store.read_blocking(move |db| outbox::due(db, now, 9)).unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].payload, "\"hello\"");
        let id = due[0].id;
        assert!(store.write_blocking(stamp(10), move |tx| outbox::claim(tx, id)).unwrap());
        assert!(!store.write_blocking(stamp(10), move |tx| outbox::claim(tx, id)).unwrap());
        store.write_blocking(stamp(11), move |tx| outbox::delivered(tx, id)).unwrap();
        let later = Timestamp::from_seconds(10_000);
        assert!(store.read_blocking(move |db| outbox::due(db, later, 9)).unwrap().is_empty());
    });
}

#[test]
fn a_repeated_request_is_told_from_a_changed_one() {
    each_store(SCHEMA, |test| {
        let answer = idempotency::Answer { status: 201, body: "{}".into() };
        let keep = answer.clone();
        let known = test
            .store
            .write_blocking(stamp(1), move |tx| {
                let first = idempotency::look(tx, "a", "key", [1; 32])?;
                idempotency::keep(tx, "a", "key", [1; 32], &keep)?;
                let again = idempotency::look(tx, "a", "key", [1; 32])?;
                let changed = idempotency::look(tx, "a", "key", [2; 32])?;
                Ok::<_, Error>((first, again, changed))
            })
            .unwrap();
        let expected =
            (idempotency::Known::New, idempotency::Known::Same(answer), idempotency::Known::Other);
        assert_eq!(known, expected);
    });
}

#[test]
fn chinese_terms_are_found_alike_on_both_engines() {
    each_store(SCHEMA, |test| {
        let terms = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let [old, new] = [terms("充电 电桩 48v"), terms("充电 小区")];
        test.store
            .write_blocking(stamp(1), move |tx| {
                search::index(tx, "case", [1; 16], &terms("停车 车位"))?;
                search::index(tx, "case", [1; 16], &old)?;
                search::index(tx, "case", [2; 16], &new)?;
                search::index(tx, "place", [3; 16], &new)
            })
            .unwrap();
        let find = |text: &str| {
            let wanted = terms(text);
            test.store.read_blocking(move |db| search::find(db, "case", &wanted, 10)).unwrap()
        };
        assert_eq!(find("充电"), [[2; 16], [1; 16]]);
        assert_eq!(find("充电 48v"), [[1; 16]]);
        assert!(find("停车").is_empty());
        assert!(find("充电 停车").is_empty());
    });
}

#[test]
fn only_a_write_that_touched_something_wakes_who_listens() {
    each_store(SCHEMA, |test| {
        let mut changes = test.store.changes();
        changes.borrow_and_update();
        test.store
            .write_blocking(stamp(1), |tx| {
                tx.execute("UPDATE test_things SET size = 1 WHERE name = 'nobody'", params![])
            })
            .unwrap();
        assert!(!changes.has_changed().unwrap(), "pages would ask again for nothing");
        test.store.write_blocking(stamp(2), |tx| insert(tx, "something")).unwrap();
        assert!(changes.has_changed().unwrap());
    });
}

#[test]
fn what_was_deleted_is_in_no_file_once_nobody_writes() {
    let secret = "a key that must not be found";
    let test = open(Engine::Sqlite, SCHEMA, Vec::new()).unwrap().unwrap();
    let found = || {
        let files = fs::read_dir(test.folder()).unwrap().map(|file| file.unwrap().path());
        let mut files = files.filter(|path| path.is_file());
        files.any(|path| {
            let bytes = fs::read(path).unwrap();
            bytes.windows(secret.len()).any(|part| part == secret.as_bytes())
        })
    };
    test.store.write_blocking(stamp(1), move |tx| insert(tx, secret)).unwrap();
    assert!(found());
    test.store
        .write_blocking(stamp(2), |tx| tx.execute("DELETE FROM test_things", params![]))
        .unwrap();
    let mut looks = 0;
    while found() {
        assert!(looks < 600, "it is still in a file");
        looks += 1;
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_closed_store_leaves_no_log_however_long_somebody_reads() {
    let test = open(Engine::Sqlite, SCHEMA, Vec::new()).unwrap().unwrap();
    test.store.write_blocking(stamp(1), |tx| insert(tx, "kept")).unwrap();
    let (begun, begins) = std::sync::mpsc::channel();
    let store = test.store.clone();
    let reading = std::thread::spawn(move || {
        store.read_blocking(move |_| {
            begun.send(()).unwrap();
            sleep(Duration::from_millis(300));
            Ok::<_, Error>(())
        })
    });
    begins.recv().unwrap();
    test.store.close();
    reading.join().unwrap().unwrap();
    let files = fs::read_dir(test.folder()).unwrap().map(|file| file.unwrap().file_name());
    let names: Vec<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
}
