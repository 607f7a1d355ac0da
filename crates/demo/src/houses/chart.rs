//! A platform firm's chart of business units, and the next one: two lines were joined and one is
//! new. What follows waits for whoever leads the committee.

use branches::{
    Desk,
    chart::{
        Named,
        link::link,
        read::Row,
        take::{Handed, take},
    },
};
use contracts::UnitId;
use kernel::{Day, Moment};
use storage::Tx;

use super::Houses;
use crate::{dice::Dice, error::Error, story::Plot, tools::Tools};

/// Code, name, unit above, units of the last chart.
type Line = (&'static str, &'static str, &'static str, &'static [&'static str]);

const FIRST: [Line; 4] = [
    ("1", "总部", "", &[]),
    ("11", "同城配送", "1", &[]),
    ("12", "商家服务", "1", &[]),
    ("13", "客户服务", "1", &[]),
];
const SECOND: [Line; 4] = [
    ("1", "总部", "", &[]),
    ("10", "本地生活", "1", &["11", "12"]),
    ("13", "客户服务", "1", &[]),
    ("14", "无人配送", "1", &[]),
];
/// How many days ago the firm was so.
const DAYS_AGO: [i32; 2] = [40, 6];

/// The first firm's charts; a city without a firm has none.
pub fn add(tools: &Tools, plot: &Plot, desk: &Desk, houses: &Houses) -> Result<(), Error> {
    let Some(firm) = plot.offices.firms().next().map(|firm| firm.id) else { return Ok(()) };
    let mut dice = Dice::of(plot.seed, "chart", 0);
    let today = plot.now.day();
    let moment = Moment::seeded(today.plus(-5).at(16, 0), dice.seed());
    let stamp = houses.leader.stamp(moment, "chart-take");
    let (leader, consulted) = (houses.leader.clone(), desk.clone());
    let (owner, riders) = (houses.food, houses.riders);
    Ok(tools.store.write_blocking(stamp, move |tx| -> Result<(), branches::Fault> {
        let [first, second] = DAYS_AGO.map(|days| today.plus(-days));
        let hand_in = |tx: &mut Tx<'_>, day: Day, lines: &[Line]| {
            take(tx, &consulted, &leader, Handed { firm, owner, day }, &rows(lines)).map(drop)
        };
        hand_in(tx, first, &FIRST)?;
        let answers: [(&str, UnitId); 2] = [("1", owner), ("11", riders)];
        for (code, unit) in answers {
            link(tx, &consulted, &leader, firm, code, unit)?;
        }
        hand_in(tx, second, &SECOND)
    })?)
}

fn rows(lines: &[Line]) -> Vec<Row> {
    let row = |(line, (code, name, parent, from)): (u64, &Line)| {
        let parent = Some(*parent).filter(|above| !above.is_empty()).map(str::to_owned);
        let unit = Named { code: (*code).to_owned(), name: (*name).to_owned(), parent };
        let from = from.iter().map(|code| (*code).to_owned()).collect();
        Row { line, unit, from, headcount: None }
    };
    (2..).zip(lines).map(row).collect()
}
