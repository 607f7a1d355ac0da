//! A joint case: the street called five units; one handed its part back, one is silent and was
//! named to the county, one has built what it promised.

use access::{Action, Actor, Target, policy};
use cases::{
    entry::Channel,
    handle,
    joint::{
        At,
        call::{self, Wanted, Whistle},
        meeting, own, street,
    },
    report::{self, Report},
    results::{self, NewResult, ResultId},
};
use contracts::CaseId;
use kernel::Timestamp;

use super::{
    Script, case, id,
    town::{Called, Town},
};

/// Who is called: the kind of unit, where (0 the county, 1 the community), and to what.
const CALLED: [(&str, usize, &str); 4] = [
    ("urban-management", 0, "在沿街划出骑手临时停车位，立牌写明时段"),
    ("public-security-traffic", 0, "停车位标线，并说明临停不贴单的时长"),
    ("postal", 0, "会同快递企业确定分拣场地"),
    ("community", 1, "提供小区东侧闲置用房，做休息和充电点"),
];
const FIRM_TASK: &str = "投放换电柜，并把新停车点推送到骑手端";
/// Their places among the parts.
const URBAN: i64 = 1;
const TRAFFIC: i64 = 2;
const COMMUNITY: i64 = 4;
const FIRM: i64 = 5;

/// Writes it; answers how many cases were reported.
pub fn tell(town: &Town<'_>, script: &mut Script) -> usize {
    let Some(called) = units(town) else { return 0 };
    let at = town.workday(3, 10, 20);
    let case = case(town, "piece-joint", at);
    report(town, script, at, case);
    let clerk = &town.clerk;
    script.act(town.workday(3, 11, 10), clerk, "case-accept", move |tx, _, by| {
        handle::accept(tx, by, case, None)
    });
    let tasks = CALLED.iter().map(|(_, _, task)| *task).chain([FIRM_TASK]);
    let parts = called.iter().zip(tasks).map(|(unit, task)| Wanted {
        unit: unit.id,
        task: task.into(),
        acknowledge: None,
        answer: None,
    });
    let whistle = Whistle { lead: None, parts: parts.collect() };
    script.act(town.workday(2, 9, 30), clerk, "case-whistle", move |tx, desk, by| {
        call::whistle(tx, desk, by, case, whistle)
    });
    report_in(town, script, case, &called);
    meet(town, script, case, &called);
    build(town, script, case, &called);
    1
}

/// In the order of the parts; `None` in a city that lacks one.
fn units(town: &Town<'_>) -> Option<Vec<Called>> {
    let places = [town.street.county, town.community.code];
    let mut all = Vec::new();
    for (kind, place, _) in CALLED {
        all.push(town.unit(kind, *places.get(place)?)?);
    }
    all.push(town.firm()?);
    Some(all)
}

fn report(town: &Town<'_>, script: &mut Script, at: Timestamp, id: CaseId) {
    let (area, community) = (town.community.code, town.community.name.clone());
    script.act(at, &town.worker, "report", move |tx, desk, by| {
        let report = Report {
            id,
            matter: "parking".into(),
            area,
            title: format!("{community}沿街停车、分拣、充电都没地方"),
            text: "午高峰几十辆车挤在非机动车道上取餐，快递在人行道上分拣，\
                   换一次电要骑两公里。一件件报过，都说归别人管，请街道牵头一起解决。"
                .into(),
            fields: vec![("vehicle".into(), "e-bike".into()), ("towed".into(), "no".into())],
            place: None,
            address: format!("{community}东侧沿街"),
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        };
        let permit = permitted(by)?;
        report::report(tx, desk, &permit, report).map_err(crate::error::Error::from)
    });
}

/// Leave to report, as every worker has it.
pub fn permitted(by: &Actor) -> Result<policy::Permit, crate::error::Error> {
    let permit = policy::permit(by, Action::CaseReport, &Target::none());
    permit.map_err(|denied| cases::act::ActError::from(denied).into())
}

