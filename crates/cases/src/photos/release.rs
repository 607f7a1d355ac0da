//! Release a photo to the public after looking at it; take it back.

use access::{Actor, policy::Action};
use contracts::CaseId;
use storage::Tx;

use super::{Fact, store};
use crate::{
    act::{self, ActError},
    case::Case,
    entry::{Photo, What},
};

/// Release: `photo` is the picture in which everything that is not to be seen is painted over.
pub fn release(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    original: &str,
    photo: Photo,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseClose, seen)?;
    let original = original.to_owned();
    let fact = Fact::Released { original: original.clone(), photo: photo.clone() };
    held.append(tx, What::Photo(fact))?;
    store::show(tx, id, &original, &photo)?;
    Ok(held.case)
}

/// Take it back: from now on nobody finds it.
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    original: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseClose, seen)?;
    held.append(tx, What::Photo(Fact::Withdrawn { original: original.to_owned() }))?;
    store::hide(tx, id, original)?;
    Ok(held.case)
}
