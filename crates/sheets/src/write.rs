//! A table of our own, as CSV or XLSX.

/// A table to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
#[error("the table cannot be written: {0}")]
pub struct SheetError(String);

impl Sheet {
    /// UTF-8 with a byte order mark, so that spreadsheets read Chinese.
    ///
    /// # Errors
    /// When memory runs out while writing.
    pub fn csv(&self) -> Result<Vec<u8>, SheetError> {
        let failed = |error: csv::Error| SheetError(error.to_string());
        let mut writer =
            csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
        writer.write_record(&self.header).map_err(failed)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| SheetError(error.to_string()))
    }

    /// A workbook of one sheet; every cell is text.
    ///
    /// # Errors
    /// When the table is larger than a sheet may be.
    pub fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        let failed = |error: rust_xlsxwriter::XlsxError| SheetError(error.to_string());
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
/// injection). A plain number keeps its sign.
pub fn harmless(cell: &str) -> String {
    let begins_like_one = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins_like_one && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_text_and_a_number_a_number() {
        let row = vec!["=1+1".to_owned(), "-1.5".to_owned(), "停车".to_owned()];
        let header = ["标题", "度", "事由"].map(str::to_owned).to_vec();
        let sheet = Sheet { header, rows: vec![row] };
        let csv = String::from_utf8(sheet.csv().unwrap()).unwrap();
        assert_eq!(csv, "\u{feff}标题,度,事由\n'=1+1,-1.5,停车\n");
        assert!(sheet.xlsx().unwrap().starts_with(b"PK"));
    }
}
