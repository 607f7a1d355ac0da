//! Two cities whose passes open in each other: Hangzhou's rider at a gate in Wuxi, from the lists
//! that the operators hand over to what the gate's device is told. And the operator's command line.

use std::{path::Path, process::Command};

use access::{
    Action, Actor, Membership, NewPerson, Permit, SessionKind, Target, people::create_person,
    permit,
};
use contracts::Units as _;
use cwt::{
    Algorithm, DayKey, Gate, GateClock, KeyTable, Kid, Pass, PassKey, PublicKey, Revocations,
    Rules, Step, TrustedKey, gate::Proof, table::Guests,
};
use passes::{Desk, gate, gate::NewGate, trust};
use serde_json::{Value, json};

use crate::harness::{
    Start, databases,
    inside::{Inside, Sent},
};

const GATE_AREA: &str = "320211001";

/// The shipped catalogue for another city.
fn wuxi(folder: &Path) {
    for (name, text) in catalogue::Catalogue::embedded_files() {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let is_city = *name == "city.toml";
        let text = if is_city { text.replace("\"3301\"", "\"3202\"") } else { (*text).to_owned() };
        std::fs::write(file, text).unwrap();
    }
}

fn desk(city: &Inside) -> Desk {
    let Ok(desk) = Desk::of(&city.deployment.app) else { panic!("nothing is wired") };
    desk
}

/// What a clerk of the city may do in an area.
fn clerk(city: &Inside, area: &str) -> Permit {
    let unit = city.deployment.directory.operator();
    let day = city.now().day();
    let post = Membership {
        id: city.moment().id(),
        unit,
        unit_kind: "street".into(),
        role: "clerk".into(),
        area: area.parse().unwrap(),
        from: day.plus(-30),
        until: None,
    };
    let actor = Actor::new(city.moment().id(), None, vec![post], day);
    let target = Target::area(area.parse().unwrap()).with_units([unit]);
    permit(&actor, Action::GateManage, &target).unwrap()
}

/// A gate of the city, enrolled over HTTP; answers its device's secret.
fn device(city: &Inside) -> String {
    let permit = clerk(city, GATE_AREA);
    let new = NewGate {
        id: city.moment().id(),
        area: GATE_AREA.parse().unwrap(),
        unit: city.deployment.directory.operator(),
        place: None,
        at: None,
        name: "东门".into(),
        audience: catalogue::Audience::Gate,
        classes: Vec::new(),
    };
    let code = city.write(move |tx| {
        let gate = gate::open(tx, &permit, &new)?;
        gate::invite(tx, &permit, gate.id)
    });
    let said = city.send(&Sent::json("/api/v1/gates/enrol", &json!({ "code": code })));
    assert_eq!(said.status, 200, "{}", said.text());
    said.json()["secret"].as_str().unwrap().to_owned()
}

