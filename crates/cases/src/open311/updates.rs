//! News of the cases that a sender handed in, and its own remarks on them (the extension
//! `servicerequestupdates`). Both ask for the sender's key: the answer is written for whoever
//! asked, and through the sender it reaches them.

use axum::{extract::Request, response::Response};
use contracts::Event;
use kernel::case_number;
use storage::{Error, Stamp, Tx};
use web::Visit;

use super::{
    answer::{Refused, Said, answer},
    element,
    format::Format,
    is_offered,
    keys::Sender,
    node::Node,
    params::Params,
    read::consulted,
    sent, store,
};
use crate::{
    act,
    case::{Case, fold},
    entry::{Entry, What},
    handle::REASON_MAX,
    pages::shared::{Audience, Names, history},
    rules,
};

/// Days back when no start is named, and cases at once.
const DAYS: i64 = 7;
const CASES_MAX: usize = 500;

/// `GET /open311/v2/servicerequestupdates.F`
pub(super) async fn list(format: Format, visit: Visit) -> Response {
    answer(format, "service_request_updates", listed(&visit).await)
}

/// `POST /open311/v2/servicerequestupdates.F`
pub(super) async fn send(format: Format, visit: Visit, request: Request) -> Response {
    answer(format, "service_request_updates", take(&visit, request).await)
}

async fn listed(visit: &Visit) -> Said {
    let params = Params::query(visit);
    let sender = sent::sender(&params).await?;
    params.jurisdiction()?;
    let now = visit.moment.now();
    let from = params.time("start_date")?.unwrap_or(now.plus_days(-DAYS));
    let to = params.time("end_date")?.unwrap_or(now);
    let source = sender.source();
    let read = visit.app.store().read(move |db| {
        let cases = store::of_sender(db, &source, from, CASES_MAX)?;
        let with = cases.into_iter().map(|kept| {
            let history = crate::store::entries(db, kept.id)?;
            Ok((kept.case.number, kept.case.matter, history))
        });
        with.collect::<Result<Vec<_>, Error>>()
    });
    let cases = read.await.map_err(|error| Refused::store(visit, error))?;
    let desk = consulted(visit)?;
    let names = Names::new(visit, &desk);
    let mut updates = Vec::new();
    let open = |matter: &str| desk.catalogue.matter(matter).is_some_and(is_offered);
    for (number, _, entries) in cases.iter().filter(|(_, matter, _)| open(matter)) {
        // The report itself is no news to whoever sent it.
        let news = (2..=entries.len()).filter_map(|end| entries.get(..end));
        for history in news {
            let (Some(entry), Some(case)) = (history.last(), fold(history)) else { continue };
            if (from..=to).contains(&entry.at) && is_news(names, entry) {
                updates.push((entry.at, update(names, number, entry, &case)));
            }
        }
    }
    updates.sort_by_key(|(at, _)| *at);
    Ok(Node::List("request_update", updates.into_iter().map(|(_, node)| node).collect()))
}

/// What a worker would see of the plain course of a case; not what its special parts (disputes,
/// contacts, chains) tell those concerned.
fn is_news(names: Names<'_>, entry: &Entry) -> bool {
    history::is_shown(names, Audience::Worker, entry) && !entry.what.kind().contains('.')
}

fn update(names: Names<'_>, number: &str, entry: &Entry, case: &Case) -> Node {
    let what = history::what(names, &entry.what);
    let note = history::note(names, Audience::Worker, &entry.what);
    let description = if note.is_empty() { what } else { format!("{what}\n{note}") };
    Node::Map(vec![
        ("update_id", Node::text(format!("{number}-{}", entry.seq))),
        ("service_request_id", Node::text(number)),
        ("status", Node::text(element::status(case.state))),
        ("external_status_code", Node::text(case.state.as_str())),
        ("updated_datetime", element::time(entry.at)),
        ("description", Node::text(description)),
        ("media_url", Node::Empty),
    ])
}

async fn take(visit: &Visit, request: Request) -> Said {
    let (form, _) = sent::read(visit, request).await?;
    let params = Params::query(visit).with(form);
    let sender = sent::sender(&params).await?;
    params.jurisdiction()?;
    let wrong = |key: &str| Refused::wrong(visit, key, &[]);
    let typed = params.get("service_request_id").ok_or_else(|| wrong("open311-id-missing"))?;
    let text = params.get("description").unwrap_or_default().replace("\r\n", "\n");
    if !(2..=REASON_MAX).contains(&text.chars().count()) {
        return Err(wrong("open311-update-text"));
    }
    let number = case_number::normalise(typed).unwrap_or_default();
    let stamp = Stamp::system(visit.moment.clone(), "open311");
    let noted = visit.app.store().write(stamp, move |tx| note(tx, &sender, &number, text)).await;
    let args = [("id", typed.to_owned().into())];
    let update_id = noted
        .map_err(|error| Refused::store(visit, error))?
        .ok_or_else(|| Refused::absent(visit, "open311-no-request", &args))?;
    let update = Node::Map(vec![("update_id", Node::text(update_id))]);
    Ok(Node::List("request_update", vec![update]))
}

/// The sender's remark, which its worker may see. What the sender says of the status changes
/// nothing: that is for the owner and the worker.
fn note(
    tx: &mut Tx<'_>,
    sender: &Sender,
    number: &str,
    text: String,
) -> Result<Option<String>, Error> {
    let Some(id) = store::id_of_sender(tx, &sender.source(), number)? else { return Ok(None) };
    let Some(mut case) = crate::store::hold(tx, id)? else { return Ok(None) };
    let what = What::Noted { text, public: true };
    if rules::admit(&case, &what).is_err() {
        return Ok(None);
    }
    let entry = Entry {
        seq: case.length + 1,
        at: tx.now().max(case.updated_at),
        actor: None,
        unit: Some(sender.unit),
        role: "open311".into(),
        what,
    };
    act::write(tx, id, &mut case, &entry)?;
    tx.emit(&Event::UnitNotified {
        unit: case.owner,
        case: id,
        number: case.number.clone(),
        notice: "noted".into(),
    })?;
    Ok(Some(format!("{}-{}", case.number, entry.seq)))
}
