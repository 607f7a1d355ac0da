//! Pay of a fleet: two drivers report it, the street makes one matter of it, the firm tries
//! another incentive with a measure chosen before, the drivers vote in secret, the firm decides.

use access::SessionKind;
use cases::collective::{CollectiveId, store, verify};
use contracts::PersonId;
use serde_json::{Value, json};
use yilu_program::wiring;

use crate::{
    harness::{
        databases,
        inside::{Inside, Said, Sent},
    },
    rights::city::City,
};

struct Story {
    city: City,
    drivers: Vec<PersonId>,
}

impl Story {
    /// A page or a form by somebody, in a session of now.
    fn send(&self, person: PersonId, kind: SessionKind, sent: Sent) -> Said {
        let session = self.city.inside.session(person, kind);
        self.city.inside.send(&sent.by(Some(&session)))
    }
    fn by(&self, name: &str, sent: Sent) -> Said {
        self.send(self.city.people[name], SessionKind::Staff, sent)
    }
    fn driver(&self, at: usize, sent: Sent) -> Said {
        self.send(self.drivers[at], SessionKind::Worker, sent)
    }

    fn report(&self, at: usize) -> Value {
        let body = json!({
            "matter": "pay-commission", "area": self.city.own.street,
            "text": "高峰期补贴不足，抽成过高，一个小时到手不到二十八块。", "fields": {},
        });
        let said = self.driver(at, Sent::json("/api/v1/cases", &body));
        assert_eq!(said.status, 201, "{}", said.text());
        said.json()
    }

    /// The next so many days, with what time does in them.
    fn days(&self, count: i64) {
        let inside = &self.city.inside;
        inside.wait_seconds(count * 86_400);
        let deployment = &inside.deployment;
        let handlers = wiring::job_handlers(&deployment.app, &deployment.directory);
        while storage::jobs::run_due(deployment.store(), &inside.moment(), &handlers).unwrap() > 0 {
        }
    }

    fn look(&self, id: &str) -> Value {
        let said = self.city.inside.send(&Sent::get(format!("/api/v1/collective/{id}")));
        assert_eq!(said.status, 200, "{}", said.text());
        said.json()
    }
}

fn done(said: &Said) {
    assert_eq!(said.status, 303, "{}", said.text());
}

