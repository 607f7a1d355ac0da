//! Requests about a dispute: a case of arrears (or of commission, for firms) with evidence, a
//! payment and, where it is about that, a mediation.

use cases::{
    handle,
    mediation::acts,
    money::{
        claim::Side,
        evidence::{self, Piece},
        fact::{How, Kind},
        pay,
    },
    report::{self, Report},
};
use contracts::CaseId;
use serde_json::{Value, json};
use storage::Tx;

use super::{
    city::{Making, actor},
    requests::{Body, Things, form},
};

/// The request to `path`, if it is about a dispute.
pub fn request(things: &Things<'_>, path: &str, is_get: bool) -> Option<(String, Body)> {
    if path == "/api/v1/evidence-files" {
        let pdf = "%PDF-1.7\n%%EOF\n".to_owned();
        return Some((path.to_owned(), Body::File("file", "a.pdf", pdf)));
    }
    let act = act(path)?;
    let is_desk = path.starts_with("/desk/");
    // Mediation is not for firms; what they try is tried on a case that has one.
    let firm = things.is_firm() && !act.starts_with("mediation");
    let making = things.city.making(firm);
    let wanted = act.to_owned();
    let id = things
        .city
        .inside
        .write(move |tx| -> Result<_, storage::Error> { Ok(dispute(&making, tx, &wanted)) });
    let by_worker = !is_desk && !things.column.contains("clerk") && !things.column.contains("lead");
    let item = if by_worker { 1 } else { 2 };
    let mut address = path.replace("{id}", &id.to_string()).replace("{item}", "1");
    if ["money/strike", "money/return"].contains(&act) && !path.starts_with("/api/") {
        address = format!("{address}?number={item}");
    }
    let day = things.city.day().to_string();
    let body = match act {
        _ if is_get => Body::None,
        act if path.starts_with("/api/") => Body::Json(json_of(act, item, &day)),
        act => form_of(act, &day),
    };
    Some((address, body))
}

/// What of a dispute the path is about.
fn act(path: &str) -> Option<&str> {
    let rest = path.split_once("/cases/{id}/")?.1;
    let is_about = ["money", "mediation", "evidence", "court"];
    is_about.iter().any(|word| rest.starts_with(word)).then_some(rest)
}

fn form_of(act: &str, day: &str) -> Body {
    match act {
        "money/claim" => form([("amount", "4000"), ("counterparty", "某板材商行")]),
        "money/evidence" => Body::Parts(vec![
            ("kind", "chat".into()),
            ("label", "聊天记录".into()),
            ("text", "说好下周给钱".into()),
        ]),
        "money/strike" | "money/return" => form([("reason", "登记错了")]),
        "money/plan" => form([("day-1", day), ("amount-1", "4000")]),
        "money/payment" => form([("amount", "10"), ("day", day), ("how", "cash")]),
        "mediation/open" => form([("parties", "某板材商行"), ("known", day)]),
        "mediation/session" => form([("day", day), ("time", "00:01"), ("held", "yes")]),
        "mediation/agree" => form([("text", "双方同意分期付清")]),
        "mediation/check" => form([("kept", "yes")]),
        "mediation/end" => form([("reason", "谈不拢")]),
        other => panic!("no form for {other}: add it here"),
    }
}

fn json_of(act: &str, item: u32, day: &str) -> Value {
    match act {
        "money/claim" => json!({ "amount_fen": 400_000, "counterparty": "某板材商行" }),
        "money/evidence" => json!({ "kind": "chat", "label": "聊天记录", "text": "说好下周给钱" }),
        "money/strike" | "money/return" => json!({ "number": item, "reason": "登记错了" }),
        "money/plan" => json!({ "plan": [{ "day": day, "amount_fen": 400_000 }] }),
        "money/payment" => json!({ "amount_fen": 1_000, "day": day, "how": "cash" }),
        "mediation/open" => json!({ "parties": ["某板材商行"], "known": day }),
        "mediation/session" => json!({ "at": format!("{day}T00:01:00+08:00"), "held": true }),
        "mediation/agree" => json!({ "text": "双方同意分期付清" }),
        "mediation/check" => json!({ "kept": true }),
        "mediation/end" => json!({ "reason": "谈不拢" }),
        other => panic!("no body for {other}: add it here"),
    }
}

fn dispute(making: &Making, tx: &mut Tx<'_>, act: &str) -> CaseId {
    let id = reported(making, tx);
    let [_, firm, clerk] = making.clerks.map(|person| actor(tx, person));
    let worker = actor(tx, making.worker);
    let owner = if making.firm { firm } else { clerk };
    handle::accept(tx, &owner, id, None).unwrap();
    let desk = &making.desk;
    for (by, side) in [(&worker, Side::Worker), (&owner, Side::Unit)] {
        let given = evidence::Given {
            label: "聊天记录".into(),
            kind: Kind::Chat,
            made: None,
            pieces: vec![Piece::Text("说好下周给钱".into())],
        };
        evidence::add(tx, desk, by, id, side, &given).unwrap();
        let paid = pay::Given {
            amount: Some(100),
            day: Some(tx.now().day()),
            how: Some(How::Cash),
            evidence: None,
            reason: "预付".into(),
        };
        pay::record(tx, desk, by, id, side, &paid).unwrap();
    }
    if act.starts_with("mediation") && act != "mediation/open" {
        acts::open(tx, desk, &owner, id, None, "某板材商行", None).unwrap();
    }
    if act == "mediation/check" {
        acts::agree(tx, &owner, id, "双方同意分期付清", Vec::new()).unwrap();
    }
    id
}

fn reported(making: &Making, tx: &mut Tx<'_>) -> CaseId {
    let worker = actor(tx, making.worker);
    let permit = access::permit(&worker, access::Action::CaseReport, &access::Target::none());
    let matter = if making.firm { "pay-commission" } else { "arrears" };
    let declared = making.desk.catalogue.matter(matter).unwrap();
    let report = Report {
        id: tx.id(),
        matter: matter.into(),
        area: making.own.community,
        title: String::new(),
        text: declared.samples[0].text.clone(),
        fields: declared.samples[0].fields.clone(),
        place: None,
        address: String::new(),
        photos: Vec::new(),
        channel: cases::entry::Channel::Web,
        own_units: vec![("platform-firm".into(), making.own.firm)],
    };
    let id = report.id;
    report::report(tx, &making.desk, &permit.unwrap(), report).unwrap();
    id
}
