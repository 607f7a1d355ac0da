//! SIGKILL at random moments under load: what was acknowledged is there, no deadline fires twice,
//! every case's row is the fold of its entries.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kernel::{Rng as _, SeededRng};

use crate::harness::{Api, Server, SmsStub, Start, databases};

/// Kills per engine; together fifty.
const KILLS: u64 = 25;
const CLIENTS: u64 = 6;

#[test]
fn fifty_kills_lose_nothing_and_do_nothing_twice() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let sms = SmsStub::start();
        let demo = start(folder.path(), database.as_deref(), &sms, "demo");
        let area = crate::harness::an_area(&demo);
        assert!(demo.stop(), "the demo ends well when asked to");
        let mut server = start(folder.path(), database.as_deref(), &sms, "serve");
        let workers: Vec<Api> = (0..CLIENTS)
            .map(|number| Api::worker(&server.url, &sms, &format!("1390000{number:04}")))
            .collect();
        let acknowledged: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let mut chance = SeededRng::new(50);
        for round in 0..KILLS {
            let stop = Arc::new(AtomicBool::new(false));
            let clients: Vec<_> = (0..CLIENTS)
                .map(|number| {
                    let worker = workers[usize::try_from(number).unwrap()].at(&server.url);
                    let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(&acknowledged));
                    let area = area.clone();
                    std::thread::spawn(move || {
                        load(&worker, &area, &format!("{round}-{number}"), &stop, &acknowledged);
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(60 + chance.below(500)));
            server.kill();
            stop.store(true, Ordering::Relaxed);
            for client in clients {
                client.join().unwrap();
            }
            server = start(folder.path(), database.as_deref(), &sms, "serve");
        }
        let kept = all_numbers(&workers, &server);
        let acknowledged = acknowledged.lock().unwrap().clone();
        eprintln!("{} reports acknowledged over {KILLS} kills", acknowledged.len());
        assert!(acknowledged.len() > 100, "the load was real: {}", acknowledged.len());
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        assert!(server.stop());
        verify(folder.path(), database.as_deref());
    }
}

fn start(data: &Path, database: Option<&str>, sms: &SmsStub, command: &str) -> Server {
    let start = Start::new(command, data).on(database);
    match command {
        "demo" => start.with(&["--days", "3"]).run(),
        _ => start.with(&["--sms-url", &sms.url]).run(),
    }
}

/// Reports one after the other until told to stop, remembering what was acknowledged.
fn load(
    worker: &Api,
    area: &str,
    name: &str,
    stop: &AtomicBool,
    acknowledged: &Mutex<BTreeSet<String>>,
) {
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let report =
            crate::harness::report(area, &format!("路口没有地方停车，第 {name}-{number} 次"));
        let key = format!("{name}-{number}");
        match worker.try_post("/api/v1/cases", &report, Some(&key)) {
            Some((201, body)) => {
                let number = body["number"].as_str().unwrap().to_owned();
                acknowledged.lock().unwrap().insert(number);
            }
            Some((status, body)) => panic!("{status}: {body}"),
            None => return,
        }
    }
}

/// Every number that the workers' own lists hold.
fn all_numbers(workers: &[Api], server: &Server) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for worker in workers {
        let worker = worker.at(&server.url);
        let mut path = "/api/v1/cases/mine?limit=100".to_owned();
        loop {
            let (status, page) = worker.get(&path);
            assert_eq!(status, 200, "{page}");
            let items = page["items"].as_array().unwrap();
            kept.extend(items.iter().map(|case| case["number"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/cases/mine?limit=100&after={next}"),
                None => break,
            }
        }
    }
    kept
}

/// `yilu verify`: folds, ledger sums, the log; every deadline fired at most once is part of the
/// rules that the fold checks.
fn verify(data: &Path, database: Option<&str>) {
    let output = Start::new("verify", data).on(database).command().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
