//! Freight owed, from Jiangsu to Guangdong: a contact member files it for a trucker on 6 December
//! 2021, it crosses three levels and is settled within 48 hours, by the trucker's own word.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use access::sms::{self, SmsError, SmsGateway};
use catalogue::Catalogue;
use contracts::CaseId;
use kernel::{Clock as _, FixedClock, Phone, Timestamp};
use ledger::{Funding, top_up};
use serde_json::{Value, json};

use crate::{
    harness::inside::{Inside, Sent},
    rights::city::City,
};

const TRUCKER: &str = "13700004321";

/// The shipped city, but for one thing: money that was owed and is paid earns thanks here. The
/// shipped catalogue gives none for what is a right anyway.
fn thankful(folder: &Path) {
    std::fs::create_dir(folder.join("matters")).unwrap();
    for (name, text) in Catalogue::embedded_files() {
        let thanked = "code = \"arrears\"\npoints = \"report-confirmed\"";
        std::fs::write(folder.join(name), text.replace("code = \"arrears\"", thanked)).unwrap();
    }
}

struct Story {
    city: City,
    clock: Arc<FixedClock>,
}

impl Story {
    fn at(&self, local: &str) {
        let at = format!("{}:00+08:00", local.replace(' ', "T"));
        self.clock.set(at.parse::<Timestamp>().unwrap());
    }

    /// One operation by somebody of the city.
    fn api(&self, who: &str, path: &str, body: &Value) -> Value {
        let session = self.city.session(who);
        self.as_session(session.as_deref(), path, body)
    }

    fn as_session(&self, session: Option<&str>, path: &str, body: &Value) -> Value {
        let said = self.city.inside.send(&Sent::json(path, body).by(session));
        assert!((200..300).contains(&said.status), "{path}: {} {}", said.status, said.text());
        serde_json::from_slice(&said.body).unwrap()
    }

    /// The code in the last message to the trucker.
    fn code(&self) -> String {
        let deployment = &self.city.inside.deployment;
        let payloads: Vec<String> = deployment
            .store()
            .read_blocking(|db| {
                let sql = "SELECT payload FROM storage_outbox WHERE topic = 'sms' ORDER BY id";
                db.query(sql, &[], |row| row.get::<String>(0))
            })
            .unwrap();
        let kept = Kept::default();
        let last = payloads.last().unwrap();
        sms::deliver(deployment.app.vault(), &kept, last, self.clock.now()).unwrap();
        let text = kept.0.lock().unwrap().pop().unwrap();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits[..6].to_owned()
    }

    /// The trucker signs in by phone and code; answers the session's token.
    fn sign_in(&self) -> String {
        let phone = json!({ "phone": TRUCKER });
        self.as_session(None, "/api/v1/sign-in/code", &phone);
        let given = json!({ "phone": TRUCKER, "code": self.code() });
        let signed = self.as_session(None, "/api/v1/sign-in/verify", &given);
        signed["token"].as_str().unwrap().to_owned()
    }

    fn points(&self, session: &str) -> Value {
        let said = self.city.inside.send(&Sent::get("/api/v1/points").by(Some(session)));
        serde_json::from_slice(&said.body).unwrap()
    }
}

/// Keeps what would be sent.
#[derive(Default)]
struct Kept(Mutex<Vec<String>>);

impl SmsGateway for Kept {
    fn send(&self, to: &Phone, text: &str) -> Result<(), SmsError> {
        assert_eq!(to.reveal(), Phone::parse(TRUCKER).unwrap().reveal());
        self.0.lock().unwrap().push(text.to_owned());
        Ok(())
    }
}

fn begin() -> (Story, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    thankful(folder.path());
    let clock = Arc::new(FixedClock::new("2021-12-06T09:00:00+08:00".parse().unwrap()));
    let inside = Inside::with(|options| {
        options.clock = Arc::<FixedClock>::clone(&clock);
        options.catalogue = Some(folder.path().to_owned());
    });
    let sponsor = inside.deployment.app.catalogue().city().area;
    inside.write(move |tx| top_up(tx, Funding { id: tx.id(), sponsor, amount: 1_000 }));
    (Story { city: City::within(inside), clock }, folder)
}

