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
