//! Names on a page of many lines: each is looked up once.

use std::collections::HashMap;

use contracts::UnitId;
use kernel::{AreaCode, Level};

use crate::pages::shared::Names;

/// Remembers names for as long as one page is written.
pub struct Known<'a> {
    pub names: Names<'a>,
    units: HashMap<UnitId, String>,
}

impl<'a> Known<'a> {
    pub fn new(names: Names<'a>) -> Self {
        Self { names, units: HashMap::new() }
    }

    pub fn unit(&mut self, id: UnitId) -> &str {
        let names = self.names;
        self.units.entry(id).or_insert_with(|| names.unit(id))
    }

    /// The street, or whatever lies above when there is none; below it, its own name.
    pub fn street(&self, area: &AreaCode) -> &'a str {
        let street = area.at(Level::Street).unwrap_or(*area);
        let book = &self.names.desk.areas;
        book.name(&street).or_else(|| book.name(area)).unwrap_or_default()
    }
}
