//! `/branch`: the worker's own screen. Find a branch, say that one is a member, see one's contact.
//! Nobody's employer sees any of it.

use planner::placement::Basis;
use storage::Tx;
use ui::{
    Density, Field, Form as Shown, SafeHtml,
    form::Pick,
    list::{Card, Cards},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, Signed};

use super::{Any, act, area_of, areas, get, unit_name};
use crate::{
    Desk, Fault,
    claim::{
        decide::own_state,
        say::{self, About, own},
    },
    find::{Seeker, near},
    member::store as members,
    pairing::{
        service_number, store as pairs,
        workers::{Wish, wish},
    },
    people,
};

/// `GET /branch?occupation=rider&area=330102001`
pub async fn show(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (consulted, actor) = (desk.clone(), signed.actor.clone());
    let seeker = seeker(&signed);
    let read = signed.app.store().read(move |db| {
        let id = people::find(db, &consulted, actor.person)?;
        let member = id.map(|id| members::find(db, id)).transpose()?.flatten();
        let claim = own_state(db, &consulted, &actor)?;
        let worker = pairs::worker_of(db, actor.person)?;
        let contact = match &worker {
            Some(worker) => pairs::contact_of(db, worker.id)?,
            None => None,
        };
        let proposal = match &seeker {
            Some(seeker) => Some(near(db, &consulted, seeker)?),
            None => None,
        };
        Ok::<_, Fault>((member, claim, worker, contact, proposal))
    });
    let (member, claim, worker, contact, proposal) = read.await?;
    let mut shell = signed
        .shell(Density::Phone, signed.t("branches-mine"))
        .back("/me")
        .body(Text::meta(signed.t("branches-mine-lead")));
    if let Some(member) = &member {
        let seats = [
            ("branches-link-home", member.standing.home),
            ("branches-link-floating", member.standing.floating),
        ];
        for (key, seat) in seats {
            if let Some(seat) = seat {
                let name = unit_name(&signed, &desk, seat.branch);
                shell = shell.body(Text::new(format!("{}：{name}", signed.t(key))));
            }
        }
        if member.standing.is_member() {
            shell = shell.body(Button::new(signed.t("branches-badge"), "/badge").outline());
        }
    } else if let Some((_, state)) = claim {
        shell = shell.body(super::claims::tag(&signed, state));
        shell = shell.body(Text::new(signed.t("branches-mine-waits")));
    }
    if worker.is_some() {
        shell = shell.body(contact_panel(&signed, &desk, worker.as_ref(), contact.as_ref()));
    }
    let seated = member.is_some_and(|member| member.standing.takes_part_in().is_some());
    if !seated {
        shell = shell.body(Panel::new(signed.t("branches-find"), finding(&signed, &desk)));
        if let Some(proposal) = proposal {
            shell = shell.body(found(&signed, &desk, &proposal));
        }
    }
    Ok(signed.page(&shell))
}

/// What the address asks for; nothing of it is kept.
fn seeker(signed: &Signed) -> Option<Seeker> {
    let occupation = signed.query.get("occupation")?.to_owned();
    let area = signed.query.get("area").and_then(|text| text.parse().ok());
    Some(Seeker { occupation, area, site: None, residence: area })
}

fn finding(signed: &Signed, desk: &Desk) -> Shown {
    let occupations = [
        ("rider", "branches-rider"),
        ("courier", "branches-courier"),
        ("ride_hail_driver", "branches-driver"),
        ("trucker", "branches-trucker"),
        ("other", "branches-other-work"),
    ];
    let picks = occupations.map(|(code, key)| Pick::new(code, signed.t(key)));
    let city = desk.catalogue.city().area;
    Shown::get(signed.lang, "/branch")
        .field(
            Field::select("occupation", signed.t("branches-occupation"), picks.to_vec())
                .value(signed.query.get("occupation").unwrap_or("rider")),
        )
        .field(
            Field::select("area", signed.t("branches-where"), areas(desk, city))
                .value(signed.query.get("area").unwrap_or_default()),
        )
        .submit(signed.t("branches-find"))
}

