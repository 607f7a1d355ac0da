//! Two matters that concern many: delivery times that depend on the floor, tried and now voted on;
//! and a compound's gate at noon, whose answer is awaited.

use cases::collective::{
    Answer, Better, Choice, CollectiveId, Figure, Measure, Side, Trial, answer, ballot,
    open::{self, NewCollective},
    people::{self, NewComment},
};
use contracts::UnitId;
use kernel::{AreaCode, Timestamp};

use super::{
    Script, id,
    town::{Called, Town},
};
use crate::dice::Dice;

/// So many have voted by now.
const VOTERS: usize = 46;

/// Writes them; no case is reported.
pub fn tell(town: &Town<'_>, script: &mut Script) -> usize {
    if let Some(firm) = town.firm() {
        tried(town, script, &firm);
    }
    if let Some(community) = town.unit("community", town.community.code) {
        awaited(town, script, community.id);
    }
    0
}

/// How a matter is opened by the street.
struct Proposal {
    kind: &'static str,
    area: AreaCode,
    title: String,
    change: &'static str,
    whom: &'static str,
    judged: &'static str,
    owner: UnitId,
}

fn open(
    town: &Town<'_>,
    script: &mut Script,
    at: Timestamp,
    name: &str,
    new: Proposal,
) -> CollectiveId {
    let id = id(town.plot, name, at);
    script.act(at, &town.clerk, "collective-open", move |tx, desk, by| {
        let new = NewCollective {
            id,
            kind: new.kind.into(),
            area: new.area,
            title: new.title,
            change: new.change.into(),
            whom: new.whom.into(),
            judged: new.judged.into(),
            owner: new.owner,
            cases: Vec::new(),
        };
        open::open(tx, desk, by, new)
    });
    id
}

fn tried(town: &Town<'_>, script: &mut Script, firm: &Called) {
    let proposal = Proposal {
        kind: "dispatch",
        area: town.street.code,
        title: "老小区无电梯六层以上，配送时限放宽三分钟".into(),
        change: "没有电梯的楼，送六层以上的订单，时限加三分钟，这三分钟内不算超时、不扣款。",
        whom: "在本街道送餐的骑手",
        judged: "超时单占比、每单收入、爬楼时摔伤的次数",
        owner: firm.id,
    };
    let id = open(town, script, town.day(31, 10, 0), "piece-collective", proposal);
    for (rider, minute) in town.mates.iter().take(24).zip(10..) {
        script.act(town.day(31, 19, minute), rider, "collective-join", move |tx, _, by| {
            people::join(tx, by, id)
        });
    }
    let trial = trial(town);
    script.act(town.day(30, 11, 0), &firm.clerk, "collective-answer", move |tx, desk, by| {
        let reason = "先在本街道试三周，看超时和收入的变化，再由大家投票。".into();
        let given = answer::Given { answer: Answer::Accepted, reason, trial: Some(trial) };
        answer::answer(tx, desk, by, id, None, given)
    });
    say(town, script, id, 12, "爬七楼不用再跑了，汤也不洒了。");
    say(town, script, id, 9, "希望顾客下单时也能看到多了三分钟。");
    script.act(town.day(4, 16, 0), &firm.clerk, "collective-measure", move |tx, _, by| {
        let after = [5_100, 31_200, 1_000].map(Figure).to_vec();
        answer::measure(tx, by, id, None, after, "取自试行三周的全部订单和报险记录。")
    });
    vote(town, script, id);
}

fn trial(town: &Town<'_>) -> Trial {
    let day = |back| town.day(back, 0, 0).day();
    let measure = |name: &str, unit: &str, better, before| Measure {
        name: name.into(),
        unit: unit.into(),
        better,
        before: Figure(before),
    };
    Trial {
        change: "六层以上无电梯的订单，系统时限自动加三分钟。".into(),
        area: town.street.code,
        from: day(28),
        until: day(6),
        review: day(2),
        measures: vec![
            measure("超时单占比", "%", Better::Lower, 8_400),
            measure("每小时收入", "元", Better::Higher, 29_600),
            measure("爬楼摔伤", "次", Better::Lower, 4_000),
        ],
    }
}

/// Most want to keep it. The visitor has not voted yet.
fn vote(town: &Town<'_>, script: &mut Script, id: CollectiveId) {
    let mut dice = Dice::of(town.plot.seed, "ballots", 0);
    for rider in town.mates.iter().take(VOTERS) {
        let at = town.day(2, 11, 0).plus_minutes(dice.between(0, 1_900));
        let choice = match dice.below(20) {
            0..=15 => Choice::Keep,
            16..=18 => Choice::Drop,
            _ => Choice::Abstain,
        };
        script.act(at, rider, "collective-vote", move |tx, _, by| {
            let code = ballot::draw(tx.moment());
            ballot::cast(tx, by, id, &code, choice)
        });
    }
}

fn awaited(town: &Town<'_>, script: &mut Script, owner: UnitId) {
    let proposal = Proposal {
        kind: "gate",
        area: town.community.code,
        title: format!("{}午间东门对送餐车开放", town.community.name),
        change: "每天十一点到十三点半，东门对亮码的送餐电动车开放，限速五公里，不进地库。",
        whom: "给这个社区送餐的骑手和社区居民",
        judged: "进门等待的分钟数、居民投诉的件数",
        owner,
    };
    let id = open(town, script, town.day(3, 15, 0), "piece-gate", proposal);
    for (rider, minute) in town.mates.iter().skip(3).take(8).zip(0..) {
        script.act(town.day(2, 13, minute), rider, "collective-join", move |tx, _, by| {
            people::join(tx, by, id)
        });
    }
    say(town, script, id, 2, "绕到西门要多走六百米，中午一单多八分钟。");
}

fn say(town: &Town<'_>, script: &mut Script, matter: CollectiveId, back: i64, text: &'static str) {
    let at = town.day(back, 20, 30);
    let comment = id(town.plot, text, at);
    let rider = town.mates.get(usize::try_from(back).unwrap_or(0)).unwrap_or(&town.worker);
    script.act(at, rider, "collective-comment", move |tx, _, by| {
        people::comment(
            tx,
            by,
            matter,
            NewComment { id: comment, side: Side::Worker, text: text.into() },
        )
    });
}
