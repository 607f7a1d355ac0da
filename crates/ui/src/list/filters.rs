//! Filters live in the address; the form only writes it.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::{
    Field, Form,
    query::Query,
    words::{self, Lang},
};

/// A row of filter fields, filled from the address, with a link that clears them.
#[derive(Debug, Clone)]
pub struct Filters(Form);

impl Filters {
    /// `fields` are named like the query's keys. The order (`sort`) survives, the page does not.
    pub fn new(lang: Lang, path: &str, query: &Query, fields: Vec<Field>) -> Self {
        let is_set = fields.iter().any(|field| query.get(&field.name).is_some());
        let mut form = Form::get(lang, path).fields(fields).keep(query.pairs());
        let mut bare = Query::new(path, "");
        if let Some(sort) = query.get("sort") {
            form = form.field(Field::hidden("sort", sort));
            bare = bare.with("sort", sort);
        }
        if is_set {
            form = form.cancel(words::own(lang, "ui-filters-clear"), bare.href());
        }
        Self(form)
    }
}

impl fmt::Display for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl HtmlSafe for Filters {}
