//! Taking a pasted message in, and giving the group its link.

use access::{Actor, Target, policy, policy::Action};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::CaseId;
use kernel::AreaCode;
use storage::Tx;

use super::{Fact, clean, store};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Channel, What},
    intake::{self, Intake},
};

/// How the source of a pasted case begins; the group's name follows.
pub const SOURCE: &str = "chat:";

const GROUP_MAX: usize = 30;

/// A message as somebody pastes it.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// Made with the form, so that sending it twice makes one case.
    pub id: CaseId,
    /// What the group is called.
    pub group: String,
    pub matter: String,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    pub address: String,
}

/// Makes the case. Whatever the page showed, names and numbers are taken out again here; whoever
/// wrote it in the group did not report it here, and is kept nowhere.
pub fn paste(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    pasted: Pasted,
) -> Result<Case, ActError> {
    let permit = policy::permit(actor, Action::CasePaste, &Target::area(pasted.area))?;
    let group = clean(&act::text("group", &pasted.group, 1, GROUP_MAX)?).text;
    let intake = Intake {
        id: pasted.id,
        matter: pasted.matter,
        area: pasted.area,
        title: clean(&pasted.title).text,
        text: clean(&pasted.text).text,
        address: clean(&pasted.address).text,
        channel: Channel::Chat,
        source: format!("{SOURCE}{group}"),
    };
    let (case, made) = intake::open(tx, desk, &permit, intake)?;
    if made {
        let token = URL_SAFE_NO_PAD.encode(tx.moment().bytes::<16>());
        store::keep(tx, &token, pasted.id)?;
    }
    Ok(case)
}

/// The link has been given to the group; it is shown to nobody here again.
pub fn replied(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CasePaste, None)?;
    held.append(tx, What::Paste(Fact::Replied))?;
    Ok(held.case)
}
