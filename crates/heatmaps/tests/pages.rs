//! The heat map over HTTP: whoever may see what, and that nothing below k is ever told.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write as _, path::Path, sync::Arc};

use access::Membership;
use contracts::UnitId;
use h3o::Resolution;
use heat::{Columns, Family, Fold, Plan, Privacy, collect, protect};
use heatmaps::{
    Checked,
    port::{Search, Searches},
};
use kernel::{Day, SeededRng, Wgs84};
use storage::{Db, Stamp};
use web::testing::{Client, TestApp, TestOptions};

const STREET: &str = "330102001";
const HERE: (f64, f64) = (30.2442, 120.1571);
const FAR: (f64, f64) = (30.2700, 120.1571);
const FIRM: UnitId = UnitId::from_bytes([2; 16]);

/// 300 riders here and 80 there on a Monday at 8, 400 couriers here at 9, and three alone.
fn release(folder: &Path) -> Checked {
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    let mut many = |from: u32, count: u32, hour: u32, at: (f64, f64), occupation: &str| {
        for worker in from..from + count {
            let (lat, lon) = at;
            writeln!(text, "w{worker},2026-11-16 {hour:02}:10,{lon},{lat},{occupation}").unwrap();
        }
    };
    many(0, 300, 8, HERE, "rider");
    many(300, 80, 8, FAR, "rider");
    many(1_000, 400, 9, HERE, "courier");
    many(2_000, 3, 10, HERE, "rider");
    let positions = folder.join("positions.csv");
    std::fs::write(&positions, text).unwrap();
    let [epsilon, delta] = ["1", "1e-6"].map(|text| text.parse().unwrap());
    let privacy = Privacy { epsilon, delta, k: 10, bound: 2, noise: Family::Laplace };
    let plan = Plan {
        resolution: Resolution::Nine,
        fold: Fold::Week,
        period: None,
        bound: Some(2),
        threads: 1,
        memory: 0,
        scratch: folder.to_owned(),
    };
    let source = heat::open(&positions, &Columns::default(), &|_, _| {}).unwrap();
    let mut rng = SeededRng::new(1);
    let collected = collect(source.as_ref(), &plan, &mut rng).unwrap();
    let out = folder.join("cells.csv");
    protect(collected, &privacy, &mut rng).unwrap().stage(&out).unwrap().publish().unwrap();
    heatmaps::read(&out, 5).unwrap()
}

struct InVain;

impl Searches for InVain {
    fn missing(&self, _: &mut Db<'_>, _: Day, least: i64) -> Result<Vec<Search>, storage::Error> {
        let cell = h3o::LatLng::new(HERE.0, HERE.1).unwrap().to_cell(Resolution::Eight);
        let rows = [(8, 17), (23, 40), (3, 2)].map(|(hour, searches)| Search {
            cell: format!("{:x}", u64::from(cell)),
            hour,
            searches,
        });
        Ok(rows.into_iter().filter(|row| row.searches >= least).collect())
    }
}

struct Site {
    app: TestApp,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(heatmaps::MIGRATIONS);
        options.words.push(heatmaps::WORDS);
        for (code, (lat, lon)) in [("330102001051", HERE), ("330102003050", FAR)] {
            options.areas.set_centre(code.parse().unwrap(), Wgs84::new(lat, lon).unwrap()).unwrap();
        }
        let searches: Arc<dyn Searches> = Arc::new(InVain);
        let app = TestApp::with(heatmaps::routes(), options, |builder| builder.with(searches));
        let folder = tempfile::tempdir().unwrap();
        let checked = release(folder.path());
        let stamp = Stamp::system(app.moment(), "test");
        let keep =
            move |tx: &mut storage::Tx<'_>| heatmaps::keep(tx, &checked, ("飞送", Some(FIRM)));
        app.app.store().write(stamp, keep).await.unwrap();
        Self { app, _folder: folder }
    }

    fn firm(&self, unit: UnitId) -> Client {
        let post = self.app.post("firm-clerk", "platform-firm", "330102");
        self.app.signed_in(&self.app.actor(vec![Membership { unit, ..post }]))
    }
}

