//! From what was pasted to what may be kept. Pure; says what it took out.

use super::{
    name::{Head, announces, head, looks_like_a_person},
    number::{Piece, pieces},
};

/// What stands for a name, and for a number.
const SOMEBODY: &str = "〔姓名〕";
const NUMBER: &str = "〔号码〕";

/// Why something was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The name of somebody who speaks or is spoken to.
    Name,
    Phone,
    Identity,
    Card,
    Account,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Identity => "identity",
            Self::Card => "card",
            Self::Account => "account",
        }
    }
}

/// Something that was taken out: shown to whoever pasted it, kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removed {
    pub kind: Kind,
    pub what: String,
}

/// What is left, and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    pub text: String,
    /// Each thing once.
    pub removed: Vec<Removed>,
}

/// Takes names and numbers out of a pasted conversation.
pub fn clean(pasted: &str) -> Cleaned {
    let heads: Vec<Head<'_>> =
        pasted.lines().map(str::trim).filter(|line| !line.is_empty()).map(head).collect();
    let names = speakers(&heads);
    let mut cleaned = Cleaned::default();
    for name in &names {
        cleaned.remove(Kind::Name, name);
    }
    let mut lines = Vec::new();
    for head in &heads {
        let words = match head {
            Head::Nothing => continue,
            Head::Speaker(_, said) => (*said).to_owned(),
            Head::Perhaps(name, said) if names.contains(name) => (*said).to_owned(),
            Head::Perhaps(label, said) => format!("{label}：{said}"),
            Head::Words(words) => (*words).to_owned(),
        };
        let line = cleaned.line(&words, &names);
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
    }
    cleaned.text = lines.join("\n");
    cleaned.removed.sort();
    cleaned
}

/// Everybody who speaks, the longest names first, so that no name hides within another.
fn speakers<'l>(heads: &[Head<'l>]) -> Vec<&'l str> {
    let sure: Vec<&str> = heads
        .iter()
        .filter_map(|head| match head {
            Head::Speaker(name, _) => Some(*name),
            _ => None,
        })
        .collect();
    let mut names: Vec<&str> = heads
        .iter()
        .filter_map(|head| match head {
            Head::Speaker(name, _) => Some(*name),
            // A head alone on its line is one of a conversation that was copied as a whole.
            Head::Perhaps(name, said)
                if (said.is_empty() && !announces(name))
                    || sure.contains(name)
                    || looks_like_a_person(name) =>
            {
                Some(*name)
            }
            _ => None,
        })
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse((name.chars().count(), *name)));
    names.dedup();
    names
}

impl Cleaned {
    fn remove(&mut self, kind: Kind, what: &str) {
        let removed = Removed { kind, what: what.trim().to_owned() };
        if !self.removed.contains(&removed) {
            self.removed.push(removed);
        }
    }

    /// One line of somebody's words, without names and numbers.
    fn line(&mut self, words: &str, names: &[&str]) -> String {
        let mut line = String::new();
        for piece in pieces(words) {
            match piece {
                Piece::Plain(plain) => line.push_str(&self.nameless(&plain, names)),
                Piece::Found(kind, what) => {
                    self.remove(kind, &what);
                    line.push_str(NUMBER);
                }
            }
        }
        line
    }

    fn nameless(&mut self, plain: &str, names: &[&str]) -> String {
        let mut text = self.without_mentions(plain);
        // A name of one character would be found in half of all words.
        for name in names.iter().filter(|name| name.chars().count() > 1) {
            text = text.replace(name, SOMEBODY);
        }
        text
    }

    /// `@王五 麻烦看下` calls somebody by name.
    fn without_mentions(&mut self, plain: &str) -> String {
        let mut text = String::new();
        let mut rest = plain;
        while let Some((before, after)) = rest.split_once('@') {
            let end = after
                .find(|c: char| {
                    c.is_whitespace() || c == '\u{2005}' || "，。！？,!?:：".contains(c)
                })
                .unwrap_or(after.len());
            text.push_str(before);
            if matches!(&after[..end], "" | "所有人" | "all") {
                text.push('@');
                text.push_str(&after[..end]);
            } else {
                self.remove(Kind::Name, &after[..end]);
                text.push_str(SOMEBODY);
            }
            rest = &after[end..];
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(pasted: &str) -> Vec<(Kind, String)> {
        clean(pasted).removed.into_iter().map(|one| (one.kind, one.what)).collect()
    }

    #[test]
    fn a_conversation_keeps_its_words_and_loses_its_people() {
        let pasted = "—————  2026-11-21  —————\n\n张三  12:03\n幸福里东门又锁了，@李四 打我13800138000\n\n\
                      李四  12:05\n张三说得对\n地址：幸福里3号楼\n";
        let cleaned = clean(pasted);
        assert_eq!(
            cleaned.text,
            "幸福里东门又锁了，〔姓名〕 打我〔号码〕\n〔姓名〕说得对\n地址：幸福里3号楼"
        );
        assert_eq!(
            removed(pasted),
            [
                (Kind::Name, "张三".to_owned()),
                (Kind::Name, "李四".to_owned()),
                (Kind::Phone, "13800138000".to_owned()),
            ]
        );
    }

    #[test]
    fn one_line_with_a_name_before_it_is_cleaned_and_a_label_is_not() {
        assert_eq!(clean("王小明：西门换电柜坏了三天").text, "西门换电柜坏了三天");
        assert_eq!(clean("问题：西门换电柜坏了三天").text, "问题：西门换电柜坏了三天");
        assert_eq!(clean("Tom:\n西门换电柜坏了").text, "西门换电柜坏了");
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        let pasted = "张三 12:03\n打 138 0013 8000 找张三，@王五 看看\n微信号：abc_12345";
        let once = clean(pasted).text;
        assert_eq!(clean(&once), Cleaned { text: once.clone(), removed: Vec::new() });
    }
}