const fn on(case: CaseId, part: i64) -> At {
    At { case, part, seen: None }
}

/// Four report in, one of them after it handed back; the postal administration stays silent.
fn report_in(town: &Town<'_>, script: &mut Script, case: CaseId, called: &[Called]) {
    let present = [(URBAN, 9, 50), (COMMUNITY, 10, 15), (FIRM, 10, 40), (TRAFFIC, 13, 40)];
    for (part, hour, minute) in present {
        if let Some(unit) = unit_of(called, part) {
            script.act(town.workday(2, hour, minute), &unit.clerk, "part-acknowledge", {
                move |tx, _, by| own::acknowledge(tx, by, on(case, part))
            });
        }
    }
    if let Some(unit) = unit_of(called, TRAFFIC) {
        script.act(town.workday(2, 10, 30), &unit.clerk, "part-hand-back", move |tx, _, by| {
            own::hand_back(tx, by, on(case, TRAFFIC), "停车位规划由城管牵头，交警只负责标线")
        });
        let to = unit.id;
        script.act(town.workday(2, 11, 20), &town.clerk, "part-give", move |tx, desk, by| {
            let why = "正是请交警施划标线，位置由城管现场指定";
            street::give(tx, desk, by, on(case, TRAFFIC), to, why)
        });
    }
}

fn unit_of(called: &[Called], part: i64) -> Option<&Called> {
    called.get(usize::try_from(part - 1).ok()?)
}

fn meet(town: &Town<'_>, script: &mut Script, case: CaseId, called: &[Called]) {
    let (when, place) = (town.workday(1, 10, 0), format!("{}东侧沿街", town.community.name));
    script.act(town.workday(2, 15, 0), &town.clerk, "part-meeting", move |tx, _, by| {
        meeting::convene(tx, by, case, when, &place, "请带图纸，骑手代表两名到场")
    });
    let there = [URBAN, TRAFFIC, COMMUNITY, FIRM];
    let there: Vec<_> = there.iter().filter_map(|part| Some(unit_of(called, *part)?.id)).collect();
    script.act(town.workday(1, 11, 30), &town.clerk, "part-meeting", move |tx, _, by| {
        let minutes = "停车位 60 个本周划线；东侧用房腾出一间；换电柜点位定在用房北墙。\
                       分拣场地因邮政管理部门未到场，另行约定。";
        meeting::record(tx, by, case, minutes, there)
    });
}

/// The community has opened its room; two riders have been there, the visitor may be the third.
fn build(town: &Town<'_>, script: &mut Script, case: CaseId, called: &[Called]) {
    let Some(unit) = unit_of(called, COMMUNITY) else { return };
    let at = town.workday(1, 15, 30);
    let result: ResultId = id(town.plot, "piece-result", at);
    script.act(at, &unit.clerk, "result-record", move |tx, desk, by| {
        let new = NewResult {
            id: result,
            kind: "rest-corner".into(),
            quantity: 1,
            place: None,
            address: String::new(),
            photo: None,
        };
        results::record(tx, desk, by, case, None, new)
    });
    script.act(town.workday(1, 15, 40), &unit.clerk, "part-answer", move |tx, _, by| {
        own::answer(
            tx,
            by,
            on(case, COMMUNITY),
            "东侧用房已腾出，有座位、饮水和六个充电口，七点到二十二点开放。",
        )
    });
    script.act(town.workday(1, 16, 30), &town.clerk, "part-close", move |tx, _, by| {
        street::close(tx, by, on(case, COMMUNITY), "现场看过，属实")
    });
    for (rider, minute) in town.mates.iter().zip([5, 35]) {
        script.act(town.workday(1, 18, minute), rider, "result-look", move |tx, _, by| {
            results::look(tx, by, result, true, "坐过了，能充电")
        });
    }
}
