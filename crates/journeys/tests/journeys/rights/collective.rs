//! Requests about matters that concern many: one in the own community, at the stage that the act
//! needs, with the unit of whoever asks for its owner.

use cases::collective::{
    Answer, Better, Collective, CollectiveId, CommentId, Entry, Figure, Measure, Side, Trial, What,
    ballot,
    open::{self, NewCollective},
    people::NewComment,
    store,
};
use contracts::UnitId;
use serde_json::json;
use storage::Tx;

use super::{
    city::{City, Stage, actor},
    requests::{Body, form},
};

const TITLE: &str = "东门进门登记太慢";
const CHANGE: &str = "东门改为扫码即进，不再逐个登记。";
const REASON: &str = "物业同意先试行两周。";

/// The request to `path` of the pages and the API.
pub fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    let is_api = path.starts_with("/api/");
    let act = path.rsplit('/').next().unwrap_or_default();
    let (id, comment) = if path.contains("{id}") {
        made(city, column, act)
    } else {
        (city.inside.moment().id(), city.inside.moment().id())
    };
    let body = if is_get { Body::None } else { body(city, column, (act, is_api), path) };
    (path.replace("{id}", &id.to_string()).replace("{comment}", &comment.to_string()), body)
}

fn body(city: &City, column: &str, (act, is_api): (&str, bool), path: &str) -> Body {
    let [from, until, review] = [1, 14, 17].map(|days| city.day().plus(days).to_string());
    let [later, reviewed] = [21, 24].map(|days| city.day().plus(days).to_string());
    let code = ballot::draw(&city.inside.moment());
    let area = city.own.community.to_string();
    let owner = owner(city, column).to_string();
    match (act, is_api) {
        ("collective", true) => Body::Json(json!({
            "kind": "gate", "area": area, "title": TITLE, "change": CHANGE, "whom": "全体骑手",
            "judged": "进门要等几分钟", "owner": owner,
        })),
        ("collective", false) => form([
            ("kind", "gate"),
            ("area", &area),
            ("title", TITLE),
            ("change", CHANGE),
            ("whom", "全体骑手"),
            ("judged", "进门要等几分钟"),
            ("owner", &owner),
        ]),
        ("cases", true) => Body::Json(json!({ "case": city.case(Stage::InHand, false).number })),
        ("cases", false) => form([("cases", &city.case(Stage::InHand, false).number)]),
        ("reopen", true) => Body::Json(json!({ "facts": "邻近小区已经改为扫码。" })),
        ("reopen", false) => form([("facts", "邻近小区已经改为扫码。")]),
        ("answer", true) => Body::Json(json!({
            "answer": "accepted", "reason": REASON,
            "trial": {
                "change": CHANGE, "area": area, "from": from, "until": until, "review": review,
                "measures": [
                    { "name": "等待", "unit": "分钟", "better": "lower", "before": "6" },
                ],
            },
        })),
        ("answer", false) => form([
            ("answer", "accepted"),
            ("reason", REASON),
            ("change", CHANGE),
            ("area", &area),
            ("from", &from),
            ("until", &until),
            ("review", &review),
            ("measure1-name", "等待"),
            ("measure1-unit", "分钟"),
            ("measure1-better", "lower"),
            ("measure1-before", "6"),
        ]),
        ("extend", true) => {
            Body::Json(json!({ "until": later, "review": reviewed, "reason": REASON }))
        }
        ("extend", false) => form([("until", &later), ("review", &reviewed), ("reason", REASON)]),
        ("measure", true) => Body::Json(json!({ "after": ["2.5"] })),
        ("measure", false) => form([("after0", "2.5")]),
        ("decide", true) => Body::Json(json!({ "decision": "adopted", "reason": REASON })),
        ("decide", false) => form([("decision", "adopted"), ("reason", REASON)]),
        ("comments", true) => Body::Json(json!({ "side": "worker", "text": "快多了" })),
        ("comments", false) => form([("side", "worker"), ("text", "快多了")]),
        ("vote", _) => form([("code", &code), ("choice", "keep")]),
        ("ballot", _) => Body::Json(json!({ "code": code, "choice": "keep" })),
        ("ballots", _) => form([("code", &code)]),
        ("join" | "leave", true) => Body::None,
        ("join" | "leave", false) => form([]),
        (_, true) => Body::Json(json!({ "reason": REASON })),
        ("withdraw" | "strike", false) => form([("reason", REASON)]),
        _ => panic!("no request for {path}: add it here"),
    }
}

