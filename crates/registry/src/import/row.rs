//! One row of a file: read, checked, and what must be sealed of it made ready.

use kernel::{CreditCode, Day, IdentityNumber, Phone, identity::Sex};
use serde::Serialize;
use sheets::Line;

use super::words::Words;
use crate::{
    fact::Mark,
    map::{Column, Layout},
    record::{Marks, Personal},
    suppression::{self, Suppressed},
    term::Relation,
};

/// Why a row is not taken: the column, and the key of the words after `registry-row-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Reason {
    pub column: &'static str,
    pub code: &'static str,
}

/// A row that is not taken, for the file that goes back to be mended.
#[derive(Debug, Clone)]
pub struct Rejected {
    pub line: u64,
    pub reason: Reason,
    pub cells: Vec<String>,
    /// Whom it is about, where it can be told: they are not away.
    pub(crate) mark: Option<Mark>,
}

/// A row that can be taken. Terms are places in the run's [`Words`].
#[derive(Debug)]
pub(crate) struct Ready {
    pub line: u64,
    pub mark: Mark,
    pub phone: Option<Mark>,
    pub identity: Option<Mark>,
    pub said: Mark,
    pub personal: String,
    pub job: u32,
    pub places: [Option<u32>; 3],
    pub since: Option<Day>,
    pub until: Option<Day>,
}

/// What all rows of a run are read with.
pub(crate) struct Reader<'r> {
    pub layout: &'r Layout,
    pub marks: &'r Marks,
    pub words: &'r Words<'r>,
    pub suppressed: &'r Suppressed,
    pub today: Day,
}

const NAME_MAX: usize = 60;
const NUMBER_MAX: usize = 64;

fn wrong(column: Column, code: &'static str) -> Reason {
    Reason { column: column.as_str(), code }
}

impl Reader<'_> {
    /// Reads one row.
    pub fn read(&self, line: &Line) -> Result<Ready, Rejected> {
        let mut personal = Personal::default();
        self.ready(line, &mut personal).map_err(|reason| Rejected {
            line: line.number,
            reason,
            cells: line.cells(),
            mark: self.key(&personal).map(|key| self.marks.record(&key)),
        })
    }

    fn ready(&self, line: &Line, personal: &mut Personal) -> Result<Ready, Reason> {
        let cell = |column| self.layout.cell(line, column);
        personal.number = bounded(cell(Column::Number), Column::Number, NUMBER_MAX)?;
        personal.name = bounded(cell(Column::Name), Column::Name, NAME_MAX)?;
        let (phone, identity) = (self.phone(line, personal), self.identity(line, personal));
        // Both are read before either is refused: the row may still say whom it is about.
        let (phone, identity) = (phone?, identity?);
        if personal.name.is_empty() {
            return Err(wrong(Column::Name, "empty"));
        }
        self.person(line, personal, identity.as_ref())?;
        for (column, code) in [Column::PlatformCode, Column::PartnerCode].map(|c| (c, cell(c))) {
            if !code.is_empty() && CreditCode::parse(code).is_err() {
                return Err(wrong(column, "credit-code"));
            }
        }
        let since = self.day(cell(Column::Since), Column::Since)?;
        let until = self.day(cell(Column::Until), Column::Until)?;
        if since.zip(until).is_some_and(|(since, until)| until < since) {
            return Err(wrong(Column::Until, "before-since"));
        }
        if let Some(column) = self.suppressed.column(personal) {
            return Err(wrong(column, suppression::CODE));
        }
        let places = self.places(line, personal);
        let job = self.words.job(self.layout, line)?;
        let key = self.key(personal).ok_or(wrong(Column::Number, "nobody"))?;
        let text = serde_json::to_string(&*personal).unwrap_or_default();
        Ok(Ready {
            line: line.number,
            mark: self.marks.record(&key),
            phone: phone.map(|phone| self.marks.phone(phone.reveal())),
            identity: identity.map(|number| self.marks.identity(number.reveal())),
            said: self.marks.said(&text),
            personal: text,
            job,
            places,
            since,
            until,
        })
    }

    /// By what the source knows a person: its own number, else the identity number, else phone and
    /// name.
    fn key(&self, personal: &Personal) -> Option<String> {
        let Personal { number, name, phone, identity, .. } = personal;
        if self.layout.has(Column::Number) {
            return (!number.is_empty()).then(|| format!("n:{number}"));
        }
        if !identity.is_empty() && !identity.contains('*') {
            return Some(format!("i:{identity}"));
        }
        (!phone.is_empty() && !name.is_empty()).then(|| format!("p:{phone}:{name}"))
    }

    fn phone(&self, line: &Line, personal: &mut Personal) -> Result<Option<Phone>, Reason> {
        let typed = self.layout.cell(line, Column::Phone);
        if typed.is_empty() {
            return Ok(None);
        }
        if typed.contains('*') {
            let hidden = is_masked(typed, 11);
            personal.phone = hidden.ok_or(wrong(Column::Phone, "masked"))?;
            return Ok(None);
        }
        let phone = Phone::parse(typed).map_err(|_| wrong(Column::Phone, "phone"))?;
        phone.reveal().clone_into(&mut personal.phone);
        Ok(Some(phone))
    }

    fn identity(
        &self,
        line: &Line,
        personal: &mut Personal,
    ) -> Result<Option<IdentityNumber>, Reason> {
        let typed = self.layout.cell(line, Column::IdNumber);
        if typed.is_empty() {
            return Ok(None);
        }
        if typed.contains('*') {
            let hidden = is_masked(typed, 18);
            personal.identity = hidden.ok_or(wrong(Column::IdNumber, "masked"))?;
            return Ok(None);
        }
        let number = if typed.len() == 15 {
            IdentityNumber::from_fifteen(typed, self.today)
        } else {
            IdentityNumber::parse(typed, self.today)
        };
        let number = number.map_err(|_| wrong(Column::IdNumber, "identity"))?;
        number.reveal().clone_into(&mut personal.identity);
        Ok(Some(number))
    }

    /// Birth, sex and number plate; what the identity number says need not be said again.
    fn person(
        &self,
        line: &Line,
        personal: &mut Personal,
        identity: Option<&IdentityNumber>,
    ) -> Result<(), Reason> {
        let cell = |column| self.layout.cell(line, column);
        let birth = self.day(cell(Column::Birth), Column::Birth)?;
        let sex = match cell(Column::Sex) {
            "" | "未知" => None,
            "男" | "男性" | "male" | "M" | "m" | "1" => Some(Sex::Male),
            "女" | "女性" | "female" | "F" | "f" | "2" | "0" => Some(Sex::Female),
            _ => return Err(wrong(Column::Sex, "sex")),
        };
        if let (Some(number), Some(birth)) = (identity, birth)
            && number.birth() != birth
        {
            return Err(wrong(Column::Birth, "birth"));
        }
        if let Some(birth) = birth.or(identity.map(IdentityNumber::birth)) {
            personal.birth = birth.to_string();
        }
        if let Some(sex) = sex.or(identity.map(IdentityNumber::sex)) {
            let word = if sex == Sex::Male { "male" } else { "female" };
            word.clone_into(&mut personal.sex);
        }
        personal.plate = bounded(cell(Column::Plate), Column::Plate, NUMBER_MAX)?;
        Ok(())
    }

    /// Places that name a known area become terms; others stay words, and personal.
    fn places(&self, line: &Line, personal: &mut Personal) -> [Option<u32>; 3] {
        let cell = |column| self.layout.cell(line, column);
        let place = |column, kept: &mut String| {
            let text = cell(column);
            let found = self.words.area(text);
            if found.is_none() {
                kept.extend(text.chars().take(200));
            }
            found
        };
        let home = place(Column::Home, &mut personal.home);
        let residence = place(Column::Residence, &mut personal.residence);
        [home, residence, self.words.line(cell(Column::Line))]
    }

    fn day(&self, typed: &str, column: Column) -> Result<Option<Day>, Reason> {
        if typed.is_empty() {
            return Ok(None);
        }
        let day = day(typed).ok_or(wrong(column, "day"))?;
        if day > self.today { Err(wrong(column, "future")) } else { Ok(Some(day)) }
    }
}

