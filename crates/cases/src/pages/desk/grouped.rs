//! A select whose options stand in groups.

use std::collections::BTreeMap;

use askama::{Template, filters::HtmlSafe};

/// Options under a heading: value and label.
pub struct Group {
    pub label: String,
    pub options: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "desk/grouped.html")]
pub struct Grouped<'a> {
    pub name: String,
    pub label: &'a str,
    /// What stands first and means nothing; empty for none.
    pub first: &'a str,
    pub groups: Vec<Group>,
    pub chosen: String,
    pub error: Option<String>,
}
impl HtmlSafe for Grouped<'_> {}

impl Group {
    /// Gathers options by their group's rank; groups stand in the order of rank.
    pub fn gather<R: Ord>(
        options: impl IntoIterator<Item = (R, String, String)>,
        label: impl Fn(&R) -> String,
    ) -> Vec<Self> {
        let mut groups: BTreeMap<R, Vec<(String, String)>> = BTreeMap::new();
        for (rank, value, text) in options {
            groups.entry(rank).or_default().push((value, text));
        }
        let group = |(rank, options)| Self { label: label(&rank), options };
        groups.into_iter().map(group).collect()
    }
}
