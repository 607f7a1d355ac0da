//! Masks: enough to recognize somebody one knows, too little to call or name them.

use std::collections::HashMap;

use contracts::PersonId;
use kernel::Phone;
use storage::{Db, Value};

use super::{Error, Field, Vault, cipher, context, text};

/// Masked personal data, fit for a page. `None` where nothing is known or the person was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Masked {
    /// The first character and a star, whatever the length: `张*`.
    pub name: Option<String>,
    /// `138****2231`
    pub phone: Option<String>,
}

impl Vault {
    /// One person's masks. Showing them is no look.
    ///
    /// # Errors
    /// When the store fails or a sealed field was altered.
    pub fn masked(&self, db: &mut Db<'_>, person: PersonId) -> Result<Masked, Error> {
        Ok(self.masked_many(db, &[person])?.remove(&person).unwrap_or_default())
    }

    /// The masks of everybody on a page, in one query for each twenty.
    ///
    /// # Errors
    /// When the store fails or a sealed field was altered.
    pub fn masked_many(
        &self,
        db: &mut Db<'_>,
        persons: &[PersonId],
    ) -> Result<HashMap<PersonId, Masked>, Error> {
        let mut found = HashMap::new();
        for some in persons.chunks(20) {
            let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "SELECT k.person, k.wrapped, f.field, f.sealed FROM access_keys k
                 JOIN access_fields f ON f.person = k.person
                 WHERE f.field IN ('name', 'phone') AND k.person IN ({})",
                places.join(", ")
            );
            let values: Vec<Value> = some.iter().map(|person| Value::from(*person)).collect();
            let rows = db.query(&sql, &values, |row| {
                let (person, wrapped) = (row.get::<PersonId>(0)?, row.get::<Vec<u8>>(1)?);
                Ok((person, wrapped, row.get::<String>(2)?, row.get::<Vec<u8>>(3)?))
            })?;
            for (person, wrapped, field, sealed) in rows {
                let field = if field == "name" { Field::NAME } else { Field::PHONE };
                let key = self.unwrap(person, &wrapped)?;
                let plain = text(cipher::open(&key, &context(person, field), &sealed)?)?;
                let masks: &mut Masked = found.entry(person).or_default();
                if field == Field::NAME {
                    masks.name = name_mask(&plain);
                } else {
                    masks.phone = Phone::parse(&plain).ok().map(|phone| phone.masked());
                }
            }
        }
        Ok(found)
    }
}

fn name_mask(name: &str) -> Option<String> {
    name.trim().chars().next().map(|first| format!("{first}*"))
}