/// The unit of whoever asks, where one could answer.
fn owner(city: &City, column: &str) -> UnitId {
    if column.starts_with("firm-clerk") {
        city.own.firm
    } else if column.starts_with("department-clerk") {
        city.own.department
    } else if column == "branch-clerk" {
        city.own.branch
    } else {
        city.own.office
    }
}

/// A matter of the own community at the stage of `act`, with a comment.
fn made(city: &City, column: &str, act: &str) -> (CollectiveId, CommentId) {
    let (desk, clerk) = (city.inside.deployment.desk(), city.people["clerk"]);
    let worker = city.people["worker-own"];
    let asking = city.people.get(column).copied();
    let moment = city.inside.moment();
    let (id, comment) = (moment.id(), moment.id());
    let new = NewCollective {
        id,
        kind: "gate".into(),
        area: city.own.community,
        title: TITLE.into(),
        change: CHANGE.into(),
        whom: "全体骑手".into(),
        judged: "进门要等几分钟".into(),
        owner: owner(city, column),
        cases: Vec::new(),
    };
    let steps = steps(city, act);
    city.inside.write(move |tx| -> Result<(), storage::Error> {
        let clerk = actor(tx, clerk);
        let mut matter = open::open(tx, &desk, &clerk, new).unwrap();
        let said = NewComment { id: comment, side: Side::Worker, text: "等太久了".into() };
        store::people::insert_comment(tx, id, worker, &said)?;
        if let Some(person) = asking {
            store::people::join(tx, id, person)?;
            store::people::enrol(tx, id, 1, person)?;
        }
        steps.into_iter().try_for_each(|what| push(tx, id, &mut matter, what))
    });
    if act == "join" {
        let left = move |tx: &mut Tx<'_>| -> Result<(), storage::Error> {
            asking.map_or(Ok(()), |person| store::people::leave(tx, id, person).map(drop))
        };
        city.inside.write(left);
    }
    (id, comment)
}

/// What has happened before the act.
fn steps(city: &City, act: &str) -> Vec<What> {
    let day = city.day();
    let measure = Measure {
        name: "等待".into(),
        unit: "分钟".into(),
        better: Better::Lower,
        before: Figure(6_000),
    };
    let trial = Trial {
        change: CHANGE.into(),
        area: city.own.community,
        from: day,
        until: day.plus(14),
        review: day.plus(17),
        measures: vec![measure],
    };
    let reason = REASON.to_owned();
    let answered = |answer, trial: Option<Trial>| What::Answered {
        answer,
        reason: reason.clone(),
        trial: trial.map(Box::new),
    };
    let decide = cases::entry::Deadline { by: city.inside.now().plus_days(5), warn_at: None };
    let closes_at = city.inside.now().plus_days(5);
    let opened = What::VoteOpened { eligible: 6, needed: 5, majority: 50, closes_at };
    let all = vec![
        answered(Answer::Accepted, Some(trial)),
        What::TrialEnded,
        opened,
        What::VoteSkipped { decide },
        What::Measured { after: vec![Figure(2_000)], note: String::new() },
    ];
    let count = match act {
        "extend" => 1,
        "measure" => 2,
        "vote" | "ballot" => 3,
        "decide" => 5,
        "reopen" => return vec![answered(Answer::Declined, None)],
        _ => 0,
    };
    all.into_iter().take(count).collect()
}

fn push(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &mut Collective,
    what: What,
) -> Result<(), storage::Error> {
    let (seq, at) = (matter.length + 1, tx.now());
    let entry = Entry { seq, at, actor: None, unit: None, role: "system".into(), what };
    matter.apply(&entry);
    store::append(tx, id, &entry, matter)
}
