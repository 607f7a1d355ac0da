//! Step 1: what is it about? The commonest kinds first, one sentence for those who would rather
//! write, every kind below.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use serde::Deserialize;
use ui::{Field, SafeHtml, Tone};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{draft::load, shell};
use crate::{
    pages::shared::{Names, desk},
    report::{TEXT_MAX, TEXT_MIN},
    store::{
        drafts::{self, Draft},
        mine,
    },
    suggest::{SHOWN, Suggester},
};

/// How many kinds stand on the first screen.
const COMMON: usize = 6;

#[derive(Template)]
#[template(path = "choose.html")]
struct Choose<'a> {
    proposed_title: String,
    proposed: Vec<Leaf<'a>>,
    common_title: &'a str,
    common: Vec<Leaf<'a>>,
    sentence: SafeHtml,
    all_title: &'a str,
    groups: Vec<(&'a str, Vec<Leaf<'a>>)>,
}

struct Leaf<'a> {
    name: &'a str,
    hint: String,
    href: String,
}

/// `GET /report`
pub(super) async fn fresh(signed: Signed) -> Answer {
    page(&signed, None, &ui::Errors::new()).await
}

/// `GET /report/{id}/matter`: for what has been typed already.
pub(super) async fn again(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let draft = load(&signed, id).await?;
    page(&signed, Some(&draft), &ui::Errors::new()).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Sentence {
    #[serde(default)]
    words: String,
}

/// `POST /report/words`: keeps the sentence as a draft and proposes kinds for it.
pub(super) async fn words(signed: Signed, form: Form<Sentence>) -> Answer {
    let text = form.words.trim().to_owned();
    let length = text.chars().count();
    if !(TEXT_MIN..=TEXT_MAX).contains(&length) {
        let code = if length < TEXT_MIN { "report-text-too-short" } else { "report-text-too-long" };
        let mut errors = ui::Errors::new();
        errors.add("words", signed.t(code));
        return page(&signed, None, &errors).await;
    }
    let mut draft = Draft::new(signed.moment.id(), Some(signed.actor.person));
    draft.typed = vec![("text".to_owned(), text)];
    let id = draft.id;
    let stamp = signed.actor.stamp(signed.moment.clone(), "draft");
    signed.app.store().write(stamp, move |tx| drafts::save(tx, &draft)).await?;
    Ok(see_other(format!("/report/{id}/matter")).into_response())
}

async fn page(signed: &Signed, draft: Option<&Draft>, errors: &ui::Errors) -> Answer<Response> {
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let leaf = |code: &str| leaf(names, draft.map(|draft| draft.id), code);
    let proposed = proposals(signed, names, draft);
    let sentence = draft.is_none().then(|| sentence(signed, errors));
    let commonest = if proposed.is_empty() { common(signed, names).await? } else { Vec::new() };
    let template = Choose {
        proposed_title: draft.map(|draft| quoted(names, draft.get("text"))).unwrap_or_default(),
        proposed,
        common_title: names.t("choose-common"),
        common: commonest.iter().filter_map(|code| leaf(code)).collect(),
        sentence: sentence.as_ref().map(SafeHtml::from_safe).unwrap_or_default(),
        all_title: names.t("choose-all"),
        groups: groups(names, &leaf),
    };
    let back = draft.filter(|draft| !draft.matter.is_empty());
    let mut shell = shell(signed, names.t("choose-title"))
        .back(back.map_or("/".to_owned(), |draft| format!("/report/{}", draft.id)))
        .template(&template);
    shell.summary = sentence.and_then(|form| form.summary());
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn quoted(names: Names<'_>, text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    names.tf("choose-proposed", &[("text", format!("{short}{dots}").into())])
}

fn sentence(signed: &Signed, errors: &ui::Errors) -> ui::Form {
    let length = u32::try_from(TEXT_MAX).unwrap_or(u32::MAX);
    ui::Form::post(signed.lang, "/report/words")
        .field(
            Field::text("words", signed.t("choose-words"))
                .hint(signed.t("choose-words-hint"))
                .max_length(length)
                .autocomplete("off"),
        )
        .submit(signed.t("choose-words-go"))
        .errors(errors)
}

fn leaf<'a>(names: Names<'a>, draft: Option<CaseId>, code: &str) -> Option<Leaf<'a>> {
    let matter = names.desk.catalogue.matter(code)?;
    if matter.members_only && !is_member(names) {
        return None;
    }
    let code = ui::query::encode(&matter.code);
    let href = match draft {
        Some(id) => format!("/report/{id}?matter={code}"),
        None => format!("/report/new?matter={code}"),
    };
    Some(Leaf { name: names.of(&matter.name), hint: names.of(&matter.hint).to_owned(), href })
}

