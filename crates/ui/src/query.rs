//! The state of a list lives in its address: filters, order, page. So it can be bookmarked, sent
//! to a colleague, and survives the back button.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes one value for a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// A path and its query pairs, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads the raw query of a request; empty values are dropped.
    pub fn new(path: impl Into<String>, raw: &str) -> Self {
        let pairs = raw
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (decode(key), decode(value)))
            .filter(|(key, value)| !key.is_empty() && !value.is_empty())
            .collect();
        Self { path: path.into(), pairs }
    }
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
    /// The same query with `key` set to `value`.
    #[must_use]
    pub fn with(&self, key: &str, value: impl Into<String>) -> Self {
        let mut changed = self.without(key);
        changed.pairs.push((key.to_owned(), value.into()));
        changed
    }
    /// The same query without `key`.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let mut changed = self.clone();
        changed.pairs.retain(|(name, _)| name != key);
        changed
    }
    /// The address, percent-encoded.
    pub fn href(&self) -> String {
        let mut href = self.path.clone();
        for (position, (key, value)) in self.pairs.iter().enumerate() {
            href.push(if position == 0 { '?' } else { '&' });
            // Writing to a String cannot fail.
            let _ = write!(href, "{}={}", encode(key), encode(value));
        }
        href
    }
    /// The address that sorts by `key`: falling when it was rising, else rising; back to page one.
    pub fn sort_href(&self, key: &str) -> String {
        let value = if self.get("sort") == Some(key) { format!("-{key}") } else { key.to_owned() };
        self.without("after").without("before").with("sort", value).href()
    }
    /// `Some(true)` when the list rises by `key`, `Some(false)` when it falls.
    pub fn sorted(&self, key: &str) -> Option<bool> {
        let sort = self.get("sort")?;
        if sort == key {
            return Some(true);
        }
        (sort.strip_prefix('-') == Some(key)).then_some(false)
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stay_when_the_order_changes() {
        let query = Query::new("/cases", "state=open&q=%E5%85%85%E7%94%B5+%26&after=x&empty=");
        assert_eq!(query.get("q"), Some("充电 &"));
        assert_eq!(query.get("empty"), None);
        let sorted = Query::new("/cases", query.sort_href("due").trim_start_matches("/cases?"));
        assert_eq!(sorted.get("state"), Some("open"));
        assert_eq!(sorted.get("after"), None);
        assert_eq!(sorted.sorted("due"), Some(true));
        assert!(sorted.sort_href("due").ends_with("sort=-due"));
        assert_eq!(
            query.with("state", "a&b").href(),
            "/cases?q=%E5%85%85%E7%94%B5%20%26&after=x&state=a%26b"
        );
    }
}
