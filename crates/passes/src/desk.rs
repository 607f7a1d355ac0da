//! What every use case consults.

use std::sync::Arc;

use access::Vault;
use catalogue::{Catalogue, PassKind, Passes};
use contracts::Units;
use cwt::Issuer;
use kernel::AreaCode;
use storage::Error;
use web::{Answer, App, Problem};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub units: Arc<dyn Units>,
    pub vault: Vault,
}

impl Desk {
    /// As things stand for this app.
    ///
    /// # Errors
    /// 500 when the binary hung no [`Units`] on it.
    pub fn of(app: &App) -> Answer<Self> {
        let units = app.get::<Arc<dyn Units>>();
        let units = units.ok_or_else(|| Problem::internal("no units are hung on the app"))?;
        Ok(Self {
            catalogue: app.catalogue(),
            units: Arc::clone(units),
            vault: (**app.vault()).clone(),
        })
    }

    /// What the city declares of passes.
    ///
    /// # Errors
    /// When it declares nothing: it issues none.
    pub fn rules(&self) -> Result<&Passes, Error> {
        self.catalogue.passes().ok_or_else(|| Error::Refused("passes.toml is missing".into()))
    }

    /// A kind by its code.
    pub fn kind(&self, code: &str) -> Option<&PassKind> {
        self.catalogue.passes()?.kind(code)
    }

    /// The area of the whole deployment.
    pub fn city(&self) -> AreaCode {
        self.catalogue.city().area
    }

    /// The short name of this city in tokens.
    ///
    /// # Errors
    /// Never with an area of six digits or fewer, which a city's is.
    pub fn issuer(&self) -> Result<Issuer, Error> {
        let text = issuer_name(self.city().as_str());
        text.parse().map_err(|_| Error::Refused(format!("{text} is no issuer of passes")))
    }
}

/// The city's code, which fits a token's four letters up to four digits; a county's six are written
/// to the base of 36, which takes four.
fn issuer_name(code: &str) -> String {
    const FIGURES: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    if code.len() <= 4 {
        return code.to_owned();
    }
    let mut rest: usize = code.parse().unwrap_or(0);
    let mut text = Vec::new();
    while rest > 0 {
        text.extend(FIGURES.get(rest % 36).copied().map(char::from));
        rest /= 36;
    }
    text.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_and_county_has_a_name_of_four_letters_at_the_most() {
        assert_eq!(issuer_name("3301"), "3301");
        assert_eq!(issuer_name("330106"), "72pm");
        assert_eq!(issuer_name("999999").len(), 4);
    }
}
