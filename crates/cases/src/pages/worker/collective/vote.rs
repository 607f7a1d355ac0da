//! The ballot: a code to keep, one choice, one tap; and the look whether it was counted. The code
//! travels in forms only, never in an address, which logs and histories keep.

use axum::response::IntoResponse as _;
use serde::Deserialize;
use storage::Tx;
use ui::{
    Errors, Field, Form as FormView, SafeHtml, Tone,
    form::Pick,
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, see_other};

use super::{back, shell};
use crate::{
    act::ActError,
    collective::{
        Choice, Collective, CollectiveId, Refusal,
        ballot::{self, cast as put_in},
        store, view,
    },
    pages::shared::{Names, collective as parts, desk},
    rules,
};

/// Room for a code with blanks.
const CODE_MAX: u32 = 20;

/// `GET /collective/{id}/vote`
pub(super) async fn ask(signed: Signed, PathId(id): PathId<CollectiveId>) -> Answer {
    let code = ballot::draw(&signed.moment);
    page(&signed, id, &code, &Errors::new()).await
}

async fn page(signed: &Signed, id: CollectiveId, code: &str, errors: &Errors) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let (reader, working) = (names.reader(), desk.clone());
    let read = signed.app.store().read(move |db| view::show(db, &working, id, reader));
    let shown = read.await?.ok_or_else(Problem::not_found)?;
    if !ballot::is_open(&shown.matter, names.now()) {
        return Ok(see_other(parts::path(id)).into_response());
    }
    let mut shell = shell(signed, names.t("collective-vote-title")).back(parts::path(id));
    shell = match shown.mine.voted {
        None => shell.body(Text::new(names.t("problem-collective-not-on-roll-detail"))),
        Some(true) => shell.body(Text::new(names.t("collective-voted"))),
        Some(false) => {
            let kept = SafeHtml::from_safe(Text::new(code.to_owned()))
                .and(Text::meta(names.t("collective-code-hint")));
            shell
                .body(Text::new(shown.matter.title.clone()))
                .body(parts::trial(names, &shown.matter))
                .body(Panel::new(names.t("collective-code"), kept))
                .body(Notice::new(Tone::Plain, names.t("collective-secret")))
                .form(&form(names, id, code).errors(errors))
        }
    };
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn form(names: Names<'_>, id: CollectiveId, code: &str) -> FormView {
    let picks = [
        (Choice::Keep, "collective-choice-keep"),
        (Choice::Drop, "collective-choice-drop"),
        (Choice::Abstain, "collective-choice-abstain"),
    ];
    let picks = picks.map(|(choice, key)| Pick::new(choice.as_str(), names.t(key)));
    FormView::post(names.lang(), format!("{}/vote", parts::path(id)))
        .field(Field::hidden("code", code))
        .field(Field::choice("choice", names.t("collective-question"), picks.into()))
        .submit(names.t("collective-cast-it"))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    choice: String,
}

/// `POST /collective/{id}/vote`
pub(super) async fn cast(
    signed: Signed,
    PathId(id): PathId<CollectiveId>,
    typed: Form<Typed>,
) -> Answer {
    let mut errors = Errors::new();
    let Some(choice) = Choice::parse(&typed.choice) else {
        errors.add("choice", signed.t("collective-choose"));
        return page(&signed, id, &typed.code, &errors).await;
    };
    let stamp = signed.actor.stamp(signed.moment.clone(), "ballot");
    let (actor, code) = (signed.actor.clone(), typed.code.clone());
    let work = move |tx: &mut Tx<'_>| put_in(tx, &actor, id, &code, choice);
    match signed.app.store().write(stamp, work).await {
        Ok(()) => Ok(back(id, Tone::Good, "collective-voted-now")),
        Err(ActError::Refused(rules::Refusal::Collective(Refusal::VotedBefore))) => {
            Ok(back(id, Tone::Warn, "collective-voted"))
        }
        Err(ActError::Invalid { code, .. }) => {
            // Only a code that is none, or one that another drew: a new one is drawn.
            errors.add("choice", signed.t(code));
            page(&signed, id, &ballot::draw(&signed.moment), &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /collective/{id}/ballots`
pub(super) async fn ballots(visit: Visit, PathId(id): PathId<CollectiveId>) -> Answer {
    list(&visit, id, None).await
}

/// `POST /collective/{id}/ballots`: is mine among them? Nothing is kept.
pub(super) async fn check(
    visit: Visit,
    PathId(id): PathId<CollectiveId>,
    typed: Form<Typed>,
) -> Answer {
    list(&visit, id, Some(typed.code.clone())).await
}

async fn list(visit: &Visit, id: CollectiveId, code: Option<String>) -> Answer {
    let desk = desk(&visit.app)?;
    let names = Names::new(visit, &desk);
    let asked = code.clone();
    let read = visit.app.store().read(move |db| {
        let Some(matter) = store::find(db, id)? else { return Ok(None) };
        let counted = match &asked {
            Some(code) => Some(ballot::counted(db, id, code)?),
            None => None,
        };
        let codes = ballot::codes(db, id, &matter)?;
        Ok::<_, storage::Error>(Some((matter, counted, codes)))
    });
    let (matter, counted, codes) = read.await?.ok_or_else(Problem::not_found)?;
    let mut shell = shell(visit, names.t("collective-check"))
        .back(parts::path(id))
        .body(Text::new(names.t("collective-check-lead")));
    if let Some(counted) = counted {
        let (tone, key) = if counted {
            (Tone::Good, "collective-code-there")
        } else {
            (Tone::Bad, "collective-code-missing")
        };
        shell = shell.body(Notice::new(tone, names.t(key)));
    }
    let form = FormView::post(names.lang(), format!("{}/ballots", parts::path(id)))
        .field(
            Field::text("code", names.t("collective-code"))
                .max_length(CODE_MAX)
                .autocomplete("off")
                .value(code.unwrap_or_default()),
        )
        .submit(names.t("collective-look-up"));
    let shell = shell.form(&form).body(sealed(names, &matter, &codes));
    Ok(visit.page(&shell))
}

/// Every code, and the digest that the journal keeps.
fn sealed(names: Names<'_>, matter: &Collective, codes: &[String]) -> SafeHtml {
    let digest = matter.vote().and_then(|vote| vote.digest.clone());
    let Some(digest) = digest.filter(|_| !codes.is_empty()) else {
        return SafeHtml::from_safe(Text::meta(names.t("collective-codes-later")));
    };
    let sealed = names.tf("collective-digest", &[("digest", digest.into())]);
    let list = SafeHtml::from_safe(Text::new(codes.join("  "))).and(Text::meta(sealed));
    let count = names.tf("collective-codes", &[("n", kernel::count::to_i64(codes.len()).into())]);
    SafeHtml::from_safe(Panel::new(count, list))
}
