//! Both languages say everything.

#[test]
fn the_words_are_complete() {
    assert_eq!(web::words::gather(&[cases::WORDS]).check(), Ok(()));
}

#[test]
fn every_refusal_and_state_has_its_words() {
    use cases::{joint::Refusal as Joint, rules::Refusal};
    let words = web::words::gather(&[cases::WORDS]);
    let refusals = [
        Refusal::Closed,
        Refusal::NotAccepted,
        Refusal::AlreadyAccepted,
        Refusal::NotAnswered,
        Refusal::AwaitsVerdict,
        Refusal::HandedBackBefore,
        Refusal::TooLate,
        Refusal::AppealedBefore,
        Refusal::NotOutOfScope,
        Refusal::AppealOpen,
        Refusal::NotClosed,
        Refusal::SameUnit,
        Refusal::NeverPublic,
        Refusal::OwnDecision,
        Refusal::Joint(Joint::PartsOpen),
        Refusal::Joint(Joint::NotCalled),
        Refusal::Joint(Joint::NoSuchPart),
        Refusal::Joint(Joint::Closed),
        Refusal::Joint(Joint::NotAcknowledged),
        Refusal::Joint(Joint::AlreadyAcknowledged),
        Refusal::Joint(Joint::NotAnswered),
        Refusal::Joint(Joint::AwaitsStreet),
        Refusal::Joint(Joint::HandedBackBefore),
        Refusal::Joint(Joint::HandedBack),
        Refusal::Joint(Joint::WithUnit),
        Refusal::Joint(Joint::SameUnit),
        Refusal::Joint(Joint::TooMany),
        Refusal::Joint(Joint::NoMeeting),
        Refusal::Money(cases::money::Refusal::NotAboutMoney),
        Refusal::Money(cases::money::Refusal::Ended),
        Refusal::Money(cases::money::Refusal::Amount),
        Refusal::Money(cases::money::Refusal::Plan),
        Refusal::Money(cases::money::Refusal::MoreThanAgreed),
        Refusal::Money(cases::money::Refusal::NoSuchItem),
        Refusal::Money(cases::money::Refusal::NoSuchPayment),
        Refusal::Money(cases::money::Refusal::Full),
        Refusal::Money(cases::money::Refusal::ChainMoved),
        Refusal::Money(cases::money::Refusal::NotLate),
        Refusal::Mediation(cases::mediation::Refusal::NotMediated),
        Refusal::Mediation(cases::mediation::Refusal::CaseEnded),
        Refusal::Mediation(cases::mediation::Refusal::UnderWay),
        Refusal::Mediation(cases::mediation::Refusal::NoneUnderWay),
        Refusal::Mediation(cases::mediation::Refusal::NoAgreement),
        Refusal::Mediation(cases::mediation::Refusal::Parties),
        Refusal::Mediation(cases::mediation::Refusal::TooManySessions),
        Refusal::Mediation(cases::mediation::Refusal::NoMediator),
    ];
    for lang in ui::Lang::ALL {
        for refusal in refusals {
            for key in ["", "-detail"] {
                let key = format!("problem-{}{key}", refusal.code());
                assert!(words.find(lang, &key).is_some(), "{key}");
            }
        }
        for state in cases::State::ALL {
            let key = cases::pages::shared::state::key(state);
            assert!(words.find(lang, key).is_some(), "{key}");
        }
    }
}
