//! Two languages: every sentence people read lives in Fluent files, never in code.
//!
//! Messages without arguments are rendered once, so a page's fifty look-ups are fifty hash look-ups.
//! Each domain ships `words/zh.ftl` and `words/en.ftl`; `check` compares the two at start.

mod check;
mod lang;
mod parts;

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
// Keys are our own, so the hash need not withstand an attacker.
use foldhash::{HashMap, HashMapExt as _};
use unic_langid::LanguageIdentifier;

pub use check::WordsProblem;
pub use fluent_bundle::FluentValue as Value;
pub use lang::Lang;

/// This crate's own sentences; those of a domain are made the same way.
pub const SOURCES: &[(&str, &str)] =
    &[("zh", include_str!("../words/zh/ui.ftl")), ("en", include_str!("../words/en/ui.ftl"))];

static OWN: LazyLock<Words> = LazyLock::new(|| Words::new(SOURCES));

/// This crate's own sentence without arguments.
pub(crate) fn own(lang: Lang, key: &str) -> &str {
    OWN.get(lang, key)
}

/// This crate's own sentence with arguments.
pub(crate) fn own_with(lang: Lang, key: &str, args: &[(&str, Value<'_>)]) -> String {
    OWN.with(lang, key, args)
}

/// Sentences by language and key.
pub struct Words {
    tables: [Table; 2],
    problems: Vec<WordsProblem>,
}

struct Table {
    plain: HashMap<String, Box<str>>,
    parts: HashMap<String, Box<[parts::Part]>>,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads Fluent texts, each with its language (`"zh"` or `"en"`). What cannot be read is left
    /// out and reported by [`Words::check`], so that a static table needs no error path.
    pub fn new(sources: &[(&str, &str)]) -> Self {
        let mut tables = [Table::empty(Lang::Zh), Table::empty(Lang::En)];
        let mut ledger = check::Ledger::default();
        for (code, text) in sources {
            let Ok(lang) = code.parse::<Lang>() else {
                ledger.problem(WordsProblem::Language((*code).to_owned()));
                continue;
            };
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    for error in errors {
                        ledger.problem(WordsProblem::Syntax(lang, error.to_string()));
                    }
                    resource
                }
            };
            ledger.read(lang, &resource);
            tables[lang.index()].bundle.add_resource_overriding(resource);
        }
        for lang in Lang::ALL {
            tables[lang.index()].render_plain(ledger.keys(lang));
            tables[lang.index()].parts = ledger.take_parts(lang);
        }
        Self { tables, problems: ledger.close() }
    }

    /// Passes when every key exists once in both languages with the same arguments.
    /// The program calls it before it opens its port.
    pub fn check(&self) -> Result<(), &[WordsProblem]> {
        if self.problems.is_empty() { Ok(()) } else { Err(&self.problems) }
    }

    /// The sentence for `key`, or the key itself when there is none (which fails a debug build).
    pub fn get<'a>(&'a self, lang: Lang, key: &'a str) -> &'a str {
        let found = self.find(lang, key);
        debug_assert!(found.is_some(), "no words without arguments for `{key}` in {lang:?}");
        found.unwrap_or(key)
    }

    /// The sentence for a key that may be unknown, such as one made from a city's data.
    pub fn find(&self, lang: Lang, key: &str) -> Option<&str> {
        self.tables[lang.index()].plain.get(key).map(AsRef::as_ref)
    }

    /// The sentence for `key` with its arguments filled in, or the key itself.
    pub fn with(&self, lang: Lang, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let table = &self.tables[lang.index()];
        if let Some(text) = table.parts.get(key).and_then(|parts| parts::fill(parts, args)) {
            return text;
        }
        let bundle = &table.bundle;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            debug_assert!(false, "no words for `{key}` in {lang:?}");
            return key.to_owned();
        };
        let args: FluentArgs<'_> =
            args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "words for `{key}` in {lang:?}: {errors:?}");
        text
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("plain", &self.tables[0].plain.len()).finish_non_exhaustive()
    }
}

impl Table {
    fn empty(lang: Lang) -> Self {
        let id: LanguageIdentifier = lang.html().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The isolation marks would land in attributes and in exported files.
        bundle.set_use_isolating(false);
        Self { plain: HashMap::new(), parts: HashMap::new(), bundle }
    }

    fn render_plain<'a>(&mut self, keys: impl Iterator<Item = (&'a str, bool)>) {
        for (key, has_arguments) in keys {
            if has_arguments {
                continue;
            }
            let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value())
            else {
                continue;
            };
            let mut errors = Vec::new();
            let text = self.bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                self.plain.insert(key.to_owned(), text.into());
            }
        }
    }
}

#[cfg(test)]
mod tests;
