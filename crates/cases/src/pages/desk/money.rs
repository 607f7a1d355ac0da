//! The dispute on the desk's page of a case: its money and its mediation.

use ui::SafeHtml;
use web::Signed;

use super::sight::Sight;
use crate::{
    money::claim::Side,
    pages::{dispute::show, shared::Names},
};

/// Both sections, as far as this reader may know of them.
pub fn sections(signed: &Signed, names: Names<'_>, sight: &Sight) -> SafeHtml {
    let (id, case) = (sight.id, &sight.case);
    let shown = show::Sight { signed, names, id, case, side: Side::Unit };
    shown.money().and(shown.mediation())
}
