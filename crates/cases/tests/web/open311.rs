//! Open311 GeoReport v2 as programs meet it. Somebody else's client walks through a served city in
//! the journeys; here stands what must never leave.

use cases::{open311::keys, store};
use serde_json::Value;
use storage::Stamp;
use web::testing::{Answered, Client};

use crate::town::Town;

const REQUESTS: &str = "/open311/v2/requests.json";

/// A town whose communities have centres, and a partner with a key.
struct Partner {
    town: Town,
    key: String,
    visitor: Client,
}

impl Partner {
    async fn new() -> Self {
        let town = Town::new();
        let mut areas = (*town.app.app.areas()).clone();
        areas.read_centres("code,lat,lon\n330102001051,30.2400,120.1500\n").unwrap();
        town.app.app.set_areas(areas);
        let key = issue(&town, "cycling-club").await;
        let visitor = town.app.visitor();
        Self { town, key, visitor }
    }

    async fn send(&self, pairs: &[(&str, &str)]) -> Answered {
        let mut form = vec![("api_key", self.key.as_str()), ("service_code", "parking")];
        form.retain(|(name, _)| !pairs.iter().any(|(other, _)| other == name));
        form.extend(pairs);
        self.visitor.post_form(REQUESTS, &form).await
    }

    /// A request for a parking place; answers its number.
    async fn number(&self) -> String {
        let words = "医院门口没地方停车，找王小明 13800001234";
        let sent =
            self.send(&[("lat", "30.24123"), ("long", "120.15123"), ("description", words)]).await;
        sent.assert_status(200);
        text(&sent.json::<Value>()[0]["service_request_id"])
    }

    async fn show(&self, number: &str) -> Value {
        let shown = self.visitor.get(&format!("/open311/v2/requests/{number}.json")).await;
        shown.assert_status(200);
        shown.json::<Value>()[0].clone()
    }

    async fn case(&self, number: &str) -> (contracts::CaseId, cases::case::Case) {
        let number = number.to_owned();
        let read = self.town.app.app.store().read(move |db| {
            let id = store::id_of(db, &number)?.unwrap();
            Ok::<_, storage::Error>((id, store::find(db, id)?.unwrap()))
        });
        read.await.unwrap()
    }
}

