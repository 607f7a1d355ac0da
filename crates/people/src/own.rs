//! Being erased on one's own word: what there is to know before, the code, the deed. Pages and API
//! both do it this way.

use std::net::{IpAddr, Ipv4Addr};

use access::{
    Action, Field, Membership, Target,
    code::{self, CodeRules, ERASE, Requested},
};
use kernel::Phone;
use storage::{Db, Tx};
use web::{Answer, Problem, Signed};

use crate::{
    erase::{self, EraseError, Erased},
    erasure::{Erasure, said},
    port::{self, Consent, Consents, Warning, Warnings},
    rules::rules,
    store::erasures,
};

/// Requests at an office that are told, at the most.
const REQUESTS: usize = 20;

/// What somebody should know before.
pub(crate) struct Known {
    /// Posts of which they must be relieved first.
    pub offices: Vec<Membership>,
    pub warnings: Vec<Warning>,
    /// Where the code goes; `None` for whoever has no phone and is erased at an office.
    pub phone: Option<Phone>,
    pub requests: Vec<Request>,
}

/// What an office was asked about the reader, and what it answered.
pub(crate) struct Request {
    pub erasure: Erasure,
    /// Why it was refused; empty otherwise.
    pub reason: String,
}

/// Everything to be known before.
pub(crate) async fn known(signed: &Signed) -> Answer<Known> {
    let (vault, person) = (signed.app.vault().clone(), signed.actor.person);
    let permit = signed.permit(Action::ProfileRead, &Target::of(person))?;
    let warnings = signed.app.get::<Warnings>().cloned().unwrap_or_default();
    let today = signed.moment.now().day();
    let read = move |db: &mut Db<'_>| {
        let phone = vault.own(db, &permit, Field::PHONE)?;
        let mut requests = Vec::new();
        for erasure in erasures::about(db, person, REQUESTS)? {
            let (_, reason) = said(db, &vault, &erasure)?;
            requests.push(Request { erasure, reason });
        }
        Ok::<_, Problem>(Known {
            offices: erase::offices(db, person, today)?,
            warnings: port::ask(db, &warnings.0, person)?,
            phone: phone.and_then(|phone| Phone::parse(&phone).ok()),
            requests,
        })
    };
    signed.app.store().read(read).await
}

/// Sends a code to the own phone, for this and nothing else.
pub(crate) async fn request_code(signed: &Signed) -> Answer<Requested> {
    let known = known(signed).await?;
    if !known.offices.is_empty() {
        return Err(in_office());
    }
    let phone = known.phone.ok_or_else(|| Problem::conflict("people-erase-no-phone"))?;
    let (vault, rules) = (signed.app.vault().clone(), code_rules(signed)?);
    let from = signed.client_ip.0.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let stamp = signed.actor.stamp(signed.moment.clone(), "erase-code");
    let work = signed.app.store().write(stamp, move |tx| {
        code::request_code_for(tx, &vault, &rules, ERASE, &phone, from).map_err(Problem::from)
    });
    work.await
}

/// Erases the reader, who gave the code and ticked the box.
pub(crate) async fn erase(signed: &Signed, given: String, agreed: bool) -> Answer<Erased> {
    if !agreed {
        return Err(Problem::invalid().field("agree", "people-erase-unticked"));
    }
    let person = signed.actor.person;
    let permit = signed.permit(Action::ProfileRead, &Target::of(person))?;
    let (vault, rules) = (signed.app.vault().clone(), code_rules(signed)?);
    let stamp = signed.actor.stamp(signed.moment.clone(), "erase");
    let work = signed.app.store().write(stamp, move |tx: &mut Tx<'_>| {
        let phone = vault.own(tx, &permit, Field::PHONE)?;
        let phone = phone.and_then(|phone| Phone::parse(&phone).ok());
        let phone = phone.ok_or_else(|| Problem::conflict("people-erase-no-phone"))?;
        // A wrong code is a value: the try must count.
        if !code::take_code(tx, &vault, &rules, ERASE, &phone, &given)? {
            return Ok(None);
        }
        erase::erase(tx, &vault, person).map(Some).map_err(Problem::from)
    });
    let wrong = || Problem::invalid().field("code", "people-code-wrong");
    let erased = work.await?.ok_or_else(wrong)?;
    signed.app.sessions().forget_person(person);
    Ok(erased)
}

/// What the reader agreed to and has not taken back.
pub(crate) async fn consents(signed: &Signed) -> Answer<Vec<Consent>> {
    let tells = signed.app.get::<Consents>().cloned().unwrap_or_default();
    let person = signed.actor.person;
    Ok(signed.app.store().read(move |db| port::ask(db, &tells.0, person)).await?)
}

/// The deployment's rules, with a text that says what the code does.
fn code_rules(signed: &Signed) -> Answer<CodeRules> {
    let places = [("code", "{code}".into()), ("minutes", "{minutes}".into())];
    let text = signed.tf("people-erase-sms", &places);
    Ok(CodeRules { text, ..rules(&signed.app)?.codes.clone() })
}

fn in_office() -> Problem {
    Problem::conflict("people-erase-office")
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::InOffice(_) => in_office(),
            EraseError::Vault(error) => error.into(),
            EraseError::Post(error) => Self::internal(error),
        }
    }
}

/// A warning as a sentence.
pub(crate) fn sentence(signed: &Signed, warning: &Warning) -> String {
    let key = format!("people-erase-warn-{}", warning.code);
    let list = warning.list.join(if signed.lang.is_zh() { "、" } else { ", " });
    signed.tf(&key, &[("n", warning.n.into()), ("list", list.into())])
}

/// What a consent is for, as a sentence.
pub(crate) fn purpose(signed: &Signed, consent: &Consent) -> String {
    let key = format!("people-consent-{}", consent.purpose);
    let to = consent.to.map(|unit| crate::pages::unit_name(signed, unit)).unwrap_or_default();
    signed.tf(&key, &[("about", consent.about.as_str().into()), ("to", to.into())])
}
