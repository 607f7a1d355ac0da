//! The same as JSON, for programs. Amounts in fen, times RFC 3339, days as they are.

use serde_json::{Value, json};

use super::{Attached, Material, pack::file_name};
use crate::{
    money::{chain, claim, fact::Content, kit::Kit},
    pages::shared::{Audience, Names, history},
};

/// `case.json`.
pub fn data(names: Names<'_>, material: &Material, attached: &[Attached]) -> Value {
    let case = &material.case;
    let nothing = Kit::default();
    let kit = case.money.as_ref().unwrap_or(&nothing);
    let claim = claim::standing(names.desk, case);
    let limit = crate::mediation::limit::last_day(names.desk, case);
    json!({
        "format": "yilu-case-file-v1",
        "made_at": names.now().rfc3339(),
        "case": {
            "number": case.number,
            "matter": case.matter,
            "matter_name": names.matter(&case.matter),
            "area": case.area,
            "area_name": names.area(&case.area),
            "title": case.title,
            "text": case.text,
            "reported_at": case.created_at.rfc3339(),
            "state": case.state,
            "closed_at": case.closed_at.map(kernel::Timestamp::rfc3339),
            "owner": names.unit(case.owner),
        },
        "worker": { "name": material.worker.name, "phone": material.worker.phone },
        "claim": {
            "amount_fen": claim.amount,
            "counterparty": claim.counterparty,
            "number": claim.number,
            "from_province": claim.from,
            "to_province": claim.to,
            "cross_province": claim.is_cross_province(),
            "due_since": claim.since,
        },
        "recovered_fen": kit.recovered(),
        "arbitration_until": limit,
        "agreement": case.mediation.as_ref().and_then(|talks| talks.agreement.as_ref()).map(|it| {
            json!({ "text": it.text, "at": it.at.rfc3339() })
        }),
        "instalments": instalments(kit),
        "payments": payments(kit),
        "evidence": evidence(kit, attached),
        "timeline": timeline(names, material),
    })
}

fn instalments(kit: &Kit) -> Vec<Value> {
    let standings = kit.standings();
    let one = standings.iter().map(|one| {
        json!({
            "instalment": one.number,
            "day": one.due.day,
            "amount_fen": one.due.amount,
            "paid_fen": one.paid,
            "alarmed": one.alarmed,
        })
    });
    one.collect()
}

fn payments(kit: &Kit) -> Vec<Value> {
    let one = (1_u32..).zip(&kit.payments).map(|(number, received)| {
        let payment = &received.payment;
        json!({
            "payment": number,
            "day": payment.day,
            "amount_fen": payment.amount,
            "how": payment.how,
            "evidence": payment.evidence,
            "reason": payment.reason,
            "returned": received.returned,
        })
    });
    one.collect()
}

fn evidence(kit: &Kit, attached: &[Attached]) -> Vec<Value> {
    let one = kit.evidence.iter().map(|evidence| {
        let item = &evidence.item;
        let has = |one: &Attached| one.item == item.number && one.bytes.is_some();
        json!({
            "item": item.number,
            "label": item.label,
            "kind": item.kind,
            "made": item.made,
            "added_at": item.added_at.rfc3339(),
            "added_at_micros": item.added_at.micros(),
            "by": if evidence.by.unit.is_some() { "unit" } else { "worker" },
            "media": item.content.mime(),
            "bytes": chain::length(&item.content),
            "text": match &item.content {
                Content::Text(text) if evidence.struck.is_none() => Some(text),
                _ => None,
            },
            "sha256": evidence.struck.is_none().then_some(&item.sha256),
            "previous": item.previous,
            "link": item.link,
            "withdrawn": evidence.struck,
            "file": attached.iter().any(has).then(|| file_name(item)),
        })
    });
    one.collect()
}

fn timeline(names: Names<'_>, material: &Material) -> Vec<Value> {
    let entries = material.entries.iter();
    let shown = entries.filter(|entry| history::is_shown(names, Audience::Worker, entry));
    let one = shown.map(|entry| {
        json!({
            "seq": entry.seq,
            "at": entry.at.rfc3339(),
            "kind": entry.what.kind(),
            "by": super::page::who(names, entry),
            "what": history::what(names, &entry.what),
        })
    });
    one.collect()
}
