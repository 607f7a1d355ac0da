//! `/me/known`: what is known of the reader, from whom, who looked; and what they want corrected.

use axum::response::IntoResponse as _;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::Empty,
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{Any, column_name, get, record, source_name, told, unit_name};
use crate::{
    Desk, Fault, RecordId,
    map::Column,
    own::{self, Answer as State, Own},
    suppression, term,
};

/// `GET /me/known`
pub async fn show(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (consulted, person) = (desk.clone(), signed.actor.person);
    let read = signed.app.store().read(move |db| {
        let known = own::known_of(db, &consulted, person)?;
        let wanted: Vec<i64> =
            known.iter().flat_map(|own| record::terms_of(&own.shown.facts)).collect();
        let terms = term::some(db, wanted)?;
        let away = suppression::is_suppressed(db, &consulted, person)?;
        Ok::<_, Fault>((known, terms, away))
    });
    let (known, terms, away) = read.await?;
    let mut shell = signed
        .shell(Density::Phone, signed.t("registry-known"))
        .back("/me")
        .body(Text::meta(signed.t("registry-known-lead")));
    if away {
        let back = Shown::post(signed.lang, "/me/known/return")
            .submit(signed.t("registry-suppressed-lift"));
        let body = SafeHtml::from_safe(Text::new(signed.t("registry-suppressed-text"))).and(back);
        shell = shell.body(Panel::new(signed.t("registry-suppressed"), body));
    } else if known.is_empty() {
        let none =
            Empty::new(signed.t("registry-known-none"), signed.t("registry-known-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    for own in &known {
        shell = shell
            .body(record::facts(&signed, &desk, &own.shown, &terms))
            .body(Text::meta(format!("{}：{}", signed.t("registry-basis"), own.shown.source.basis)))
            .body(asked(&signed, own))
            .body(looks(&signed, &desk, own));
    }
    Ok(signed.page(&shell))
}

/// What was asked to be corrected, and a form to ask.
fn asked(signed: &Signed, own: &Own) -> Panel {
    let mut body = SafeHtml::default();
    for one in &own.corrections {
        let state = signed.t(match one.state {
            State::Asked => "registry-correction-asked",
            State::Agreed => "registry-correction-agreed",
            State::Refused => "registry-correction-refused",
        });
        let field = Column::read(&one.field).map(|column| column_name(signed, column));
        body = body.and(Text::new(format!("{}：{state}", field.unwrap_or_default())));
        if !one.answer.is_empty() {
            body = body.and(Text::meta(one.answer.clone()));
        }
    }
    let fields = Column::ALL.map(|column| Pick::new(column.as_str(), column_name(signed, column)));
    let form = Shown::post(signed.lang, format!("/me/known/{}", own.shown.record))
        .field(Field::select("field", signed.t("registry-correction-field"), fields.to_vec()))
        .field(Field::text("wanted", signed.t("registry-correction-wanted")).max_length(200))
        .submit(signed.t("registry-correction-ask"));
    Panel::new(signed.t("registry-correction"), body.and(form))
}

fn looks(signed: &Signed, desk: &Desk, own: &Own) -> Panel {
    if own.looks.is_empty() {
        return Panel::new(signed.t("registry-looks"), Text::meta(signed.t("registry-looks-none")));
    }
    let mut body = SafeHtml::default();
    for look in &own.looks {
        let unit = look.unit.map(|unit| unit_name(signed, desk, unit)).unwrap_or_default();
        let line = format!("{} {unit} {}", look.at.display_minute(), look.purpose);
        body = body.and(Text::new(line));
    }
    Panel::new(
        format!("{} · {}", signed.t("registry-looks"), source_name(signed, &own.shown.source)),
        body,
    )
}

/// `POST /me/known/return`: whoever was erased may be told of again.
pub async fn come_back(signed: Signed) -> Answer {
    let (desk, person) = (Desk::of(&signed.app)?, signed.actor.person);
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-suppression-lift");
    let outcome =
        signed.app.store().write(stamp, move |tx| suppression::lift(tx, &desk, person)).await;
    let (tone, key) = match outcome {
        Ok(()) => (Tone::Good, "registry-suppressed-lifted"),
        Err(fault) => (Tone::Bad, told(fault)?),
    };
    Ok(see_other("/me/known").flash(tone, key).into_response())
}

/// `POST /me/known/{id}`
pub async fn correct(signed: Signed, PathId(id): PathId<RecordId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (typed, person) = (form.raw.clone(), signed.actor.person);
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-correction");
    let outcome = signed.app.store().write(stamp, move |tx| {
        own::ask(tx, &desk, person, id, (get(&typed, "field"), get(&typed, "wanted")))
    });
    let (tone, key) = match outcome.await {
        Ok(_) => (Tone::Good, "registry-correction-sent"),
        Err(fault) => (Tone::Bad, told(fault)?),
    };
    Ok(see_other("/me/known").flash(tone, key).into_response())
}
