//! A chart out of a table: every row is right, or nothing is taken.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sheets::Table;

use super::Named;

/// Most rows of a chart.
pub const ROWS_MAX: usize = 20_000;
/// Longest code and name, in characters.
pub const CODE_MAX: usize = 40;
pub const NAME_MAX: usize = 60;

/// Between the codes of one cell.
const BETWEEN: [char; 4] = [';', '；', '、', '|'];

/// The columns by name: in the API's words, and as firms in China call them.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("code", &["编码", "部门编码", "编号"]),
    ("name", &["名称", "部门名称", "部门"]),
    ("parent", &["上级编码", "上级部门编码", "上级"]),
    ("from", &["来源编码", "原部门编码", "由来"]),
    ("headcount", &["人数", "在册人数"]),
];

/// A row as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As the file counts; the header is line 1.
    pub line: u64,
    pub unit: Named,
    /// Codes of the chart before; none where it is the same unit or a new one.
    pub from: Vec<String>,
    pub headcount: Option<i64>,
}

/// A row that is wrong; `code` is the key of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Wrong {
    pub line: u64,
    pub code: &'static str,
}

/// The rows of a table, in its order.
///
/// # Errors
/// Every row that does not read as one, with its line; line 1 for a column that is missing.
pub fn rows(table: &Table) -> Result<Vec<Row>, Vec<Wrong>> {
    let column = |name: &str, others: &[&str]| {
        table.header.iter().position(|title| {
            let title = title.trim();
            title.eq_ignore_ascii_case(name) || others.contains(&title)
        })
    };
    let [code, name, parent, from, headcount] = COLUMNS.map(|(name, others)| column(name, others));
    let (Some(code), Some(name), Some(parent)) = (code, name, parent) else {
        return Err(vec![Wrong { line: 1, code: "branches-chart-columns" }]);
    };
    let (mut found, mut wrong) = (Vec::with_capacity(table.rows.len()), Vec::new());
    for (line, cells) in &table.rows {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let above = Some(cell(parent)).filter(|above| !above.is_empty());
        let typed = headcount.map_or("", cell);
        let headcount = typed.parse::<i64>().ok();
        if headcount.is_none() && !typed.is_empty() {
            wrong.push(Wrong { line: *line, code: "branches-chart-headcount-wrong" });
        }
        found.push(Row {
            line: *line,
            unit: Named {
                code: cell(code).to_owned(),
                name: cell(name).to_owned(),
                parent: above.map(str::to_owned),
            },
            from: codes(from.map_or("", cell)),
            headcount,
        });
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// The codes of a cell, each once.
fn codes(cell: &str) -> Vec<String> {
    let codes = cell.split(BETWEEN).map(str::trim).filter(|code| !code.is_empty());
    let codes: BTreeSet<&str> = codes.collect();
    codes.into_iter().map(str::to_owned).collect()
}

/// Whether rows make a chart that follows one with the codes `last`.
///
/// # Errors
/// Every row that is wrong by itself or beside the others, by line.
pub fn check(rows: &[Row], last: &BTreeSet<&str>) -> Result<(), Vec<Wrong>> {
    if rows.is_empty() {
        return Err(vec![Wrong { line: 1, code: "branches-chart-empty" }]);
    }
    if rows.len() > ROWS_MAX {
        return Err(vec![Wrong { line: 1, code: "branches-chart-long" }]);
    }
    let mut parents: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut wrong = BTreeSet::new();
    for row in rows {
        let mut say = |code| wrong.insert(Wrong { line: row.line, code });
        let unit = &row.unit;
        if unit.code.is_empty() || unit.code.chars().count() > CODE_MAX {
            say("branches-chart-code-wrong");
        } else if parents.insert(&unit.code, unit.parent.as_deref()).is_some() {
            say("branches-chart-twice");
        }
        if unit.name.is_empty() || unit.name.chars().count() > NAME_MAX {
            say("branches-chart-name-wrong");
        }
        if row.headcount.is_some_and(|number| number < 0) {
            say("branches-chart-headcount-wrong");
        }
        if row.from.iter().any(|code| !last.contains(code.as_str())) {
            say("branches-chart-from-unknown");
        }
    }
    for row in rows {
        if row.unit.parent.as_deref().is_some_and(|above| !parents.contains_key(above)) {
            wrong.insert(Wrong { line: row.line, code: "branches-chart-parent-unknown" });
        } else if is_in_circle(&parents, &row.unit.code) {
            wrong.insert(Wrong { line: row.line, code: "branches-chart-circle" });
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into_iter().collect()) }
}

/// Whether whoever goes up from a unit comes back to it.
fn is_in_circle(parents: &BTreeMap<&str, Option<&str>>, code: &str) -> bool {
    let above = |code: &str| parents.get(code).copied().flatten();
    let mut seen = BTreeSet::new();
    let mut next = above(code);
    while let Some(one) = next.filter(|one| seen.insert(*one)) {
        if one == code {
            return true;
        }
        next = above(one);
    }
    false
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str, last: &[&str]) -> Result<Vec<Row>, Vec<(u64, &'static str)>> {
        let table = Table::read(Path::new("a.csv"), text.as_bytes()).unwrap();
        let told = |wrong: Vec<Wrong>| -> Vec<(u64, &'static str)> {
            wrong.into_iter().map(|it| (it.line, it.code)).collect()
        };
        let rows = rows(&table).map_err(told)?;
        check(&rows, &last.iter().copied().collect()).map_err(told)?;
        Ok(rows)
    }

    #[test]
    fn a_chart_reads_by_either_language_s_columns() {
        let zh =
            read("编码,名称,上级编码,来源编码,人数\nA,到家,,,120\nB,配送,A,X；Y;X,\n", &["X", "Y"]);
        let en =
            read("parent,code,name,FROM,headcount\n,A,到家,,120\nA,B,配送,Y|X,\n", &["X", "Y"]);
        let rows = zh.unwrap();
        assert_eq!(rows, en.unwrap());
        assert_eq!(rows[1].from, ["X", "Y"]);
        assert_eq!((rows[0].headcount, rows[1].unit.parent.as_deref()), (Some(120), Some("A")));
    }

    #[test]
    fn each_wrong_row_is_told_with_its_line() {
        let columns = read("code,name\nA,到家\n", &[]);
        assert_eq!(columns.unwrap_err(), [(1, "branches-chart-columns")]);
        let head = "code,name,parent,from,headcount\n";
        let of = |rows: &str| read(&format!("{head}{rows}"), &["X"]).unwrap_err();
        assert_eq!(of(""), [(1, "branches-chart-empty")]);
        assert_eq!(of("A,到家,,,many\n"), [(2, "branches-chart-headcount-wrong")]);
        assert_eq!(of("A,到家,,,-1\n"), [(2, "branches-chart-headcount-wrong")]);
        assert_eq!(of("A,到家,,\nA,到店,,\n"), [(3, "branches-chart-twice")]);
        assert_eq!(of("A,到家,Z,\n"), [(2, "branches-chart-parent-unknown")]);
        assert_eq!(of("A,到家,,X;Q\n"), [(2, "branches-chart-from-unknown")]);
        assert_eq!(
            of(",到家,,\nB,,,\n"),
            [(2, "branches-chart-code-wrong"), (3, "branches-chart-name-wrong")]
        );
        // C hangs on the circle without being in it.
        let circle = of("A,到家,B,\nB,到店,A,\nC,优选,A,\nD,出行,D,\n");
        let circle: Vec<u64> = circle
            .into_iter()
            .map(|(line, code)| {
                assert_eq!(code, "branches-chart-circle");
                line
            })
            .collect();
        assert_eq!(circle, [2, 3, 5]);
    }
}
