//! A dense table for the desk: sort links, boxes for bulk actions, rows for the keyboard.

use std::fmt;

use askama::{Template, filters::HtmlSafe};

use super::Tag;
use crate::{
    Escaped, SafeHtml,
    query::Query,
    words::{self, Lang},
};

/// A column; one that can be sorted names its key in the address.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    sort: String,
    number: bool,
    wrap: bool,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), sort: String::new(), number: false, wrap: false }
    }
    /// Sortable by this key (`?sort=key`, falling as `?sort=-key`).
    #[must_use]
    pub fn sort(mut self, key: impl Into<String>) -> Self {
        self.sort = key.into();
        self
    }
    /// Figures, set to the right.
    #[must_use]
    pub const fn number(mut self) -> Self {
        self.number = true;
        self
    }
    /// Long text that may break.
    #[must_use]
    pub const fn wrap(mut self) -> Self {
        self.wrap = true;
        self
    }
    const fn class(&self) -> &'static str {
        match (self.number, self.wrap) {
            (true, _) => "num",
            (_, true) => "wrap",
            _ => "",
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Cell {
    Text(String),
    Link { text: String, href: String },
    Tag(Tag),
    Part(SafeHtml),
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => Escaped(text).fmt(f),
            Self::Link { text, href } => {
                write!(f, r#"<a href="{}">{}</a>"#, Escaped(href), Escaped(text))
            }
            Self::Tag(tag) => tag.fmt(f),
            Self::Part(part) => part.fmt(f),
        }
    }
}
impl HtmlSafe for Cell {}

impl Cell {
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link { text: text.into(), href: href.into() }
    }
    /// A component, such as a tag.
    pub fn part(part: impl HtmlSafe) -> Self {
        Self::Part(SafeHtml::from_safe(part))
    }
}
impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Text(number.to_string())
    }
}
impl From<Tag> for Cell {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

/// A row; `id` is what a ticked box sends, `name` what it is called aloud.
#[derive(Debug, Clone)]
pub struct Row {
    id: String,
    name: String,
    cells: Vec<Cell>,
}

impl Row {
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), cells: Vec::with_capacity(8) }
    }
    #[must_use]
    pub fn cell(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }

    fn id(&self) -> Escaped<'_> {
        Escaped(&self.id)
    }
    fn name(&self) -> Escaped<'_> {
        Escaped(&self.name)
    }
}

/// What can be done with several rows at once: a form around the table. Each ticked row is sent as
/// `ids`, the pressed button as `do`.
#[derive(Debug, Clone)]
pub struct Bulk {
    pub action: String,
    pub csrf: String,
    /// Value and label of each button.
    pub buttons: Vec<(String, String)>,
    /// Further controls before the buttons, such as a select.
    pub extra: SafeHtml,
}

/// The table. It scrolls sideways in its own box, never the page.
#[derive(Debug, Clone, Template)]
#[template(path = "table.html")]
pub struct Table {
    lang: Lang,
    caption: String,
    query: Query,
    columns: Vec<Column>,
    rows: Vec<Row>,
    bulk: Option<Bulk>,
}

impl Table {
    /// `query` is the address of the list, from which the sort links are made.
    pub const fn new(lang: Lang, caption: String, query: Query) -> Self {
        Self { lang, caption, query, columns: Vec::new(), rows: Vec::new(), bulk: None }
    }
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }
    /// Adds the column of boxes and the row of buttons.
    #[must_use]
    pub fn bulk(mut self, bulk: Bulk) -> Self {
        self.bulk = Some(bulk);
        self
    }

    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
    fn aria_sort(&self, column: &Column) -> &'static str {
        match self.query.sorted(&column.sort) {
            Some(true) => "ascending",
            Some(false) => "descending",
            None => "",
        }
    }
    fn class_of(&self, position: usize) -> &'static str {
        self.columns.get(position).map_or("", Column::class)
    }
}
impl HtmlSafe for Table {}
