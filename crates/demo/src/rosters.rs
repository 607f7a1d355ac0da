//! The rosters of the demo city's first street: what each platform firm says of those who ride there,
//! and what the street found from door to door. They overlap, as such lists do, so there is something
//! to link. Made after everything else, with draws of its own: no other figure depends on it.

use std::{
    fmt::Write as _,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use contracts::UnitId;
use kernel::{Day, Moment, Phone, Timestamp};
use registry::{
    Desk,
    import::{self, Asked, Run},
    linking::run::{self as linked, Scope},
    map::Map,
    source::{self, Kind, NewSource, Rhythm, Source},
};
use sheets::Lines;
use storage::jobs;

use crate::{
    cast::{Worker, drawn_name},
    city::Counts,
    dice::Dice,
    error::Error,
    place::Street,
    story::Plot,
    tools::Tools,
};

/// A roster comes once a week, by nine in the morning.
const WEEKLY: Rhythm = Rhythm { due_minute: 540, every_days: 7 };
/// The rosters of a week ago and of yesterday, and the survey between them, in days before now.
const FIRST: i32 = 8;
const SECOND: i32 = 1;
const SURVEYED: i32 = 4;
/// Found in no other list, above all numbers that are given out in turn.
const STRANGER: u64 = 16_400_080_000;
/// People on a firm's first roster who have left by the second.
const LEAVERS: u64 = 2;
/// Of a thousand.
const JOINED: u64 = 60;
const SURVEYED_SHARE: u64 = 750;
const MASKED: u64 = 250;
const MISHEARD: u64 = 60;

/// What is drawn upon.
struct Rosters<'p> {
    tools: &'p Tools,
    plot: &'p Plot,
    desk: &'p Desk,
    street: &'p Street,
    stamps: AtomicU64,
}

/// Begins the sources, takes their files in and links what they say; a city without a street, or a
/// program without a registry, has none.
pub fn add(tools: &Tools, plot: &Plot, counts: &mut Counts) -> Result<(), Error> {
    let (Some(desk), Some(street)) = (&tools.registry, plot.places.streets.first()) else {
        return Ok(());
    };
    let Some(office) = plot.offices.find("street", street.code) else { return Ok(()) };
    let sources = Rosters { tools, plot, desk, street, stamps: AtomicU64::new(0) };
    let mut dice = Dice::of(plot.seed, "rosters", 0);
    let firms: Vec<UnitId> = plot.offices.firms().map(|firm| firm.id).collect();
    for (number, firm) in firms.iter().enumerate() {
        let riders = sources.riders(Some(*firm));
        let Some(name) = riders.first().map(|rider| rider.firm_name.clone()) else { continue };
        let source = sources.begin(number, office.id, Some(*firm), &name)?;
        let (first, second) = rosters(&riders, number, &mut dice);
        counts.records += sources.take(&source, sources.day(FIRST), &first, true)?;
        // The last firm owes this week's roster.
        if number + 1 < firms.len() {
            counts.records += sources.take(&source, sources.day(SECOND), &second, true)?;
        }
    }
    let survey = sources.begin(firms.len(), office.id, None, &street.name)?;
    let text = survey_of(&sources.riders(None), &mut dice);
    counts.records += sources.take(&survey, sources.day(SURVEYED), &text, false)?;
    sources.settle()
}

