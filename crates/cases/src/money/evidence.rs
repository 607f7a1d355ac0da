//! Handing evidence in, and withdrawing it.

use access::Actor;
use contracts::CaseId;
use kernel::Day;
use storage::Tx;

use super::{
    Refusal, chain,
    claim::{self, Side},
    fact::{Content, Fact, Item, Kind, Media},
    kit::Kit,
};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    desk::Desk,
    entry::What,
    handle::REASON_MAX,
    rules,
};

/// Characters of a label, and of evidence that is a plain text.
pub const LABEL_MAX: usize = 60;
pub const TEXT_MAX: usize = 4_000;

/// What is handed in.
#[derive(Debug, Clone)]
pub enum Piece {
    Text(String),
    /// A file that is in the store already, as [`super::intake`] keeps it.
    File {
        name: String,
        media: Media,
        bytes: i64,
    },
}

/// One or several pieces under one label, as pages of one contract are.
#[derive(Debug, Clone)]
pub struct Given {
    pub label: String,
    pub kind: Kind,
    /// When it was made.
    pub made: Option<Day>,
    pub pieces: Vec<Piece>,
}

/// Adds evidence: an item for each piece, linked to those before it.
pub fn add(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    given: &Given,
) -> Result<Case, ActError> {
    let mut held = claim::hold(tx, desk, actor, id, side)?;
    let label = act::text("label", &one_line(&given.label), 1, LABEL_MAX)?;
    if given.made.is_some_and(|day| day > tx.now().day()) {
        return Err(ActError::Invalid { field: "made", code: "money-day-future" });
    }
    if given.pieces.is_empty() {
        return Err(ActError::Invalid { field: "text", code: "money-evidence-missing" });
    }
    for piece in &given.pieces {
        let item = item(tx, &held, &label, given, piece)?;
        held.append(tx, What::Money(Fact::Evidence(item)))?;
    }
    claim::tell(tx, &held, side, "money-evidence")?;
    Ok(held.case)
}

fn item(
    tx: &Tx<'_>,
    held: &Held,
    label: &str,
    given: &Given,
    piece: &Piece,
) -> Result<Item, ActError> {
    let (content, sha256) = match piece {
        Piece::Text(text) => {
            let text = act::text("text", &text.replace("\r\n", "\n"), 2, TEXT_MAX)?;
            let sha256 = chain::sha256(text.as_bytes());
            (Content::Text(text), sha256)
        }
        Piece::File { name, media, bytes } => {
            (Content::File { media: *media, bytes: *bytes }, name.clone())
        }
    };
    let nothing = Kit::default();
    let kit = held.case.money.as_ref().unwrap_or(&nothing);
    let mut item = Item {
        number: u32::try_from(kit.evidence.len()).unwrap_or(u32::MAX).saturating_add(1),
        label: label.to_owned(),
        kind: given.kind,
        made: given.made,
        content,
        sha256,
        added_at: tx.now().max(held.case.updated_at),
        previous: kit.head().to_owned(),
        link: String::new(),
    };
    item.link = chain::link(&held.case.number, &item);
    Ok(item)
}

/// Withdraws a piece of evidence. Only whoever handed it in may: the worker, or the same unit.
pub fn strike(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    number: u32,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = claim::hold(tx, desk, actor, id, side)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let found = held.case.money.as_ref().and_then(|kit| kit.evidence(number));
    if found.is_none_or(|evidence| evidence.by.unit != held.unit()) {
        return Err(rules::Refusal::Money(Refusal::NoSuchItem).into());
    }
    held.append(tx, What::Money(Fact::Struck { item: number, reason }))?;
    claim::tell(tx, &held, side, "money-evidence")?;
    Ok(held.case)
}

/// A label is one line, whatever was pasted into it.
fn one_line(typed: &str) -> String {
    typed.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}