fn bounded(text: &str, column: Column, max: usize) -> Result<String, Reason> {
    if text.len() > max && text.chars().count() > max {
        return Err(wrong(column, "long"));
    }
    Ok(text.to_owned())
}

/// A number some of whose digits are hidden by stars; it must have its whole length.
fn is_masked(typed: &str, length: usize) -> Option<String> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = text.len() == length
        && text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'*' | b'X' | b'x'));
    fits.then(|| text.to_ascii_uppercase())
}

/// `2026-05-13`, `2026/5/13`, `20260513`, `2026年5月13日`, with an hour after it or not.
fn day(typed: &str) -> Option<Day> {
    if typed.len() == 10
        && let Ok(day) = typed.parse()
    {
        return Some(day);
    }
    let date = typed.split([' ', 'T']).next().unwrap_or_default();
    if date.len() == 8 && date.bytes().all(|c| c.is_ascii_digit()) {
        return Day::new(
            date[..4].parse().ok()?,
            date[4..6].parse().ok()?,
            date[6..].parse().ok()?,
        );
    }
    let mut parts = date.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// What a word for a labour relation or a yes means; used where jobs are made.
pub(super) fn relation(typed: &str) -> Result<Option<Relation>, Reason> {
    if typed.is_empty() {
        return Ok(None);
    }
    Relation::named(typed).map(Some).ok_or(wrong(Column::Relation, "relation"))
}

pub(super) fn yes_or_no(typed: &str) -> Result<Option<bool>, Reason> {
    match typed {
        "" => Ok(None),
        "是" | "有" | "已签" | "yes" | "Yes" | "true" | "1" => Ok(Some(true)),
        "否" | "无" | "未签" | "no" | "No" | "false" | "0" => Ok(Some(false)),
        _ => Err(wrong(Column::Contract, "yes-or-no")),
    }
}

pub(super) fn unknown_area() -> Reason {
    wrong(Column::Area, "area")
}

pub(super) fn unknown_occupation() -> Reason {
    wrong(Column::Occupation, "occupation")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_firms_write_them() {
        for typed in ["2026-05-03", "2026/5/3", "20260503", "2026年5月3日", "2026-05-03 08:00:00"]
        {
            assert_eq!(
                day(typed).map(|day| day.to_string()).as_deref(),
                Some("2026-05-03"),
                "{typed}"
            );
        }
        for typed in ["", "5/3", "2026-13-01", "yesterday", "2026-05-03-01", "二〇二六年五月"]
        {
            assert_eq!(day(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_masked_number_keeps_its_length() {
        assert_eq!(is_masked("138****2231", 11).as_deref(), Some("138****2231"));
        assert_eq!(is_masked("32**************1x", 18).as_deref(), Some("32**************1X"));
        assert_eq!(is_masked("138***2231", 11), None);
        assert_eq!(is_masked("1三8****2231", 11), None);
    }
}
