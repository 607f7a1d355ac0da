//! The studio over HTTP, without a script.

use std::{sync::Arc, time::Duration};

use access::Membership;
use contracts::{UnitId, Units};
use siteplans::{
    Bench,
    port::{Heat, Places, Tasks},
};
use web::testing::{Answered, Client, TestApp, TestOptions};

use crate::town::{COUNTY, OFFICE, OTHER, Opened, STREET, Standing3, Warm, areas, file, offices};

struct Site {
    app: TestApp,
}

impl Site {
    fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(siteplans::MIGRATIONS);
        options.words.push(siteplans::WORDS);
        options.areas = areas();
        let units: Arc<dyn Units> = Arc::new(offices());
        let heat: Arc<dyn Heat> = Arc::new(Warm::default());
        let places: Arc<dyn Places> = Arc::new(Standing3);
        let tasks: Arc<dyn Tasks> = Arc::new(Opened::default());
        let hang = |builder: web::app::AppBuilder| {
            let ports = builder.with(units).with(heat).with(places).with(tasks);
            ports.with(Bench::default())
        };
        Self { app: TestApp::with(siteplans::routes(), options, hang) }
    }

    fn signed(&self, role: &str, kind: &str, area: &str, unit: UnitId) -> Client {
        let post = self.app.post(role, kind, area);
        self.app.signed_in(&self.app.actor(vec![Membership { unit, ..post }]))
    }

    fn planner(&self) -> Client {
        self.signed("department-clerk", "social-work", COUNTY, OFFICE)
    }
}

const ASKED: [(&str, &str); 8] = [
    ("goal", "count"),
    ("amount", "2"),
    ("radius", "300"),
    ("days", "all"),
    ("from", "0"),
    ("until", "0"),
    ("floor", "0"),
    ("seconds", "20"),
];

fn asked<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let given = |name: &str| more.iter().any(|(other, _)| *other == name);
    let usual = ASKED.iter().chain(&[("seed", "1")]).filter(|(name, _)| !given(name));
    usual.copied().chain(more.iter().copied()).collect()
}

async fn begin(client: &Client, more: &[(&str, &str)], file: &str) -> Answered {
    let usual = [("title", "夜间驿站"), ("area", COUNTY), ("releases", "a"), ("datum", "wgs84")];
    let given = |name: &str| more.iter().any(|(other, _)| *other == name);
    let usual = usual.into_iter().filter(|(name, _)| !given(name));
    let sent = asked(&usual.chain(more.iter().copied()).collect::<Vec<_>>());
    let files = [("file", "a.csv", "text/csv", file.as_bytes())];
    client.post_files("/desk/siting", &sent, &files).await
}

