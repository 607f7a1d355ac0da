//! Who is told of news in a matter.

use contracts::{Addressee, Event, UnitId};
use storage::{Error, Tx};

use super::{CollectiveId, fold::Collective, store};

pub(super) fn unit(
    tx: &mut Tx<'_>,
    unit: UnitId,
    matter: &Collective,
    notice: &str,
) -> Result<(), Error> {
    tell(tx, Addressee::Unit(unit), matter, notice)
}

/// Everybody who reported it, joined it, or may vote on it.
pub(super) fn everybody(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &Collective,
    notice: &str,
) -> Result<(), Error> {
    for person in store::people::told(tx, id, matter.round_number())? {
        tell(tx, Addressee::Person(person), matter, notice)?;
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, to: Addressee, matter: &Collective, notice: &str) -> Result<(), Error> {
    let (number, notice) = (matter.number.clone(), notice.to_owned());
    tx.emit(&Event::CollectiveNews { to, number, notice })
}
