//! Whether the evidence of a case is what was handed in: the chain recomputed, compared with the
//! links in the journal, and every file with its hash.

use contracts::CaseId;
use storage::{Db, Error, files::Files, journal};

use super::{
    chain::{self, Broken, Fault},
    fact::Content,
    kit::Kit,
};
use crate::case::Case;

/// The first item of a case's evidence that does not hold, files apart.
pub fn broken(db: &mut Db<'_>, id: CaseId, case: &Case) -> Result<Option<Broken>, Error> {
    let nothing = Kit::default();
    let kit = case.money.as_ref().unwrap_or(&nothing);
    if let Err(broken) = chain::check(&case.number, kit.items()) {
        return Ok(Some(broken));
    }
    let known = journalled(db, id)?;
    let mut items = kit.items();
    for (number, link) in (1..).zip(&known) {
        match items.next() {
            None => return Ok(Some(Broken { item: number, fault: Fault::Missing })),
            Some(item) if item.link != *link => {
                return Ok(Some(Broken { item: number, fault: Fault::Unjournalled }));
            }
            Some(_) => {}
        }
    }
    Ok(items.next().map(|item| Broken { item: item.number, fault: Fault::Unjournalled }))
}

/// The links that the journal keeps, in the order of the case's entries.
fn journalled(db: &mut Db<'_>, id: CaseId) -> Result<Vec<String>, Error> {
    let mut links = Vec::new();
    for entry in journal::entries_about(db, *id.as_bytes())? {
        if entry.action != "case.money.evidence" {
            continue;
        }
        let detail: serde_json::Value = serde_json::from_str(&entry.detail)
            .map_err(|error| Error::Corrupt(format!("a journal entry's detail: {error}")))?;
        let seq = detail.get("seq").and_then(serde_json::Value::as_i64);
        let link = detail.get("link").and_then(serde_json::Value::as_str);
        links.push((seq.unwrap_or(0), link.unwrap_or_default().to_owned()));
    }
    links.sort_unstable();
    Ok(links.into_iter().map(|(_, link)| link).collect())
}

/// The first item whose file is gone or has other bytes.
pub async fn broken_file(files: &Files, kit: &Kit) -> Result<Option<Broken>, Error> {
    for item in kit.items() {
        let Content::File { bytes, .. } = &item.content else { continue };
        let fault = match files.get(&item.sha256).await? {
            None => Some(Fault::FileMissing),
            Some(kept) => {
                let same = chain::sha256(&kept) == item.sha256
                    && i64::try_from(kept.len()).is_ok_and(|length| length == *bytes);
                (!same).then_some(Fault::OtherContent)
            }
        };
        if let Some(fault) = fault {
            return Ok(Some(Broken { item: item.number, fault }));
        }
    }
    Ok(None)
}
