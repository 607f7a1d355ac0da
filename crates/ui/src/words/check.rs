//! Compares the two languages: same keys, same arguments.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use foldhash::HashMap;

use super::{
    Lang,
    parts::{Part, cut},
};

/// What is wrong with the words; each message says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsProblem {
    #[error("language `{0}` is not one of ours: use zh or en")]
    Language(String),
    #[error("{0:?}: cannot read the Fluent text: {1}")]
    Syntax(Lang, String),
    #[error("{0:?}: `{1}` is written twice: rename or remove one")]
    Twice(Lang, String),
    #[error("`{key}` has no words in {lang:?}: add it to that language's .ftl file")]
    Missing { lang: Lang, key: String },
    #[error("`{key}` takes {zh:?} in Chinese and {en:?} in English: make them the same")]
    Arguments { key: String, zh: Vec<String>, en: Vec<String> },
}

type Keys = BTreeMap<String, BTreeSet<String>>;

#[derive(Default)]
pub(super) struct Ledger {
    keys: [Keys; 2],
    parts: [HashMap<String, Box<[Part]>>; 2],
    problems: Vec<WordsProblem>,
}

impl Ledger {
    pub(super) fn problem(&mut self, problem: WordsProblem) {
        self.problems.push(problem);
    }

    pub(super) fn read(&mut self, lang: Lang, resource: &FluentResource) {
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let Some(pattern) = &message.value else { continue };
            let mut args = BTreeSet::new();
            walk(pattern, &mut args);
            let key = message.id.name.to_owned();
            if let (false, Some(parts)) = (args.is_empty(), cut(pattern)) {
                self.parts[lang.index()].insert(key.clone(), parts);
            }
            if self.keys[lang.index()].insert(key.clone(), args).is_some() {
                self.problems.push(WordsProblem::Twice(lang, key));
            }
        }
    }

    /// Each key, and whether its sentence takes arguments.
    pub(super) fn keys(&self, lang: Lang) -> impl Iterator<Item = (&str, bool)> {
        self.keys[lang.index()].iter().map(|(key, args)| (key.as_str(), !args.is_empty()))
    }

    /// Sentences that need only be filled in.
    pub(super) fn take_parts(&mut self, lang: Lang) -> HashMap<String, Box<[Part]>> {
        std::mem::take(&mut self.parts[lang.index()])
    }

    pub(super) fn close(mut self) -> Vec<WordsProblem> {
        let [zh, en] = &self.keys;
        for (key, zh_args) in zh {
            match en.get(key) {
                None => {
                    self.problems.push(WordsProblem::Missing { lang: Lang::En, key: key.clone() });
                }
                Some(en_args) if en_args != zh_args => {
                    self.problems.push(WordsProblem::Arguments {
                        key: key.clone(),
                        zh: zh_args.iter().cloned().collect(),
                        en: en_args.iter().cloned().collect(),
                    });
                }
                Some(_) => {}
            }
        }
        for key in en.keys().filter(|key| !zh.contains_key(*key)) {
            self.problems.push(WordsProblem::Missing { lang: Lang::Zh, key: key.clone() });
        }
        self.problems
    }
}

fn walk(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            walk_expression(expression, args);
        }
    }
}

fn walk_expression(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, args),
        Expression::Select { selector, variants } => {
            walk_inline(selector, args);
            for variant in variants {
                walk(&variant.value, args);
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                walk_inline(argument, args);
            }
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, args),
        _ => {}
    }
}
