//! An urgent report rings telephones within a minute, by the wall clock: the real program, a real
//! gateway; the next level's when nobody takes it, and none once somebody has.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Api, SmsStub, Start, databases};

const MINUTE: Duration = Duration::from_mins(1);

/// On both stores at once: most of it is waiting.
#[test]
fn an_urgent_report_rings_within_a_minute_and_climbs_until_it_is_taken() {
    std::thread::scope(|scope| {
        for database in databases() {
            scope.spawn(move || rings_and_climbs(database.as_deref()));
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "what is measured is the wall clock")]
fn rings_and_climbs(database: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let demo = Start::new("demo", data).on(database).with(&["--days", "1"]).run();
    let lead = Api::enter(&demo, "street-lead");
    let (_, me) = lead.get("/api/v1/me");
    let area = me["posts"][0]["area"].clone();
    assert!(demo.stop());
    let sms = SmsStub::start();
    let server = Start::new("serve", data).on(database).with(&["--sms-url", &sms.url]).run();
    let worker = Api::worker(&server.url, &sms, "13912345678");
    let report = json!({ "matter": "urgent-danger", "area": area,
        "text": "楼道里煤气味很重，我已经出来了。", "fields": { "people_hurt": "no" } });
    let (status, case) = worker.post("/api/v1/cases", &report, None);
    let reported = Instant::now();
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap();
    let first = sms.rung(number, MINUTE);
    assert!(!first.is_empty() && reported.elapsed() < MINUTE, "nobody was rung in a minute");
    let told = &first[0].1;
    assert!(!told.contains("煤气"), "a telephone does not say what it is about: {told}");
    // Nobody takes it: a minute after the first, the next level is rung, and others ring again.
    let climbed = || sms.rung(number, MINUTE).len() > first.len();
    while !climbed() && reported.elapsed() < 2 * MINUTE {
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(climbed() && reported.elapsed() > MINUTE, "the next level is rung after a minute");
    let lead = lead.at(&server.url);
    let (_, alarms) = lead.get("/api/v1/duty");
    let id = case["id"].as_str().unwrap();
    let alarm = alarms["items"].as_array().unwrap().iter().find(|it| it["id"] == id).cloned();
    assert!(alarm.is_some_and(|it| it["rung"].as_array().unwrap().len() == 2), "{alarms}");
    let path = format!("/api/v1/cases/{id}/acknowledge");
    let (status, taken) = lead.post(&path, &json!({}), None);
    assert_eq!(status, 200, "{taken}");
    let (_, after) = lead.get("/api/v1/duty");
    assert!(!after.to_string().contains(id), "{after}");
    server.kill();
}
