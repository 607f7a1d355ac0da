//! From a chat message to a case: paste, see what is taken out, send; then the link for the group.

use access::Action;
use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use kernel::{AreaCode, Level};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::{CheckAnswers, Pick},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{
    grouped::{Group, Grouped},
    path, sight,
    submit::{Any, get},
};
use crate::{
    act::ActError,
    pages::shared::{self, Names},
    paste::{self, Cleaned, Kind, Pasted, SOURCE, clean},
    report::TEXT_MAX,
    suggest::{SHOWN, Suggester},
};

/// Where a message is pasted.
pub const PASTE: &str = "/desk/paste";

/// `GET /desk/paste`
pub async fn fresh(signed: Signed) -> Answer {
    Ok(first(&signed, &Vec::new(), &Errors::new()))
}

fn first(signed: &Signed, typed: &Typed, errors: &Errors) -> Response {
    let form = Shown::post(signed.lang, "/desk/paste/check")
        .field(Field::text("group", signed.t("paste-group")).hint(signed.t("paste-group-hint")))
        .field(
            Field::long_text("pasted", signed.t("paste-text"))
                .hint(signed.t("paste-text-hint"))
                .max_length(u32::try_from(TEXT_MAX).unwrap_or(u32::MAX)),
        )
        .submit(signed.t("paste-go"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("paste-title"))
        .back(super::INBOX)
        .body(Text::new(signed.t("paste-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/paste/check`: nothing is kept yet.
pub async fn check(signed: Signed, form: Form<Any>) -> Answer {
    let cleaned = clean(get(&form.raw, "pasted"));
    let mut errors = Errors::new();
    if get(&form.raw, "group").trim().is_empty() {
        errors.add("group", signed.t("text-too-short"));
    }
    if cleaned.text.chars().count() < crate::report::TEXT_MIN {
        errors.add("pasted", signed.t("report-text-too-short"));
    }
    if !errors.is_empty() {
        return Ok(first(&signed, &form.raw, &errors));
    }
    let id: CaseId = signed.moment.id();
    let typed = vec![
        ("id".to_owned(), id.to_string()),
        ("group".to_owned(), get(&form.raw, "group").trim().to_owned()),
        ("text".to_owned(), cleaned.text.clone()),
    ];
    second(&signed, &typed, Some(&cleaned), &Errors::new())
}

fn second(signed: &Signed, typed: &Typed, cleaned: Option<&Cleaned>, errors: &Errors) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let matter = Grouped {
        name: "matter".to_owned(),
        label: names.t("paste-matter"),
        first: names.t("desk-choose"),
        groups: matters(signed, names, get(typed, "text")),
        chosen: get(typed, "matter").to_owned(),
        error: errors.of("matter").map(ToOwned::to_owned),
    };
    let form = Shown::post(names.lang(), PASTE)
        .field(Field::hidden("id", ""))
        .field(Field::hidden("group", ""))
        .field(
            Field::long_text("text", names.t("paste-kept"))
                .hint(names.t("paste-kept-hint"))
                .max_length(u32::try_from(TEXT_MAX).unwrap_or(u32::MAX)),
        )
        .field(Field::select("area", names.t("paste-area"), areas(signed, names)))
        .field(
            Field::text("address", names.t("field-address"))
                .max_length(100)
                .autocomplete("off")
                .optional(),
        )
        .extra(matter)
        .submit(names.t("paste-send"))
        .cancel(names.t("act-cancel"), PASTE)
        .keep(typed)
        .errors(errors);
    let mut shell = signed.shell(Density::Desk, names.t("paste-check-title")).back(PASTE);
    if let Some(cleaned) = cleaned {
        shell = shell.body(removed(names, cleaned));
    }
    let shell = shell.form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// What was taken out, for whoever pasted it to see, once.
fn removed(names: Names<'_>, cleaned: &Cleaned) -> SafeHtml {
    if cleaned.removed.is_empty() {
        return SafeHtml::from_safe(Notice::new(Tone::Warn, names.t("paste-removed-none")));
    }
    let mut list = CheckAnswers::new(names.lang());
    for one in &cleaned.removed {
        let kind = match one.kind {
            Kind::Name => "paste-name",
            Kind::Phone => "paste-phone",
            Kind::Identity => "paste-identity",
            Kind::Card => "paste-card",
            Kind::Account => "paste-account",
        };
        list = list.row(names.t(kind), &one.what);
    }
    SafeHtml::from_safe(Panel::new(names.t("paste-removed"), list))
}

/// What the words suggest, then every kind.
fn matters(signed: &Signed, names: Names<'_>, text: &str) -> Vec<Group> {
    let catalogue = &names.desk.catalogue;
    let label = |code: &str| Some(names.of(&catalogue.matter(code)?.name).to_owned());
    let suggested: Vec<(String, String)> = signed
        .app
        .get::<Suggester>()
        .map(|suggester| suggester.suggest("", text))
        .unwrap_or_default()
        .into_iter()
        .take(SHOWN)
        .filter_map(|one| Some((one.matter.clone(), label(&one.matter)?)))
        .collect();
    let likely = Group { label: names.t("desk-resort-suggested").to_owned(), options: suggested };
    let all = catalogue.groups().iter().map(|group| {
        let options = catalogue
            .matters_of(&group.code)
            .map(|one| (one.code.clone(), names.of(&one.name).to_owned()));
        Group { label: names.of(&group.name).to_owned(), options: options.collect() }
    });
    let mut groups: Vec<Group> = std::iter::once(likely).chain(all).collect();
    groups.retain(|group| !group.options.is_empty());
    groups
}

/// The streets and communities that the reader may take messages in for.
fn areas(signed: &Signed, names: Names<'_>) -> Vec<Pick> {
    let book = &names.desk.areas;
    let reach = access::reach(&signed.actor, Action::CasePaste);
    let within = |code: &AreaCode| reach.holds(Some(code), &[], None);
    let levels = Level::Street..=Level::Community;
    let picks = book.iter().filter(|(code, _)| levels.contains(&code.level()) && within(code)).map(
        |(code, own)| {
            let above = code.parent().filter(|_| code.level() == Level::Community);
            let above = above.and_then(|above| book.name(&above)).unwrap_or_default();
            Pick::new(code.to_string(), format!("{above} {own}").trim().to_owned())
        },
    );
    picks.collect()
}

/// `POST /desk/paste`: one case, however often it is sent.
pub async fn send(signed: Signed, form: Form<Any>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let value = |name: &str| get(&form.raw, name).to_owned();
    let id: CaseId = value("id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let pasted = Pasted {
        id,
        group: value("group"),
        matter: value("matter"),
        area: AreaCode::parse(&value("area")).unwrap_or(AreaCode::NATION),
        title: String::new(),
        text: value("text"),
        address: value("address"),
    };
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), Action::CasePaste.as_str());
    let work = move |tx: &mut Tx<'_>| paste::paste(tx, &desk, &actor, pasted);
    match signed.app.store().write(stamp, work).await {
        Ok(_) => {
            let to = format!("{}/reply", path(id));
            Ok(see_other(to).flash(Tone::Good, "paste-sent").into_response())
        }
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            second(&signed, &form.raw, None, &errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /desk/cases/{id}/reply`: what goes back to the group, until it has gone.
pub async fn reply(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(&signed, &desk, id).await?;
    let names = Names::new(&signed, &desk);
    let Some(group) = sight.case.source.strip_prefix(SOURCE) else {
        return Err(Problem::not_found());
    };
    let token = signed.app.store().read(move |db| paste::store::token_of(db, id)).await?;
    let mut shell = signed.shell(Density::Desk, names.t("paste-back")).back(path(id));
    shell = match token.filter(|_| sight.case.paste.is_none()) {
        None => shell.body(Text::new(names.t("paste-gone"))),
        Some(token) => {
            let link = format!("{}/r/{token}", signed.app.settings().public_url);
            let said = names.tf("paste-reply", &[("link", link.into())]);
            shell
                .body(Text::new(names.tf("paste-back-lead", &[("group", group.into())])))
                .body(Panel::new("", Text::new(said)))
                .form(
                    &Shown::post(names.lang(), format!("{}/reply", path(id)))
                        .submit(names.t("paste-replied")),
                )
        }
    };
    Ok(signed.page(&shell.body(Button::new(names.t("paste-open"), path(id)).outline())))
}

/// `POST /desk/cases/{id}/reply`: it has gone back.
pub async fn replied(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "paste-reply");
    let work = move |tx: &mut Tx<'_>| paste::replied(tx, &actor, id);
    let (tone, key) = match signed.app.store().write(stamp, work).await {
        Ok(_) => (Tone::Good, "paste-done"),
        Err(ActError::Refused(_)) => (Tone::Warn, "paste-gone"),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(path(id)).flash(tone, key).into_response())
}
