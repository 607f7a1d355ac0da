//! The same messages as offices really send them: GB 18030, as spreadsheets in China save CSV, and
//! a workbook. Each is taken over whole, and each is known again in any other form.

use std::path::Path;

use serde_json::json;

use crate::import::{MESSAGES, import, shared, tally};

#[test]
fn a_workbook_and_the_encoding_of_chinese_spreadsheets_import_the_same() {
    let Some(file) = shared("data/messages/messages_answered.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let text = std::fs::read_to_string(&file).unwrap();
    let encoded = data.join("messages.csv");
    let (bytes, _, lost) = encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}'));
    assert!(!lost && std::str::from_utf8(&bytes).is_err(), "it is another encoding");
    std::fs::write(&encoded, &bytes).unwrap();
    let workbook = data.join("messages.xlsx");
    write_workbook(&file, &workbook);
    let first = tally(&import(&encoded, data, None));
    assert_eq!(first, json!({ "imported": MESSAGES, "duplicates": 0, "rejected": 0 }));
    let second = tally(&import(&workbook, data, None));
    assert_eq!(second, json!({ "imported": 0, "duplicates": MESSAGES, "rejected": 0 }));
}

fn write_workbook(from: &Path, to: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(from).unwrap();
    for (record, row) in reader.records().zip(0..) {
        for (cell, column) in record.unwrap().iter().zip(0..) {
            // The number as a number, as whoever typed it in would have it.
            match cell.parse::<f64>() {
                Ok(number) if column == 0 => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, cell.trim_start_matches('\u{feff}')).unwrap(),
            };
        }
    }
    book.save(to).unwrap();
}
