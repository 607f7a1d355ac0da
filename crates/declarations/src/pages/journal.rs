//! `/admin/journal`: what was done, in what role and for what purpose; never to whom by name.

use access::Action::AuditRead;
use axum::response::Response;
use credential::JournalLeaf;
use kernel::{AreaCode, Id, text::fold_width};
use storage::{
    Db, Error,
    journal::{self, Entry, Search},
};
use ui::{
    Density, Field,
    form::Pick,
    list::{Column, Empty, Filters, Pager, Row, Table},
    panel::Text,
};
use web::{Answer, Cursor, Signed};

use super::saying;

const PAGE: usize = 50;

/// How actions begin.
const FAMILIES: [&str; 10] = [
    "case.",
    "person.",
    "unit.",
    "membership.",
    "session.",
    "password.",
    "second-factor.",
    "account.",
    "points.",
    "calendar.",
];

const COLUMNS: [&str; 6] = [
    "declarations-at",
    "declarations-role",
    "declarations-action",
    "declarations-subject",
    "declarations-area",
    "declarations-purpose",
];

/// `GET /admin/journal?action=&after=`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let query = &signed.query;
    let before: Option<Id<JournalLeaf>> = signed.cursor("after")?;
    let action = query.get("action").unwrap_or_default().to_owned();
    let wanted = Search { areas: areas(&signed), action, before };
    let work = move |db: &mut Db<'_>| {
        Ok::<_, Error>((journal::search(db, &wanted, PAGE + 1)?, journal::latest_checkpoint(db)?))
    };
    let (mut entries, checkpoint) = signed.app.store().read(work).await?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let last = entries.last().filter(|_| more);
    let next = last.map(|entry| query.with("after", Cursor(entry.id).encode()).href());
    let mut shell = signed
        .shell(Density::Desk, signed.t("declarations-journal"))
        .body(Text::new(signed.t("declarations-journal-lead")))
        .body(filters(&signed));
    shell = if entries.is_empty() {
        let remedy = signed.t("declarations-journal-none-remedy");
        shell.body(Empty::new(signed.t("declarations-journal-none"), remedy))
    } else {
        let previous = before.map(|_| query.without("after").href());
        let pager = Pager { lang: signed.lang, note: String::new(), previous, next };
        shell.body(table(&signed, &entries)).body(pager)
    };
    if let Some((size, _)) = checkpoint {
        let told = signed.tf("declarations-journal-signed", &[("n", size.into())]);
        shell = shell.body(Text::meta(told));
    }
    Ok(signed.page(&shell))
}

/// The areas within reach; `None` for an auditor of the whole city, who also sees what happened
/// nowhere in particular.
fn areas(signed: &Signed) -> Option<Vec<AreaCode>> {
    let reach = access::reach(&signed.actor, AuditRead);
    let city = signed.app.catalogue().city().area;
    let whole = reach.everything || reach.areas.iter().any(|area| area.contains(&city));
    (!whole).then_some(reach.areas)
}

fn filters(signed: &Signed) -> Filters {
    let all = Pick::new("", signed.t("declarations-family-any"));
    let families = FAMILIES.iter().map(|family| {
        Pick::new(*family, saying::named(signed, "family", family.trim_end_matches('.')))
    });
    let picks = std::iter::once(all).chain(families).collect();
    let fields = vec![Field::select("action", signed.t("declarations-action"), picks)];
    Filters::new(signed.lang, "/admin/journal", &signed.query, fields)
}

fn table(signed: &Signed, entries: &[Entry]) -> Table {
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let caption = signed.t("declarations-journal").to_owned();
    let table = Table::new(signed.lang, caption, signed.query.clone());
    let table =
        COLUMNS.iter().fold(table, |table, key| table.column(Column::new(signed.t(key)).wrap()));
    table.rows(entries.iter().map(|entry| {
        let area = Some(&entry.area).filter(|area| !area.is_empty());
        let area = area.and_then(|area| AreaCode::parse(area).ok());
        let kind = known(signed, "subject", &entry.subject_kind);
        Row::new(entry.id.to_string(), &entry.action)
            .cell(ui::when::when(signed.lang, entry.at, signed.moment.now()))
            .cell(saying::role(signed, &catalogue, &entry.role))
            .cell(known(signed, "action", &entry.action))
            .cell(format!("{kind} {}", short(&entry.subject)))
            .cell(area.map(|area| areas.full_name(&area)).unwrap_or_default())
            .cell(without_numbers(&entry.purpose))
    }))
}

/// In words where there are some, else as it is written.
fn known(signed: &Signed, kind: &str, name: &str) -> String {
    let key = format!("declarations-{kind}-{}", name.replace('.', "-"));
    signed.app.words().find(signed.lang, &key).unwrap_or(name).to_owned()
}

/// The random end of an id: enough to tell two things apart.
fn short(subject: &[u8; 16]) -> String {
    let id = Id::<()>::from_bytes(*subject).to_string();
    id.rsplit('-').next().map_or(String::new(), |end| end.chars().skip(4).collect())
}

/// A purpose is typed by hand: no phone or identity number may be read from it, however it is
/// grouped or wide its digits are.
fn without_numbers(purpose: &str) -> String {
    const DIGITS_MAX: usize = 4;
    let mut shown = String::new();
    let mut run = String::new();
    for character in purpose.chars().map(fold_width).chain(['\0']) {
        let joins = matches!(character, ' ' | '-') && !run.is_empty();
        if character.is_ascii_digit() || joins {
            run.push(character);
            continue;
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        shown.push_str(if digits > DIGITS_MAX { "****" } else { &run });
        run.clear();
        shown.push(character);
    }
    shown.trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_hidden_however_they_are_written() {
        for (typed, shown) in [
            ("核对电话13800002231。", "核对电话****。"),
            ("138 0000-2231", "****"),
            ("１３８００００２２３１回访", "****回访"),
            ("第 2 次回访 12 号楼", "第 2 次回访 12 号楼"),
            ("unit-manage", "unit-manage"),
        ] {
            assert_eq!(without_numbers(typed), shown);
        }
    }
}