/// The device as it stands after it was online once: it knows nothing but its handbook.
fn online(city: &Inside, secret: &str) -> Gate {
    let asked = Sent::json("/api/v1/gates/handbook", &json!({}));
    let said = city.send(&asked.header("authorization", &format!("Bearer {secret}")));
    assert_eq!(said.status, 200, "{}", said.text());
    engine(&said.json(), city)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn areas(value: &Value) -> Vec<kernel::AreaCode> {
    value.as_array().unwrap().iter().map(|area| text(area).parse().unwrap()).collect()
}

fn small(value: &Value) -> u8 {
    u8::try_from(value.as_u64().unwrap()).unwrap()
}

fn trusted(key: &Value) -> TrustedKey {
    let algorithm = Algorithm::of_cose(key["alg"].as_i64().unwrap()).unwrap();
    let seconds = |name: &str| kernel::Timestamp::from_seconds(key[name].as_i64().unwrap());
    let guests = areas(&key["guests"]);
    let class = small(&key["guest_class"]).try_into().unwrap();
    TrustedKey {
        kid: Kid(unhex(text(&key["kid"])).try_into().unwrap()),
        key: PublicKey::new(algorithm, &unhex(text(&key["public"]))).unwrap(),
        issuer: text(&key["issuer"]).parse().unwrap(),
        from: seconds("from"),
        until: seconds("until"),
        areas: areas(&key["areas"]),
        guests: (!guests.is_empty()).then_some(Guests { areas: guests, class }),
    }
}

fn engine(book: &Value, city: &Inside) -> Gate {
    let mut rules =
        Rules::new(text(&book["audience"]).parse().unwrap(), text(&book["area"]).parse().unwrap());
    for one in book["proofs"].as_array().unwrap() {
        let rotating = one["proof"] == "rotating";
        let proof = if rotating { Proof::Rotating } else { Proof::Picture };
        rules = rules.taking(small(&one["class"]).try_into().unwrap(), proof);
    }
    let keys = KeyTable::new(book["keys"].as_array().unwrap().iter().map(trusted));
    let mut gate = Gate::new(rules, keys);
    for day in book["days"].as_array().unwrap() {
        let key = DayKey::from_bytes(unhex(text(&day["key"])).try_into().unwrap());
        let (issuer, area) = (text(&day["issuer"]).parse().unwrap(), &day["area"]);
        let (area, date) = (text(area).parse().unwrap(), text(&day["day"]).parse().unwrap());
        gate.day_keys.insert(issuer, area, date, key);
    }
    let list = Revocations::open(&base64_of(text(&book["revocations"])), &gate.keys, city.now());
    gate.take_revocations(list.unwrap()).unwrap();
    gate
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// A rider's phone: a session, and the passes that it fetched last.
struct Phone {
    session: String,
}

impl Phone {
    fn of_a_rider(city: &Inside) -> Self {
        let vault = city.deployment.app.vault().clone();
        let person = city.write(move |tx| create_person(tx, &vault, &NewPerson::default()));
        let session = city.session(person, SessionKind::Worker);
        let asked = Sent::json("/api/v1/passes", &json!({ "kind": "gate" }));
        let said = city.send(&asked.by(Some(&session)));
        assert_eq!(said.status, 200, "{}", said.text());
        Self { session }
    }

    /// Goes online, and shows the code of the moment.
    fn show(&self, city: &Inside) -> String {
        let asked = Sent::json("/api/v1/passes/tokens", &json!({}));
        let said = city.send(&asked.by(Some(&self.session)));
        let told = said.json();
        let now = city.now();
        let days = told["passes"][0]["days"].as_array().unwrap();
        let day = days.iter().find(|day| day["until"].as_i64().unwrap() > now.seconds()).unwrap();
        let key = PassKey::from_bytes(unhex(text(&day["key"])).try_into().unwrap());
        let cose = base45::decode(&text(&day["token"])[3..]).unwrap();
        Pass::from_cose(cose).rotating(&key, Step::at(now))
    }
}

#[test]
fn a_riders_pass_opens_in_another_city_while_that_city_trusts_ours() {
    let folder = tempfile::tempdir().unwrap();
    wuxi(folder.path());
    for (ours, theirs) in databases().into_iter().zip(databases()) {
        let home = Inside::with(|options| options.database = ours);
        let host = Inside::with(|options| {
            options.database = theirs;
            options.catalogue = Some(folder.path().to_owned());
        });
        visit(&home, &host);
    }
}

fn visit(home: &Inside, host: &Inside) {
    let phone = Phone::of_a_rider(home);
    let secret = device(host);
    let said = |host: &Inside| {
        let mut gate = online(host, &secret);
        let now = host.now();
        gate.check(&phone.show(home), GateClock::Known(now)).code()
    };
    assert_eq!(said(host), "reject_kid", "not on the list");
    let (own, away) = (desk(home), desk(host));
    let list = home.write({
        let desk = own.clone();
        move |tx| trust::export(tx, &desk)
    });
    let import = |host: &Inside, list: trust::TrustList| {
        let (desk, print) = (away.clone(), list.fingerprint().unwrap());
        host.write(move |tx| trust::import(tx, &desk, &list, &print, 1))
    };
    import(host, list);
    assert_eq!(said(host), "reject_day_key", "only the list");
    let codes = home.write({
        let desk = own.clone();
        move |tx| trust::export_codes(tx, &desk, 40)
    });
    host.write({
        let desk = away.clone();
        move |tx| trust::import_codes(tx, &desk, &codes)
    });
    assert_eq!(said(host), "accept");
    // Our key changes; the list that is sent within the overlap has the next one.
    let desk = own.clone();
    home.write(move |tx| passes::keyring::rotate(tx, &desk, Algorithm::Es256));
    for day in 0..12 {
        if day == 4 {
            let desk = own.clone();
            import(host, home.write(move |tx| trust::export(tx, &desk)));
        }
        for city in [home, host] {
            city.wait_seconds(86_400);
        }
        assert_eq!(said(host), "accept", "day {day}");
    }
    assert!(host.write(|tx| trust::remove(tx, "3301")));
    assert_eq!(said(host), "reject_kid", "no longer on the list");
}

/// Runs `yilu pass-keys`; its output, or what it says when it fails.
fn keys(start: &Start, arguments: &[&str]) -> Result<String, String> {
    let mut command: Command = start.command();
    let done = command.args(arguments).output().unwrap();
    let [out, err] = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
    if done.status.success() { Ok(out) } else { Err(err) }
}

#[test]
fn operators_hand_lists_over_and_are_told_what_is_wrong_with_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    wuxi(&folder.path().join("wuxi"));
    for (ours, theirs) in databases().into_iter().zip(databases()) {
        let store = if ours.is_some() { "postgres" } else { "sqlite" };
        let start = |name: &str, database: Option<&str>| {
            let data = folder.path().join(format!("{name}-{store}"));
            Start::new("pass-keys", &data).on(database)
        };
        let home = start("home", ours.as_deref());
        let mut host = start("host", theirs.as_deref());
        host.arguments.extend(["--catalogue".into(), at("wuxi")]);
        let (list, codes) = (at(&format!("list-{store}")), at(&format!("codes-{store}")));
        std::fs::write(&list, keys(&home, &["export"]).unwrap()).unwrap();
        keys(&home, &["export-codes", &codes, "--days", "3"]).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&codes).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "a secret");
        }
        let told = |arguments: &[&str]| keys(&host, arguments).unwrap_err();
        let again = keys(&home, &["export-codes", &codes]).unwrap_err();
        assert!(again.contains(&codes), "never over another file: {again}");
        assert!(told(&["import", &at("nothing")]).contains("nothing"));
        assert!(told(&["import", &codes]).contains("pass-keys export"));
        assert!(told(&["import-codes", &list]).contains("export-codes"));
        assert!(told(&["import-codes", &codes]).contains("import its list"));
        let wrong = told(&["import", &list]);
        let print = wrong.trim().rsplit(' ').next().unwrap();
        assert_eq!(print.len(), 32, "{wrong}");
        assert!(told(&["import", &list, "--fingerprint", print, "--class", "9"]).contains("class"));
        let own = keys(&home, &["import", &list, "--fingerprint", print]).unwrap_err();
        assert!(own.contains("own"), "{own}");
        assert_eq!(keys(&host, &["import", &list, "--fingerprint", print]).unwrap(), "1\n");
        assert_eq!(keys(&host, &["import-codes", &codes]).unwrap(), "4\n");
        let shown = keys(&host, &["show"]).unwrap();
        assert!(shown.contains("3301") && shown.contains("动态码/codes 20"), "{shown}");
        assert_eq!(keys(&home, &["rotate"]).unwrap().trim().len(), 4);
        assert_eq!(keys(&home, &["show"]).unwrap().lines().count(), 2);
        keys(&home, &["rotate", "--stolen"]).unwrap();
        assert_eq!(keys(&home, &["show"]).unwrap().lines().count(), 1);
        keys(&host, &["distrust", "3301"]).unwrap();
        assert!(told(&["distrust", "3301"]).contains("pass-keys show"));
        let help = keys(&home, &["--help"]).unwrap();
        for word in ["机密", "secret", "指纹", "fingerprint", "export-codes", "distrust"] {
            assert!(help.contains(word), "{word}: {help}");
        }
    }
}
