//! What the program does by itself, on every node: deadlines, the log's order and its signed
//! checkpoints, messages, the search index, housekeeping. Each step is one short transaction that
//! a second node may do instead.

use std::{sync::Arc, thread, time::Duration};

use access::sms::SmsGateway;
use cases::search;
use registry::linking::run;
use storage::{
    Error, Stamp, files, journal,
    outbox::{self, Message},
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{deployment::Deployment, notices, rights, suggest, wiring};

/// Seconds between signed checkpoints.
const CHECKPOINT_SECONDS: u64 = 60;
const HOUSEKEEPING_SECONDS: u64 = 600;
/// Seconds between trainings of the category suggestion.
const LEARNING_SECONDS: u64 = 3_600;
/// Seconds between looks whether records are to be linked.
const LINKING_SECONDS: u64 = 60;
/// How many times as long as a batch takes the indexer rests after it.
const INDEX_PAUSE: u32 = 3;
/// A file that is to go is gone so soon.
const FORGETTING_SECONDS: u64 = 10;

/// Begins all of it; it ends when `stop` turns true.
pub fn begin(
    deployment: &Deployment,
    sms: Option<Arc<dyn SmsGateway>>,
    stop: &watch::Receiver<bool>,
) -> Vec<tokio::task::JoinHandle<()>> {
    let every = |seconds: u64, name: &'static str, work: Work| {
        tokio::spawn(repeat(deployment.clone(), stop.clone(), seconds, name, work))
    };
    // Without a gateway messages wait in the outbox until there is one, or they are too late.
    let lane = |topic: Option<&'static str>| -> Work {
        let sms = sms.clone();
        Arc::new(move |deployment| match &sms {
            Some(sms) => deliver(deployment, &**sms, topic),
            None => Ok(()),
        })
    };
    vec![
        every(1, "jobs", Arc::new(run_jobs)),
        every(1, "sequence", Arc::new(sequence)),
        every(1, "search index", Arc::new(index_beside)),
        every(1, "messages", lane(None)),
        // Nothing is before an alarm, and a gateway that is slow with others does not hold it up.
        every(1, "alarms", lane(Some(notices::ALARM))),
        every(FORGETTING_SECONDS, "forgotten files", Arc::new(forget_files)),
        every(CHECKPOINT_SECONDS, "checkpoint", Arc::new(checkpoint)),
        every(HOUSEKEEPING_SECONDS, "housekeeping", Arc::new(tidy_up)),
        every(LEARNING_SECONDS, "learning", Arc::new(learn)),
        every(LINKING_SECONDS, "linking", Arc::new(link)),
        tokio::spawn(deployment.directory.clone().follow()),
        tokio::spawn(declarations::follow(deployment.app.clone())),
        tokio::spawn(shelf(deployment).follow(deployment.app.clone())),
    ]
}

/// The places of this node; empty where none hang on the app.
fn shelf(deployment: &Deployment) -> places::Shelf {
    deployment.app.get::<places::Shelf>().cloned().unwrap_or_default()
}

/// Puts every place on this node's shelf, so that the first rider need not wait for it.
pub fn fill_shelf(deployment: &Deployment) -> Result<(), Error> {
    shelf(deployment).refresh_blocking(&deployment.app)
}

type Work = Arc<dyn Fn(&Deployment) -> Result<(), Error> + Send + Sync>;

