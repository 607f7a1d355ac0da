//! The readable part: one HTML page that prints on A4 and needs nothing from outside.

use askama::Template;

use super::{Attached, Material, pack};
use crate::{
    entry::Entry,
    money::{
        claim,
        kit::{Evidence, Kit},
    },
    pages::shared::{
        Audience, Names, history,
        money::{amount, how_key, kind_key, province},
        state,
    },
};

/// A label and what is said of it.
type Line = (&'static str, String);

struct Item {
    number: u32,
    struck: Option<String>,
    label: String,
    kind: String,
    made: String,
    added: String,
    by: String,
    sha256: String,
    link: String,
    /// Where its file is in the package.
    file: Option<String>,
    text: Option<String>,
    /// The file shows in the page.
    is_picture: bool,
}

struct Instalment {
    number: u32,
    day: String,
    amount: String,
    paid: String,
    standing: &'static str,
}

struct Payment {
    day: String,
    amount: String,
    how: String,
    evidence: String,
    note: String,
    returned: bool,
}

struct Moment {
    at: String,
    who: String,
    what: String,
    note: String,
}

#[derive(Template)]
#[template(path = "court.html")]
pub struct Page {
    number: String,
    title: String,
    text: String,
    made_at: String,
    parties: Vec<Line>,
    claim: Vec<Line>,
    agreement: Option<String>,
    recovered: String,
    instalments: Vec<Instalment>,
    payments: Vec<Payment>,
    items: Vec<Item>,
    timeline: Vec<Moment>,
    receipt: Option<String>,
}

/// The page of this material.
pub fn page(names: Names<'_>, material: &Material, attached: &[Attached]) -> Page {
    let case = &material.case;
    let nothing = Kit::default();
    let kit = case.money.as_ref().unwrap_or(&nothing);
    let entries = material.entries.iter();
    let shown = entries.filter(|entry| history::is_shown(names, Audience::Worker, entry));
    let agreement = case.mediation.as_ref().and_then(|talks| talks.agreement.as_ref());
    Page {
        number: case.number.clone(),
        title: case.title.clone(),
        text: case.text.clone(),
        made_at: names.now().display_minute(),
        parties: parties(names, material),
        claim: claimed(names, material),
        agreement: agreement.map(|agreement| agreement.text.clone()),
        recovered: amount(kit.recovered()),
        instalments: instalments(kit),
        payments: payments(names, kit),
        items: kit.evidence.iter().map(|evidence| item(names, evidence, attached)).collect(),
        timeline: shown.map(|entry| moment(names, entry)).collect(),
        receipt: names
            .visit
            .app
            .settings()
            .log_key
            .as_ref()
            .filter(|_| material.receipt.is_some())
            .map(|key| key.public().to_string()),
    }
}

fn parties(names: Names<'_>, material: &Material) -> Vec<Line> {
    let case = &material.case;
    let withheld = || "（未同意提供）".to_owned();
    let mut lines = vec![("劳动者", material.worker.name.clone().unwrap_or_else(withheld))];
    if let Some(phone) = &material.worker.phone {
        lines.push(("劳动者电话", phone.clone()));
    }
    let claim = claim::standing(names.desk, case);
    let mut against = vec![claim.counterparty];
    let talks = case.mediation.iter().flat_map(|talks| talks.counterparties.iter().cloned());
    against.extend(talks);
    against.retain(|name| !name.is_empty());
    against.dedup();
    lines.push(("对方", against.join("、")));
    lines.push(("承办单位", names.unit(case.owner)));
    if let Some(talks) = &case.mediation {
        lines.push(("调解单位", names.unit(talks.mediator)));
    }
    lines
}

fn claimed(names: Names<'_>, material: &Material) -> Vec<Line> {
    let case = &material.case;
    let claim = claim::standing(names.desk, case);
    let mut lines =
        vec![("事项", names.matter(&case.matter).to_owned()), ("主张金额", amount(claim.amount))];
    if !claim.number.is_empty() {
        lines.push(("运单号、合同号", claim.number.clone()));
    }
    if let (Some(from), Some(to)) = (claim.from, claim.to) {
        let cross = if claim.is_cross_province() { "（跨省）" } else { "" };
        let way = format!("{} → {}{cross}", province(names, &from), province(names, &to));
        lines.push(("起运地、到达地", way));
    }
    if let Some(since) = claim.since {
        lines.push(("应付款日期", since.to_string()));
    }
    if let Some(until) = crate::mediation::limit::last_day(names.desk, case) {
        lines.push(("劳动争议仲裁时效", format!("到 {until}（按平台已知情况从严计算）")));
    }
    lines.push(("提交时间", case.created_at.display_minute()));
    lines.push(("目前状态", names.t(state::key(case.state)).to_owned()));
    lines
}

fn instalments(kit: &Kit) -> Vec<Instalment> {
    let standings = kit.standings();
    let one = standings.iter().map(|one| Instalment {
        number: one.number,
        day: one.due.day.to_string(),
        amount: amount(one.due.amount),
        paid: amount(one.paid),
        standing: match (one.is_paid(), one.alarmed) {
            (true, _) => "已付清",
            (false, true) => "逾期未付",
            (false, false) => "未到期",
        },
    });
    one.collect()
}

fn payments(names: Names<'_>, kit: &Kit) -> Vec<Payment> {
    let one = kit.payments.iter().map(|received| Payment {
        day: received.payment.day.to_string(),
        amount: amount(received.payment.amount),
        how: names.t(how_key(received.payment.how)).to_owned(),
        evidence: received.payment.evidence.map(|item| item.to_string()).unwrap_or_default(),
        note: received.returned.clone().unwrap_or_else(|| received.payment.reason.clone()),
        returned: received.returned.is_some(),
    });
    one.collect()
}

fn item(names: Names<'_>, evidence: &Evidence, attached: &[Attached]) -> Item {
    let item = &evidence.item;
    let has = |one: &Attached| one.item == item.number && one.bytes.is_some();
    let file = attached.iter().any(has).then(|| pack::file_name(item));
    let text = match &item.content {
        crate::money::fact::Content::Text(text) if file.is_some() => Some(text.clone()),
        _ => None,
    };
    Item {
        number: item.number,
        struck: evidence.struck.clone(),
        label: item.label.clone(),
        kind: names.t(kind_key(item.kind)).to_owned(),
        made: item.made.map(|day| day.to_string()).unwrap_or_default(),
        added: item.added_at.display_minute(),
        by: evidence.by.unit.map_or_else(|| "劳动者".to_owned(), |unit| names.unit(unit)),
        sha256: if evidence.struck.is_none() { item.sha256.clone() } else { String::new() },
        link: item.link.clone(),
        is_picture: file.is_some() && item.content.mime() == "image/jpeg",
        file,
        text,
    }
}

fn moment(names: Names<'_>, entry: &Entry) -> Moment {
    Moment {
        at: entry.at.display_minute(),
        who: who(names, entry),
        what: history::what(names, &entry.what),
        note: history::note(names, Audience::Worker, &entry.what),
    }
}

/// Who did it, for a reader who is neither the worker nor of the staff.
pub fn who(names: Names<'_>, entry: &Entry) -> String {
    match (entry.unit, entry.actor) {
        (Some(unit), _) => names.unit(unit),
        (None, Some(_)) => "劳动者".to_owned(),
        (None, None) => "平台".to_owned(),
    }
}
