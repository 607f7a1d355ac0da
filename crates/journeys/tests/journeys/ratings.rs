//! From riders' minutes to a case and back, over the wired program, on both stores.

use access::SessionKind;
use contracts::{PersonId, UnitId};
use organizations::{By, NewUnit, found};
use yilu_program::wiring;

use crate::{
    harness::{
        databases,
        inside::{Inside, Said, Sent},
    },
    rights::city::City,
};

/// A merchant of the own street.
pub fn merchant(city: &City) -> UnitId {
    let app = &city.inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let new = NewUnit {
        id: city.inside.moment().id(),
        kind: "merchant".into(),
        area: city.own.street,
        name_zh: "老街面馆".into(),
        name_en: "Noodle shop".into(),
        parent: None,
        in_charge: false,
        from: city.day().plus(-10),
    };
    let id = new.id;
    city.inside.write(move |tx| -> Result<_, organizations::UnitError> {
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        found(tx, desk, By::Program, &new)
    });
    city.inside.deployment.directory.refresh_blocking().unwrap();
    id
}

/// Lets the next batches happen, so many Mondays.
pub fn batches(inside: &Inside, count: usize) {
    for _ in 0..count {
        let next = ratings::batch::next(inside.now());
        inside.wait_seconds(next.seconds_since(inside.now()));
        let deployment = &inside.deployment;
        let handlers = wiring::job_handlers(&deployment.app, &deployment.directory);
        // The list of merchants, then the merchants.
        for _ in 0..2 {
            storage::jobs::run_due(deployment.store(), &inside.moment(), &handlers).unwrap();
        }
    }
}

struct Story {
    city: City,
    shop: UnitId,
    riders: Vec<PersonId>,
}

impl Story {
    fn rate(&self, rider: PersonId, minutes: i64) {
        let session = self.city.inside.session(rider, SessionKind::Worker);
        let path = format!("/api/v1/merchants/{}/ratings", self.shop);
        let body = serde_json::json!({ "minutes": minutes, "reason": "slow-kitchen" });
        let said = self.city.inside.send(&Sent::json(path, &body).by(Some(&session)));
        assert_eq!(said.status, 201, "{}", said.text());
    }
    fn street(&self, path: impl Into<String>) -> Said {
        let session = self.city.session("clerk");
        self.city.inside.send(&Sent::get(path).by(session.as_deref()))
    }
    fn improvements(&self) -> Vec<serde_json::Value> {
        self.street("/api/v1/merchants/improvements").json().as_array().unwrap().clone()
    }
}

#[test]
fn twelve_riders_open_a_case_that_only_better_figures_close() {
    for database in databases() {
        let inside = Inside::with(|options| options.database.clone_from(&database));
        let city = City::within(inside);
        let riders = (0..12).map(|_| city.person("worker", &city.own)).collect();
        let story = Story { shop: merchant(&city), riders, city };
        for rider in &story.riders {
            story.rate(*rider, 25);
        }
        batches(&story.city.inside, 1);
        assert!(story.improvements().is_empty(), "not before the delay");
        batches(&story.city.inside, 2);
        let cases = story.improvements();
        assert_eq!(cases.len(), 1);
        let case = cases[0]["case"].as_str().unwrap().to_owned();
        let page = story.street(format!("/desk/cases/{case}"));
        assert_eq!(page.status, 200);
        for told in
            ["老街面馆", "由系统按规则自动立案", "12 名以上骑手", "目前公布的数字：中位数 25 分钟"]
        {
            assert!(page.text().contains(told), "{told}");
        }
        assert!(!page.text().contains("name=\"answer-text\""), "nobody answers it");
        let list = story.street("/desk/merchants").text();
        assert!(list.contains(&format!("/desk/cases/{case}")) && list.contains("改进中"));
        // It gets better, and enough riders say so the next day.
        story.city.inside.wait_seconds(86_400);
        for rider in &story.riders {
            story.rate(*rider, 6);
        }
        batches(&story.city.inside, 3);
        assert_eq!(story.improvements().len(), 1, "it did not open twice");
        assert!(story.improvements()[0]["closed_at"].is_string());
        let page = story.street(format!("/desk/cases/{case}")).text();
        assert!(page.contains("系统按规则自动办结"), "{page}");
        let id: contracts::CaseId = case.parse().unwrap();
        let store = story.city.inside.deployment.store();
        let (kept, differs) = store
            .read_blocking(move |db| {
                let kept = cases::store::find(db, id)?.unwrap();
                Ok::<_, storage::Error>((kept, cases::store::difference(db, id)?))
            })
            .unwrap();
        assert_eq!((kept.state, kept.reporter, differs), (cases::State::Closed, None, None));
    }
}
