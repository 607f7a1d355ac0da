//! What was typed, as the use cases take it.

use kernel::{Day, money::fen};
use storage::Tx;
use ui::Errors;
use web::input::Typed;

use super::act::Act;
use crate::{
    Desk,
    act::ActError,
    case::Case,
    mediation::acts::{self as talks, Met},
    money::{
        claim::{self, Side},
        evidence::{self, Piece},
        fact::{Due, How, Kind},
        pay,
        rules::INSTALMENTS_MAX,
    },
    pages::desk::submit::get,
};
use access::Actor;
use contracts::CaseId;

/// A form as it was sent, with what stands in its address.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub typed: Typed,
    /// The item or the payment that the form is about.
    pub number: u32,
    pub pieces: Vec<Piece>,
    pub plan: Vec<Due>,
}

impl Given {
    fn get(&self, name: &str) -> &str {
        get(&self.typed, name)
    }
    fn day(&self, name: &str) -> Option<Day> {
        self.get(name).trim().parse().ok()
    }
    fn amount(&self) -> Option<i64> {
        fen(self.get("amount"))
    }
    fn yes(&self, name: &'static str) -> Result<bool, ActError> {
        match self.get(name) {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(ActError::Invalid { field: name, code: "money-choose" }),
        }
    }
}

/// The rows of a plan; what is half filled in is named.
pub fn plan(typed: &Typed, wrong: &str) -> Result<Vec<Due>, Errors> {
    let (mut plan, mut errors) = (Vec::new(), Errors::new());
    for number in 1..=INSTALMENTS_MAX {
        let [day, sum] = ["day", "amount"].map(|name| format!("{name}-{number}"));
        let (typed_day, typed_sum) = (get(typed, &day).trim(), get(typed, &sum).trim());
        if typed_day.is_empty() && typed_sum.is_empty() {
            continue;
        }
        match (typed_day.parse(), fen(typed_sum)) {
            (Ok(day), Some(amount)) => plan.push(Due { day, amount }),
            (Err(_), _) => errors.add(day, wrong),
            (_, None) => errors.add(sum, wrong),
        }
    }
    if errors.is_empty() { Ok(plan) } else { Err(errors) }
}

/// Does it, inside the caller's transaction.
pub fn run(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    act: Act,
    given: &Given,
) -> Result<Case, ActError> {
    match act {
        Act::Claim => claim::correct(tx, desk, actor, id, side, &claimed(given)),
        Act::Evidence => evidence::add(tx, desk, actor, id, side, &handed_in(given)?),
        Act::Strike => {
            evidence::strike(tx, desk, actor, id, side, given.number, given.get("reason"))
        }
        Act::Plan => pay::agree(tx, desk, actor, id, given.plan.clone(), given.get("note")),
        Act::Payment => pay::record(tx, desk, actor, id, side, &paid(given)),
        Act::Return => pay::take_back(tx, desk, actor, id, side, given.number, given.get("reason")),
        Act::Open => {
            let mediator = given.get("mediator").parse().ok();
            let parties = given.get("parties");
            talks::open(tx, desk, actor, id, mediator, parties, given.day("known"))
        }
        Act::Session => talks::session(tx, actor, id, &met(given)?),
        Act::Agree => talks::agree(tx, actor, id, given.get("text"), given.plan.clone()),
        Act::Check => talks::check(tx, actor, id, given.yes("kept")?, given.get("note")),
        Act::End => talks::end(tx, actor, id, given.get("to"), given.get("reason")),
    }
}

fn claimed(given: &Given) -> claim::Given {
    let text = |name: &str| given.get(name).to_owned();
    claim::Given {
        amount: given.amount(),
        counterparty: text("counterparty"),
        number: text("number"),
        from: text("from"),
        to: text("to"),
        since: text("since"),
        reason: text("reason"),
    }
}

fn handed_in(given: &Given) -> Result<evidence::Given, ActError> {
    let wrong = |field, code| ActError::Invalid { field, code };
    let kind = Kind::parse(given.get("kind")).ok_or_else(|| wrong("kind", "money-choose"))?;
    let made = claim::optional_day(given.get("made"));
    let mut pieces = given.pieces.clone();
    if !given.get("text").trim().is_empty() {
        pieces.push(Piece::Text(given.get("text").to_owned()));
    }
    Ok(evidence::Given {
        label: given.get("label").to_owned(),
        kind,
        made: made.map_err(|()| wrong("made", "money-day-wrong"))?,
        pieces,
    })
}

fn paid(given: &Given) -> pay::Given {
    pay::Given {
        amount: given.amount(),
        day: given.day("day"),
        how: How::parse(given.get("how")),
        evidence: given.get("evidence").parse().ok(),
        reason: given.get("reason").to_owned(),
    }
}

fn met(given: &Given) -> Result<Met, ActError> {
    let clock = given.get("time").trim();
    let (hour, minute) = clock.split_once([':', '：']).unwrap_or((clock, "0"));
    let wrong = |field, code| ActError::Invalid { field, code };
    let hour: i8 = hour.parse().map_err(|_| wrong("time", "mediation-time-wrong"))?;
    let minute: i8 = minute.parse().map_err(|_| wrong("time", "mediation-time-wrong"))?;
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return Err(wrong("time", "mediation-time-wrong"));
    }
    let minutes = given.get("minutes").trim();
    Ok(Met {
        at: given.day("day").map(|day| day.at(hour, minute)),
        place: given.get("place").to_owned(),
        held: given.yes("held")?,
        minutes: if minutes.is_empty() { 0 } else { minutes.parse().unwrap_or(-1) },
        note: given.get("note").to_owned(),
    })
}
