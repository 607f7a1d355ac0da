//! The form for a spending, an allocation, an application from below, and giving back.

use access::Action;
use axum::response::{IntoResponse as _, Response};
use kernel::money::fen;
use ui::{Density, Errors, Field, Form as Shown, Tone, form::Pick};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{Any, get, own_units, purpose_name, unit_name, unit_picks, write};
use crate::{
    Account, Desk, Fault, FundId, RequestId, ShareId, Wish, account,
    ask::{self, NewRequest, TEXT_MAX, VOUCHER_MAX},
    give_back::{Return, give_back},
};

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Spending,
    /// To a unit that is named.
    Allocation,
    /// To an own unit, from any share.
    Application,
    Return,
}

impl What {
    fn read(text: &str) -> Answer<Self> {
        match text {
            "spending" => Ok(Self::Spending),
            "allocation" => Ok(Self::Allocation),
            "application" => Ok(Self::Application),
            "return" => Ok(Self::Return),
            _ => Err(Problem::not_found()),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Spending => "funds-spend",
            Self::Allocation => "funds-allocate",
            Self::Application => "funds-apply",
            Self::Return => "funds-give-back",
        }
    }
}

/// `GET /desk/funds/{id}/ask?kind=spending&share=`
pub async fn form(signed: Signed, PathId(id): PathId<FundId>) -> Answer {
    let mut typed = vec![("id".to_owned(), signed.moment.id::<()>().to_string())];
    for name in ["kind", "share"] {
        typed.push((name.to_owned(), signed.query.get(name).unwrap_or_default().to_owned()));
    }
    shown(&signed, id, &typed, &Errors::new()).await
}

async fn shown(signed: &Signed, id: FundId, typed: &Typed, errors: &Errors) -> Answer<Response> {
    let what = What::read(get(typed, "kind"))?;
    let desk = Desk::of(&signed.app)?;
    let found = signed.app.store().read(move |db| account(db, id)).await?;
    let of = found.ok_or_else(Problem::not_found)?;
    let own = own_units(signed, Action::FundKeep);
    let mut form = Shown::post(signed.lang, format!("/desk/funds/{id}/ask"))
        .field(Field::hidden("id", ""))
        .field(Field::hidden("kind", ""));
    let back = if what == What::Application {
        form = form
            .field(Field::select("share", signed.t("funds-giver"), givers(signed, &desk, &of)))
            .field(Field::select(
                "receiver",
                signed.t("funds-receiver"),
                unit_picks(signed, &desk, &own),
            ));
        format!("/funds/{id}")
    } else {
        let share = of.shares.iter().find(|(share, _)| share.id.to_string() == get(typed, "share"));
        share.filter(|(share, _)| own.contains(&share.unit)).ok_or_else(Problem::not_found)?;
        form = form.field(Field::hidden("share", ""));
        format!("/desk/funds/{id}")
    };
    form = asked(signed, &desk, &of, what, form).keep(typed).errors(errors);
    let shell = signed
        .shell(Density::Desk, format!("{} · {}", signed.t(what.title()), of.fund.title))
        .back(back)
        .form(&form.submit(signed.t(what.title())));
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// What is asked beside where the money comes from.
fn asked(signed: &Signed, desk: &Desk, of: &Account, what: What, mut form: Shown) -> Shown {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    if what == What::Allocation {
        let field = Field::text("receiver", signed.t("funds-receiver")).autocomplete("off");
        form = form.field(field.hint(signed.t("funds-receiver-hint")));
    }
    form = form.field(Field::money("amount", signed.t("funds-amount")));
    if what == What::Spending {
        let purposes = of.fund.purposes.iter();
        let picks = purposes.map(|code| Pick::new(code, purpose_name(signed, desk, code)));
        form =
            form.field(Field::select("purpose", signed.t("funds-purpose"), picks.collect())).field(
                Field::text("voucher", signed.t("funds-voucher"))
                    .hint(signed.t("funds-voucher-hint"))
                    .max_length(max(VOUCHER_MAX))
                    .autocomplete("off"),
            );
    }
    if what != What::Return {
        let field = Field::long_text("text", signed.t("funds-text")).max_length(max(TEXT_MAX));
        form = form.field(field.hint(signed.t("funds-text-hint")));
    }
    form
}

fn givers(signed: &Signed, desk: &Desk, of: &Account) -> Vec<Pick> {
    let shares = of.shares.iter();
    let picks = shares
        .map(|(share, _)| Pick::new(share.id.to_string(), unit_name(signed, desk, share.unit)));
    picks.collect()
}

/// `POST /desk/funds/{id}/ask`
pub async fn send(signed: Signed, PathId(id): PathId<FundId>, sent: Form<Any>) -> Answer {
    let what = What::read(get(&sent.raw, "kind"))?;
    match done(&signed, id, what, &sent.raw).await {
        Ok(response) => Ok(response),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            shown(&signed, id, &sent.raw, &errors).await
        }
        Err(problem) => Err(problem),
    }
}

async fn done(signed: &Signed, fund: FundId, what: What, typed: &Typed) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    let read = read(&desk, what, typed)?;
    match read {
        Read::Return(new) => {
            write(signed, "fund-return", move |tx, desk, by| give_back(tx, desk, by, new)).await?;
            let there = see_other(format!("/desk/funds/{fund}"));
            Ok(there.flash(Tone::Good, "funds-given-back").into_response())
        }
        Read::Request(new) => {
            let asked =
                write(signed, "fund-ask", move |tx, desk, by| ask::ask(tx, desk, by, &new)).await?;
            let there = see_other(format!("/desk/fund-requests/{}", asked.id));
            Ok(there.flash(Tone::Good, "funds-asked").into_response())
        }
    }
}

enum Read {
    Request(NewRequest),
    Return(Return),
}

fn read(desk: &Desk, what: What, typed: &Typed) -> Result<Read, Fault> {
    let unreadable = |field| Fault::invalid(field, "field-unreadable");
    let share: ShareId = get(typed, "share").parse().map_err(|_| unreadable("share"))?;
    let amount = fen(get(typed, "amount")).ok_or(Fault::invalid("amount", "funds-amount-wrong"))?;
    let wish = match what {
        What::Return => {
            let id = get(typed, "id").parse().map_err(|_| unreadable("id"))?;
            return Ok(Read::Return(Return { id, share, amount }));
        }
        What::Spending => Wish::Spending {
            purpose: get(typed, "purpose").to_owned(),
            voucher: get(typed, "voucher").to_owned(),
        },
        What::Allocation | What::Application => {
            Wish::Allocation { receiver: desk.unit("receiver", get(typed, "receiver"))? }
        }
    };
    let id: RequestId = get(typed, "id").parse().map_err(|_| unreadable("id"))?;
    let text = get(typed, "text").to_owned();
    Ok(Read::Request(NewRequest { id, share, amount, wish, text }))
}
