//! `/gatherings/{id}/motions/{motion}`: one motion, one choice, one tap. For a secret vote a code is
//! drawn with the form; it travels in forms only, never in an address.

use axum::extract::Path;
use storage::Tx;
use ui::{
    Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed};

use super::{Any, done, get, number, one::id_of, parts};
use crate::{Desk, Fault, GatheringId, act::is_shown, fact::Choice, store, vote};

/// `GET`
pub async fn ask(signed: Signed, Path((id, motion)): Path<(String, String)>) -> Answer {
    let code = ballots::draw(&signed.moment);
    page(&signed, id_of(&id)?, number(&motion)?, &code, &Errors::new()).await
}

async fn page(
    signed: &Signed,
    id: GatheringId,
    motion: usize,
    code: &str,
    errors: &Errors,
) -> Answer {
    let (desk, person) = (Desk::of(&signed.app)?, signed.actor.person);
    let read = signed.app.store().read(move |db| {
        let Some(gathering) = store::find(db, id)? else { return Ok(None) };
        let shown = is_shown(db, &desk, &gathering, person)?;
        Ok::<_, storage::Error>(Some(gathering).filter(|_| shown))
    });
    let gathering = read.await?.ok_or_else(Problem::not_found)?;
    let voted_on = gathering.motions.get(motion).ok_or_else(Problem::not_found)?;
    let picks = [
        (Choice::For, "gathering-for"),
        (Choice::Against, "gathering-against"),
        (Choice::Abstain, "gathering-abstain"),
    ];
    let picks = picks.map(|(choice, key)| Pick::new(choice.name(), signed.t(key)));
    let mut shell = parts::phone(signed, signed.t("gathering-vote"))
        .back(format!("/gatherings/{id}"))
        .body(Text::new(&voted_on.text));
    let mut form = Shown::post(signed.lang, format!("/gatherings/{id}/motions/{motion}"));
    if voted_on.secret {
        let kept = SafeHtml::from_safe(Text::new(code))
            .and(Text::meta(signed.t("gathering-ballot-code-hint")));
        shell = shell
            .body(Panel::new(signed.t("gathering-ballot-code"), kept))
            .body(Notice::new(Tone::Plain, signed.t("gathering-secret-told")));
        form = form.field(Field::hidden("code", code));
    }
    let form = form
        .field(Field::choice("choice", signed.t("gathering-your-vote"), picks.into()))
        .submit(signed.t("gathering-cast"))
        .errors(errors);
    let shell = shell.form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// `POST`
pub async fn cast(
    signed: Signed,
    Path((id, motion)): Path<(String, String)>,
    form: Form<Any>,
) -> Answer {
    let (id, motion) = (id_of(&id)?, number(&motion)?);
    let code = get(&form.raw, "code").to_owned();
    let mut errors = Errors::new();
    let Some(choice) = Choice::of(get(&form.raw, "choice")) else {
        errors.add("choice", signed.t("gathering-choose"));
        return page(&signed, id, motion, &code, &errors).await;
    };
    let (desk, actor) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "ballot");
    let work = move |tx: &mut Tx<'_>| vote::cast(tx, &desk, &actor, id, motion, choice, &code);
    match signed.app.store().write(stamp, work).await {
        Err(Fault::Invalid { code, .. }) => {
            // Only a code that is none, or one that another drew: a new one is drawn.
            errors.add("choice", signed.t(code));
            page(&signed, id, motion, &ballots::draw(&signed.moment), &errors).await
        }
        outcome => done(format!("/gatherings/{id}"), "gathering-voted", outcome),
    }
}
