//! `yilu verify`: whether everything that was promised still holds.

use cases::collective::{self, CollectiveId};
use contracts::CaseId;
use credential::{Receipt, VerifierKey};
use gatherings::{
    GatheringId,
    statement::{Statement, totals},
};
use storage::{Store, journal};

use crate::{
    cli::Verify,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Verify) -> Outcome {
    if let (false, Some(key)) = (arguments.statement.is_empty(), &arguments.key) {
        let key = key.parse::<VerifierKey>().map_err(|error| Failure::told(error.to_string()))?;
        return check_statements(&arguments.statement, &key);
    }
    if let (Some(path), Some(key)) = (&arguments.receipt, &arguments.key) {
        // A receipt and a public key suffice: no deployment is needed.
        let key = key.parse::<VerifierKey>().map_err(|error| Failure::told(error.to_string()))?;
        return check_receipt(path, &key);
    }
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    if let Some(path) = &arguments.receipt {
        return check_receipt(path, deployment.log_key.public());
    }
    let mut findings = Vec::new();
    report(&mut findings, "journal", verify_journal(&deployment)?);
    report(&mut findings, "ledger", verify_ledger(deployment.store())?);
    report(&mut findings, "funds", verify_funds(deployment.store())?);
    report(&mut findings, "cases", verify_cases(deployment.store())?);
    report(&mut findings, "votes", verify_votes(deployment.store())?);
    report(&mut findings, "gatherings", verify_gatherings(deployment.store())?);
    report(&mut findings, "evidence", verify_evidence(deployment.store())?);
    report(&mut findings, "registry", verify_registry(deployment.store())?);
    deployment.close();
    if findings.is_empty() {
        println!("everything holds; the log's public key is {}", deployment.log_key.public());
        Ok(())
    } else {
        Err(Failure::told(format!("{} findings:\n{}", findings.len(), findings.join("\n"))))
    }
}

fn report(all: &mut Vec<String>, part: &str, found: Vec<String>) {
    eprintln!("yilu: {part}: {}", if found.is_empty() { "holds" } else { "does NOT hold" });
    all.extend(found.into_iter().map(|finding| format!("{part}: {finding}")));
}

fn check_receipt(path: &std::path::Path, key: &VerifierKey) -> Outcome {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path.display()))?;
    let receipt: Receipt = serde_json::from_str(&text)
        .map_err(|error| Failure::told(format!("{}: no receipt: {error}", path.display())))?;
    let verified = receipt.verify(key).map_err(|error| Failure::told(error.to_string()))?;
    println!(
        "entry {} of {} says {} at {}; signed by {} at {}",
        verified.index,
        verified.leaf.action,
        verified.leaf.id,
        verified.at.rfc3339(),
        key.name(),
        verified.sealed_at.rfc3339()
    );
    Ok(())
}

/// What statements of attendance say together; no deployment is needed.
fn check_statements(paths: &[std::path::PathBuf], key: &VerifierKey) -> Outcome {
    let mut all = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).map_err(Failure::file(path.display()))?;
        let wrong = |error| Failure::told(format!("{}: {error}", path.display()));
        all.push(Statement::open(&text, key).map_err(wrong)?);
    }
    let totals = totals(&all).map_err(|error| Failure::told(error.to_string()))?;
    for statement in &all {
        println!("{} for {} on {}", statement.from, statement.name, statement.on);
    }
    for (kind, (attended, made_up)) in totals {
        println!("{kind}: attended {attended}, made up for {made_up}");
    }
    Ok(())
}

fn verify_journal(deployment: &Deployment) -> Outcome<Vec<String>> {
    let key = deployment.log_key.public().clone();
    let findings = deployment.store().read_blocking(move |db| journal::verify(db, &key))?;
    Ok(findings.into_iter().map(|finding| finding.0).collect())
}

fn verify_ledger(store: &Store) -> Outcome<Vec<String>> {
    let findings = store.read_blocking(ledger::verify::verify)?;
    Ok(findings.iter().map(ToString::to_string).collect())
}

fn verify_funds(store: &Store) -> Outcome<Vec<String>> {
    let findings = store.read_blocking(funds::verify)?;
    Ok(findings.iter().map(ToString::to_string).collect())
}

/// Folds every case's entries and compares them with its row; follows every chain of evidence.
fn verify_cases(store: &Store) -> Outcome<Vec<String>> {
    let mut findings = Vec::new();
    each_batch(store, |ids| {
        let found = store.read_blocking(move |db| {
            let mut found = Vec::new();
            for id in ids {
                found.extend(cases::store::difference(db, id)?);
            }
            Ok::<_, storage::Error>(found)
        })?;
        findings.extend(found);
        Ok(())
    })?;
    Ok(findings)
}

/// Folds every collective matter's entries, and counts its urns again.
fn verify_votes(store: &Store) -> Outcome<Vec<String>> {
    let found = store.read_blocking(|db| {
        const BATCH: usize = 500;
        let mut after = CollectiveId::from_bytes([0; 16]);
        let mut found = Vec::new();
        loop {
            let ids = collective::store::ids_after(db, after, BATCH)?;
            let Some(last) = ids.last() else { return Ok::<_, storage::Error>(found) };
            after = *last;
            for id in ids {
                found.extend(collective::verify::difference(db, id)?);
            }
        }
    })?;
    Ok(found)
}

/// Folds every gathering's entries, and counts its urns again.
fn verify_gatherings(store: &Store) -> Outcome<Vec<String>> {
    let found = store.read_blocking(|db| {
        const BATCH: usize = 500;
        let mut after = GatheringId::from_bytes([0; 16]);
        let mut found = Vec::new();
        loop {
            let ids = gatherings::store::ids_after(db, after, BATCH)?;
            let Some(last) = ids.last() else { return Ok::<_, storage::Error>(found) };
            after = *last;
            for id in ids {
                found.extend(gatherings::verify::difference(db, id)?);
            }
        }
    })?;
    Ok(found)
}

/// Makes the commitments of every file of workers again from the facts that stand there.
fn verify_registry(store: &Store) -> Outcome<Vec<String>> {
    Ok(store.read_blocking(registry::verify::differences)?)
}

/// Compares every file of evidence with the hash under which it was handed in.
fn verify_evidence(store: &Store) -> Outcome<Vec<String>> {
    let runtime = super::runtime()?;
    let mut findings = Vec::new();
    each_batch(store, |ids| {
        let cases = store.read_blocking(move |db| {
            let mut found = Vec::new();
            for id in ids {
                found.extend(cases::store::find(db, id)?);
            }
            Ok::<_, storage::Error>(found)
        })?;
        for case in cases {
            let Some(kit) = &case.money else { continue };
            let broken = cases::money::verify::broken_file(store.files(), kit);
            let broken = runtime.block_on(broken)?;
            findings.extend(broken.map(|broken| format!("case {}: {broken}", case.number)));
        }
        Ok(())
    })?;
    Ok(findings)
}

/// Hands every case's id over, some hundred at once.
fn each_batch(store: &Store, mut check: impl FnMut(Vec<CaseId>) -> Outcome) -> Outcome {
    const BATCH: usize = 500;
    let mut after = CaseId::from_bytes([0; 16]);
    loop {
        let ids = store.read_blocking(move |db| cases::store::ids_after(db, after, BATCH))?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        check(ids)?;
    }
}
