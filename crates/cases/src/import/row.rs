//! One row of a foreign file, read into what a case needs.

use std::collections::BTreeMap;

use kernel::{AreaCode, Timestamp};

use crate::desk::Desk;
use sheets::Table;

/// A row that can be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub line: u64,
    pub number: String,
    pub title: String,
    pub text: String,
    pub created: Timestamp,
    /// The answer and when it was given.
    pub answer: Option<(String, Timestamp)>,
    pub matter: Option<String>,
    pub area: AreaCode,
}

/// A row that cannot be taken in, with its cells for the file that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    pub line: u64,
    pub reason: String,
    pub cells: Vec<String>,
}

/// Where in a row each part stands.
pub(super) struct Columns {
    pub number: usize,
    pub title: usize,
    pub text: usize,
    pub created: usize,
    pub answer: Option<usize>,
    pub answered: Option<usize>,
    pub matter: Option<usize>,
    pub area: Option<usize>,
    pub default_area: Option<AreaCode>,
}

impl Columns {
    /// Reads one row, or says in words what is wrong with it.
    pub fn read(
        &self,
        desk: &Desk,
        line: u64,
        cells: &[String],
        now: Timestamp,
    ) -> Result<Ready, String> {
        let cell = |index: usize| cells.get(index).map_or("", |cell| cell.trim());
        let maybe = |index: Option<usize>| index.map_or("", cell);
        let must = |index: usize, what: &str| match cell(index) {
            "" => Err(format!("{what} is empty: fill it in")),
            text => Ok(text.to_owned()),
        };
        let created = time(cell(self.created), "the time of the report")?;
        if created > now {
            return Err("the report lies in the future: check its date".into());
        }
        let (number, text) = (must(self.number, "the number")?, must(self.text, "the text")?);
        Ok(Ready {
            line,
            number,
            title: must(self.title, "the title")?,
            text,
            created,
            answer: answer(maybe(self.answer), maybe(self.answered), created, now)?,
            matter: matter(desk, maybe(self.matter))?,
            area: self.area(desk, maybe(self.area))?,
        })
    }

    fn area(&self, desk: &Desk, typed: &str) -> Result<AreaCode, String> {
        if typed.is_empty() {
            return Ok(self.default_area.unwrap_or(desk.catalogue.city().area));
        }
        let area = desk.areas.code(typed).map_err(|error| error.to_string())?;
        if desk.catalogue.city().area.contains(&area) {
            Ok(area)
        } else {
            Err(format!("the area {typed} is not served here"))
        }
    }
}

fn matter(desk: &Desk, typed: &str) -> Result<Option<String>, String> {
    match typed {
        "" => Ok(None),
        code if desk.catalogue.matter(code).is_some() => Ok(Some(code.to_owned())),
        code => Err(format!("the catalogue has no matter {code:?}")),
    }
}

fn answer(
    text: &str,
    answered: &str,
    created: Timestamp,
    now: Timestamp,
) -> Result<Option<(String, Timestamp)>, String> {
    match (text, answered) {
        ("", "") => Ok(None),
        (_, "") => Err("there is an answer without its time".into()),
        ("", _) => Err("there is a time of the answer without an answer".into()),
        (text, answered) => {
            let at = time(answered, "the time of the answer")?;
            if at < created.day().start() {
                return Err("the answer is older than the report: check the dates".into());
            }
            if at > now {
                return Err("the answer lies in the future: check its date".into());
            }
            // A day without an hour may begin before the report it answers.
            Ok(Some((text.to_owned(), at.max(created))))
        }
    }
}

/// `2019/4/25 9:32:09`, `2019-04-25 09:32`, `2019/4/25`, or RFC 3339; without an offset it is
/// Shanghai time.
fn time(typed: &str, what: &str) -> Result<Timestamp, String> {
    if let Ok(at) = typed.parse() {
        return Ok(at);
    }
    let plain = typed.replace('/', "-").replace('T', " ");
    let (date, clock) = plain.split_once(' ').unwrap_or((&plain, "0:0"));
    let numbers = |text: &str, separator: char| -> Option<Vec<i16>> {
        text.trim().split(separator).map(|part| part.parse().ok()).collect()
    };
    let read = || {
        let date = numbers(date, '-')?;
        let clock = numbers(clock, ':')?;
        let [year, month, day] = date.as_slice() else { return None };
        let at = |index: usize| i8::try_from(clock.get(index).copied().unwrap_or(0)).ok();
        let time = jiff::civil::Time::new(at(0)?, at(1)?, at(2)?, 0).ok()?;
        let day = (i8::try_from(*month).ok()?, i8::try_from(*day).ok()?);
        let date = jiff::civil::Date::new(*year, day.0, day.1).ok()?;
        (clock.len() <= 3).then(|| Timestamp::from_local(date.to_datetime(time)))
    };
    read()
        .ok_or_else(|| format!("{what} is not a time: {typed:?}; write it like 2019/4/25 9:32:09"))
}

/// A number may stand once in a file; the later rows with it are rejected.
pub(super) fn refuse_repeats(ready: &mut Vec<Ready>, rejected: &mut Vec<Rejected>, table: &Table) {
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    ready.retain(|row| match first.get(&row.number) {
        None => {
            first.insert(row.number.clone(), row.line);
            true
        }
        Some(line) => {
            let cells = table.rows.iter().find(|(other, _)| *other == row.line);
            rejected.push(Rejected {
                line: row.line,
                reason: format!("number {} stands on line {line} already", row.number),
                cells: cells.map(|(_, cells)| cells.clone()).unwrap_or_default(),
            });
            false
        }
    });
    rejected.sort_by_key(|row| row.line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_offices_write_them_are_read_as_shanghai_time() {
        for (typed, expected) in [
            ("2019/4/25 9:32:09", "2019-04-25T09:32:09+08:00"),
            ("2019-11-05 14:02:11", "2019-11-05T14:02:11+08:00"),
            ("2019/4/25", "2019-04-25T00:00:00+08:00"),
            ("2019-04-25T01:32:09Z", "2019-04-25T09:32:09+08:00"),
        ] {
            assert_eq!(time(typed, "it").unwrap().rfc3339(), expected, "{typed}");
        }
        for wrong in ["", "yesterday", "2019/13/1", "2019/4/25 25:00", "2019/4/25 1:2:3:4"] {
            assert!(time(wrong, "it").is_err(), "{wrong}");
        }
    }
}
