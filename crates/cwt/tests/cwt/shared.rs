//! Scenes at a gate that every implementation plays alike: this crate here, the gate's page in
//! `web-measure/test/passes.test.mjs`. Codes are made from seeds; what is expected is written here.
//! `YILU_VECTORS=write` writes `vectors/gates.json` anew.

use base16ct::lower::encode_string as hex;
use cwt::{
    Algorithm, Claims, Class, DayKeys, Gate, GateClock, KeyTable, Pass, Rules, Step, TrustedKey,
    Verdict, gate::Proof,
};
use kernel::Timestamp;
use serde_json::{Value, json};

use crate::city::{City, area, morning};

const PHONE: u8 = 1;
const PAPER: u8 = 11;
const STREET: &str = "320211001";
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/gates.json");

/// One code at the gate: seconds after the morning, the code, verdict and remarks.
type Shown = (i64, String, &'static str, &'static [&'static str]);

/// A scene at a gate that has seen nobody yet.
struct Scene {
    name: &'static str,
    /// Whether the gate has the keys of the day.
    days: bool,
    shown: Vec<Shown>,
}

struct Stage {
    here: City,
    there: City,
}

impl Stage {
    fn new() -> Self {
        let [here, there] = [("wx", 21), ("sz", 22)]
            .map(|(issuer, seed)| City::new(issuer, Algorithm::Es256, seed));
        Self { here, there }
    }

    fn keys(&self) -> [TrustedKey; 2] {
        let mut guest = self.there.guest("3205", "3202");
        if let Some(guests) = &mut guest.guests {
            guests.class = class(PHONE);
        }
        [self.here.trusted("3202"), guest]
    }

    fn days(&self) -> Vec<(&City, &'static str)> {
        vec![(&self.here, STREET), (&self.here, "3202"), (&self.there, "3205")]
    }

    fn gate(&self, has_days: bool) -> Gate {
        let rules = Rules::new(cwt::Audience::GATE, area(STREET))
            .taking(class(PHONE), Proof::Rotating)
            .taking(class(PAPER), Proof::Picture);
        let mut gate = Gate::new(rules, KeyTable::new(self.keys()));
        let mut days = DayKeys::default();
        for (city, code) in self.days().into_iter().filter(|_| has_days) {
            let (place, day) = (area(code), morning().day());
            days.insert(city.issuer, place, day, city.root.day_key(place, day));
        }
        gate.day_keys = days;
        gate
    }

    fn claims(city: &City, place: &str, number: u8) -> Claims {
        let claims = Claims { class: class(number), ..city.claims(place, u32::from(number)) };
        Claims { cti: cwt::Cti::draw(&kernel::Moment::seeded(morning(), 7), 9), ..claims }
    }
}

fn class(number: u8) -> Class {
    Class::try_from(number).unwrap()
}

fn at(second: i64) -> Timestamp {
    morning().plus_seconds(second)
}

/// What a phone shows whose clock says `second`.
fn living(city: &City, place: &str, number: u8, second: i64) -> String {
    let claims = Stage::claims(city, place, number);
    city.pass(&claims).rotating(&city.root.pass_key(&claims), Step::at(at(second)))
}

fn cut(city: &City, place: &str, number: u8) -> String {
    city.pass(&Stage::claims(city, place, number)).text()
}

/// The static part with a step that fits and a code that somebody made up.
fn made_up(city: &City, place: &str, number: u8, second: i64) -> String {
    let pass = city.pass(&Stage::claims(city, place, number));
    let trailer = [&Step::at(at(second)).0.to_be_bytes()[..], &[7; 8]].concat();
    let bytes = [pass.cose(), &trailer].concat();
    format!("Y2{}", &Pass::from_cose(bytes).text()[2..])
}

fn scenes(stage: &Stage) -> Vec<Scene> {
    [living_and_cut(stage), time(stage), guests(stage)].into_iter().flatten().collect()
}

const OLD: &[&str] = &["stale_list"];

fn living_and_cut(stage: &Stage) -> Vec<Scene> {
    let own = &stage.here;
    let phone = |second| living(own, "3202", PHONE, second);
    let scene = |name, days, shown| Scene { name, days, shown };
    vec![
        scene(
            "a living phone goes in once with each code",
            true,
            vec![
                (0, phone(0), "accept", OLD),
                (1, phone(0), "reject_replay", &[]),
                (31, phone(31), "accept", OLD),
            ],
        ),
        scene(
            "a changing code cut down to its static part",
            true,
            vec![(0, cut(own, "3202", PHONE), "reject_static", &[])],
        ),
        scene(
            "a made-up changing part",
            true,
            vec![(0, made_up(own, "3202", PHONE, 0), "reject_code", &[])],
        ),
        scene(
            "a made-up changing part where the key of the day is missing",
            false,
            vec![
                (0, made_up(own, "3202", PHONE, 0), "reject_day_key", &[]),
                (1, phone(0), "reject_day_key", &[]),
                (2, cut(own, "3202", PHONE), "reject_static", &[]),
            ],
        ),
        scene(
            "paper is shown as it is",
            true,
            vec![
                (0, cut(own, "3202", PAPER), "accept", &["stale_list", "static"]),
                (29, cut(own, "3202", PAPER), "reject_replay", &[]),
                (30, cut(own, "3202", PAPER), "accept", &["stale_list", "static"]),
            ],
        ),
        scene(
            "paper with a changing part is no better than paper",
            false,
            vec![(0, made_up(own, "3202", PAPER, 0), "accept", &["stale_list", "unproved"])],
        ),
        scene(
            "a class that the gate does not take",
            true,
            vec![(0, living(own, "3202", 3, 0), "reject_scope", &[])],
        ),
    ]
}

const LATE: &[&str] = &["stale_list", "phone_clock"];

fn time(stage: &Stage) -> Vec<Scene> {
    let phone = |second| living(&stage.here, "3202", PHONE, second);
    let scene = |name, shown| Scene { name, days: true, shown };
    vec![
        scene(
            "a screenshot",
            vec![(70, phone(0), "again", &[]), (300, phone(0), "reject_step", &[])],
        ),
        scene(
            "a phone three minutes late proves itself with two codes",
            vec![
                (200, phone(20), "again", &[]),
                (201, phone(20), "again", &[]),
                (230, phone(50), "accept", LATE),
                (231, phone(50), "reject_replay", &[]),
                (500, phone(320), "accept", LATE),
                (800, phone(800), "accept", OLD),
            ],
        ),
        scene(
            "a film of two codes where the phone was before",
            vec![
                (0, phone(0), "accept", OLD),
                (300, phone(120), "reject_step", &[]),
                (330, phone(150), "reject_step", &[]),
                (340, phone(340), "accept", OLD),
            ],
        ),
        scene(
            "a film of two codes where the phone never was looks like a late phone",
            vec![(300, phone(120), "again", &[]), (330, phone(150), "accept", LATE)],
        ),
    ]
}

fn guests(stage: &Stage) -> Vec<Scene> {
    let there = &stage.there;
    let guest = &["stale_list", "guest"];
    let scene = |name, days, shown| Scene { name, days, shown };
    vec![
        scene(
            "a guest's phone",
            true,
            vec![
                (0, living(there, "3205", PHONE, 0), "accept", guest),
                (1, cut(there, "3205", PHONE), "reject_static", &[]),
                (2, cut(there, "3205", PAPER), "reject_static", &[]),
            ],
        ),
        scene(
            "a guest's phone where that city's key of the day is missing",
            false,
            vec![(0, living(there, "3205", PHONE, 0), "reject_day_key", &[])],
        ),
    ]
}

#[test]
fn every_scene_is_played_as_it_is_written() {
    let stage = Stage::new();
    for scene in scenes(&stage) {
        let mut gate = stage.gate(scene.days);
        for (second, text, expected, notes) in &scene.shown {
            let verdict = gate.check(text, GateClock::Known(at(*second)));
            assert_eq!(verdict.code(), *expected, "{}: second {second}", scene.name);
            if let Verdict::Accept(entry) = verdict {
                let told: Vec<_> = entry.notes.iter().map(cwt::Note::code).collect();
                assert_eq!(told, *notes, "{}: second {second}", scene.name);
            }
        }
    }
}

#[test]
fn the_file_of_scenes_is_what_is_played() {
    let stage = Stage::new();
    let text = format!("{:#}\n", written(&stage));
    if std::env::var("YILU_VECTORS").is_ok_and(|it| it == "write") {
        std::fs::write(FILE, &text).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap();
    assert_eq!(kept, text, "YILU_VECTORS=write writes it anew");
}

fn written(stage: &Stage) -> Value {
    let keys = stage.keys().map(|key| {
        json!({
            "kid": key.kid.to_string(),
            "alg": key.key.algorithm().cose(),
            "public": hex(key.key.as_bytes()),
            "issuer": key.issuer.as_str(),
            "areas": key.areas.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "guests": key.guests.iter().flat_map(|it| &it.areas).map(ToString::to_string).collect::<Vec<_>>(),
            "guest_class": key.guests.as_ref().map_or(0, |it| it.class.number()),
            "from": key.from.seconds(),
            "until": key.until.seconds(),
        })
    });
    let days = stage.days().into_iter().map(|(city, code)| {
        let (place, day) = (area(code), morning().day());
        let key = city.root.day_key(place, day);
        json!({ "issuer": city.issuer.as_str(), "area": code, "day": day.to_string(), "key": hex(key.as_bytes()) })
    });
    let scenes = scenes(stage).into_iter().map(|scene| {
        let shown = scene.shown.into_iter().map(|(second, text, expect, notes)| {
            json!({ "at": at(second).seconds(), "text": text, "expect": expect, "notes": notes })
        });
        json!({ "name": scene.name, "days": scene.days, "shown": shown.collect::<Vec<_>>() })
    });
    json!({
        "gate": {
            "issuer": stage.here.issuer.as_str(), "area": STREET, "audience": "gate",
            "proofs": { PHONE.to_string(): "rotating", PAPER.to_string(): "picture" },
            "again_seconds": 30, "list_seconds": 86_400,
        },
        "keys": keys,
        "days": days.collect::<Vec<_>>(),
        "scenes": scenes.collect::<Vec<_>>(),
    })
}
