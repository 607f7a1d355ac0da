//! The tables that a piece of SQL names. Keywords are upper case and names lower case here, which
//! is what makes SQL readable to this scanner and to people.

use std::collections::BTreeSet;

/// A name where SQL expects a table or a view, and its line within the text (0-based).
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    pub line: usize,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: usize,
    text: String,
}

/// Every table that `sql` names; names that the text itself defines (`WITH x AS`) are left out.
pub fn mentions(sql: &str) -> Vec<Mention> {
    let tokens = tokens(sql);
    let own = common_tables(&tokens);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        for token in targets(&tokens, at) {
            if is_name(&token.text) && !own.contains(token.text.as_str()) {
                found.push(Mention { line: token.line, name: token.text.clone() });
            }
        }
    }
    found
}

/// Whether the text is SQL in lower case, which this scanner would pass over.
pub fn is_lower_case(text: &str) -> bool {
    let text = text.trim_start();
    let definite = ["insert into ", "delete from ", "create table ", "alter table ", "drop table "];
    definite.iter().any(|start| text.starts_with(start))
        || (text.starts_with("select ")
            && text.contains(" from ")
            && text.contains(['_', '*', '$']))
        || (text.starts_with("update ") && text.contains(" set ") && text.contains('='))
}

/// The tokens that name a table because of the keyword at `at`.
fn targets(tokens: &[Token], at: usize) -> Vec<&Token> {
    let after = &tokens[at + 1..];
    let before = |back: usize| at.checked_sub(back).map_or("", |index| tokens[index].text.as_str());
    match tokens[at].text.as_str() {
        "FROM" if before(1) == "DISTINCT" || (before(2) == "(" && is_keyword(before(3))) => vec![],
        "FROM" | "USING" => listed(after),
        "JOIN" => listed(after).into_iter().take(1).collect(),
        "INTO" | "UPDATE" | "REFERENCES" | "TABLE" | "VIEW" => {
            after.iter().find(|token| !is_condition(&token.text)).into_iter().collect()
        }
        "TO" if before(1) == "RENAME" => after.first().into_iter().collect(),
        "INDEX" | "TRIGGER" => {
            let statement =
                after.iter().take_while(|token| token.text != ";" && token.text != "BEGIN");
            statement.skip_while(|token| token.text != "ON").skip(1).take(1).collect()
        }
        _ => vec![],
    }
}

/// `a, b AS c, d`: the names, without aliases and without functions such as `generate_series(`.
fn listed(tokens: &[Token]) -> Vec<&Token> {
    let mut found = Vec::new();
    let mut expected = true;
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).map_or("", |token| token.text.as_str());
        match token.text.as_str() {
            "," => expected = true,
            "AS" | "LATERAL" | "ONLY" => {}
            text if !is_name(text) || next == "(" => break,
            _ if expected => {
                found.push(token);
                expected = false;
            }
            _ => {}
        }
    }
    found
}

/// The names defined by `WITH name AS (` and `WITH name (columns) AS (`.
fn common_tables(tokens: &[Token]) -> BTreeSet<&str> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let defines = |index: usize| {
        let mut next = index + 1;
        if text(next) == "(" {
            next += tokens[next..].iter().position(|token| token.text == ")").unwrap_or(0) + 1;
        }
        text(next) == "AS" && matches!(text(next + 1), "(" | "MATERIALIZED" | "NOT")
    };
    (0..tokens.len()).filter(|&index| is_name(text(index)) && defines(index)).map(text).collect()
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut line, mut rest) = (0, sql);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let text = &rest[..length];
        if is_word(first) || matches!(first, '(' | ')' | ',' | ';') {
            found.push(Token { line, text: text.replace('"', "") });
        }
        line += text.matches('\n').count();
        rest = &rest[length..];
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '$' | '{' | '}')
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') && !text.contains(['{', '$'])
}

fn is_keyword(text: &str) -> bool {
    matches!(text, "EXTRACT" | "TRIM" | "SUBSTRING")
}

fn is_condition(text: &str) -> bool {
    matches!(text, "IF" | "NOT" | "EXISTS" | "ONLY")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sql: &str) -> Vec<String> {
        mentions(sql).into_iter().map(|mention| mention.name).collect()
    }

    #[test]
    fn reads_queries_and_changes() {
        assert_eq!(
            names("SELECT a, b FROM one AS o, two t JOIN three ON o.x = t.y"),
            ["one", "two", "three"]
        );
        assert_eq!(
            names("INSERT INTO one (a) VALUES ($1) ON CONFLICT DO UPDATE SET a = 1"),
            ["one"]
        );
        assert_eq!(names("UPDATE one SET a = 'FROM two' WHERE b IS DISTINCT FROM c"), ["one"]);
        assert_eq!(names("DELETE FROM one WHERE a IN (SELECT b FROM \"two\")"), ["one", "two"]);
        assert_eq!(
            names("SELECT 1 FROM json_each($1) FOR UPDATE SKIP LOCKED"),
            Vec::<String>::new()
        );
        assert_eq!(names("SELECT 1 FROM {table}"), Vec::<String>::new());
    }

    #[test]
    fn reads_definitions() {
        let sql = "CREATE TABLE IF NOT EXISTS one (a TEXT REFERENCES two (id));\n-- FROM none\n\
                   CREATE UNIQUE INDEX one_a ON three (a);\nALTER TABLE four RENAME TO five;";
        assert_eq!(names(sql), ["one", "two", "three", "four", "five"]);
        assert_eq!(mentions(sql)[2].line, 2);
    }

    #[test]
    fn what_the_statement_defines_is_no_table() {
        let sql = "WITH RECURSIVE up (a, b) AS (SELECT 1 FROM one), flat AS (SELECT 2) \
                   SELECT * FROM up JOIN flat ON 1 = 1";
        assert_eq!(names(sql), ["one"]);
    }

    #[test]
    fn lower_case_is_noticed_and_prose_is_not() {
        assert!(is_lower_case("select a_b from cases"));
        assert!(is_lower_case("\n  update cases set a = 1"));
        assert!(!is_lower_case("select one street from the list"));
        assert!(!is_lower_case("update the list, then set it aside"));
    }
}