impl Rosters<'_> {
    /// Those who ride in the street, for one firm or for any.
    fn riders(&self, firm: Option<UnitId>) -> Vec<&Worker> {
        let all = self.plot.cast.workers.iter();
        all.filter(|rider| rider.street == 0 && firm.is_none_or(|firm| rider.firm == firm))
            .collect()
    }

    fn day(&self, ago: i32) -> Day {
        self.plot.now.day().plus(-ago)
    }

    fn moment(&self, at: Timestamp) -> Moment {
        let number = self.stamps.fetch_add(1, Ordering::Relaxed);
        Moment::seeded(at, Dice::of(self.plot.seed, "roster", number).seed())
    }

    fn begin(
        &self,
        number: usize,
        owner: UnitId,
        firm: Option<UnitId>,
        name: &str,
    ) -> Result<Source, Error> {
        let roster = firm.is_some();
        let (zh, en) = (&self.street.name, &self.street.en);
        let (name_zh, name_en) = if roster {
            (format!("{name}{zh}花名册"), format!("{name}: roster of {en}"))
        } else {
            (format!("{name}入户走访登记"), format!("Door to door in {en}"))
        };
        let new = NewSource {
            code: format!("demo-{}", number + 1),
            kind: if roster { Kind::Roster } else { Kind::Survey },
            area: self.street.code,
            owner,
            firm,
            name_zh,
            name_en,
            basis: "个人信息保护法第十三条第一款第三项".into(),
            responsible: None,
            rhythm: roster.then_some(WEEKLY),
        };
        let at = self.day(FIRST).at(6, 30);
        let stamp = storage::Stamp::system(self.moment(at), "demo-source");
        let desk = self.desk.clone();
        let begun = self
            .tools
            .store
            .write_blocking(stamp, move |tx| source::begin(tx, &desk, &new).map_err(Error::from))?;
        Ok(begun)
    }

    /// Takes a file in at eight in the morning of a day; answers how many people were new.
    fn take(&self, source: &Source, day: Day, text: &str, whole: bool) -> Result<usize, Error> {
        let told = |error: &dyn std::fmt::Display| Error::Scene(error.to_string());
        let lines = Lines::open(Path::new("roster.csv"), text.as_bytes().to_vec());
        let lines = lines.map_err(|error| told(&error))?;
        let map = Map::recognized(&lines.header);
        let stamp = || storage::Stamp::system(self.moment(day.at(8, 0)), "demo-roster");
        let run = Run { store: &self.tools.store, desk: self.desk, source, stamp: &stamp };
        let asked = Asked { day, whole, rows: None };
        let outcome = import::run(&run, lines, &map, asked, &mut |_| true)?;
        Ok(usize::try_from(outcome.tally.new).unwrap_or(0))
    }

    /// Links what is sure, asks about the rest, and notices what is late.
    fn settle(&self) -> Result<(), Error> {
        let (store, vault) = (&self.tools.store, &self.tools.vault);
        let now = self.moment(self.plot.now);
        linked::run(store, vault, &self.desk.areas, &now, Scope::Everything)?;
        jobs::run_due(store, &self.moment(self.plot.now), &registry::handlers())?;
        Ok(())
    }
}

/// A firm's roster of a week ago, and yesterday's: some came, some left.
fn rosters(riders: &[&Worker], firm: usize, dice: &mut Dice) -> (String, String) {
    let mut texts = ["工号,姓名,手机号,职业\n"; 2].map(str::to_owned);
    let mut put = |at: usize, number: usize, name: &str, phone: u64, job: &str| {
        if let Some(text) = texts.get_mut(at) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:03},{name},{phone},{job}", number + 1);
        }
    };
    for (number, rider) in riders.iter().enumerate() {
        let job = occupation(&rider.trade);
        if !dice.chance(JOINED) {
            put(0, number, &rider.name, rider.phone, job);
        }
        put(1, number, &rider.name, rider.phone, job);
    }
    let first = STRANGER + LEAVERS * u64::try_from(firm).unwrap_or(0);
    for (index, phone) in (first..first + LEAVERS).enumerate() {
        let job = riders.first().map_or("", |rider| occupation(&rider.trade));
        put(0, riders.len() + index, &drawn_name(dice), phone, job);
    }
    let [before, after] = texts;
    (before, after)
}

/// What the street found: most of them, some with a masked number, some misheard, one mistyped.
fn survey_of(riders: &[&Worker], dice: &mut Dice) -> String {
    let mut text = String::from("编号,姓名,手机号,工种\n");
    for (number, rider) in riders.iter().enumerate() {
        if !dice.chance(SURVEYED_SHARE) {
            continue;
        }
        let phone = rider.phone.to_string();
        let masked = dice.chance(MASKED).then(|| Phone::parse(&phone).ok()).flatten();
        let phone = masked.map_or(phone, |phone| phone.masked());
        let misheard = dice.chance(MISHEARD);
        let shown = if misheard { drawn_name(dice) } else { rider.name.clone() };
        let _ = writeln!(text, "{},{shown},{phone},{}", number + 1, occupation(&rider.trade));
    }
    let _ = writeln!(text, "{},{},1640008,快递员", riders.len() + 1, drawn_name(dice));
    text
}

/// The occupation as files call it.
fn occupation(trade: &str) -> &'static str {
    match trade {
        "courier" => "快递员",
        "ride-hail" => "网约车司机",
        "trucker" => "货车司机",
        "livestreamer" => "主播",
        _ => "骑手",
    }
}