async fn issue(town: &Town, name: &'static str) -> String {
    let (stamp, unit) = (Stamp::system(town.moment(), "test"), town.offices.city_hotline);
    let work = town.app.app.store().write(stamp, move |tx| keys::issue(tx, name, unit));
    work.await.unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn faults(answered: &Answered) -> String {
    let all = answered.json::<Value>();
    let each = all.as_array().unwrap().iter();
    each.map(|one| {
        assert_eq!(one["code"], u64::from(answered.status.as_u16()), "{one}");
        text(&one["description"])
    })
    .collect::<Vec<_>>()
    .join("\n")
}

#[tokio::test]
async fn a_request_becomes_a_case_with_an_owner_and_without_a_person() {
    let partner = Partner::new().await;
    let position = [("lat", "30.2412"), ("long", "120.1512"), ("address_string", "医院南门")];
    let more = [
        ("description", "医院门口没地方停车"),
        ("first_name", "小明"),
        ("phone", "13800001234"),
        ("attribute[towed]", "yes"),
        ("media_url", "https://example.org/a.jpg"),
    ];
    let sent = partner.send(&[&position[..], &more[..]].concat()).await;
    sent.assert_status(200);
    let receipt = sent.json::<Value>()[0].clone();
    assert!(text(&receipt["service_notice"]).contains("没有保存"), "{receipt}");
    let (_, case) = partner.case(&text(&receipt["service_request_id"])).await;
    assert_eq!(case.reporter, None);
    assert_eq!(case.source, "open311:cycling-club");
    assert_eq!(case.area.as_str(), "330102001051", "the nearest centre's");
    assert_eq!(case.owner, partner.town.offices.street);
    assert_eq!(case.fields, [("towed".to_owned(), "yes".to_owned())]);
    assert!(case.text.contains("https://example.org/a.jpg"), "{}", case.text);
    let kept = serde_json::to_string(&case).unwrap();
    assert!(!kept.contains("13800001234") && !kept.contains("小明"), "{kept}");
}

#[tokio::test]
async fn nothing_unreleased_leaves_and_what_is_released_does() {
    let partner = Partner::new().await;
    let number = partner.number().await;
    let before = partner.show(&number).await;
    assert_eq!(before["status"], "open");
    assert_eq!(before["description"], before["service_name"]);
    assert_eq!((&before["lat"], &before["media_url"]), (&Value::Null, &Value::Null));
    for secret in ["王小明", "13800001234", "30.24"] {
        assert!(!before.to_string().contains(secret), "{before}");
    }
    let (id, _) = partner.case(&number).await;
    let clerk = partner.town.owner();
    let release = serde_json::json!({ "title": "医院南门", "text": "没有停车位 <b>&" });
    clerk.post_json(&format!("/api/v1/cases/{id}/release"), &release).await.assert_status(200);
    let after = partner.show(&number).await;
    assert_eq!(after["description"], "医院南门\n没有停车位 <b>&");
    assert_eq!((&after["lat"], &after["long"]), (&30.2412.into(), &120.1512.into()), "ten metres");
    let xml = partner.visitor.get(&format!("/open311/v2/requests/{number}.xml")).await.text();
    assert!(
        xml.contains("<description>医院南门\n没有停车位 &lt;b&gt;&amp;</description>"),
        "{xml}"
    );
}

/// What is private is neither offered nor shown, not even by its number.
#[tokio::test]
async fn confidential_matters_do_not_exist_here() {
    let partner = Partner::new().await;
    let services = partner.visitor.get("/open311/v2/services.json").await.json::<Value>();
    let codes: Vec<String> =
        services.as_array().unwrap().iter().map(|one| text(&one["service_code"])).collect();
    assert!(codes.contains(&"parking".to_owned()), "{codes:?}");
    for hidden in ["injury", "law", "health", "arrears"] {
        assert!(!codes.contains(&hidden.to_owned()), "{hidden}");
        let place = [("service_code", hidden), ("address_id", "330102001")];
        let refused =
            partner.send(&[&place[..], &[("description", "受伤了没人管")]].concat()).await;
        refused.assert_status(404);
        assert!(faults(&refused).contains("/report"), "{}", faults(&refused));
    }
    let worker = partner.town.app.worker();
    let id = partner.town.report(&worker).await;
    let number = partner.town.app.app.store().read(move |db| store::find(db, id)).await;
    let number = number.unwrap().unwrap().number;
    partner.show(&number).await;
    let clerk = partner.town.owner();
    clerk.post_json(&format!("/api/v1/cases/{id}/accept"), &serde_json::json!({})).await;
    let resort = serde_json::json!({ "matter": "law" });
    clerk.post_json(&format!("/api/v1/cases/{id}/resort"), &resort).await.assert_status(200);
    let gone = partner.visitor.get(&format!("/open311/v2/requests/{number}.json")).await;
    gone.assert_status(404);
    assert_eq!(partner.visitor.get(REQUESTS).await.json::<Value>(), serde_json::json!([]));
}

#[tokio::test]
async fn each_mistake_is_named_with_its_own_status() {
    let partner = Partner::new().await;
    let place = ("address_id", "330102001");
    let words = ("description", "门口没有地方停车");
    for (pairs, status, named) in [
        (vec![place, words, ("api_key", "")], 403, "api_key"),
        (vec![place, words, ("api_key", "guess")], 403, "api_key"),
        (vec![place, words, ("service_code", "")], 400, "service_code"),
        (vec![place, words, ("service_code", "none")], 404, "service_code"),
        (vec![place, words, ("jurisdiction_id", "sfgov.org")], 404, "jurisdiction_id"),
        (vec![words], 400, "address_id"),
        (vec![words, ("lat", "30.24")], 400, "lat"),
        (vec![words, ("lat", "30.24"), ("long", "x")], 400, "lat"),
        (vec![words, ("lat", "39.9"), ("long", "116.4")], 400, "lat"),
        (vec![words, ("address_id", "110101001")], 400, "address_id"),
        (vec![words, ("address_string", "某条路一号")], 400, "address_string"),
        (vec![place, ("description", "嗯")], 400, "description"),
        (vec![place, words, ("media_url", "file:///etc/passwd")], 400, "media_url"),
        (vec![place, words, ("attribute[vehicle]", "rocket")], 400, "attribute[vehicle]"),
        (vec![place, words, ("attribute[none]", "1")], 400, "attribute[none]"),
        (vec![place, ("service_code", "gate-access"), words], 400, "attribute[compound]"),
    ] {
        let refused = partner.send(&pairs).await;
        refused.assert_status(status);
        assert!(faults(&refused).contains(named), "{named}: {}", faults(&refused));
    }
    let long = "长".repeat(4_001);
    let refused = partner.send(&[place, ("description", &long)]).await;
    refused.assert_status(400);
    assert!(faults(&refused).starts_with("description"));
}

#[tokio::test]
async fn lists_are_filtered_by_time_kind_and_state() {
    let partner = Partner::new().await;
    let number = partner.number().await;
    let count = async |query: &str| {
        let listed = partner.visitor.get(&format!("{REQUESTS}?{query}")).await;
        listed.assert_status(200);
        listed.json::<Value>().as_array().unwrap().len()
    };
    assert_eq!(count("").await, 1);
    assert_eq!(count("service_code=parking,charging&status=open,closed&zipcode=").await, 1);
    assert_eq!(count("service_code=charging").await, 0);
    assert_eq!(count("status=closed").await, 0);
    assert_eq!(count("start_date=2026-11-20T00:00:00+08:00").await, 1, "a bare plus is forgiven");
    assert_eq!(count("start_date=2026-11-21T00:00:00Z").await, 0);
    assert_eq!(count("end_date=2026-11-19T00:00:00Z").await, 0);
    assert_eq!(count("page=2&page_size=1").await, 0);
    assert_eq!(count(&format!("service_request_id={number}&status=closed")).await, 1);
    for wrong in ["page_size=5000", "status=new", "start_date=2026-11-21", "service_request_id=7"] {
        let refused = partner.visitor.get(&format!("{REQUESTS}?{wrong}")).await;
        assert!(refused.status.is_client_error(), "{wrong}");
    }
    partner.town.app.wait_seconds(91 * 86_400);
    assert_eq!(count("").await, 0, "ninety days back");
}

/// The sender, and nobody else, reads the answer and may remark on it.
#[tokio::test]
async fn news_of_a_case_reach_its_sender_alone() {
    let partner = Partner::new().await;
    let number = partner.number().await;
    let (id, _) = partner.case(&number).await;
    partner.town.answer(id, "周五前划出六个车位").await;
    let news = async |key: &str| {
        let path = format!("/open311/v2/servicerequestupdates.json?api_key={key}");
        let listed = partner.visitor.get(&path).await;
        listed.assert_status(200);
        listed.json::<Value>()
    };
    let told = news(&partner.key).await;
    let last = told.as_array().unwrap().last().unwrap();
    assert_eq!(last["status"], "closed");
    assert!(text(&last["description"]).contains("六个车位"), "{last}");
    let other = issue(&partner.town, "other-club").await;
    assert_eq!(news(&other).await, serde_json::json!([]));
    let remark = async |key: &str| {
        let path = "/open311/v2/servicerequestupdates.json";
        let words = ("description", "还没有划，谢谢");
        let pairs = [("api_key", key), ("service_request_id", &number), words];
        partner.visitor.post_form(path, &pairs).await
    };
    remark(&other).await.assert_status(404);
    let noted = remark(&partner.key).await;
    noted.assert_status(200);
    assert_eq!(noted.json::<Value>()[0]["update_id"], format!("{number}-4"));
    let after = partner.case(&number).await.1;
    assert_eq!((after.length, after.state), (4, cases::State::Answered), "a remark, not a verdict");
}

#[tokio::test]
async fn a_key_wears_out_within_the_hour_and_ends_at_once() {
    let partner = Partner::new().await;
    let path = format!("/open311/v2/servicerequestupdates.json?api_key={}", partner.key);
    for _ in 0..600 {
        partner.visitor.get(&path).await.assert_status(200);
    }
    let enough = partner.visitor.get(&path).await;
    enough.assert_status(429);
    assert!(enough.headers.contains_key("retry-after") && !faults(&enough).is_empty());
    partner.town.app.wait_seconds(3_601);
    partner.visitor.get(&path).await.assert_status(200);
    let admin = partner.town.app.holder("admin", "hotline", "3301");
    let page = admin.get("/admin/open311").await;
    page.assert_status(200);
    assert!(!page.text().contains(&partner.key), "a key is shown once");
    let at = page.text().find("/revoke").unwrap();
    let start = page.text()[..at].rfind("/admin/open311/").unwrap();
    let action = page.text()[start..at].to_owned() + "/revoke";
    admin.post_form(&action, &[]).await.assert_status(303);
    partner.visitor.get(&path).await.assert_status(403);
    let issued = admin.post_form("/admin/open311", &[("name", "cycling-club")]).await;
    issued.assert_status(200);
    admin.post_form("/admin/open311", &[("name", "Ä club")]).await.assert_status(422);
    partner.town.owner().get("/admin/open311").await.assert_status(403);
}
