//! Filters live in the address; the form only writes it.

use askama::{Template, filters::HtmlSafe};

use crate::{
    Field, Form,
    query::Query,
    words::{self, Lang},
};

/// A row of filter fields, filled from the address, with a link that clears them.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"{{ form }}{% if let Some((label, href)) = clear %}<p class="clr"><a href="{{ href }}">{{ label }}</a></p>{% endif %}"#,
    ext = "html"
)]
pub struct Filters {
    form: Form,
    clear: Option<(String, String)>,
}

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
        let clear = is_set.then(|| (words::own(lang, "ui-filters-clear").to_owned(), bare.href()));
        Self { form, clear }
    }
}
impl HtmlSafe for Filters {}
