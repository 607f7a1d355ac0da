//! 谁看过我的信息: every look at my data, with the post of whoever looked and the reason given.

use access::{
    Action, Target,
    vault::{LookId, looks_of},
};
use axum::response::Response;
use storage::Db;
use ui::{
    Density,
    list::{Card, Cards, Empty, Pager},
    panel::Text,
    when::when,
};
use web::{Answer, Cursor, Problem, Signed};

use super::input::{role_name, unit_name};

const PAGE: usize = 30;

/// `GET /me/looks?after=`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let permit = signed.permit(Action::LooksRead, &Target::of(signed.actor.person))?;
    let after = signed.cursor::<LookId>("after")?;
    let read = move |db: &mut Db<'_>| looks_of(db, &permit, after, PAGE + 1).map_err(Problem::from);
    let mut looks = signed.app.store().read(read).await?;
    let more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let shell = signed
        .shell(Density::Phone, signed.t("people-looks"))
        .back("/me")
        .body(Text::new(signed.t("people-looks-hint")));
    if looks.is_empty() {
        let none = Empty::new(signed.t("people-looks-none"), signed.t("people-looks-none-why"));
        return Ok(signed.page(&shell.body(none)));
    }
    let last = looks.last().filter(|_| more).map(|look| look.id);
    let cards = looks.into_iter().map(|look| {
        let key = format!("people-field-{}", look.field);
        let field = signed.app.words().find(signed.lang, &key).unwrap_or(&look.field);
        let unit = look.unit.map(|unit| unit_name(&signed, unit)).unwrap_or_default();
        let who = format!("{unit} {}", role_name(&signed, &look.role));
        let title = signed.tf(
            "people-look-line",
            &[("who", who.trim().to_owned().into()), ("field", field.to_owned().into())],
        );
        Card::new(title, "")
            .meta(when(signed.lang, look.at, signed.moment.now()))
            .meta(signed.tf("people-look-purpose", &[("purpose", look.purpose.into())]))
    });
    let next = last.map(|id| signed.query.with("after", Cursor(id).encode()).href());
    let previous = after.map(|_| signed.query.without("after").href());
    let pager = Pager { lang: signed.lang, note: String::new(), previous, next };
    Ok(signed.page(&shell.body(Cards(cards.collect())).body(pager)))
}
