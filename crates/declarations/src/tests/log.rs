//! The journal's page shows nobody; the log's proofs verify from outside.

use access::{Action, NewPerson, people::create_person};
use credential::{
    Checkpoint, Hash, LogKey,
    merkle::{self, verify_consistency},
};
use kernel::Moment;
use serde_json::Value;
use storage::{
    Record, Stamp, Tx,
    journal::{self, Search},
    testing::each_store,
};
use web::testing::TestApp;

use super::{TABLE, app, auditor, clerk, moment, permit, stamp};
use crate::import;

async fn record(app: &TestApp, action: &'static str, area: &'static str, purpose: &str) {
    let stamp = Stamp::system(app.moment(), purpose);
    let work = move |tx: &mut Tx<'_>| {
        let subject = *tx.id::<()>().as_bytes();
        let detail = serde_json::json!({});
        tx.record(Record { action, subject_kind: "case", subject, area, detail })
    };
    app.app.store().write(stamp, work).await.unwrap();
    app.wait_seconds(1);
}

#[tokio::test]
async fn the_journal_shows_what_was_done_and_nobody() {
    let app = app();
    let vault = app.app.vault().clone();
    let new = NewPerson {
        name: Some("张三丰".into()),
        phone: Some("13800002231".parse().unwrap()),
        ..NewPerson::default()
    };
    let made = Stamp::system(app.moment(), "核对 138 0000 2231");
    let work = move |tx: &mut Tx<'_>| create_person(tx, &vault, &new);
    let person = app.app.store().write(made, work).await.unwrap();
    record(&app, "case.accepted", "330102001", "accept").await;
    let allowed = permit(Action::CalendarImport);
    let imported = app.app.store().write(stamp(9), move |tx| import(tx, &allowed, TABLE));
    imported.await.unwrap();

    let page = auditor(&app).get("/admin/journal").await;
    page.assert_status(200).assert_contains("登记人员").assert_contains("受理");
    page.assert_contains("导入工作日历").assert_contains("系统管理员").assert_contains("清波街道");
    let shown = page.text();
    for secret in ["张三丰", "张*", "13800002231", "0000 2231", &person.to_string()] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let english = auditor(&app).english().get("/admin/journal?action=case.").await;
    english.assert_contains("Accept");
    assert!(!english.text().contains("Register a person"));
    clerk(&app).get("/admin/journal").await.assert_status(403);
}

#[tokio::test]
async fn an_auditor_of_a_street_sees_the_street() {
    let app = app();
    record(&app, "case.accepted", "330102001", "here").await;
    record(&app, "case.answered", "330102008", "there").await;
    record(&app, "case.answered", "", "nowhere").await;
    let street = app.holder("auditor", "street", "330102001").get("/admin/journal").await.text();
    assert!(street.contains("here"), "{street}");
    assert!(!street.contains("nowhere") && !street.contains(">there"), "{street}");
    let city = auditor(&app).get("/admin/journal").await;
    city.assert_contains("nowhere").assert_contains(">there");
}

#[test]
fn entries_are_found_by_area_action_and_place_on_both_stores() {
    each_store(&[], |test| {
        let store = &test.store;
        let entries = [("case.noted", "330102001"), ("unit.found", "330102"), ("case.noted", "")];
        for (seed, (action, area)) in (0..).zip(entries) {
            let moment = Moment::seeded(moment(0).now().plus_seconds(seed), 1);
            let subject = *moment.id::<()>().as_bytes();
            let detail = serde_json::json!({});
            let work = move |tx: &mut Tx<'_>| {
                tx.record(Record { action, subject_kind: "case", subject, area, detail })
            };
            store.write_blocking(Stamp::system(moment, "test"), work).unwrap();
        }
        let found = |wanted: Search| {
            store.read_blocking(move |db| journal::search(db, &wanted, 10)).unwrap()
        };
        let areas = |code: &str| Some(vec![code.parse().unwrap()]);
        let all = found(Search::default());
        assert_eq!(all.iter().map(|one| one.area.len()).collect::<Vec<_>>(), [0, 6, 9]);
        assert_eq!(found(Search { areas: areas("330102"), ..Search::default() }), all[1..]);
        assert_eq!(found(Search { before: Some(all[0].id), ..Search::default() }), all[1..]);
        let cases = found(Search { action: "case.".into(), ..Search::default() });
        assert_eq!(cases, [all[0].clone(), all[2].clone()]);
        let narrow = Search { areas: areas("330102001"), action: "ca".into(), before: None };
        assert_eq!(found(narrow), all[2..]);
        let nowhere = Search { areas: Some(Vec::new()), ..Search::default() };
        assert_eq!(found(nowhere), []);
        let beyond = store.read_blocking(|db| journal::consistency(db, 0, 4));
        assert!(matches!(beyond, Err(storage::Error::Refused(_))));
    });
}

#[tokio::test]
async fn the_journal_is_read_page_by_page() {
    let app = app();
    for _ in 0..60 {
        record(&app, "case.noted", "330102001", "one").await;
    }
    let rows = |page: &str| page.matches("补充说明").count();
    let first = auditor(&app).get("/admin/journal").await.text();
    assert_eq!(rows(&first), 50);
    let (_, after) = first.split_once("after=").unwrap();
    let after = after.split('"').next().unwrap();
    let second = auditor(&app).get(&format!("/admin/journal?after={after}")).await.text();
    assert_eq!(rows(&second), 10);
}

#[tokio::test]
async fn an_outside_auditor_checks_that_the_log_only_grew() {
    let app = app();
    let (visitor, key) = (app.visitor(), LogKey::from_seed("yilu.3301", [5; 32]).unwrap());
    visitor.get("/api/v1/log/checkpoint").await.assert_status(404);
    let mut seen = Vec::new();
    for count in [3, 300] {
        for _ in 0..count {
            record(&app, "case.noted", "330102001", "one").await;
        }
        let (stamp, signer) = (Stamp::system(app.moment(), "test"), key.clone());
        let signed = app.app.store().write(stamp, move |tx| {
            journal::sequence(tx)?;
            journal::checkpoint(tx, &signer)
        });
        signed.await.unwrap();
        let note = visitor.get("/api/v1/log/checkpoint").await;
        assert!(note.header("content-type").starts_with("text/plain"));
        seen.push(Checkpoint::open(&note.text(), key.public()).unwrap());
    }
    let [old, new] = &seen[..] else { std::panic::panic_any("two checkpoints") };
    assert_eq!((old.size, new.size), (3, 303));
    let answer: Value = visitor.get("/api/v1/log/consistency?from=3").await.json();
    assert_eq!((&answer["from"], &answer["to"]), (&3.into(), &303.into()));
    let mut proof: Vec<Hash> = serde_json::from_value(answer["proof"].clone()).unwrap();
    verify_consistency(old.size, &old.root, new.size, &new.root, &proof).unwrap();
    proof[0] = merkle::Frontier::default().root();
    assert!(verify_consistency(old.size, &old.root, new.size, &new.root, &proof).is_err());

    for wrong in ["", "?from=x", "?from=4&to=3", "?from=3&to=304"] {
        let refused = visitor.get(&format!("/api/v1/log/consistency{wrong}")).await;
        assert_eq!(refused.assert_status(422).problem(), "invalid", "{wrong}");
    }
}
