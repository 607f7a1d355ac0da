//! Decided messages from a table.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};
use thiserror::Error;

use crate::example::Example;

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("the table has no column {column}: name one of its columns {names}")]
    NoColumn { column: &'static str, names: &'static str },
    #[error("line {line}: the column {column} is empty: give the row a category")]
    Blank { line: u64, column: &'static str },
    #[error("the table cannot be read: {0}: save it as CSV in UTF-8")]
    Table(#[from] csv::Error),
}

type Column = (&'static str, &'static [&'static str], &'static str);
const TITLE: Column = ("title", &["title", "留言主题", "标题"], "title or 标题");
const TEXT: Column = ("text", &["text", "留言详情", "内容"], "text or 内容");
const LABEL: Column = ("label", &["label", "topic", "一级标签", "类别"], "label, topic or 类别");

/// Reads a CSV table with a header: columns title, text and label (or topic), in any order, in
/// English or Chinese; others are ignored.
pub fn read_labelled(table: impl Read) -> Result<Vec<Example>, ReadError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(false).from_reader(table);
    let headers = reader.headers()?.clone();
    let [title, text, label] = [TITLE, TEXT, LABEL].map(|column| place(&headers, column));
    let [title, text, label] = [title?, text?, label?];
    let mut examples = Vec::new();
    for record in reader.records() {
        let record = record?;
        let field = |place: usize| record.get(place).unwrap_or_default();
        if field(label).is_empty() {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(ReadError::Blank { line, column: LABEL.0 });
        }
        examples.push(Example::new(field(title), field(text), field(label)));
    }
    Ok(examples)
}

fn place(headers: &StringRecord, (column, known, names): Column) -> Result<usize, ReadError> {
    headers
        .iter()
        .position(|header| known.contains(&header.trim_start_matches('\u{feff}').trim()))
        .ok_or(ReadError::NoColumn { column, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_both_languages() {
        let wanted = vec![Example::new("停车难", "没地方, 停", "交通")];
        let english = "\u{feff}topic,id,title,text\n交通,1,停车难,\"没地方, 停\"\n";
        let chinese = "留言主题,留言详情,一级标签\n停车难 ,\"没地方, 停\",交通\n";
        for table in [english, chinese] {
            assert_eq!(read_labelled(table.as_bytes()).unwrap(), wanted);
        }
    }

    #[test]
    fn faults_name_the_column_and_the_line() {
        let message = |table: &str| read_labelled(table.as_bytes()).unwrap_err().to_string();
        assert!(message("title,text\na,b\n").contains("label, topic or 类别"));
        assert!(
            message("title,text,topic\na,b,c\na,b, \n").starts_with("line 3: the column label")
        );
        assert!(message("title,text,topic\na,b\n").contains("line: 2"));
    }
}
