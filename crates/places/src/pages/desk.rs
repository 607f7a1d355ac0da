//! The desk of those who keep places: the list, with what is believed of each.

use access::{Action, reach};
use nearby::Word;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Column, Empty, Pager, Row, Table, Tag},
    query::encode,
};
use web::{Answer, Signed};

use super::{confirmed, named, told};
use crate::{
    Desk, Shelf,
    pages::show::Seen,
    store::{self, Kept, Wanted},
};

/// Places on one page.
const PAGE: usize = 50;

/// `GET /desk/places?kind=&q=&after=`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    Shelf::of(&signed.app)?;
    let within = reach(&signed.actor, Action::PlaceManage);
    let kind = signed.query.get("kind").filter(|code| desk.rules().kind(code).is_some());
    let wanted = Wanted {
        kind: kind.map(str::to_owned),
        part: signed.query.get("q").unwrap_or_default().to_owned(),
        after: signed.query.get("after").map(str::to_owned),
    };
    let read = move |db: &mut storage::Db<'_>| store::within(db, &within, &wanted, PAGE + 1);
    let mut found = signed.app.store().read(read).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(|kept| kept.place.code.clone());
    let shell = signed
        .shell(Density::Desk, signed.t("places-desk"))
        .body(doors(&signed))
        .form(&filters(&signed, &desk));
    if found.is_empty() {
        let none = Empty::new(signed.t("places-desk-none"), signed.t("places-desk-none-text"));
        let none = none.action(signed.t("places-new"), "/desk/places/new");
        return Ok(signed.page(&shell.body(none)));
    }
    let mut rows = Vec::with_capacity(found.len());
    for kept in found {
        rows.push(row(&signed, &desk, kept)?);
    }
    let query = signed.query.clone();
    let mut table = Table::new(signed.lang, signed.t("places-desk").to_owned(), query);
    for key in ["places-code", "places-name", "places-kind", "places-area", "places-now"] {
        table = table.column(Column::new(signed.t(key)));
    }
    let table = table.column(Column::new(signed.t("places-last-word"))).rows(rows);
    let first = signed.query.get("after").is_none();
    let pager = Pager {
        lang: signed.lang,
        note: String::new(),
        previous: (!first).then(|| signed.query.without("after").href()),
        next: last.map(|last| signed.query.with("after", last).href()),
    };
    Ok(signed.page(&shell.body(table).body(pager)))
}

/// Where else one can go from here.
fn doors(signed: &Signed) -> SafeHtml {
    let links = [
        ("places-new", "/desk/places/new"),
        ("places-import", "/desk/places/import"),
        ("places-export-csv", "/desk/places/export/csv"),
        ("places-export-xlsx", "/desk/places/export/xlsx"),
        ("places-export-geojson", "/desk/places/export/geojson"),
        ("places-demand", "/desk/places/demand"),
    ];
    let labels = !reach(&signed.actor, Action::PlaceLabel).is_empty();
    let vetting = ("places-vetting", "/desk/places/vetting");
    let links = links.into_iter().chain(labels.then_some(vetting));
    let link = |(key, to): (&str, &str)| {
        let label = SafeHtml::text(signed.t(key));
        format!("<a class=\"btn o\" href=\"{to}\">{}</a>", label.as_str())
    };
    let links: String = links.map(link).collect();
    SafeHtml::trusted(format!("<p class=\"row\">{links}</p>"))
}

fn filters(signed: &Signed, desk: &Desk) -> Shown {
    let any = Pick::new("", signed.t("places-all-kinds"));
    let kinds = desk.rules().kinds.iter();
    let kinds = kinds.map(|kind| Pick::new(kind.code.clone(), named(signed.lang, &kind.name)));
    let picks = std::iter::once(any).chain(kinds).collect();
    Shown::get(signed.lang, "/desk/places")
        .field(Field::select("kind", signed.t("places-kind"), picks))
        .field(Field::search("q", signed.t("places-search")).optional())
        .keep(signed.query.pairs())
}

fn row(signed: &Signed, desk: &Desk, kept: Kept) -> Answer<Row> {
    let seen = Seen::of(signed, kept, nearby::Set::ALL)?;
    let place = &seen.kept.place;
    let kind = desk.rules().kind(&place.kind);
    let kind = kind.map_or(place.kind.as_str(), |kind| named(signed.lang, &kind.name));
    let (tone, state) = told(signed, seen.word);
    let tone = if seen.word == Word::Uncertain { Tone::Warn } else { tone };
    let to = format!("/desk/places/{}", encode(&place.code));
    let last = confirmed(signed, seen.kept.belief.confirmed_at());
    Ok(Row::new(place.code.clone(), place.name.clone())
        .cell(ui::list::Cell::link(place.code.clone(), to))
        .cell(place.name.clone())
        .cell(kind.to_owned())
        .cell(desk.areas.full_name(&place.area))
        .cell(Tag::new(tone, state))
        .cell(last.unwrap_or_else(|| "—".to_owned())))
}
