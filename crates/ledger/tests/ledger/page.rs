//! The page and the operation: a person's own points, in both languages.

use contracts::{CaseOutcome, PersonId};
use ledger::{Funding, MIGRATIONS, WORDS, routes};
use storage::Stamp;
use web::testing::{Client, TestApp};

use crate::town::{STREET, case_of, catalogue};

fn app() -> TestApp {
    TestApp::new(routes(), MIGRATIONS, &[WORDS])
}

async fn fund(app: &TestApp, amount: i64) {
    let (moment, sponsor) = (app.moment(), STREET.parse().unwrap());
    let funding = Funding { id: moment.id(), sponsor, amount };
    let stamp = Stamp::system(moment, "test");
    app.app.store().write(stamp, move |tx| ledger::top_up(tx, funding)).await.unwrap();
}

async fn confirm(app: &TestApp, case: &CaseOutcome) {
    let (case, stamp) = (case.clone(), Stamp::system(app.moment(), "test"));
    let work = move |tx: &mut storage::Tx<'_>| ledger::post_for_case(tx, &catalogue(), &case);
    app.app.store().write(stamp, work).await.unwrap();
}

async fn reopen(app: &TestApp, case: &CaseOutcome) {
    let (case, stamp) = (case.clone(), Stamp::system(app.moment(), "test"));
    app.app.store().write(stamp, move |tx| ledger::take_back(tx, &case)).await.unwrap();
}

fn person_of(client: &Client) -> PersonId {
    client.actor().unwrap().person
}

#[test]
fn both_languages_say_the_same() {
    assert!(ui::Words::new(WORDS).check().is_ok(), "{:?}", ui::Words::new(WORDS).check());
}

#[tokio::test]
async fn an_empty_page_says_how_points_are_earned() {
    let app = app();
    let page = app.worker().get("/points").await;
    page.assert_status(200).assert_contains("还没有积分").assert_contains("href=\"/report\"");
    let page = app.worker().english().get("/points").await;
    page.assert_contains("No points yet");
    assert_eq!(app.visitor().get("/points").await.status, 303);
    assert_eq!(app.visitor().get("/api/v1/points").await.status, 401);
}

#[tokio::test]
async fn a_worker_sees_their_points_with_the_case_s_number_and_nobody_else_s() {
    let app = app();
    let (rider, other) = (app.worker(), app.worker());
    fund(&app, 20).await;
    let [first, second, waits] = [(); 3].map(|()| case_of(person_of(&rider)));
    for case in [&first, &second, &waits] {
        confirm(&app, case).await;
        app.wait_seconds(60);
    }
    reopen(&app, &second).await;
    let page = rider.get("/points").await;
    page.assert_status(200)
        .assert_contains("反映问题得到解决")
        .assert_contains("问题重新办理，积分先收回")
        .assert_contains("−10")
        .assert_contains("10 积分待到账")
        .assert_contains(&format!("/cases/{}", first.case));
    for case in [&first, &second, &waits] {
        page.assert_contains(&case.number);
    }
    let theirs = other.get("/points").await.text();
    assert!(!theirs.contains(&first.number) && theirs.contains("还没有积分"));
    let body: serde_json::Value = rider.get("/api/v1/points").await.json();
    assert_eq!((&body["balance"], &body["debt"]), (&10.into(), &0.into()));
    assert_eq!(body["waiting"][0]["number"], waits.number);
    let amounts: Vec<i64> = body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["amount"].as_i64().unwrap())
        .collect();
    assert_eq!(amounts, [-10, 10, 10]);
    assert_eq!(body["items"][0]["reason"], "case-reopened");
}

#[tokio::test]
async fn long_statements_come_page_by_page_and_bad_cursors_are_refused() {
    let app = app();
    let rider = app.worker();
    fund(&app, 10_000).await;
    for _ in 0..25 {
        confirm(&app, &case_of(person_of(&rider))).await;
        app.wait_seconds(86_400);
    }
    let first = rider.get("/points").await.text();
    let next = first.split("href=\"").find(|part| part.starts_with("/points?after=")).unwrap();
    let next = next.split('"').next().unwrap();
    let second = rider.get(next).await;
    second.assert_status(200);
    let cards = |text: &str| text.matches("href=\"/cases/").count();
    assert_eq!((cards(&first), cards(&second.text())), (20, 5));
    assert_eq!(rider.get("/points?after=nonsense").await.status, 400);
    let mut seen = 0;
    let mut path = "/api/v1/points?limit=10".to_owned();
    loop {
        let body: serde_json::Value = rider.get(&path).await.json();
        seen += body["items"].as_array().unwrap().len();
        assert!(seen <= 25);
        let Some(after) = body["next"].as_str() else { break };
        path = format!("/api/v1/points?limit=10&after={after}");
    }
    assert_eq!(seen, 25);
}
