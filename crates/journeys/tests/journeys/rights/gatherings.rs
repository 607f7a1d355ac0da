//! Requests of gatherings: one of the own department in the own community, at the stage that the act
//! needs; a series of councils, a draft, a calendar.

use access::{Actor, NewPerson, people::create_person};
use contracts::PersonId;
use gatherings::{
    CommentId, DecisionId, Desk, DraftId, Fault, GatheringId, SeriesId, attend, calendar,
    call::{self, NewGathering},
    decide::{self, NewDecision},
    device::{self, Scan},
    draft::{self, NewDraft},
    fact::{Base, Sitting},
    prepare::{self, NewMotion},
    series::{self, NewSeries, Plan, Rhythm},
    shown, signin,
};
use kernel::{Day, Phone};
use serde_json::{Value, json};
use storage::Tx;

use super::{
    city::{City, actor},
    requests::{Body, form, has},
};

const KEEPER: &str = "department-clerk-holding";
const TEXT: &str = "在东站装两个换电柜";

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

/// One act in a transaction of its own.
fn write<T: Send + 'static>(
    city: &City,
    person: PersonId,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> T {
    let desk = desk(city);
    city.inside.write(move |tx| -> Result<_, Fault> {
        let by = actor(tx, person);
        work(tx, &desk, &by)
    })
}

fn keep<T: Send + 'static>(
    city: &City,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> T {
    write(city, city.people[KEEPER], work)
}

/// A sitting of the next day but one, in hours that are not busy.
fn sitting(day: Day) -> Sitting {
    Sitting { from: day.at(14, 30), until: day.at(16, 30), place: "驿站".into(), online: true }
}

fn called(city: &City, kind: &str) -> GatheringId {
    let id = city.inside.moment().id();
    let new = NewGathering {
        id,
        kind: kind.into(),
        area: city.own.community,
        title: "每月例会".into(),
        sittings: vec![sitting(city.day().plus(2))],
        places: None,
        series: None,
    };
    keep(city, move |tx, desk, by| call::call(tx, desk, by, &new))
}

/// To an hour of the day on which what was just called is held; 17 is after it.
fn go_to(city: &City, hour: i8) {
    let then = city.day().plus(2).at(hour, 40);
    city.inside.wait_seconds(then.seconds_since(city.inside.now()));
}

/// Whoever asks; where a visitor asks, somebody else, for nothing will come of it.
fn asker(city: &City, column: &str) -> PersonId {
    city.people.get(column).copied().unwrap_or(city.people["worker-own"])
}

fn come(city: &City, id: GatheringId, person: PersonId) {
    let code = code(city, id);
    write(city, person, move |tx, desk, by| signin::by_code(tx, desk, by, id, &code, None));
}

fn code(city: &City, id: GatheringId) -> String {
    let (desk, now) = (desk(city), city.inside.now());
    let store = city.inside.deployment.store();
    store
        .read_blocking(move |db| Ok::<_, storage::Error>(shown::of(db, &desk, id)?.code(now)))
        .unwrap()
}

fn somebody(city: &City, phone: Option<&str>) -> PersonId {
    let phone: Option<Phone> = phone.map(|phone| phone.parse().unwrap());
    let vault = (**city.inside.deployment.app.vault()).clone();
    let new = NewPerson { phone, ..NewPerson::default() };
    city.inside.write(move |tx| create_person(tx, &vault, &new))
}

fn motion(city: &City, id: GatheringId) {
    let text = "通过工作计划".to_owned();
    let new = NewMotion { text, secret: false, majority_percent: 50, of: Base::Present };
    keep(city, move |tx, desk, by| prepare::motion(tx, desk, by, id, &new));
}

/// A council that is being held, with a motion on which the asker may vote.
fn voting(city: &City, column: &str) -> GatheringId {
    let id = called(city, "council");
    motion(city, id);
    go_to(city, 14);
    come(city, id, asker(city, column));
    id
}

fn plan(city: &City) -> Plan {
    let weekday = city.day().plus(2).date().weekday().to_monday_one_offset();
    Plan {
        rhythm: Rhythm::Week { weekday },
        sittings: vec![(14 * 60 + 30, 16 * 60 + 30)],
        place: "驿站".into(),
        online: true,
        places: None,
        lead_days: 3,
    }
}

fn a_series(city: &City) -> SeriesId {
    let new = NewSeries {
        id: city.inside.moment().id(),
        kind: "council".into(),
        area: city.own.community,
        title: "恳谈会".into(),
        plan: plan(city),
    };
    keep(city, move |tx, desk, by| series::begin(tx, desk, by, &new))
}

/// A gathering at which a decision of the one before is read out to the asker.
fn read_out(city: &City, column: &str) -> (GatheringId, DecisionId) {
    let series = a_series(city);
    let first = newest(city, series);
    go_to(city, 14);
    let new = decision(city);
    let decided = new.id;
    keep(city, move |tx, desk, by| decide::decide(tx, desk, by, first, &new));
    // The next one is called some days ahead.
    city.inside.wait_seconds(5 * 86_400);
    let desk = desk(city);
    let handlers = gatherings::handlers(move || Some(desk.clone()));
    let store = city.inside.deployment.store();
    storage::jobs::run_due(store, &city.inside.moment(), &handlers).unwrap();
    city.inside.wait_seconds(2 * 86_400);
    let second = newest(city, series);
    come(city, second, asker(city, column));
    (second, decided)
}

