//! Style and scripts inside the program: named by content, compressed at build time.
//!
//! Phone pages carry style and scripts inside the document; the policy admits them by hash, so
//! [`content_security_policy`] needs no `unsafe-inline`.

use std::sync::LazyLock;

/// A file under `/assets/`; its name changes with its content, so it may be cached for ever.
#[derive(Debug)]
pub struct Asset {
    /// The plain name, such as `photo.js`.
    pub name: &'static str,
    /// The address, such as `/assets/photo.5f2c….js`.
    pub url: &'static str,
    pub content_type: &'static str,
    /// The source expression for a policy: `'sha256-…'`.
    pub csp: &'static str,
    pub text: &'static str,
    /// Brotli.
    pub br: &'static [u8],
    /// Gzip.
    pub gz: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// How every mark begins.
const MARK: &str = " data-";

/// A mark in a page's body (after [`MARK`]) and the script that serves it.
const MARKS: [(&str, &str); 12] = [
    ("photos", "photo.js"),
    ("locate", "locate.js"),
    ("draft", "draft.js"),
    ("live", "live.js"),
    ("keys", "keys.js"),
    // Before the one that marks a form as sent: what is kept is not sent.
    ("queue", "queue.js"),
    ("once", "sent-once.js"),
    ("map", "map.js"),
    ("slide", "slide.js"),
    ("alarm", "ring.js"),
    ("pass", "pass.js"),
    ("gate", "gate.js"),
];

impl Asset {
    pub fn bytes(&self) -> &'static [u8] {
        self.text.as_bytes()
    }
}

fn named(name: &str) -> Option<&'static Asset> {
    let found = ALL.iter().find(|asset| asset.name == name);
    debug_assert!(found.is_some(), "no asset is called {name}");
    found
}

/// The address of the asset with this plain name; empty when there is none (fails a debug build).
pub fn asset_url(name: &str) -> &'static str {
    named(name).map_or("", |asset| asset.url)
}

/// The asset at this path, for the route `/assets/{file}`; serve it with
/// `Cache-Control: public, max-age=31536000, immutable`.
pub fn lookup(path: &str) -> Option<&'static Asset> {
    ALL.iter().find(|asset| asset.url == path)
}

/// The sheet that phone pages carry inside.
pub fn style() -> &'static str {
    named("tokens.css").map_or("", |asset| asset.text)
}

/// `'sha256-…'` of that sheet.
pub fn style_hash() -> &'static str {
    named("tokens.css").map_or("", |asset| asset.csp)
}

/// `'sha256-…'` of every script that a phone page may carry inside.
pub fn script_hashes() -> impl Iterator<Item = &'static str> {
    MARKS.iter().filter_map(|(_, name)| named(name)).map(|asset| asset.csp)
}

/// The scripts that this body asks for by its marks.
pub fn scripts_for(body: &str) -> Vec<&'static Asset> {
    let mut wanted = [false; MARKS.len()];
    for at in memchr::memmem::find_iter(body.as_bytes(), MARK) {
        let rest = body.get(at + MARK.len()..).unwrap_or_default();
        for ((mark, _), wanted) in MARKS.iter().zip(&mut wanted) {
            *wanted |= rest.starts_with(mark);
        }
    }
    let asked = MARKS.iter().zip(wanted).filter(|(_, wanted)| *wanted);
    asked.filter_map(|((_, name), _)| named(name)).collect()
}

static POLICY: LazyLock<String> = LazyLock::new(|| policy_with(""));

/// The `Content-Security-Policy` of every page. `tiles` is the origin of a city's map tiles, empty
/// for none.
pub fn content_security_policy(tiles: &str) -> String {
    if tiles.is_empty() { POLICY.clone() } else { policy_with(tiles) }
}

fn policy_with(tiles: &str) -> String {
    let scripts: Vec<&str> = script_hashes().collect();
    let space = if tiles.is_empty() { "" } else { " " };
    format!(
        "default-src 'self'; style-src 'self' {}; script-src 'self' {}; \
         img-src 'self' data: blob:{space}{tiles}; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
        style_hash(),
        scripts.join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_by_its_address_and_shrinks() {
        for asset in ALL {
            assert_eq!(lookup(asset_url(asset.name)).map(|found| found.name), Some(asset.name));
            assert!(asset.br.len() < asset.bytes().len(), "{}", asset.name);
            assert!(asset.gz.len() < asset.bytes().len(), "{}", asset.name);
        }
        assert!(lookup("/assets/tokens.css").is_none(), "an unhashed name must not be cached");
    }

    #[test]
    fn every_mark_has_its_script() {
        for (mark, name) in MARKS {
            let body = format!("<p{MARK}{mark}=\"1\">");
            assert_eq!(scripts_for(&body).first().map(|asset| asset.name), Some(name));
        }
        assert!(scripts_for("<p>no marks</p>").is_empty());
    }

    #[test]
    fn the_policy_admits_by_hash_only() {
        let policy = content_security_policy("https://tiles.example.cn");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(policy.contains(style_hash()) && policy.contains("https://tiles.example.cn"));
    }

    /// A page with everything inside stays below 30 KB even before compression.
    #[test]
    fn style_and_scripts_of_a_phone_page_are_small() {
        let photo_form =
            ["photo.js", "draft.js", "locate.js", "queue.js", "sent-once.js", "map.js"];
        let packed: usize =
            photo_form.iter().filter_map(|name| named(name)).map(|one| one.br.len()).sum();
        let style = named("tokens.css").unwrap();
        assert!(style.bytes().len() < 16_000, "style: {}", style.bytes().len());
        assert!(packed + style.br.len() < 10_000, "packed: {packed} + {}", style.br.len());
    }
}