/// At most three branches, each with its rule and one button.
fn found(signed: &Signed, desk: &Desk, proposal: &planner::placement::Proposal) -> SafeHtml {
    if proposal.choices.is_empty() {
        let none = Notice::new(ui::Tone::Plain, signed.t("branches-find-none"));
        return SafeHtml::from_safe(none).and(asking(signed, desk, None));
    }
    let mut body = SafeHtml::default();
    for choice in &proposal.choices {
        let rule = match &choice.basis {
            Basis::Site(_) => "branches-basis-site",
            Basis::Street(_) => "branches-basis-street",
            Basis::Partner(_) => "branches-basis-partner",
            Basis::HomeRegistration(_) => "branches-basis-registration",
            Basis::Residence(_) => "branches-basis-residence",
            Basis::FreightLine(_) => "branches-basis-line",
        };
        let mut card = Card::new(unit_name(signed, desk, choice.branch), "").meta(signed.t(rule));
        if choice.full {
            card = card.meta(signed.t("branches-full-up"));
        }
        let card = card.body(asking(signed, desk, Some(choice.branch)));
        body = body.and(Cards(vec![card]));
    }
    body
}

/// 是否党员: neither answer is ticked before; nobody has to answer.
fn asking(signed: &Signed, _: &Desk, branch: Option<contracts::UnitId>) -> Shown {
    let area = signed.query.get("area").unwrap_or_default();
    let picks = vec![
        Pick::new("yes", signed.t("branches-ask-yes")),
        Pick::new("no", signed.t("branches-ask-no")),
        Pick::new("skip", signed.t("branches-ask-skip")),
    ];
    Shown::post(signed.lang, "/branch/claim")
        .field(Field::hidden("branch", branch.map(|it| it.to_string()).unwrap_or_default()))
        .field(Field::hidden("area", area))
        .field(Field::choice("member", signed.t("branches-ask"), picks).optional())
        .field(
            Field::text("details", signed.t("branches-ask-home"))
                .hint(signed.t("branches-ask-home-hint"))
                .max_length(200)
                .optional(),
        )
        .submit(signed.t("branches-ask-send"))
}

/// `POST /branch/claim`
pub async fn claim(signed: Signed, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let yes = match get(&typed, "member") {
        "yes" => Some(true),
        "no" => Some(false),
        // Skipped, or not answered: that is an answer too, and nothing is written.
        _ => None,
    };
    let done = if yes == Some(true) { "branches-claim-sent" } else { "branches-claim-skipped" };
    act(&signed, "membership-own", "/branch".into(), done, move |tx: &mut Tx<'_>, desk, actor| {
        if yes.is_none() {
            return Ok(None);
        }
        let about = About {
            area: area_of(&typed)?,
            home: None,
            details: get(&typed, "details").to_owned(),
            provisional: get(&typed, "branch").parse().ok(),
        };
        own(tx, desk, actor, yes, &about)
    })
    .await
}

/// `POST /branch/claim/withdraw`: what firms and streets were allowed to say.
pub async fn withdraw(signed: Signed) -> Answer {
    let done = "branches-consent-withdrawn";
    act(&signed, "membership-own", "/me/consents".into(), done, say::withdraw).await
}

fn contact_panel(
    signed: &Signed,
    desk: &Desk,
    worker: Option<&crate::pairing::Worker>,
    contact: Option<&crate::pairing::Contact>,
) -> Panel {
    let declined = worker.is_some_and(|worker| worker.declined_at.is_some());
    let told = match contact {
        Some(contact) => {
            let number = i64::from(service_number(contact.member)).to_string();
            let branch = worker.map(|it| unit_name(signed, desk, it.branch)).unwrap_or_default();
            let args = [("number", number.into()), ("branch", branch.into())];
            signed.tf("branches-my-contact", &args)
        }
        None if declined => signed.t("branches-contact-declined").to_owned(),
        None => signed.t("branches-contact-soon").to_owned(),
    };
    let button = |wish: &str, key: &str| {
        Shown::post(signed.lang, "/branch/contact")
            .field(Field::hidden("wish", wish))
            .submit(signed.t(key))
            .inline()
    };
    let mut body = SafeHtml::from_safe(Text::new(told));
    if contact.is_some() {
        body = body.and(button("change", "branches-contact-change"));
    }
    body = if declined {
        body.and(button("accept", "branches-contact-accept"))
    } else {
        body.and(button("decline", "branches-contact-decline"))
    };
    Panel::new(signed.t("branches-contact"), body)
}

/// `POST /branch/contact`
pub async fn contact(signed: Signed, form: Form<Any>) -> Answer {
    let wanted = match get(&form.raw, "wish") {
        "change" => Wish::Change,
        "accept" => Wish::Accept,
        _ => Wish::Decline,
    };
    act(&signed, "pairing-wish", "/branch".into(), "branches-contact-noted", move |tx, _, actor| {
        wish(tx, actor, wanted)
    })
    .await
}
