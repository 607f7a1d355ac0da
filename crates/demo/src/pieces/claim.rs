//! Freight that was never paid: through the contact member and the branch to the department, which
//! mediates; one of two instalments has come.

use access::Actor;
use cases::{
    chain::{begin, climb},
    entry::Channel,
    handle,
    mediation::acts::{self as mediation, Met},
    money::{
        claim::{self, Side},
        evidence::{self, Piece},
        fact::{Due, How, Kind},
        pay,
    },
    report::Report,
};
use contracts::CaseId;

use super::{
    Script, case,
    joint::permitted,
    town::{Called, Town},
};
use crate::error::Error;

/// Fen.
const OWED: i64 = 400_000;
const DEBTOR: &str = "宏途供应链（化名）";
const WAYBILL: &str = "HT2026-0417";

/// Writes it; answers how many cases were reported.
pub fn tell(town: &Town<'_>, script: &mut Script) -> usize {
    let Some(department) = town.unit("hrss", town.street.county) else { return 0 };
    let case = case(town, "piece-claim", town.workday(9, 12, 40));
    climb(town, script, case, &department);
    prove(town, script, case);
    mediate(town, script, case, &department.clerk);
    1
}

fn climb(town: &Town<'_>, script: &mut Script, id: CaseId, department: &Called) {
    let (area, since) = (town.community.code, town.plot.now.plus_days(-75).day());
    script.act(town.workday(9, 12, 40), &town.worker, "report", move |tx, desk, by| {
        let permit = permitted(by)?;
        let report = Report {
            id,
            matter: "arrears".into(),
            area,
            title: "从江苏拉货到广东，四千元运费拖着不给".into(),
            text: "签收单在手上，货主一会儿说下周，一会儿说财务不在，两个多月了，电话也不接。"
                .into(),
            fields: vec![
                ("debtor".into(), DEBTOR.into()),
                ("amount".into(), OWED.to_string()),
                ("since".into(), since.to_string()),
                ("waybill".into(), WAYBILL.into()),
            ],
            place: None,
            address: String::new(),
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        };
        begin::report_through(tx, desk, &permit, report).map_err(Error::from)
    });
    let (member, secretary) = (&town.party.member, &town.party.secretary);
    script.act(town.workday(9, 17, 10), member, "case-pass-up", move |tx, desk, by| {
        climb::pass(tx, desk, by, id, None, "已打电话问过货主，对方不认账，请支部帮忙。")
    });
    script.act(town.workday(8, 9, 20), secretary, "case-pass-up", move |tx, desk, by| {
        climb::pass(tx, desk, by, id, None, "支部出面联系无果，金额明确、单据齐全，报街道。")
    });
    script.act(town.workday(8, 10, 30), &town.clerk, "case-accept", move |tx, _, by| {
        handle::accept(tx, by, id, None)
    });
    let to = department.id;
    script.act(town.workday(8, 10, 50), &town.clerk, "case-assign", move |tx, desk, by| {
        handle::assign(tx, desk, by, id, None, to, "运费拖欠，请劳动部门调解")
    });
}

fn prove(town: &Town<'_>, script: &mut Script, id: CaseId) {
    let since = town.plot.now.plus_days(-75).day();
    script.act(town.workday(8, 20, 10), &town.worker, "money-claim", move |tx, desk, by| {
        let given = claim::Given {
            amount: Some(OWED),
            counterparty: DEBTOR.into(),
            number: WAYBILL.into(),
            from: "32".into(),
            to: "44".into(),
            since: since.to_string(),
            reason: String::new(),
        };
        claim::correct(tx, desk, by, id, Side::Worker, &given)
    });
    let texts = [
        (
            "运单",
            Kind::Waybill,
            "运单 HT2026-0417：板材 18 吨，南京装货，佛山卸货，运费 4000 元，货到付款。",
        ),
        ("与货主的聊天", Kind::Chat, "“师傅放心，下周一定结。”——此后三次催问均未回复。"),
    ];
    for (minute, (label, kind, text)) in (20..).step_by(5).zip(texts) {
        script.act(
            town.workday(8, 20, minute),
            &town.worker,
            "evidence-add",
            move |tx, desk, by| {
                let pieces = vec![Piece::Text(text.into())];
                let given =
                    evidence::Given { label: label.into(), kind, made: Some(since), pieces };
                evidence::add(tx, desk, by, id, Side::Worker, &given)
            },
        );
    }
}

fn mediate(town: &Town<'_>, script: &mut Script, id: CaseId, clerk: &Actor) {
    script.act(town.workday(7, 14, 0), clerk, "mediation-open", move |tx, desk, by| {
        mediation::open(tx, desk, by, id, None, DEBTOR, None)
    });
    let held = town.workday(6, 14, 0);
    script.act(town.workday(6, 15, 20), clerk, "mediation-session", move |tx, _, by| {
        let met = Met {
            at: Some(held),
            place: "区劳动人事争议调解中心二楼".into(),
            held: true,
            minutes: 60,
            note: "货主视频到场，承认欠款，称资金周转困难，愿分两期付清。".into(),
        };
        mediation::session(tx, by, id, &met)
    });
    let first = town.workday(4, 12, 0).day();
    let plan = vec![
        Due { day: first, amount: OWED / 2 },
        Due { day: town.plot.now.plus_days(12).day(), amount: OWED / 2 },
    ];
    script.act(town.workday(6, 16, 0), clerk, "mediation-agree", move |tx, _, by| {
        let text = "宏途供应链（化名）分两期支付运费共 4000 元，每期 2000 元，汇入司机本人账户；逾期未付，司机可凭本协议申请支付令。";
        mediation::agree(tx, by, id, text, plan)
    });
    script.act(town.workday(4, 17, 30), &town.worker, "money-paid", move |tx, desk, by| {
        let given = pay::Given {
            amount: Some(OWED / 2),
            day: Some(first),
            how: Some(How::Transfer),
            evidence: None,
            reason: String::new(),
        };
        pay::record(tx, desk, by, id, Side::Worker, &given)
    });
}
