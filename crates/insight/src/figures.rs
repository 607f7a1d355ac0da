//! Figures of cases, each by a definition that stands here and on the page.
//!
//! - *counted*: reported, less withdrawn and out of scope.
//! - *closed by handler* (办结率): the handler's answer stands, over counted.
//! - *confirmed* (确认解决率): the worker said that it is solved, over counted.
//! - *false closings* (办结不实): of cases closed in a period, a sample drawn by lot was looked at on
//!   the spot by workers who know neither side; see [`crate::checks`] and [`kernel::sample`].
//! - *corrected* (推算解决率): closed by handler, less the estimated share of false closings.
//! - *silent*: closed by the handler, and the worker has said nothing: part of neither.
//! - *days to answer*: from the report to the first answer, in days of 24 hours; median and 90th
//!   percentile by linear interpolation.

use kernel::{AreaCode, Timestamp, count};
use storage::{Db, Error, Row, Value};

/// Which cases are counted: reported in this period, in this area or below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub from: Timestamp,
    pub to: Timestamp,
    pub area: AreaCode,
    /// One register only, such as `yilu` or `import:messages`.
    pub source: Option<String>,
}

/// Counts of one group of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub reported: i64,
    pub counted: i64,
    pub closed_by_handler: i64,
    pub confirmed: i64,
    /// Closed by the handler, no word from the worker.
    pub silent: i64,
    pub open: i64,
}

/// How long answers took.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Days {
    pub answered: usize,
    pub median: Option<f64>,
    pub p90: Option<f64>,
}

const COUNTS: &str = "COUNT(*),
    CAST(COALESCE(SUM(CASE WHEN state IN ('withdrawn', 'out-of-scope') THEN 0 ELSE 1 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(handler_closed), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN state IN ('answered', 'closed') THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN due_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT)";

impl Scope {
    fn condition(&self) -> (String, Vec<Value>) {
        let (low, high) = self.area.range();
        let mut sql = "created_at >= $1 AND created_at < $2 AND area BETWEEN $3 AND $4".to_owned();
        let mut values: Vec<Value> =
            vec![self.from.into(), self.to.into(), low.into(), high.into()];
        if let Some(source) = &self.source {
            sql.push_str(" AND source = $5");
            values.push(source.into());
        }
        (sql, values)
    }
}

impl Counts {
    fn read(row: &Row<'_>, first: usize) -> Result<Self, Error> {
        Ok(Self {
            reported: row.get(first)?,
            counted: row.get(first + 1)?,
            closed_by_handler: row.get(first + 2)?,
            confirmed: row.get(first + 3)?,
            silent: row.get(first + 4)?,
            open: row.get(first + 5)?,
        })
    }

    /// Closed by the handler, of those counted.
    pub fn handler_rate(&self) -> Option<f64> {
        share(self.closed_by_handler, self.counted)
    }
    /// Confirmed by the worker, of those counted.
    pub fn confirmed_rate(&self) -> Option<f64> {
        share(self.confirmed, self.counted)
    }
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| count::to_f64(part) / count::to_f64(whole))
}

/// All cases of the scope together.
pub fn counts(db: &mut Db<'_>, scope: &Scope) -> Result<Counts, Error> {
    let (condition, values) = scope.condition();
    let sql = format!("SELECT {COUNTS} FROM pub_cases_facts WHERE {condition}");
    db.query_one(&sql, &values, |row| Counts::read(row, 0))
}

/// By matter code, most reported first. Groups smaller than `k` are put together under `None`.
pub fn by_matter(
    db: &mut Db<'_>,
    scope: &Scope,
    k: i64,
) -> Result<Vec<(Option<String>, Counts)>, Error> {
    let (condition, values) = scope.condition();
    let sql = format!(
        "SELECT matter, {COUNTS} FROM pub_cases_facts WHERE {condition}
         GROUP BY matter ORDER BY COUNT(*) DESC, matter"
    );
    let groups =
        db.query(&sql, &values, |row| Ok((Some(row.get::<String>(0)?), Counts::read(row, 1)?)))?;
    Ok(suppress(groups, k))
}

/// Small groups would tell about single persons: they are added up, and left out altogether when
/// even their sum is small.
fn suppress(groups: Vec<(Option<String>, Counts)>, k: i64) -> Vec<(Option<String>, Counts)> {
    let (mut shown, small): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(_, counts)| counts.reported >= k);
    let rest = small.into_iter().fold(Counts::default(), |sum, (_, one)| Counts {
        reported: sum.reported + one.reported,
        counted: sum.counted + one.counted,
        closed_by_handler: sum.closed_by_handler + one.closed_by_handler,
        confirmed: sum.confirmed + one.confirmed,
        silent: sum.silent + one.silent,
        open: sum.open + one.open,
    });
    if rest.reported >= k {
        shown.push((None, rest));
    }
    shown
}

/// Days from report to first answer.
pub fn days(db: &mut Db<'_>, scope: &Scope) -> Result<Days, Error> {
    let (condition, values) = scope.condition();
    let sql = format!(
        "SELECT answered_at - created_at FROM pub_cases_facts
         WHERE answered_at IS NOT NULL AND {condition}"
    );
    let micros = db.query(&sql, &values, |row| row.get::<i64>(0))?;
    let days = |micros: f64| micros / 86_400e6;
    Ok(Days {
        answered: micros.len(),
        median: count::median(&micros).map(days),
        p90: count::quantile(&micros, 0.9).map(days),
    })
}

/// Reported cases by month of report in Shanghai, oldest first.
pub fn by_month(db: &mut Db<'_>, scope: &Scope) -> Result<Vec<(String, i64, i64)>, Error> {
    let (condition, values) = scope.condition();
    let sql = format!("SELECT created_at, state FROM pub_cases_facts WHERE {condition}");
    let mut months: std::collections::BTreeMap<String, (i64, i64)> =
        std::collections::BTreeMap::new();
    db.each(&sql, &values, |row| {
        let month = row.get::<Timestamp>(0)?.local().strftime("%Y-%m").to_string();
        let group = months.entry(month).or_default();
        group.0 += 1;
        group.1 += i64::from(row.get::<String>(1)? == "confirmed");
        Ok(())
    })?;
    Ok(months
        .into_iter()
        .map(|(month, (reported, confirmed))| (month, reported, confirmed))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, reported: i64) -> (Option<String>, Counts) {
        (Some(name.into()), Counts { reported, ..Counts::default() })
    }

    #[test]
    fn small_groups_are_added_up_or_left_out() {
        let names = |groups: Vec<(Option<String>, Counts)>| {
            groups.into_iter().map(|(name, counts)| (name, counts.reported)).collect::<Vec<_>>()
        };
        let shown = suppress(vec![group("a", 30), group("b", 6), group("c", 5)], 10);
        assert_eq!(names(shown), [(Some("a".into()), 30), (None, 11)]);
        let shown = suppress(vec![group("a", 30), group("b", 6)], 10);
        assert_eq!(names(shown), [(Some("a".into()), 30)]);
    }
}