fn groups<'a>(
    names: Names<'a>,
    leaf: &impl Fn(&str) -> Option<Leaf<'a>>,
) -> Vec<(&'a str, Vec<Leaf<'a>>)> {
    let catalogue = &names.desk.catalogue;
    let filled = |group: &'a catalogue::Group| {
        let leaves = catalogue.matters_of(&group.code).filter_map(|matter| leaf(&matter.code));
        (names.of(&group.name), leaves.collect())
    };
    let all = catalogue.groups().iter().map(filled);
    all.filter(|(_, leaves): &(_, Vec<Leaf<'a>>)| !leaves.is_empty()).collect()
}

/// Whether the reader is a contact member, for whom some kinds are.
fn is_member(names: Names<'_>) -> bool {
    let actor = names.visit.actor.as_ref();
    actor.is_some_and(|actor| actor.memberships.iter().any(|post| post.role == "member"))
}

/// Up to three proposals, each with the words that decided.
fn proposals<'a>(signed: &Signed, names: Names<'a>, draft: Option<&Draft>) -> Vec<Leaf<'a>> {
    let (Some(draft), Some(model)) = (draft, signed.app.get::<Suggester>()) else {
        return Vec::new();
    };
    let text = draft.get("text");
    if text.is_empty() {
        return Vec::new();
    }
    let proposed = model.suggest(draft.get("title"), text);
    let leaf = |one: &crate::suggest::Suggested| {
        let mut leaf = leaf(names, Some(draft.id), &one.matter)?;
        if !one.words.is_empty() {
            let glue = if names.lang().is_zh() { "、" } else { ", " };
            leaf.hint = names.tf("choose-because", &[("words", one.words.join(glue).into())]);
        }
        Some(leaf)
    };
    proposed.iter().filter_map(leaf).take(SHOWN).collect()
}

/// The reporter's own last kinds, then the city's commonest, then the first of each group.
async fn common(signed: &Signed, names: Names<'_>) -> Answer<Vec<String>> {
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        let own = mine::page(db, person, mine::Show::All, None, 2)?;
        let mut codes: Vec<String> = own.into_iter().map(|kept| kept.case.matter).collect();
        codes.extend(mine::common_matters(db, COMMON)?);
        Ok::<_, storage::Error>(codes)
    });
    let mut codes = read.await?;
    let catalogue = &names.desk.catalogue;
    let firsts =
        catalogue.groups().iter().filter_map(|group| catalogue.matters_of(&group.code).next());
    codes.extend(firsts.map(|matter| matter.code.clone()));
    let mut seen = std::collections::HashSet::new();
    let other = catalogue.catch_all_matter();
    codes.retain(|code| {
        let is_for_all = catalogue.matter(code).is_some_and(|matter| !matter.members_only);
        code != other && is_for_all && seen.insert(code.clone())
    });
    codes.truncate(COMMON);
    Ok(codes)
}

/// A note in place of what a kind of matter is about, when it is dangerous or delicate.
pub(super) fn warnings(names: Names<'_>, matter: &catalogue::Matter) -> SafeHtml {
    let mut notes = SafeHtml::default();
    if matter.urgent {
        notes = notes.and(ui::panel::Notice::new(Tone::Bad, names.t("warn-urgent")));
    }
    if matter.sensitive {
        notes = notes.and(ui::panel::Notice::new(Tone::Plain, names.t("warn-sensitive")));
    }
    if let Some(scope) = &matter.scope {
        notes = notes.and(ui::panel::Text::meta(names.of(scope)));
    }
    notes
}