fn newest(city: &City, series: SeriesId) -> GatheringId {
    let store = city.inside.deployment.store();
    let list = move |db: &mut storage::Db<'_>| gatherings::store::lists::of_series(db, series, 10);
    let now = city.inside.now();
    let mut all = store.read_blocking(list).unwrap();
    all.retain(|kept| kept.gathering.ends_at() > now);
    all.pop().unwrap().id
}

fn decision(city: &City) -> NewDecision {
    let due_on = city.day().plus(30);
    let id = city.inside.moment().id();
    NewDecision { id, text: TEXT.into(), owner: city.own.department, with: Vec::new(), due_on }
}

fn a_draft(city: &City) -> DraftId {
    let new = NewDraft {
        id: city.inside.moment().id(),
        area: city.own.community,
        title: "派单规则".into(),
        clauses: vec!["雨天延长送达时间".into()],
        open_until: city.day().plus(7),
    };
    keep(city, move |tx, desk, by| draft::put_out(tx, desk, by, &new))
}

fn a_comment(city: &City) -> CommentId {
    let (draft, id) = (a_draft(city), city.inside.moment().id());
    let worker = city.people["worker-own"];
    write(city, worker, move |tx, _, by| draft::comment(tx, by, draft, id, 1, "写明几分钟"))
}

/// Whether a route is one of gatherings, councils, drafts of rules or calendars.
pub fn is_ours(path: &str) -> bool {
    let parts =
        ["/gatherings", "/councils", "/series", "/drafts", "/calendar/{secret}", "/desk/comments"];
    has(path, &parts) && !path.contains("/places")
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    let (path, body) = filled(city, column, path);
    (path, if is_get { Body::None } else { body })
}

fn filled(city: &City, column: &str, path: &str) -> (String, Body) {
    let with = |id: String, body: Body| (path.replace("{id}", &id), body);
    if path.contains("/councils/{id}") || path.contains("/series/{id}") {
        return with(a_series(city).to_string(), Body::Form(Vec::new()));
    }
    if path.contains("/comments/{id}") {
        let answer = [("outcome-1", "adopted"), ("reason-1", "写明十五分钟")];
        return with(a_comment(city).to_string(), form(answer));
    }
    if path.contains("/drafts/{id}") {
        let id = city.inside.moment().id::<CommentId>().to_string();
        let comment = [("id", id.as_str()), ("clause", "1"), ("text-1", "写明几分钟")];
        return with(a_draft(city).to_string(), form(comment));
    }
    if path.contains("{secret}") {
        let person = city.people["worker-own"];
        let secret = city.inside.write(move |tx| calendar::make(tx, person));
        return (path.replace("{secret}", &format!("{secret}.ics")), Body::None);
    }
    if path.contains("/gatherings/{id}") {
        return if path.starts_with("/api/") {
            program(city, column, path)
        } else if path.starts_with("/desk/") {
            desk_act(city, path)
        } else {
            worker_act(city, column, path)
        };
    }
    (path.to_owned(), fresh(city, path))
}

fn fresh(city: &City, path: &str) -> Body {
    let area = city.own.community.to_string();
    let id = city.inside.moment().id::<GatheringId>().to_string();
    let day = city.day().plus(2);
    match path {
        "/api/v1/gatherings" => Body::Json(json!({
            "kind": "volunteer-shift", "area": area, "title": "志愿服务",
            "sittings": [{
                "from": day.at(14, 30).rfc3339(), "until": day.at(16, 30).rfc3339(), "place": "驿站",
            }],
        })),
        "/desk/gatherings" => form([
            ("id", &id),
            ("kind", "volunteer-shift"),
            ("title", "志愿服务"),
            ("area", &area),
            ("place", "驿站"),
            ("sittings", &format!("{day} 14:30-16:30")),
        ]),
        "/desk/series" => form([
            ("id", &id),
            ("kind", "volunteer-shift"),
            ("title", "志愿服务"),
            ("area", &area),
            ("place", "驿站"),
            ("rhythm", "month-day"),
            ("day", "5"),
            ("lead_days", "10"),
            ("sittings", "14:30-16:30"),
        ]),
        "/desk/drafts" => form([
            ("id", &id),
            ("title", "派单规则"),
            ("clauses", "雨天延长送达时间"),
            ("open_until", &day.to_string()),
        ]),
        "/gatherings/take/statement" => form([("name", "王师傅")]),
        _ => Body::Form(Vec::new()),
    }
}

