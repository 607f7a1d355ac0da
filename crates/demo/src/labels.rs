//! Labels of the demo: each street has its merchants and its compounds assessed, a batch each, and
//! most merchants that passed give something to the warm card at a counter.

use access::{Action, Actor, Target, permit};
use catalogue::Audience;
use kernel::{Day, Moment, Timestamp};
use passes::{
    gate::{self, NewGate},
    offer::{self, Offer, Period},
};
use places::{
    Desk, Place,
    label::{
        Mark,
        assess::{self, NewBatch},
    },
};
use storage::Tx;

use crate::{dice::Dice, error::Error, place::Street, spots::clerk, story::Plot, tools::Tools};

/// Days before now on which merchants were assessed.
const DAYS: i64 = 60;
/// So many of a thousand fail, and so many of a thousand that passed give a discount.
const FAILS: u64 = 120;
const GIVES: u64 = 800;

const OFFERS: [(&str, i64, Period); 5] = [
    ("工作餐 15 元（平时 18 元）", 1, Period::Day),
    ("面食、盖饭九折", 2, Period::Day),
    ("续饭、续汤不加钱", 2, Period::Day),
    ("早餐套餐 6 元（平时 8 元）", 1, Period::Day),
    ("周末加一个荤菜", 1, Period::Week),
];
/// What a failed assessment found, by criterion.
const POOR: [(&str, &str); 3] = [
    ("food", "冷藏柜温度不够，部分食材没有票据。"),
    ("price", "骑手价与门市价一样，另收打包费。"),
    ("quality", "两次抽看分量都不足。"),
];
const UNFRIENDLY: [(&str, &str); 2] = [
    ("riders-let-in", "晚高峰仍逐单打电话核对，平均等 6 分钟。"),
    ("place-to-park", "划线停车处被私家车占了一半。"),
];

/// A label, who assesses for it, by which criteria (the last ones raise its level), and what failed.
struct Round {
    label: &'static str,
    kind: &'static str,
    name: &'static str,
    body: &'static str,
    criteria: &'static [&'static str],
    poor: &'static [(&'static str, &'static str)],
}

const ROUNDS: [Round; 2] = [
    Round {
        label: "trusted-merchant",
        kind: "merchant",
        name: "第一批",
        body: "商圈党委、市场监管所",
        criteria: &["food", "price", "quality"],
        poor: &POOR,
    },
    Round {
        label: "friendly-compound",
        kind: "compound",
        name: "友好小区第一批",
        body: "骑手议事会、各社区居委会",
        criteria: &[
            "riders-let-in",
            "place-to-park",
            "way-is-shown",
            "rest-and-charging",
            "riders-asked",
        ],
        poor: &UNFRIENDLY,
    },
];

/// Assesses the merchants and the compounds of every street.
pub fn add(
    tools: &Tools,
    plot: &Plot,
    desk: &Desk,
    made: &[Place],
    opened: Day,
) -> Result<(), Error> {
    let at = plot.now.plus_days(-DAYS).max(opened.at(16, 0));
    for (number, street) in (0..).zip(&plot.places.streets) {
        let Some(clerk) = clerk(plot, street.code) else { continue };
        for round in &ROUNDS {
            let mut dice = Dice::of(plot.seed, round.label, number);
            let assessed = made.iter().filter(|place| {
                place.kind == round.kind
                    && street.code.contains(&place.area)
                    // A compound carries the label by its agreement.
                    && (round.kind == "merchant" || place.detail.agreement.is_some())
            });
            let assessed: Vec<Place> = assessed.cloned().collect();
            let stamp = clerk.stamp(Moment::seeded(at, dice.seed()), "places-assess");
            let (desk, street, clerk) = (desk.clone(), street.clone(), clerk.clone());
            tools.store.write_blocking(stamp, move |tx| {
                assess_all(tx, &desk, (&clerk, &street, round), &assessed, at, &mut dice)
            })?;
        }
    }
    Ok(())
}

fn assess_all(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (clerk, street, round): (&Actor, &Street, &Round),
    places: &[Place],
    at: Timestamp,
    dice: &mut Dice,
) -> Result<(), Error> {
    let short = street.name.trim_end_matches("街道");
    let new = NewBatch {
        id: tx.id(),
        label: round.label.to_owned(),
        name: format!("{short}{}", round.name),
        body: format!("{short}{}", round.body),
        area: street.code,
        on: at.day(),
        until: None,
        recheck: None,
    };
    let batch = assess::open(tx, desk, clerk, new)?;
    for place in places {
        let poor = if dice.chance(FAILS) { dice.pick(round.poor).copied() } else { None };
        let marks = marks(round.criteria, poor);
        let found = assess::assess(tx, desk, clerk, batch.id, place.id, marks)?;
        if round.kind == "merchant" && found.passed() && dice.chance(GIVES) {
            give(tx, clerk, place, dice)?;
        }
    }
    Ok(())
}

fn marks(criteria: &[&str], poor: Option<(&str, &str)>) -> Vec<Mark> {
    let mark = |criterion: &&str| {
        let note = poor.filter(|(code, _)| code == criterion).map(|(_, note)| note.to_owned());
        let good = note.is_none();
        Mark { criterion: (*criterion).to_owned(), good, note: note.unwrap_or_default() }
    };
    criteria.iter().map(mark).collect()
}

/// Opens the shop's counter and puts an offer up.
fn give(tx: &mut Tx<'_>, clerk: &Actor, shop: &Place, dice: &mut Dice) -> Result<(), Error> {
    let (Some(unit), Some((title, times, period))) = (shop.owner, dice.pick(&OFFERS).copied())
    else {
        return Ok(());
    };
    let target = Target::area(shop.area).with_units([unit]);
    let permit = permit(clerk, Action::GateManage, &target).map_err(places::Fault::from)?;
    let counter = NewGate {
        id: tx.id(),
        area: shop.area,
        unit,
        place: Some(shop.id),
        at: None,
        name: shop.name.chars().take(gate::NAME_MAX).collect(),
        audience: Audience::Warm,
        classes: Vec::new(),
    };
    let counter = gate::open(tx, &permit, &counter)?;
    let (id, from) = (tx.id(), tx.now().day());
    let title = title.to_owned();
    let new = Offer { id, gate: counter.id, title, times, period, from, until: None };
    offer::open(tx, &permit, &new)?;
    Ok(())
}
