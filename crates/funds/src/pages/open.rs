//! The form that sets money aside.

use access::Action;
use axum::response::{IntoResponse as _, Response};
use kernel::{Day, money::fen};
use ui::{Density, Errors, Field, Form as Shown, Tone, form::Pick, panel::Text};
use web::{Answer, Form, Signed, input::Typed, see_other};

use super::{Any, get, own_units, purpose_name, unit_picks, write};
use crate::{
    Desk, Fault, FundId,
    open::{self, NewFund, TITLE_MAX},
};

/// `GET /desk/funds/new`
pub async fn ask(signed: Signed) -> Answer {
    let id: FundId = signed.moment.id();
    let today = signed.moment.now().day();
    let typed = vec![
        ("id".to_owned(), id.to_string()),
        ("from".to_owned(), today.to_string()),
        ("until".to_owned(), today.plus(364).to_string()),
    ];
    form(&signed, &typed, &Errors::new())
}

fn form(signed: &Signed, typed: &Typed, errors: &Errors) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    let t = |key| signed.t(key);
    let purposes = desk.catalogue.purposes().iter();
    let purposes = purposes
        .map(|it| Pick::new(it.code.clone(), purpose_name(signed, &desk, &it.code)))
        .collect();
    let units = unit_picks(signed, &desk, &own_units(signed, Action::FundDecide));
    let form = Shown::post(signed.lang, "/desk/funds")
        .field(Field::hidden("id", ""))
        .field(
            Field::text("title", t("funds-name"))
                .max_length(u32::try_from(TITLE_MAX).unwrap_or(u32::MAX))
                .autocomplete("off"),
        )
        .field(Field::select("unit", t("funds-unit"), units))
        .field(Field::money("amount", t("funds-amount")))
        .field(Field::checks("purposes", t("funds-purposes"), purposes))
        .field(Field::date("from", t("funds-from")))
        .field(Field::date("until", t("funds-until")))
        .submit(t("funds-open"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, t("funds-open"))
        .back("/desk/funds")
        .body(Text::new(t("funds-open-lead")))
        .form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// `POST /desk/funds`
pub async fn open(signed: Signed, sent: Form<Any>) -> Answer {
    let opened = match read(&sent.raw) {
        Ok(new) => {
            write(&signed, "fund-open", move |tx, desk, by| open::open(tx, desk, by, &new)).await
        }
        Err(fault) => Err(fault.into()),
    };
    match opened {
        Ok(fund) => {
            let there = see_other(format!("/desk/funds/{}", fund.id));
            Ok(there.flash(Tone::Good, "funds-opened").into_response())
        }
        Err(problem) if problem.status() == 422 => {
            form(&signed, &sent.raw, &problem.errors(signed.app.words(), signed.lang))
        }
        Err(problem) => Err(problem),
    }
}

fn read(typed: &Typed) -> Result<NewFund, Fault> {
    let unit = get(typed, "unit").parse();
    let purposes = typed.iter().filter(|(name, _)| name == "purposes");
    // The form asks for the last day on which it can be spent.
    let last = day(typed, "until")?;
    Ok(NewFund {
        id: get(typed, "id").parse().map_err(|_| Fault::invalid("id", "field-unreadable"))?,
        title: get(typed, "title").to_owned(),
        unit: unit.map_err(|_| Fault::invalid("unit", "funds-unit-unknown"))?,
        purposes: purposes.map(|(_, code)| code.clone()).collect(),
        amount: fen(get(typed, "amount")).ok_or(Fault::invalid("amount", "funds-amount-wrong"))?,
        from: day(typed, "from")?,
        until: last.plus(1),
    })
}

fn day(typed: &Typed, name: &'static str) -> Result<Day, Fault> {
    get(typed, name).trim().parse().map_err(|_| Fault::invalid(name, "field-unreadable"))
}
