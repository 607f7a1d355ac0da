//! From an assessment to a discount, and from three complaints to a re-check that ends both, over
//! the wired program, on both stores.

use ::places::{
    Place,
    place::{Detail, Offered},
};
use access::SessionKind;
use kernel::Wgs84;
use serde_json::{Value, json};

use crate::{
    harness::{
        databases,
        inside::{Inside, Said, Sent},
    },
    rights::city::City,
};

/// A noodle shop of the own community, kept by the own office.
fn a_shop(city: &City) -> Place {
    let id = city.inside.moment().id();
    let place = Place {
        id,
        code: "M-17".into(),
        kind: "merchant".into(),
        brand: String::new(),
        name: "老街面馆".into(),
        area: city.own.community,
        at: Wgs84::new(30.2442, 120.1571).unwrap(),
        address: "河坊街17号".into(),
        hours: "24/7".into(),
        amenities: vec![Offered { code: "meal".into(), count: None }],
        detail: Detail::default(),
        owner: Some(city.own.office),
        source: "desk".into(),
        edition: 1,
        version: 1,
        changed_at: city.inside.now(),
        closed_at: None,
    };
    city.inside.write(move |tx| ::places::edit::add(tx, place))
}

struct Story {
    city: City,
}

impl Story {
    fn clerk(&self, sent: Sent) -> Said {
        let session = self.city.session("clerk");
        self.city.inside.send(&sent.by(session.as_deref()))
    }
    fn public(&self) -> Value {
        self.city.inside.send(&Sent::get("/api/v1/places/labels")).json()
    }
    fn assess(&self, name: &str, quality: bool) -> Value {
        let mark =
            |code: &str, good: bool| json!({ "criterion": code, "good": good, "note": "看过了" });
        let body = json!({
            "label": "trusted-merchant", "name": name, "body": "湖滨商圈党委", "area": self.city.own.street,
            "on": self.city.day().to_string(),
            "assessments": [{ "place": "M-17", "marks": [
                mark("food", true), mark("price", true), mark("quality", quality),
            ] }],
        });
        let said = self.clerk(Sent::json("/api/v1/places/labels", &body));
        assert_eq!(said.status, 200, "{}", said.text());
        said.json()
    }
    /// Another rider complains, and the street finds the rider right.
    fn complaint_upheld(&self) {
        let rider = self.city.person("worker", &self.city.own);
        let session = self.city.inside.session(rider, SessionKind::Worker);
        let form = self.city.inside.send(&Sent::get("/places/M-17/complain").by(Some(&session)));
        let id = hidden(&form.text(), "id");
        let sent = [("id", id.as_str()), ("reason", "bad-quality"), ("said", "分量比上个月少一半")];
        let sent = Sent::form("/places/M-17/complain", &sent);
        let said = self.city.inside.send(&sent.clone().by(Some(&session)));
        assert_eq!((said.status, said.location.as_str()), (303, &*format!("/cases/{id}/sent")));
        let again = self.city.inside.send(&sent.by(Some(&session)));
        assert_eq!(again.status, 303, "sent twice, one case");
        let page = self.city.inside.send(&Sent::get(format!("/cases/{id}")).by(Some(&session)));
        assert!(page.text().contains("分量比上个月少一半"));
        let accept = format!("/api/v1/cases/{id}/accept");
        let said = self.clerk(Sent::json(accept, &json!({})));
        assert!(said.status < 300, "{}", said.text());
        let answer = json!({ "text": "已上门核实，属实，责令整改。", "outcome": "solved" });
        let said = self.clerk(Sent::json(format!("/api/v1/cases/{id}/answer"), &answer));
        assert!(said.status < 300, "{}", said.text());
    }
}

/// What a hidden field of a page holds.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn three_upheld_complaints_lead_to_a_recheck_that_ends_label_and_discount_at_once() {
    for database in databases() {
        let inside = Inside::with(|options| options.database.clone_from(&database));
        let story = Story { city: City::within(inside) };
        a_shop(&story.city);
        assert_eq!(story.assess("第一批", true)["passed"], json!(["M-17"]));
        // Its counter is opened by its code, and offers something.
        let fresh = || story.city.inside.moment().id::<contracts::Case>().to_string();
        let gate = fresh();
        let opened = story.clerk(Sent::form(
            "/desk/gates",
            &[
                ("id", &gate),
                ("name", "收银台"),
                ("area", story.city.own.community.as_str()),
                ("audience", "warm"),
                ("merchant", "M-17"),
            ],
        ));
        assert_eq!(opened.status, 303, "{}", opened.text());
        let wrong = story.clerk(Sent::form(
            "/desk/gates",
            &[
                ("id", &fresh()),
                ("name", "收银台"),
                ("area", story.city.own.community.as_str()),
                ("audience", "warm"),
                ("merchant", "M-18"),
            ],
        ));
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("没有这个商户"), "{}", wrong.text());
        let offer =
            [("id", &*fresh()), ("title", "工作餐 15 元"), ("times", "1"), ("period", "day")];
        let offered = story.clerk(Sent::form(format!("/desk/gates/{gate}/offers"), &offer));
        assert_eq!(offered.status, 303, "{}", offered.text());
        let listed = story.public();
        assert_eq!(listed["items"][0]["offers"][0]["title"], "工作餐 15 元");
        assert_eq!(listed["items"][0]["body"], "湖滨商圈党委");
        let page = story.city.inside.send(&Sent::get("/places/labels")).text();
        assert!(page.contains("老街面馆") && page.contains("每张卡每天 1 次"), "{page}");
        // Riders complain.
        for count in 0..3 {
            let desk = story.clerk(Sent::get("/desk/places/vetting")).text();
            assert!(!desk.contains("该复查的点位"), "after {count}");
            story.complaint_upheld();
        }
        let desk = story.clerk(Sent::get("/desk/places/vetting")).text();
        assert!(desk.contains("该复查的点位") && desk.contains("老街面馆"));
        let one = story.clerk(Sent::get("/desk/places/M-17/label")).text();
        assert!(one.contains("投诉成立较多，建议复查") && one.contains("成立"));
        assert_eq!(story.public()["items"].as_array().unwrap().len(), 1, "nothing is decided yet");
        // The re-check fails: label and discount are gone with it.
        assert_eq!(story.assess("复查", false)["failed"], json!(["M-17"]));
        assert_eq!(story.public()["items"], json!([]));
        let counter = story.clerk(Sent::get(format!("/desk/gates/{gate}"))).text();
        assert!(counter.contains("优惠现在不生效"), "{counter}");
        let place = story.city.inside.send(&Sent::get("/places/M-17")).text();
        assert!(place.contains("称号已撤销") && !place.contains("工作餐 15 元"));
        // Passing again brings both back.
        story.assess("第二批", true);
        assert_eq!(story.public()["items"][0]["offers"][0]["title"], "工作餐 15 元");
        story.city.inside.seal();
    }
}
