//! The sentences of the whole program, gathered.

use ui::Words;

/// A crate's Fluent texts, each with its language (`"zh"` or `"en"`).
pub type Sources = &'static [(&'static str, &'static str)];

/// This crate's own sentences.
pub const SOURCES: Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Everybody's words in one table, this crate's included.
pub fn gather(domains: &[Sources]) -> Words {
    let all: Vec<(&str, &str)> = std::iter::once(&SOURCES)
        .chain(domains)
        .flat_map(|sources| sources.iter().copied())
        .collect();
    Words::new(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_complete() {
        assert_eq!(gather(&[]).check(), Ok(()));
    }
}
