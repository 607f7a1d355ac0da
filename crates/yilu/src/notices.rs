//! News for people, by text message. The message names the case's number and what to do, never
//! what the case is about: phones lie about.

use access::{Vault, notice, sms::SmsGateway};
use contracts::{Addressee, Event, PersonId, UnitId};
use serde::{Deserialize, Serialize};
use storage::{Error, Store, Tx};
use ui::{Lang, Words};

/// The outbox topic of these messages.
pub const TOPIC: &str = "notice";

/// News that is worth a text message; the rest is seen on the page.
const WORTH_A_MESSAGE: [&str; 7] = [
    "answered",
    "lapsed",
    "out-of-scope",
    "scope-decided",
    "chain-taken",
    "check-unsolved",
    "unpaid",
];

/// News of a matter that concerns many that is worth one.
const OF_MANY: [&str; 4] =
    ["collective-accepted", "collective-declined", "collective-vote", "collective-decided"];

/// The outbox topic of alarms; they have a lane of their own, so that nothing is before them.
pub const ALARM: &str = "alarm";

/// News that rings the duty desk of a unit.
const ALARMS: [&str; 2] = ["duty", "duty-again"];

/// Whose telephones ring: the unit's duty officers; where it has none, who leads it; else its
/// clerks. An alarm finds somebody.
const RUNG: [&str; 3] = ["duty", "street-lead", "clerk"];

#[derive(Serialize, Deserialize)]
struct Notice {
    person: PersonId,
    number: String,
    news: String,
}

/// Leaves a message in the outbox, inside the transaction that made the news.
pub fn react(tx: &mut Tx<'_>, event: &Event) -> Result<(), Error> {
    if let Event::UnitNotified { unit, number, notice, .. } = event
        && ALARMS.contains(&notice.as_str())
    {
        return ring(tx, *unit, number, notice);
    }
    let (person, number, notice) = match event {
        Event::PersonNotified { person, number, notice, .. }
            if WORTH_A_MESSAGE.contains(&notice.as_str()) =>
        {
            (person, number, notice)
        }
        Event::CollectiveNews { to: Addressee::Person(person), number, notice }
            if OF_MANY.contains(&notice.as_str()) =>
        {
            (person, number, notice)
        }
        Event::GatheringNews { person, at, notice } => {
            let key = format!("notice {}", tx.id::<Notice>());
            let news = format!("gathering-{notice}");
            return tx.enqueue(TOPIC, &key, &Notice { person: *person, number: at.clone(), news });
        }
        Event::ErasureNews { person, at, notice } => {
            let key = format!("notice {}", tx.id::<Notice>());
            let news = format!("erasure-{notice}");
            return tx.enqueue(TOPIC, &key, &Notice { person: *person, number: at.clone(), news });
        }
        Event::FeedLate { person: Some(person), source, .. } => {
            let key = format!("notice {}", tx.id::<Notice>());
            let news = "feed-late".to_owned();
            return tx.enqueue(
                TOPIC,
                &key,
                &Notice { person: *person, number: source.clone(), news },
            );
        }
        _ => return Ok(()),
    };
    let key = format!("notice {}", tx.id::<Notice>());
    let payload = Notice { person: *person, number: number.clone(), news: notice.clone() };
    tx.enqueue(TOPIC, &key, &payload)
}

/// One message for each telephone of the desk.
fn ring(tx: &mut Tx<'_>, unit: UnitId, number: &str, news: &str) -> Result<(), Error> {
    let today = tx.now().day();
    let holders = access::membership::holders_in(tx, unit, today)?;
    let of = |role: &str| -> Vec<PersonId> {
        let held = holders.iter().filter(|(_, post)| post.role == role);
        held.map(|(person, _)| *person).collect()
    };
    let Some(mut rung) = RUNG.into_iter().map(of).find(|found| !found.is_empty()) else {
        return Ok(());
    };
    rung.sort_unstable();
    rung.dedup();
    for person in rung {
        let key = format!("alarm {}", tx.id::<Notice>());
        tx.enqueue(ALARM, &key, &Notice { person, number: number.into(), news: news.into() })?;
    }
    Ok(())
}

/// Sends one message; a person who has no phone any more gets none.
pub fn deliver(
    store: &Store,
    vault: &std::sync::Arc<Vault>,
    words: &Words,
    sms: &dyn SmsGateway,
    payload: &str,
) -> Result<(), String> {
    let notice: Notice = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let (vault, person) = (std::sync::Arc::clone(vault), notice.person);
    let addressee = store
        .read_blocking(move |db| notice::addressee(db, &vault, person))
        .map_err(|error| error.to_string())?;
    let Some(addressee) = addressee else { return Ok(()) };
    let text = words.with(
        Lang::Zh,
        &format!("notice-{}", notice.news),
        &[("number", notice.number.as_str().into())],
    );
    addressee.send(sms, &text).map_err(|error| error.to_string())
}
