//! How visits meet cases: a line of a list is taken in as a case, and is told where it stands.

use access::Permit;
use cases::{
    act::ActError,
    entry::Channel,
    intake::{self, Intake},
    store,
};
use contracts::CaseId;
use outreach::{
    Fault,
    port::{Cases, NewCase, Standing},
};
use storage::{Db, Error, Tx};

/// The cases of this deployment; the closure gives the declarations in force, once there are any.
pub struct Real<D>(pub D);

impl<D: Fn() -> Option<cases::Desk> + Send + Sync> Cases for Real<D> {
    fn open(&self, tx: &mut Tx<'_>, permit: &Permit, new: NewCase) -> Result<(), Fault> {
        let intake = Intake {
            id: new.id,
            matter: new.matter,
            area: new.area,
            title: String::new(),
            text: new.text,
            address: new.site.clone(),
            channel: Channel::Visit,
            source: format!("visit:{}", new.site),
        };
        let early = || Fault::Store(Error::Refused("the program is still starting".into()));
        let desk = self.0().ok_or_else(early)?;
        match intake::open(tx, &desk, permit, intake) {
            Ok(_) => Ok(()),
            Err(ActError::Invalid { field, code }) => Err(Fault::Invalid { field, code }),
            Err(ActError::Denied(denied)) => Err(Fault::Denied(denied)),
            Err(ActError::Store(error)) => Err(Fault::Store(error)),
            Err(_) => Err(Fault::NotFound),
        }
    }

    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        let found = store::find(db, id)?;
        Ok(found.map(|case| Standing {
            state: cases::pages::shared::state::key(case.state),
            is_closed: case.state.is_closed_by_handler(),
            number: case.number,
        }))
    }
}
