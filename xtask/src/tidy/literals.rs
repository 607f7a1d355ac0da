//! The string literals of a Rust file, found without parsing it.

/// A literal's text with its escapes resolved as far as layout needs, and where it begins.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// Every string literal outside comments: plain, raw, byte and C strings.
pub fn literals(source: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(step) = next(rest) {
        if let Step::Literal { start, raw, hashes, .. } = step {
            let line = source.len() - rest.len() + start;
            let line = source[..line].matches('\n').count() + 1;
            let (text, length) = body(&rest[start..], raw, hashes);
            found.push(Literal { line, text });
            rest = &rest[start + length..];
        } else if let Step::Skip(length) = step {
            rest = &rest[length..];
        }
    }
    found
}

enum Step {
    /// Bytes to pass over.
    Skip(usize),
    /// A literal whose text begins `start` bytes on.
    Literal { start: usize, raw: bool, hashes: usize },
}

/// What stands at the head of the source; none at its end.
fn next(source: &str) -> Option<Step> {
    let first = source.chars().next()?;
    if source.starts_with("//") {
        return Some(Step::Skip(source.find('\n').unwrap_or(source.len())));
    }
    if source.starts_with("/*") {
        return Some(Step::Skip(block_comment(source)));
    }
    if first == '"' {
        return Some(Step::Literal { start: 1, raw: false, hashes: 0 });
    }
    if first == '\'' {
        return Some(Step::Skip(character(source)));
    }
    if first.is_alphanumeric() || first == '_' {
        return Some(word(source));
    }
    Some(Step::Skip(first.len_utf8()))
}

/// A word; `r"`, `br#"` and the like begin a raw literal.
fn word(source: &str) -> Step {
    let length = source.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(source.len());
    if matches!(&source[..length], "r" | "br" | "cr") {
        let after = &source[length..];
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') {
            return Step::Literal { start: length + hashes + 1, raw: true, hashes };
        }
    }
    Step::Skip(length)
}

/// The length of a block comment, which may hold others.
fn block_comment(source: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a character literal, or of the quote alone when it begins a lifetime.
fn character(source: &str) -> usize {
    let mut characters = source.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => source[3.min(source.len())..].find('\'').map_or(1, |end| end + 4),
        Some((at, c)) if source[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        _ => 1,
    }
}

/// The text of a literal and its length with the closing quote.
fn body(source: &str, raw: bool, hashes: usize) -> (String, usize) {
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let end = source.find(&close).unwrap_or(source.len());
        return (source[..end].to_owned(), (end + close.len()).min(source.len()));
    }
    let mut text = String::new();
    let mut characters = source.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (text, at + 1),
            '\\' => match characters.next() {
                Some((_, '\n')) => {
                    while characters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, other)) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    (text, source.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        literals(source).into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn finds_plain_raw_and_continued_literals() {
        let source = "let a = \"one \\\n     two\";\nlet b = r#\"say \"x\"\"#; let c = b\"three\";";
        assert_eq!(texts(source), ["one two", "say \"x\"", "three"]);
    }

    #[test]
    fn comments_lifetimes_and_characters_do_not_confuse_it() {
        let source = "// \"no\"\n/* \"no\" /* \"no\" */ */ fn f<'a>(x: &'a str) { let q = '\"'; \
                      let s = '\\''; let u = '\\u{4e2d}'; let z = '中'; g(\"yes\") }";
        assert_eq!(texts(source), ["yes"]);
    }

    #[test]
    fn tells_the_line() {
        assert_eq!(literals("\n\nf(\"x\")"), [Literal { line: 3, text: "x".into() }]);
    }

    #[test]
    fn an_unclosed_literal_ends_with_the_file() {
        assert_eq!(texts("let a = \"open"), ["open"]);
        assert_eq!(texts("let a = r##\"open\"#"), ["open\"#"]);
    }
}
