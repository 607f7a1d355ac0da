//! Records out of CSV: one core reads while the others number what was read before.

use std::io::Read;

use crate::{
    lines::{Batch, Lines},
    table::Table,
    texts::Texts,
};

/// Bytes that are read before they are numbered: as many as stay near the processor.
const BLOCK: usize = 1 << 19;

/// Where the records of a file stand and what they are called there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// The column of each record's id; the number of its line when absent.
    pub id: Option<String>,
    /// The column of each field of the table; a field that a file lacks is missing in its records.
    pub fields: Vec<Option<String>>,
}

/// Why records could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The first line has no such column.
    #[error("there is no column {0:?}; there are {1:?}")]
    NoColumn(String, Vec<String>),
    /// Bytes that are no UTF-8.
    #[error("line {line} is no UTF-8 text: save the file again as UTF-8")]
    Encoding {
        /// Counted from 1.
        line: u64,
    },
    /// The file cannot be read, or the table holds too many records.
    #[error("line {line}: {reason}")]
    Csv {
        /// Counted from 1.
        line: u64,
        /// In the words of whoever reads files.
        reason: String,
    },
}

/// The names of a file's columns, without blanks around them.
///
/// # Errors
/// What cannot be read.
pub fn read_headers(file: impl Read) -> Result<Vec<String>, ReadError> {
    Lines::new(file, 1 << 14).map(|(_, headers)| headers)
}

/// Adds the records of a CSV file (UTF-8, with or without its mark, the first line naming the
/// columns) to a table and their ids to `ids`. Lines may have fewer columns than the first; what
/// they lack is missing. `told` hears after each batch how many records there are by now.
///
/// # Errors
/// A column that is not there, or what cannot be read; the table then holds some of the records and
/// is of no use.
pub fn read_csv(
    table: &mut Table,
    ids: &mut Texts,
    source: u16,
    file: impl Read + Send,
    headers: &Headers,
    mut told: impl FnMut(usize),
) -> Result<(), ReadError> {
    let (mut lines, first) = Lines::new(file, BLOCK)?;
    let place = |name: &String| {
        let found = first.iter().position(|header| header == name);
        found.ok_or_else(|| ReadError::NoColumn(name.clone(), first.clone()))
    };
    let place = |name: &Option<String>| name.as_ref().map(place).transpose();
    let id = headers.fields.len();
    let wanted = headers.fields.iter().chain([&headers.id]).map(place);
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let (mut reading, mut ready) = (Batch::default(), Batch::default());
    loop {
        let number = || {
            table.extend_by(source, ready.len(), |record, field| Some(ready.cell(record, field)));
            for record in 0..ready.len() {
                match headers.id {
                    Some(_) => ids.push(ready.cell(record, id).trim()),
                    None => ids.push(&ready.line(record).to_string()),
                }
            }
        };
        let (read, ()) = rayon::join(|| lines.read(&wanted, &mut reading), number);
        read?;
        std::mem::swap(&mut reading, &mut ready);
        if ready.is_empty() {
            return Ok(());
        }
        told(table.len() + ready.len());
        if u32::try_from(table.len() + ready.len()).is_err() {
            let reason = "too many records for one table".to_owned();
            return Err(ReadError::Csv { line: ready.line(0), reason });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, headers: &Headers) -> Result<(Table, Vec<String>), String> {
        let (mut table, mut ids) = (Table::new(&["name", "phone"]), Texts::default());
        let done = read_csv(&mut table, &mut ids, 7, file.as_bytes(), headers, |_| {});
        done.map_err(|error| error.to_string())?;
        let ids = (0..).take(ids.len()).map(|number| ids.get(number).to_owned()).collect();
        Ok((table, ids))
    }

    fn headers(id: Option<&str>, name: &str, phone: Option<&str>) -> Headers {
        let own = str::to_owned;
        Headers { id: id.map(own), fields: vec![Some(own(name)), phone.map(own)] }
    }

    #[test]
    fn columns_are_found_by_their_names_wherever_they_stand() {
        for name in ["\"王,伟\"", "王,伟"] {
            let file = format!("\u{feff}电话,编号, 姓名\n13800138000,a 1,{name}\n,b,李娜\n139,c\n");
            let wanted = headers(Some("编号"), "姓名", Some("电话"));
            let (table, ids) = read(&file, &wanted).unwrap();
            assert_eq!(ids, ["a 1", "b", "c"]);
            let (name, phone) = (&table.columns()[0], &table.columns()[1]);
            let first = if file.contains('"') { "王,伟" } else { "王" };
            assert_eq!((name.text(name.cell(0)), name.text(name.cell(1))), (first, "李娜"));
            assert_eq!((phone.text(phone.cell(2)), phone.cell(1)), ("139", crate::MISSING));
            assert_eq!((name.cell(2), table.source(2)), (crate::MISSING, 7));
        }
    }

    #[test]
    fn more_than_a_batch_keeps_its_order() {
        let lines: Vec<String> =
            (0..80_000).map(|line| format!("{line},name {}\n", line % 1_000)).collect();
        let lines = lines.concat();
        assert!(lines.len() > 2 * BLOCK);
        let (table, ids) =
            read(&format!("id,name\n{lines}"), &headers(None, "name", None)).unwrap();
        assert_eq!((table.len(), ids[0].as_str(), ids[79_999].as_str()), (80_000, "2", "80001"));
        let name = &table.columns()[0];
        assert_eq!((name.distinct(), name.text(name.cell(39_998))), (1_000, "name 998"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let missing = read("id,姓名\n1,王\n", &headers(Some("id"), "name", None)).unwrap_err();
        assert_eq!(missing, r#"there is no column "name"; there are ["id", "姓名"]"#);
        let wanted = Headers { id: None, fields: vec![Some("name".to_owned())] };
        for quoted in ["Wang", "\"Wang\""] {
            let file = [b"name\n", quoted.as_bytes(), b"\n\xff\xfe\n"].concat();
            let (mut table, mut ids) = (Table::new(&["name"]), Texts::default());
            let broken = read_csv(&mut table, &mut ids, 0, file.as_slice(), &wanted, |_| {});
            let told = broken.unwrap_err().to_string();
            assert!(told.starts_with("line 3 is no UTF-8"), "{told}");
        }
    }
}