fn worker_act(city: &City, column: &str, path: &str) -> (String, Body) {
    let person = asker(city, column);
    let with = |id: GatheringId, body: Body| {
        let path = path.replace("{id}", &id.to_string());
        (path.replace("{topic}", "0").replace("{motion}", "0"), body)
    };
    match path.rsplit('/').next().unwrap_or_default() {
        "cancel" => {
            let id = called(city, "council");
            write(city, person, move |tx, desk, by| attend::sign_up(tx, desk, by, id));
            with(id, Body::Form(Vec::new()))
        }
        "make-up" => with(missed(city), Body::Form(Vec::new())),
        "code" => {
            let id = called(city, "council");
            go_to(city, 14);
            with(id, form([("code", &code(city, id))]))
        }
        "topics" => with(called(city, "council"), form([("text", TEXT)])),
        "support" => with(wanted(city), Body::Form(Vec::new())),
        "{decision}" => {
            let (id, decision) = read_out(city, column);
            let (path, body) = with(id, form([("solved-1", "yes")]));
            (path.replace("{decision}", &decision.to_string()), body)
        }
        "{motion}" => with(voting(city, column), form([("choice", "for")])),
        _ => with(called(city, "council"), Body::Form(Vec::new())),
    }
}

/// A lesson that is over, with its minutes, which the asker missed.
fn missed(city: &City) -> GatheringId {
    let id = called(city, "lesson");
    go_to(city, 17);
    keep(city, move |tx, desk, by| decide::minutes(tx, desk, by, id, "讲了三点。"));
    id
}

/// A council for which somebody else has raised a topic.
fn wanted(city: &City) -> GatheringId {
    let (id, other) = (called(city, "council"), somebody(city, None));
    write(city, other, move |tx, desk, by| prepare::topic(tx, desk, by, id, TEXT));
    id
}

fn desk_act(city: &City, path: &str) -> (String, Body) {
    let id = called(city, "council");
    let with = |body: Body| (path.replace("{id}", &id.to_string()), body);
    let day = city.day().plus(9);
    match path.rsplit('/').next().unwrap_or_default() {
        "papers" => with(form([("paper_title", "草案"), ("paper_text", "第一条……")])),
        "items" => with(form([("item", TEXT)])),
        "motions" => with(form([("motion", "通过工作计划"), ("way", "hands"), ("majority", "50")])),
        "move" => with(form([("sittings", &format!("{day} 14:30-16:30")), ("place", "驿站")])),
        "off" => with(form([("reason", "下大雨")])),
        "minutes" => {
            go_to(city, 14);
            with(form([("minutes", "讲了三点。")]))
        }
        "decisions" => {
            go_to(city, 14);
            let new = decision(city);
            with(form([
                ("id", &new.id.to_string()),
                ("decision", TEXT),
                ("owner", &new.owner.to_string()),
                ("due_on", &new.due_on.to_string()),
            ]))
        }
        "phone" => {
            let phone = format!("138{:08}", city.inside.moment().below(100_000_000));
            somebody(city, Some(&phone));
            go_to(city, 14);
            with(form([("phone", &phone)]))
        }
        "{person}" => {
            let person = somebody(city, None);
            write(city, person, move |tx, desk, by| attend::sign_up(tx, desk, by, id));
            go_to(city, 14);
            let (path, body) = with(Body::Form(Vec::new()));
            (path.replace("{person}", &person.to_string()), body)
        }
        "sheet" => {
            go_to(city, 14);
            with(form([("sheet", &sheet(city, id))]))
        }
        // No pass of the table shows a code: the answer says so and nothing changes.
        "pass" => with(form([("pass", "Y2:NOTHING")])),
        _ => with(Body::Form(Vec::new())),
    }
}

/// A sheet with one scan, which is of no pass; it is written down all the same.
fn sheet(city: &City, id: GatheringId) -> String {
    let enrolled = keep(city, move |tx, desk, by| device::enrol(tx, desk, by, id));
    let scan = Scan { id: city.inside.moment().id(), at: city.inside.now(), text: "Y2:X".into() };
    let line = format!("{} {} {}", scan.id, scan.at.seconds(), scan.text);
    let signature = device::sign(&enrolled.key, enrolled.id, id, &[scan]);
    format!("yilu sheet 1\n{}\n{id}\n{line}\n{signature}\n", enrolled.id)
}

fn program(city: &City, column: &str, path: &str) -> (String, Body) {
    let with =
        |id: GatheringId, body: Value| (path.replace("{id}", &id.to_string()), Body::Json(body));
    match path.rsplit('/').next().unwrap_or_default() {
        "codes" => {
            let id = called(city, "council");
            go_to(city, 14);
            with(id, json!({ "code": code(city, id) }))
        }
        "votes" => with(voting(city, column), json!({ "motion": 0, "choice": "for" })),
        "keeping" => with(called(city, "council"), json!({ "act": "item", "text": TEXT })),
        "passes" => with(called(city, "council"), json!({ "text": "Y2:NOTHING" })),
        "sheets" => {
            let id = called(city, "council");
            let enrolled = keep(city, move |tx, desk, by| device::enrol(tx, desk, by, id));
            let signature = device::sign(&enrolled.key, enrolled.id, id, &[]);
            with(id, json!({ "device": enrolled.id, "scans": [], "signature": signature }))
        }
        _ => with(called(city, "council"), json!({ "act": "sign-up" })),
    }
}
