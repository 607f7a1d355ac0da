//! What a request says: the query and, behind it, the form. An empty parameter is an absent one.

use kernel::{AreaCode, Timestamp};
use web::Visit;

use super::answer::{Refused, Said};

/// The parameters of one request.
pub(super) struct Params<'v> {
    pub visit: &'v Visit,
    pairs: Vec<(String, String)>,
}

impl<'v> Params<'v> {
    pub fn query(visit: &'v Visit) -> Self {
        Self { visit, pairs: visit.query.pairs().to_vec() }
    }

    /// Clients disagree on where key and jurisdiction go: both places count.
    pub fn with(mut self, form: Vec<(String, String)>) -> Self {
        self.pairs.extend(form);
        self
    }

    pub fn get(&self, name: &'static str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let named = self.pairs.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// A list with commas, or the same name several times.
    pub fn list(&self, name: &'static str) -> Vec<&str> {
        let parts = self.all(name).flat_map(|value| value.split(','));
        parts.map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// Every `attribute[code]` and `attribute[code][]` with its values.
    pub fn attributes(&self) -> Vec<(&str, &str)> {
        let named = self.pairs.iter().filter_map(|(key, value)| {
            let code = key.strip_prefix("attribute[")?;
            let code = code.strip_suffix("[]").unwrap_or(code).strip_suffix(']')?;
            Some((code, value.trim()))
        });
        named.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// A time with its zone. An address that leaves `+` unescaped has a blank there.
    pub fn time(&self, name: &'static str) -> Said<Option<Timestamp>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        text.replace(' ', "+")
            .parse()
            .map(Some)
            .map_err(|_| Refused::wrong(self.visit, "open311-not-a-time", &[("name", name.into())]))
    }

    pub fn number(&self, name: &'static str, most: usize) -> Said<Option<usize>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        let wrong = || {
            let args = [("name", name.into()), ("max", most.into())];
            Refused::wrong(self.visit, "open311-not-a-number", &args)
        };
        number.map(Some).ok_or_else(wrong)
    }

    /// One jurisdiction is served, so it may be left out; naming another is a mistake. It is the
    /// city's area code, or the host by which the site is known.
    pub fn jurisdiction(&self) -> Said<()> {
        let Some(asked) = self.get("jurisdiction_id") else { return Ok(()) };
        let app = &self.visit.app;
        let city = app.catalogue().city().area;
        let host = app.settings().public_url.split("://").nth(1).unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        if AreaCode::parse(asked) == Ok(city) || asked == host || asked == name {
            return Ok(());
        }
        let args = [("id", asked.to_owned().into()), ("city", city.to_string().into())];
        Err(Refused::absent(self.visit, "open311-no-jurisdiction", &args))
    }
}