/// Cells and weights of an answer.
async fn cells(client: &Client, query: &str) -> Vec<(String, i64)> {
    let answer = client.get(&format!("/api/v1/heat/cells?{query}")).await;
    answer.assert_status(200);
    let read: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    let of = |one: &serde_json::Value| {
        let about = &one["properties"];
        (about["area"].as_str().unwrap().to_owned(), about["weight"].as_i64().unwrap())
    };
    read["features"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn an_office_sees_its_area_and_a_firm_its_own_release() {
    let site = Site::new().await;
    let city = site.app.holder("department-clerk", "social-work", "330102");
    let found = cells(&city, "hour=8").await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(_, weight)| (60..330).contains(weight)), "{found:?}");
    let street = site.app.holder("street-lead", "street", STREET);
    let found = cells(&street, "hour=8").await;
    assert_eq!(found.len(), 1, "the other street's cell is not this street's: {found:?}");
    assert!(found[0].0.starts_with(STREET) && found[0].1 > 250, "{found:?}");
    let other = cells(&site.app.holder("clerk", "street", "330102005"), "hour=8").await;
    assert_eq!(other, []);
    assert_eq!(cells(&site.firm(FIRM), "hour=8").await.len(), 2);
    let stranger = site.firm(UnitId::from_bytes([3; 16]));
    stranger.get("/api/v1/heat/cells").await.assert_status(404);
    stranger.get("/desk/heat").await.assert_status(200).assert_contains("还没有热力数据");
    let searches = site.firm(FIRM).get("/api/v1/heat/searches").await;
    assert!(!searches.text().contains("Polygon"), "searches are no firm's business");
    site.app.worker().get("/desk/heat").await.assert_status(403);
    site.app.visitor().get("/api/v1/heat/releases").await.assert_status(401);
}

#[tokio::test]
async fn the_page_draws_an_hour_and_says_what_it_promises() {
    let site = Site::new().await;
    let city = site.app.holder("department-clerk", "social-work", "330102");
    let page = city.get("/desk/heat").await;
    // The busiest hour is Monday at 9, when couriers come.
    page.assert_status(200).assert_contains("周一 09:00–10:00").assert_contains("<path d=\"M");
    page.assert_contains("少于 10 人的格子从不显示").assert_contains("2.7 倍");
    page.assert_contains("data-slide=\"f-at\"").assert_contains("hour=10");
    let riders = city.get("/desk/heat?day=0&at=8&occupation=rider&layer=searches").await;
    riders.assert_contains("周一 08:00–09:00").assert_contains("2 个格子达到显示下限");
    riders.assert_contains("搜索落空 17 次");
    assert!(!riders.text().contains("57 次"), "searches of other hours are not added");
    let all = city.get("/desk/heat?day=0&at=all&layer=searches").await;
    all.assert_contains("人时").assert_contains("搜索落空 57 次");
    let alone = city.get("/desk/heat?hour=10").await;
    alone.assert_contains("这一小时没有可显示的格子");
    assert_eq!(cells(&city, "hour=10").await, [], "three workers are never shown");
    assert_eq!(city.english().get("/desk/heat").await.status, 200);
}

#[tokio::test]
async fn what_the_release_does_not_have_is_refused_by_name() {
    let site = Site::new().await;
    let city = site.app.holder("department-clerk", "social-work", "330102");
    let wrong = city.get("/api/v1/heat/cells?hour=168").await;
    wrong.assert_status(422).assert_contains("hour");
    city.get("/api/v1/heat/cells?occupation=pilot").await.assert_status(422);
    city.get("/api/v1/heat/cells?release=none").await.assert_status(404);
    city.get("/desk/heat?release=none").await.assert_status(404);
    city.get("/api/v1/heat/searches?hour=x").await.assert_status(422);
    let told = city.get("/api/v1/heat/releases").await;
    told.assert_contains("\"epsilon\":\"1\"").assert_contains("飞送").assert_contains("courier");
}