async fn repeat(
    deployment: Deployment,
    mut stop: watch::Receiver<bool>,
    seconds: u64,
    name: &'static str,
    work: Work,
) {
    loop {
        let (step, on) = (Arc::clone(&work), deployment.clone());
        let outcome = tokio::task::spawn_blocking(move || step(&on)).await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(Error::Closed)) => return,
            Ok(Err(error)) => tracing::warn!(%error, name, "background work will be tried again"),
            Err(error) => tracing::error!(%error, name, "background work failed"),
        }
        tokio::select! {
            () = sleep(Duration::from_secs(seconds)) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

fn system(deployment: &Deployment, purpose: &str) -> Stamp {
    Stamp::system(deployment.app.moment(), purpose)
}

fn run_jobs(deployment: &Deployment) -> Result<(), Error> {
    let handlers = wiring::job_handlers(&deployment.app, &deployment.directory);
    storage::jobs::run_due(deployment.store(), &deployment.app.moment(), &handlers).map(drop)
}

/// Gives journal entries their places in the log. What is written meanwhile gets its place with the
/// next second's: placing few at a time costs as much as placing many.
pub fn sequence(deployment: &Deployment) -> Result<(), Error> {
    let place =
        || deployment.store().write_blocking(system(deployment, "sequence"), journal::sequence);
    while place()? >= journal::SEQUENCE_BATCH {}
    Ok(())
}

/// Signs the log as it stands.
pub fn checkpoint(deployment: &Deployment) -> Result<(), Error> {
    let key = deployment.log_key.clone();
    deployment
        .store()
        .write_blocking(system(deployment, "checkpoint"), move |tx| journal::checkpoint(tx, &key))
        .map(drop)
}

/// Brings the search index up to date.
pub fn index(deployment: &Deployment) -> Result<(), Error> {
    while index_some(deployment)? >= search::BATCH {}
    Ok(())
}

/// The same, leaving most of the time to whoever waits for an answer.
fn index_beside(deployment: &Deployment) -> Result<(), Error> {
    loop {
        let begun = Instant::now();
        if index_some(deployment)? < search::BATCH {
            return Ok(());
        }
        thread::sleep(begun.elapsed() * INDEX_PAUSE);
    }
}

fn index_some(deployment: &Deployment) -> Result<usize, Error> {
    deployment.store().write_blocking(system(deployment, "index"), search::index_changed)
}

/// Delivers messages to people that are due: of one topic, or of every one.
fn deliver(
    deployment: &Deployment,
    sms: &dyn SmsGateway,
    topic: Option<&'static str>,
) -> Result<(), Error> {
    let now = deployment.app.clock().now();
    take_out(deployment, topic, |message| match message.topic.as_str() {
        access::sms::TOPIC => {
            access::sms::deliver(deployment.app.vault(), sms, &message.payload, now)
                .map_err(|error| error.to_string())
        }
        notices::TOPIC | notices::ALARM => {
            let (store, app) = (deployment.store(), &deployment.app);
            notices::deliver(store, app.vault(), app.words(), sms, &message.payload)
        }
        files::FORGET => forget_file(deployment, &message.payload),
        other => Err(format!("nobody delivers messages of the topic {other}")),
    })
}

/// Removes files that were somebody's and that nothing needs, with or without a gateway for messages.
pub fn forget_files(deployment: &Deployment) -> Result<(), Error> {
    take_out(deployment, Some(files::FORGET), |message| forget_file(deployment, &message.payload))
}

fn forget_file(deployment: &Deployment, payload: &str) -> Result<(), String> {
    let here = tokio::runtime::Handle::try_current().map_err(|error| error.to_string())?;
    here.block_on(rights::forget_file(deployment.store(), payload))
}

/// Takes what is due out of the outbox, one after the other, each once unless it fails.
fn take_out(
    deployment: &Deployment,
    topic: Option<&'static str>,
    send: impl Fn(&Message) -> Result<(), String>,
) -> Result<(), Error> {
    const BATCH: usize = 50;
    let now = deployment.app.clock().now();
    let due = deployment.store().read_blocking(move |db| match topic {
        Some(topic) => outbox::due_of(db, topic, now, BATCH),
        None => outbox::due(db, now, BATCH),
    })?;
    for message in due {
        let id = message.id;
        let claimed = deployment
            .store()
            .write_blocking(system(deployment, "outbox"), move |tx| outbox::claim(tx, id))?;
        if !claimed {
            continue;
        }
        let sent = send(&message);
        deployment.store().write_blocking(system(deployment, "outbox"), move |tx| match sent {
            Ok(()) => outbox::delivered(tx, id),
            Err(reason) => outbox::failed(tx, &message, &reason),
        })?;
    }
    Ok(())
}

fn tidy_up(deployment: &Deployment) -> Result<(), Error> {
    let desk = deployment.desk();
    deployment.store().write_blocking(system(deployment, "housekeeping"), move |tx| {
        cases::checks::announce::monthly(tx, &desk)?;
        storage::idempotency::forget(tx, 7)?;
        // They carry codes, which live for minutes, and telephone numbers.
        let stale = tx.now().plus_hours(-1);
        outbox::forget(tx, access::sms::TOPIC, stale)?;
        access::code::forget_old(tx)?;
        access::session::forget_old(tx)?;
        access::rate::forget_ended(tx)?;
        places::forget_old(tx)?;
        cases::chain::store::lapse_filings(tx)?;
        cases::store::drafts::forget_expired(tx)
    })?;
    Ok(())
}

/// Finds out who is one person, after files and at night. Should two nodes do it at once, the second
/// finds it done.
fn link(deployment: &Deployment) -> Result<(), Error> {
    let now = deployment.app.clock().now();
    let due = deployment.store().read_blocking(move |db| run::due(db, now))?;
    let Some(scope) = due else { return Ok(()) };
    let (vault, areas, moment) =
        (deployment.app.vault(), deployment.app.areas(), deployment.app.moment());
    let told = run::run(deployment.store(), vault, &areas, &moment, scope)?;
    let (changed, linked, asked) = (told.changed, told.linked, told.asked);
    tracing::info!(changed, linked, asked, learnt = told.learnt, "records were compared");
    Ok(())
}

/// How people sorted cases is what the suggestion learns from, beside the catalogue's phrases.
fn learn(deployment: &Deployment) -> Result<(), Error> {
    let sorted = deployment
        .store()
        .read_blocking(|db| cases::suggest::sorted_by_people(db, suggest::CASES_MAX))?;
    deployment.suggester.learn(&deployment.app.catalogue(), sorted);
    Ok(())
}
