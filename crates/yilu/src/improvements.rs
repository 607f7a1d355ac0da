//! Cases that ratings open and close: the figures are the domain `ratings`'s, the case is
//! `cases`'s, and the words between them stand here.

use cases::program::{self, Wanted};
use contracts::{Event, Improvement};
use storage::{Error, Tx, value::parsed};
use ui::{Lang, Value, Words};

/// Opens or closes the case inside the transaction of the batch.
pub fn react(
    tx: &mut Tx<'_>,
    desk: &cases::Desk,
    words: &Words,
    event: &Event,
) -> Result<(), Error> {
    match event {
        Event::ImprovementNeeded(told) => {
            let merchant = desk.units.unit(told.unit).map(|card| card.name_zh).unwrap_or_default();
            let wanted = Wanted {
                id: told.case,
                rule: "ratings",
                matter: told.matter.clone(),
                area: parsed(&told.area, "area")?,
                title: words.with(
                    Lang::Zh,
                    "improvement-title",
                    &[("merchant", merchant.as_str().into())],
                ),
                text: told_in("improvement-opened", words, &merchant, told),
                fields: vec![("merchant".to_owned(), merchant)],
                days: told.days,
            };
            program::open(tx, desk, wanted)
        }
        Event::ImprovementReached(told) => {
            let merchant = desk.units.unit(told.unit).map(|card| card.name_zh).unwrap_or_default();
            let text = told_in("improvement-reached", words, &merchant, told);
            program::close(tx, desk, told.case, &text).map(drop)
        }
        _ => Ok(()),
    }
}

/// The sentence of `key`, and the figure that is published now.
fn told_in(key: &str, words: &Words, merchant: &str, told: &Improvement) -> String {
    let arguments: [(&str, Value<'_>); 4] = [
        ("merchant", merchant.into()),
        ("people", told.people_min.into()),
        ("days", told.within_days.into()),
        ("limit", told.minutes_limit.into()),
    ];
    let sentence = words.with(Lang::Zh, key, &arguments);
    let Some((minutes, people)) = told.published else { return sentence };
    let published = words.with(
        Lang::Zh,
        "improvement-published",
        &[("minutes", minutes.into()), ("people", people.into())],
    );
    format!("{sentence}{published}")
}