#[test]
fn four_thousand_yuan_across_three_levels_within_two_days() {
    let (story, _folder) = begin();
    let own = &story.city.own;
    let filing = json!({
        "phone": TRUCKER,
        "keep": true,
        "report": {
            "matter": "arrears",
            "area": own.community,
            "title": "江苏到广东的运费没有付",
            "text": "从江苏拉货到广东，签收单齐全，四千元运费一直不付，电话也不接。",
            "fields": { "debtor": "某货运信息部", "amount": "400000" },
        },
    });
    let filed = story.api("member-holding", "/api/v1/filings", &filing);
    let id = filed["id"].as_str().unwrap().to_owned();
    assert_eq!(filed["standing"], "waiting");
    let act = |who: &str, act: &str, body: &Value| {
        story.api(who, &format!("/api/v1/cases/{id}/{act}"), body)
    };

    story.at("2021-12-06 09:05");
    let path = format!("/api/v1/filings/{id}/confirm");
    let claimed = story.api("member-holding", &path, &json!({ "code": story.code() }));
    let number = claimed["number"].as_str().unwrap();
    assert_eq!(claimed["standing"], "claimed");

    story.at("2021-12-06 11:05");
    let up = act("member-holding", "pass-up", &json!({ "note": "签收单已看过，货主不接电话" }));
    assert_eq!((up["number"].as_str(), up["chain"].as_str()), (Some(number), Some("branch")));
    story.at("2021-12-06 15:05");
    let up = act("branch-clerk", "pass-up", &json!({ "note": "跨省运费，请街道牵头" }));
    assert_eq!(up["owner"]["id"].as_str().unwrap(), own.office.to_string());
    assert_eq!(up["promised_by"], claimed["promised_by"], "one clock");

    story.at("2021-12-06 16:05");
    act("clerk", "accept", &json!({}));
    story.at("2021-12-07 16:05");
    let answer = json!({ "text": "货主已经把四千元运费转给本人。", "outcome": "solved" });
    act("clerk", "answer", &answer);

    story.at("2021-12-07 20:05");
    let trucker = story.sign_in();
    let path = |act: &str| format!("/api/v1/cases/{id}/{act}");
    let done = story.as_session(Some(&trucker), &path("confirm"), &json!({}));
    assert_eq!(
        (done["state"].as_str(), done["verdict"].as_str()),
        (Some("confirmed"), Some("confirmed"))
    );
    let seconds = |key: &str| done[key].as_str().unwrap().parse::<Timestamp>().unwrap();
    let hours = seconds("closed_at").seconds_since(seconds("created_at")) / 3_600;
    assert_eq!(hours, 35, "closed in less than 48 hours");
    assert_eq!(held_minutes(&story, &id), [120, 240, 25 * 60, 240]);
    assert_eq!(story.points(&trucker)["balance"], 10, "{}", story.points(&trucker));

    story.at("2021-12-08 09:00");
    let again = json!({ "reason": "转账被退回了" });
    let open = story.as_session(Some(&trucker), &path("reopen"), &again);
    assert_eq!((open["state"].as_str(), open["number"].as_str()), (Some("reopened"), Some(number)));
    assert_eq!(story.points(&trucker)["balance"], 0, "taken back");
}

/// How long member, branch, street and trucker had it.
fn held_minutes(story: &Story, id: &str) -> Vec<i64> {
    let (id, now): (CaseId, _) = (id.parse().unwrap(), story.clock.now());
    let store = story.city.inside.deployment.store();
    let case = store.read_blocking(move |db| cases::store::find(db, id)).unwrap().unwrap();
    let held = cases::holder::held(&case.holdings, now);
    held.iter().map(|one| one.seconds / 60).collect()
}

#[test]
fn the_shipped_city_gives_no_points_for_a_right() {
    assert_eq!(Catalogue::embedded().matter("arrears").unwrap().points, None);
}
