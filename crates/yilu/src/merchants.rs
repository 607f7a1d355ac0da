//! How merchants on the map meet their discounts and riders' complaints: a place has counters of
//! passes, a complaint is a case.

use access::Permit;
use cases::{
    entry::Channel,
    report::{self, Report, ReportError},
    store,
};
use contracts::{CaseId, PlaceId};
use kernel::{Day, Timestamp};
use passes::store::offers;
use places::{
    Fault,
    port::{CaseStanding, Cases, NewCase, Offer, Offers},
};
use storage::{Db, Error, Tx};

/// Complaints as cases; the closure gives the declarations in force, once there are any.
pub struct Complaints<D>(pub D);

impl<D: Fn() -> Option<cases::Desk> + Send + Sync> Cases for Complaints<D> {
    fn report(&self, tx: &mut Tx<'_>, permit: &Permit, new: NewCase) -> Result<(), Fault> {
        let early = || Fault::Store(Error::Refused("the program is still starting".into()));
        let desk = self.0().ok_or_else(early)?;
        let told = Report {
            id: new.id,
            matter: new.matter,
            area: new.area,
            title: new.title,
            text: new.text,
            fields: Vec::new(),
            place: Some(new.at),
            address: new.address,
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        };
        match report::report(tx, &desk, permit, told) {
            Ok(_) => Ok(()),
            Err(ReportError::Store(error)) => Err(Fault::Store(error)),
            Err(ReportError::IdTaken) => Err(Fault::NotFound),
            Err(ReportError::Invalid(faults)) => {
                let code = faults.first().map_or("places-text-short", |fault| fault.code);
                Err(Fault::invalid("said", code))
            }
        }
    }

    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<CaseStanding>, Error> {
        let found = store::find(db, id)?;
        Ok(found.map(|case| CaseStanding {
            state: cases::pages::shared::state::key(case.state),
            number: case.number,
        }))
    }
}

/// What merchants give, from their counters.
pub struct Given;

impl Offers for Given {
    fn of(
        &self,
        db: &mut Db<'_>,
        place: PlaceId,
        day: Day,
        since: Timestamp,
    ) -> Result<Vec<Offer>, Error> {
        let standing = offers::of_place(db, place, day)?;
        let told = standing.into_iter().map(|offer| {
            let (served, _) = offers::figures(db, offer.id, since)?;
            let period = offer.period.as_str();
            Ok(Offer { title: offer.title, times: offer.times, period, served })
        });
        told.collect()
    }
}

/// Merchants for those who open counters; the closure gives what places consult.
pub struct Shops<D>(pub D);

impl<D: Fn() -> Option<places::Desk> + Send + Sync> passes::port::Merchants for Shops<D> {
    fn of_code(
        &self,
        db: &mut Db<'_>,
        code: &str,
    ) -> Result<Option<passes::port::Merchant>, Error> {
        let Some(desk) = self.0() else { return Ok(None) };
        let found = places::store::of_code(db, code)?.map(|kept| kept.place);
        let shop = found.filter(|place| place.is_kept() && desk.is_merchant(place));
        Ok(shop.map(|place| passes::port::Merchant {
            place: place.id,
            area: place.area,
            keeper: place.owner.unwrap_or_else(|| desk.keeper(&place.area)),
        }))
    }
}
