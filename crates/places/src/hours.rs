//! Opening hours as this domain keeps them: text in the store, read once per calendar and text.

use std::{collections::HashMap, sync::LazyLock};

use kernel::WorkCalendar;
use nearby::{Calendar, Hours, HoursFault};

/// For checking what somebody wrote: the holidays do not matter there.
static ANY: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(&WorkCalendar::default()));

/// Reads hours only to see whether they can be read.
///
/// # Errors
/// Where it is wrong, and the remedy.
pub fn parse(text: &str) -> Result<Hours, HoursFault> {
    Hours::read(text, &ANY)
}

/// Hours that many places share are read once.
pub struct Reader {
    calendar: Calendar,
    known: HashMap<String, Option<Hours>>,
}

impl Reader {
    pub fn new(calendar: Calendar) -> Self {
        Self { calendar, known: HashMap::new() }
    }

    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The hours of a text; `None` for none, and for what cannot be read any more.
    pub fn read(&mut self, text: &str) -> Option<Hours> {
        if text.is_empty() {
            return None;
        }
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let read = Hours::read(text, &self.calendar).ok();
        self.known.insert(text.to_owned(), read.clone());
        read
    }
}
