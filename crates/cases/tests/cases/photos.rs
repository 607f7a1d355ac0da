//! Photos before the public: who may release one, which, and that taking it back takes it away.

use access::Actor;
use cases::{
    act::ActError,
    answer::{self, Given},
    case::Case,
    entry::{Outcome, Photo},
    handle, photos,
};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, code, each_town};

fn photo(file: &str) -> Photo {
    Photo { file: file.to_owned(), width: 800, height: 600 }
}

fn report(town: &Town, matter: &str) -> CaseId {
    let mut draft = town.draft(matter, COMMUNITY, "饭点门口没有地方停车，停哪儿都被赶");
    draft.photos = vec![photo("one"), photo("two")];
    town.send(&town.people.rider, draft)
}

fn release(town: &Town, by: &Actor, id: CaseId, original: &'static str) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| photos::release(tx, by, id, None, original, photo("veiled")))
}

fn withdraw(town: &Town, by: &Actor, id: CaseId, original: &'static str) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| photos::withdraw(tx, by, id, None, original))
}

fn is_public(town: &Town, number: &str, file: &'static str) -> bool {
    let number = number.to_owned();
    town.read(move |db| photos::is_public(db, &number, file))
}

#[test]
fn a_photo_is_public_from_its_release_until_it_is_taken_back() {
    each_town(|town| {
        let id = report(town, "parking");
        let number = town.case(id).number;
        assert!(!is_public(town, &number, "one") && !is_public(town, &number, "veiled"));
        let case = release(town, &town.people.clerk, id, "one").unwrap();
        assert_eq!(case.public_photos().collect::<Vec<_>>(), [&photo("veiled")]);
        assert!(is_public(town, &number, "veiled"));
        assert!(!is_public(town, &number, "one"), "the original never is");
        assert!(!is_public(town, "261121-7K3M9Q-X", "veiled"), "only under its own case");
        // Released once more, it takes the place of the first.
        let again = release(town, &town.people.clerk, id, "one").unwrap();
        assert_eq!(again.shown.len(), 1);
        withdraw(town, &town.people.clerk, id, "one").unwrap();
        assert!(!is_public(town, &number, "veiled"));
        assert_eq!(code(withdraw(town, &town.people.clerk, id, "one")), "case-no-such-photo");
        let story = ["reported", "photo.released", "photo.released", "photo.withdrawn"];
        assert_eq!(town.story(id), story);
        town.assert_folded(id);
    });
}

#[test]
fn only_photos_of_the_case_and_only_where_its_kind_is_shown() {
    each_town(|town| {
        let id = report(town, "parking");
        assert_eq!(code(release(town, &town.people.clerk, id, "three")), "case-no-such-photo");
        let hidden = report(town, "other");
        let refused = release(town, &town.people.clerk, hidden, "one");
        assert_eq!(code(refused), "case-never-public");
        // Sorted under a kind that is not shown, what was public is public no more.
        let number = town.case(id).number;
        release(town, &town.people.clerk, id, "one").unwrap();
        town.write(&town.people.clerk, move |tx, desk, by| {
            handle::accept(tx, by, id, None)?;
            handle::resort(tx, desk, by, id, None, "other")
        })
        .unwrap();
        assert!(!is_public(town, &number, "veiled"));
        assert_eq!(town.case(id).public_photos().count(), 0);
        town.assert_folded(id);
    });
}

#[test]
fn the_answers_photos_may_be_shown_too() {
    each_town(|town| {
        let id = report(town, "parking");
        let given = Given {
            text: "已经划出六个车位".into(),
            outcome: Outcome::Solved,
            photos: vec![photo("after")],
        };
        town.write(&town.people.clerk, move |tx, desk, by| {
            handle::accept(tx, by, id, None)?;
            answer::answer(tx, desk, by, id, None, given)
        })
        .unwrap();
        assert_eq!(release(town, &town.people.clerk, id, "after").unwrap().shown.len(), 1);
    });
}

#[test]
fn who_does_not_answer_for_the_case_releases_nothing() {
    each_town(|town| {
        let id = report(town, "parking");
        assert_eq!(code(release(town, &town.people.rider, id, "one")), "denied");
        assert_eq!(town.story(id), ["reported"]);
    });
}