#[test]
fn an_incentive_is_tried_measured_voted_on_and_kept() {
    for database in databases() {
        let inside = Inside::with(|options| options.database.clone_from(&database));
        let city = City::within(inside);
        let drivers = (0..10).map(|_| city.person("worker", &city.own)).collect();
        play(&Story { city, drivers });
    }
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn play(story: &Story) {
    let city = &story.city;
    let cases = [story.report(0), story.report(1)];
    let numbers = cases.each_ref().map(|case| case["number"].as_str().unwrap().to_owned());
    let (street, firm) = (city.own.street.to_string(), city.own.firm.to_string());
    let listed = numbers.join("\n");
    let opened = story.by(
        "clerk",
        Sent::form(
            "/desk/collective",
            &[
                ("kind", "pay"),
                ("area", &street),
                ("title", "高峰补贴低、抽成高"),
                ("change", "高峰期每单补贴提高到两元，抽成不超过两成五。"),
                ("whom", "本街道接单的全体司机"),
                ("judged", "高峰期每小时净收入"),
                ("owner", &firm),
                ("cases", &listed),
            ],
        ),
    );
    done(&opened);
    let id = opened.location.rsplit('/').next().unwrap().to_owned();
    let own = cases[0]["id"].as_str().unwrap();
    let page = story.driver(0, Sent::get(format!("/cases/{own}"))).text();
    assert!(page.contains(&format!("/collective/{id}")), "the reporter is led to it");

    let here = |act: &str| format!("/desk/collective/{id}/{act}");
    let plan = [
        ("answer", "accepted"),
        ("reason", "公司经过调研，采纳建议，先试行新的激励方案。"),
        ("change", "高峰期每单补贴两元"),
        ("area", street.as_str()),
        ("from", "2026-11-24"),
        ("until", "2026-12-06"),
        ("review", "2026-12-07"),
        ("measure1-name", "高峰期每小时净收入"),
        ("measure1-unit", "元"),
        ("measure1-better", "higher"),
        ("measure1-before", "27.5"),
    ];
    let foreign = story.by("firm-clerk-other", Sent::form(here("answer"), &plan));
    assert_eq!(foreign.status, 403, "another firm answers nothing");
    let lacking = story.by("firm-clerk-holding", Sent::form(here("answer"), &plan[..4]));
    assert_eq!(lacking.status, 422, "no trial without an end and a measure");
    done(&story.by("firm-clerk-holding", Sent::form(here("answer"), &plan)));
    done(&story.driver(2, Sent::form(format!("/collective/{id}/join"), &[])));
    let comment = [("side", "resident"), ("text", "夜里等单的车多了，请别鸣笛")];
    done(&story.send(
        city.people["worker-other"],
        SessionKind::Worker,
        Sent::form(format!("/collective/{id}/comments"), &comment),
    ));

    // Friday to the Monday after the trial: the urn opens by itself.
    story.days(17);
    done(&story.by("firm-clerk-holding", Sent::form(here("measure"), &[("after0", "31.25")])));
    let known = story.look(&id);
    assert_eq!(known["matter"]["stage"], "vote", "{known}");
    assert_eq!(known["matter"]["rounds"][0]["vote"]["eligible"], 11, "ten and the own worker");
    let codes: Vec<String> = (0..9).map(|at| cast(story, &id, at)).collect();
    let open = story.look(&id);
    assert_eq!(open["turnout"], 9);
    assert!(open["matter"]["rounds"][0]["vote"]["keep"].is_null(), "nothing before the end");
    story.days(8);
    let closed = story.look(&id);
    let vote = &closed["matter"]["rounds"][0]["vote"];
    assert_eq!((vote["keep"].as_i64(), vote["drop"].as_i64()), (Some(7), Some(2)), "{closed}");
    assert_eq!(vote["outcome"], "keep");
    let listed = city.inside.send(&Sent::get(format!("/collective/{id}/ballots"))).text();
    assert!(codes.iter().all(|code| listed.contains(code)), "each finds the own code");

    let decision = [("decision", "adopted"), ("reason", "试行有效，长期实行。")];
    done(&story.by("firm-clerk-holding", Sent::form(here("decide"), &decision)));
    seen_by_the_firm(story, &id);
    told(story);
    let matter: CollectiveId = id.parse().unwrap();
    let store = city.inside.deployment.store();
    let found = store.read_blocking(move |db| {
        let urn = store::urn(db, matter, 1)?;
        Ok::<_, storage::Error>((
            verify::difference(db, matter)?,
            cases::collective::urn::tally(&urn).cast(),
        ))
    });
    assert_eq!(found.unwrap(), (None, 9));
}

/// A driver's ballot through the pages; answers its code.
fn cast(story: &Story, id: &str, at: usize) -> String {
    let path = format!("/collective/{id}/vote");
    let page = story.driver(at, Sent::get(path.clone())).text();
    let (_, rest) = page.split_once("name=\"code\" value=\"").expect("a ballot");
    let code = rest.split('"').next().unwrap().to_owned();
    let choice = if at < 7 { "keep" } else { "drop" };
    let sent = Sent::form(path, &[("code", &code), ("choice", choice)]);
    done(&story.driver(at, sent.clone()));
    // The network swallowed the answer.
    done(&story.driver(at, sent));
    code
}

/// Counts, and nobody's name or id.
fn seen_by_the_firm(story: &Story, id: &str) {
    let page = story.by("firm-clerk-holding", Sent::get(format!("/desk/collective/{id}"))).text();
    for told in ["采纳", "27.5", "31.25", "变好", "正式实行", "请别鸣笛"] {
        assert!(page.contains(told), "{told}");
    }
    for driver in &story.drivers {
        assert!(!page.contains(&driver.to_string()));
    }
}

/// Everybody on the roll got a message about the vote, and one about the end.
fn told(story: &Story) {
    let drivers: Vec<String> = story.drivers.iter().map(ToString::to_string).collect();
    let store = story.city.inside.deployment.store();
    let waiting: Vec<String> = store
        .read_blocking(|db| {
            let sql = "SELECT payload FROM storage_outbox WHERE topic = 'notice'";
            db.query(sql, &[], |row| row.get(0))
        })
        .unwrap();
    for driver in drivers {
        for news in ["collective-vote", "collective-decided"] {
            let found = waiting.iter().any(|one| one.contains(&driver) && one.contains(news));
            assert!(found, "{news} for {driver}");
        }
    }
}