/// The page of a run once it is over.
async fn over(client: &Client, href: &str) -> Answered {
    for _ in 0..200 {
        let page = client.get(href).await;
        page.assert_status(200);
        if page.text().contains("SHA-256") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the run does not end");
}

#[tokio::test]
async fn a_planner_asks_sees_compares_exports_and_makes_tasks() {
    let site = Site::new();
    let planner = site.planner();
    planner.get("/desk/siting").await.assert_contains("还没有选址研究");
    planner.get("/desk/siting/new").await.assert_contains("平台a").assert_contains("GCJ-02");
    let begun = begin(&planner, &[("standing", "station")], &file()).await;
    begun.assert_status(303);
    let run = begun.header("location").to_owned();
    let page = over(&planner, &run).await;
    page.assert_contains("75.0 %").assert_contains("已证明没有更好的方案");
    page.assert_contains("<svg").assert_contains("工行网点").assert_contains("城站驿站");
    page.assert_contains("半径之内没有热力").assert_contains("只能多服务 50 人时");
    let study = run.split("/runs").next().unwrap().to_owned();
    let again = planner.post_form(&format!("{study}/runs"), &asked(&[("amount", "1")])).await;
    again.assert_status(303);
    over(&planner, &format!("{study}/runs/2")).await.assert_contains("50.0 %");
    let page = planner.get(&study).await;
    page.assert_contains("第 2 次测算").assert_contains("比较两次测算");
    let both = planner.get(&format!("{study}/compare?a=1&b=2")).await;
    both.assert_contains("只有第 1 次选").assert_contains("75.0 %").assert_contains("50.0 %");
    let geojson = planner.get(&format!("{run}/export/geojson")).await;
    geojson.assert_contains("\"state\":\"chosen\"").assert_contains("\"proved\":true");
    let xlsx = planner.get(&format!("{run}/export/xlsx")).await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    planner.get(&format!("{run}/export/pdf")).await.assert_status(404);
    let report = planner.get(&format!("{run}/report")).await;
    report.assert_contains("ε 1, k 10").assert_contains("seed 1").assert_contains("夜间驿站");
    let past = planner.post_form(&format!("{run}/tasks"), &[("due", "2026-11-01")]).await;
    past.assert_status(422).assert_contains("已经过去");
    let made = planner.post_form(&format!("{run}/tasks"), &[("due", "2026-12-01")]).await;
    let page = planner.follow(&made).await;
    page.assert_contains("SY-1").assert_contains("清波街道").assert_contains("2026-12-01");
    let same = format!("/api/v1{}", run.replace("/desk/siting", "/siting/studies"));
    planner.get(&same).await.assert_status(200).assert_contains("\"proved\":true");
    assert_eq!(planner.english().get(&run).await.status, 200);
}

#[tokio::test]
async fn a_run_is_calculated_again_from_what_was_kept() {
    let site = Site::new();
    let planner = site.planner();
    let run = begin(&planner, &[], &file()).await.header("location").to_owned();
    over(&planner, &run).await.assert_contains("还没有复算过");
    planner.post_form(&format!("{run}/repeat"), &[]).await.assert_status(303);
    for _ in 0..200 {
        let page = planner.get(&run).await;
        if page.text().contains("逐字相同。</p>") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not come out the same");
}

#[tokio::test]
async fn what_was_typed_wrong_is_named_and_kept() {
    let site = Site::new();
    let planner = site.planner();
    let wrong = begin(&planner, &[("radius", "5")], &file()).await;
    wrong.assert_status(422).assert_contains("50 到 20000").assert_contains("夜间驿站");
    let wrong = begin(&planner, &[], "id,lon,lat\nA,x,30\n").await;
    wrong.assert_status(422).assert_contains("2 · lon · x");
    let wrong = begin(&planner, &[("area", "110101")], &file()).await;
    wrong.assert_status(422).assert_contains("由您负责");
    begin(&planner, &[("amount", "")], &file()).await.assert_status(422);
    planner.get("/desk/siting").await.assert_contains("还没有选址研究");
}

#[tokio::test]
async fn a_study_is_there_for_those_who_plan_for_its_area_alone() {
    let site = Site::new();
    let planner = site.planner();
    let run = begin(&planner, &[], &file()).await.header("location").to_owned();
    over(&planner, &run).await;
    let unit = |number| UnitId::from_bytes([number; 16]);
    let street = site.signed("street-lead", "street", STREET, unit(7));
    street.get(&run).await.assert_status(404);
    street.get("/desk/siting").await.assert_contains("还没有选址研究");
    let begun = begin(&street, &[("area", STREET)], &file()).await;
    begun.assert_status(303);
    let own = begun.header("location").to_owned();
    over(&street, &own).await.assert_contains("100.0 %");
    planner.get(&own).await.assert_status(200);
    let elsewhere = site.signed("street-lead", "street", OTHER, unit(6));
    elsewhere.get(&own).await.assert_status(404);
    elsewhere.post_form(&format!("{own}/stop"), &[]).await.assert_status(404);
    elsewhere.post_form(&format!("{own}/tasks"), &[("due", "2026-12-01")]).await.assert_status(404);
    let firm = site.signed("firm-clerk", "platform-firm", COUNTY, unit(5));
    firm.get("/desk/siting").await.assert_status(403);
    site.app.worker().get(&own).await.assert_status(403);
}
