//! The import of a year: by the use case on both stores, by page, by API, and on another node.

use access::Action;
use axum::http::Method;
use kernel::Span;
use serde_json::{Value, json};
use storage::{Store, testing::each_store};
use web::testing::TestApp;

use super::{TABLE, admin, app, clerk, permit, stamp};
use crate::{ImportError, MIGRATIONS, calendar, import, store};

fn day(text: &str) -> kernel::Day {
    text.parse().unwrap()
}

fn import_into(store: &Store, seed: u64, csv: &'static str) -> Result<i16, ImportError> {
    let permit = permit(Action::CalendarImport);
    store.write_blocking(stamp(seed), move |tx| import(tx, &permit, csv))
}

#[test]
fn the_last_import_counts_and_the_first_is_kept() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        assert!(!calendar(store).unwrap().knows(2027));
        assert_eq!(import_into(store, 1, TABLE).unwrap(), 2027);
        let first = calendar(store).unwrap();
        assert!(first.knows(2027) && !first.is_workday(day("2027-01-04")));
        assert!(first.is_workday(day("2027-01-09")), "a Saturday is worked");
        assert!(!first.is_workday(day("2026-10-01")), "the national years stay");

        let second = "date,name,is_off_day\r\n2027-01-01,元旦,1\r\n";
        import_into(store, 2, second).unwrap();
        import_into(store, 3, second).unwrap();
        assert!(calendar(store).unwrap().is_workday(day("2027-01-04")));
        let kept = store.read_blocking(|db| {
            Ok::<_, storage::Error>((store::imports(db, 2027)?.len(), store::version(db)?))
        });
        assert_eq!(kept.unwrap(), (2, 2), "what counts already is not kept twice");
    });
}

#[test]
fn a_refused_import_writes_nothing() {
    each_store(MIGRATIONS, |test| {
        let broken = "date,name,is_off_day\n2027-01-01,元旦,1\n2027-02-30,春节,1\n";
        let ImportError::Table(error) = import_into(&test.store, 1, broken).unwrap_err() else {
            std::panic::panic_any("expected faults")
        };
        assert_eq!(error.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3]);
        let other = permit(Action::CatalogueChange);
        let wrong = test.store.write_blocking(stamp(2), move |tx| import(tx, &other, TABLE));
        assert!(matches!(wrong, Err(ImportError::WrongPermit)));
        assert_eq!(test.store.read_blocking(store::version).unwrap(), 0);
    });
}

/// When a report of the last morning of 2026 must be answered, with one workday to do so.
fn deadline(app: &TestApp) -> String {
    let reported = day("2026-12-31").at(10, 0);
    app.app.calendar().add_work_duration(reported, Span::WorkDays(1)).display_minute()
}

#[tokio::test]
async fn an_import_by_page_is_previewed_and_then_changes_deadlines() {
    let app = app();
    let admin = admin(&app);
    admin
        .get("/admin/calendar")
        .await
        .assert_status(200)
        .assert_contains("2027 年的放假安排还没有");
    assert_eq!(deadline(&app), "2027-01-01 17:30");
    let file = [("csv", "2027.csv", "text/csv", TABLE.as_bytes())];
    let preview = admin.post_files("/admin/calendar", &[], &file).await;
    preview.assert_status(200).assert_contains("2027-01-04").assert_contains("周一");
    preview.assert_contains("元旦 放假").assert_contains("元旦 上班");
    assert_eq!(deadline(&app), "2027-01-01 17:30", "a preview changes nothing");

    let done = admin.post_form("/admin/calendar/confirm", &[("csv", TABLE)]).await;
    done.assert_status(303);
    let page = admin.follow(&done).await;
    page.assert_contains("新的日历已经生效")
        .assert_contains("2027-01-09")
        .assert_contains("导入过 1 次");
    assert_eq!(deadline(&app), "2027-01-05 17:30");
    admin.post_files("/admin/calendar", &[], &file).await.assert_contains("不需要导入");
}

#[tokio::test]
async fn a_broken_table_names_its_lines_in_the_readers_language() {
    let app = app();
    let csv = "date,name,is_off_day\n2027-01-01,元旦,1\n2027-01-02,元旦,maybe\n";
    let file = [("csv", "2027.csv", "text/csv", csv.as_bytes())];
    let chinese = admin(&app).post_files("/admin/calendar", &[], &file).await;
    chinese
        .assert_status(422)
        .assert_contains("第 3 行")
        .assert_contains("应为 1（放假）或 0（上班）");
    let english = admin(&app).english().post_files("/admin/calendar", &[], &file).await;
    english.assert_status(422).assert_contains("line 3:");
    admin(&app).post_files("/admin/calendar", &[], &[]).await.assert_status(422);
    let confirmed = admin(&app).post_form("/admin/calendar/confirm", &[("csv", csv)]).await;
    confirmed.assert_status(422).assert_contains("第 3 行");

    let (gbk, _, _) = encoding_rs::GB18030.encode(TABLE);
    let file = [("csv", "2027.csv", "text/csv", &*gbk)];
    admin(&app).post_files("/admin/calendar", &[], &file).await.assert_contains("元旦 放假");
}

#[tokio::test]
async fn programs_read_and_replace_a_year() {
    let app = app();
    let (admin, path) = (admin(&app), "/api/v1/calendar/2027");
    app.visitor().get(path).await.assert_status(404);
    let put = admin.json(Method::PUT, path, &json!({ "csv": TABLE })).await;
    let put: Value = put.assert_status(200).json();
    let read: Value = app.visitor().get(path).await.json();
    assert_eq!(put, read);
    let third = json!({ "date": "2027-01-04", "name": "元旦", "is_off_day": true });
    assert_eq!(read["days"][2], third);
    let other = admin.json(Method::PUT, "/api/v1/calendar/2028", &json!({ "csv": TABLE })).await;
    other.assert_status(422).assert_contains("2027");
    let broken = json!({ "csv": "date,name,is_off_day\n2027-13-01,元旦,1\n" });
    let broken = admin.json(Method::PUT, path, &broken).await;
    broken.assert_status(422).assert_contains("第 2 行");
    app.visitor().get("/api/v1/calendar/soon").await.assert_status(404);
    assert_eq!(app.visitor().get("/api/v1/calendar/-32768").await.status, 404);
}

#[tokio::test]
async fn a_clerk_cannot_import() {
    let app = app();
    let clerk = clerk(&app);
    clerk.get("/admin/calendar").await.assert_status(403);
    let file = [("csv", "2027.csv", "text/csv", TABLE.as_bytes())];
    clerk.post_files("/admin/calendar", &[], &file).await.assert_status(403);
    clerk.post_form("/admin/calendar/confirm", &[("csv", TABLE)]).await.assert_status(403);
    let body = json!({ "csv": TABLE });
    let put = clerk.json(Method::PUT, "/api/v1/calendar/2027", &body).await;
    assert_eq!(put.assert_status(403).problem(), "forbidden");
    assert!(!app.app.calendar().knows(2027));
}

#[tokio::test]
async fn another_node_follows() {
    let app = app();
    assert_eq!(calendar::catch_up(&app.app, 0).await.unwrap(), 0);
    let permit = permit(Action::CalendarImport);
    let elsewhere = app.app.store().write(stamp(1), move |tx| import(tx, &permit, TABLE));
    elsewhere.await.unwrap();
    assert_eq!(deadline(&app), "2027-01-01 17:30");
    assert_eq!(calendar::catch_up(&app.app, 0).await.unwrap(), 1);
    assert_eq!(deadline(&app), "2027-01-05 17:30");
}
