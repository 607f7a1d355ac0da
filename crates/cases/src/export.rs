//! Export: a list of cases as CSV or XLSX, without names, safe to open in a spreadsheet.

use storage::Error;

use crate::store::lists::Line;

/// What a column of the export is called and holds; `Line` gives what the words cannot.
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// `row` turns a line into cells under `header`.
    pub fn new(header: Vec<String>, lines: &[Line], row: impl Fn(&Line) -> Vec<String>) -> Self {
        Self { header, rows: lines.iter().map(row).collect() }
    }

    /// UTF-8 with a byte order mark, so that spreadsheets read Chinese.
    pub fn csv(&self) -> Result<Vec<u8>, Error> {
        let failed = |error: csv::Error| Error::Refused(format!("the export failed: {error}"));
        let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        writer.write_record(&self.header).map_err(failed)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| Error::Refused(format!("the export failed: {error}")))
    }

    pub fn xlsx(&self) -> Result<Vec<u8>, Error> {
        let failed = |error: rust_xlsxwriter::XlsxError| {
            Error::Refused(format!("the export failed: {error}"))
        };
        let mut book = rust_xlsxwriter::Workbook::new();
        let bold = rust_xlsxwriter::Format::new().set_bold();
        let sheet = book.add_worksheet();
        for (column, title) in (0_u16..).zip(&self.header) {
            sheet.write_string_with_format(0, column, title, &bold).map_err(failed)?;
        }
        for (line, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                sheet.write_string(line, column, cell).map_err(failed)?;
            }
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        sheet.autofit();
        book.save_to_buffer().map_err(failed)
    }
}

/// A cell that a spreadsheet would run as a formula is preceded by an apostrophe (OWASP, CSV
/// injection).
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_title_stays_text() {
        let sheet = Sheet {
            header: vec!["标题".into()],
            rows: vec![vec!["=1+1".into()], vec!["停车".into()]],
        };
        let csv = String::from_utf8(sheet.csv().unwrap()).unwrap();
        assert_eq!(csv, "\u{feff}标题\n'=1+1\n停车\n");
        assert!(sheet.xlsx().unwrap().starts_with(b"PK"));
    }
}
