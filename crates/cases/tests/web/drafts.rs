//! Drafts and a worker's own list on both engines.

use cases::store::{
    drafts::{self, Draft},
    mine::{self, Show},
};
use kernel::{Moment, Timestamp};
use storage::{Stamp, testing::each_store};

#[test]
fn a_draft_belongs_to_one_person() {
    each_store(cases::MIGRATIONS, |test| {
        let moment = Moment::seeded(Timestamp::from_seconds(1_795_140_000), 5);
        let (one, other) = (moment.id(), moment.id());
        let id = moment.id();
        let stamp = || Stamp::system(moment.clone(), "test");
        let save = |draft: Draft| {
            test.store.write_blocking(stamp(), move |tx| drafts::save(tx, &draft)).unwrap()
        };
        let mut draft = Draft::new(id, None);
        draft.typed.push(("text".into(), "没地方停车".into()));
        assert!(save(draft.clone()), "typed after the session had ended");
        draft.person = Some(one);
        assert!(save(draft.clone()), "claimed");
        assert!(!save(Draft::new(id, Some(other))), "somebody else's");
        assert!(!save(Draft::new(id, None)), "a stranger's");
        let find = |now| test.store.read_blocking(move |db| drafts::find(db, id, now)).unwrap();
        assert_eq!(find(moment.now()), Some(draft));
        let week = moment.now().plus_days(drafts::DRAFT_DAYS);
        assert_eq!(find(week), None);
        let late = Stamp::system(moment.at(week), "test");
        assert_eq!(test.store.write_blocking(late, drafts::forget_expired).unwrap(), 1);

        let nothing = test.store.read_blocking(move |db| {
            for show in Show::ALL {
                let after = cases::store::lists::After { key: 0, id };
                assert!(mine::page(db, one, show, Some(after), 5)?.is_empty());
            }
            assert!(mine::common_matters(db, 6)?.is_empty());
            mine::figures(db, one)
        });
        assert_eq!(nothing.unwrap(), mine::Figures::default());
    });
}
