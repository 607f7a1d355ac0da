//! The urn: ballots by their codes, in the order of the codes, kept as one text. Rewriting the
//! whole at each ballot leaves neither an order nor a time from which a voter could be told. Pure.

use base16ct::lower::encode_string as hex;
use std::collections::{BTreeMap, btree_map::Entry};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fact::{Choice, Tally};

/// What is in the urn of one vote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Urn(BTreeMap<String, Choice>);

impl Urn {
    /// Puts a ballot in; false, and nothing changes, when the code is in it already.
    pub fn cast(&mut self, code: String, choice: Choice) -> bool {
        match self.0.entry(code) {
            Entry::Vacant(free) => {
                free.insert(choice);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    pub fn holds(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }

    /// The codes in their order. What each says is told to nobody, so that a code proves to
    /// others only that its ballot was counted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn tally(&self) -> Tally {
        self.0.values().fold(Tally::default(), |mut tally, choice| {
            match choice {
                Choice::Keep => tally.keep += 1,
                Choice::Drop => tally.drop += 1,
                Choice::Abstain => tally.abstain += 1,
            }
            tally
        })
    }

    /// One figure for all that is in it: the SHA-256 of `yilu urn 1` and of each ballot's code and
    /// choice, one a line.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update("yilu urn 1\n");
        for (code, choice) in &self.0 {
            hash.update(format!("{code} {}\n", choice.as_str()));
        }
        hex(&hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ballots() -> impl Strategy<Value = BTreeMap<String, Choice>> {
        let choice = prop::sample::select(Choice::ALL.to_vec());
        prop::collection::btree_map("[0-9A-Z]{4}", choice, 0..40)
    }

    proptest! {
        #[test]
        fn neither_the_order_of_casting_nor_a_second_try_changes_the_urn(
            (cast, turned) in ballots().prop_flat_map(|cast| {
                let list: Vec<_> = cast.clone().into_iter().collect();
                (Just(cast), Just(list).prop_shuffle())
            }),
        ) {
            let (mut one, mut other) = (Urn::default(), Urn::default());
            for (code, choice) in &cast {
                prop_assert!(one.cast(code.clone(), *choice));
            }
            for (code, choice) in turned {
                prop_assert!(other.cast(code.clone(), choice));
                prop_assert!(!other.cast(code, Choice::Abstain), "cast before");
            }
            prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
            prop_assert_eq!(one.digest(), other.digest());
            prop_assert_eq!(one.tally().cast(), i64::try_from(cast.len()).unwrap());
            prop_assert!(cast.keys().all(|code| one.holds(code)));
        }

        #[test]
        fn one_changed_ballot_changes_the_digest(cast in ballots()) {
            let urn = Urn(cast.clone());
            for (code, choice) in &cast {
                let mut altered = cast.clone();
                let other = Choice::ALL.iter().find(|one| *one != choice).unwrap();
                altered.insert(code.clone(), *other);
                prop_assert_ne!(Urn(altered).digest(), urn.digest());
                let mut lacking = cast.clone();
                lacking.remove(code);
                prop_assert_ne!(Urn(lacking).digest(), urn.digest());
            }
        }
    }

    /// By `printf 'yilu urn 1\nAAAA keep\nBBBB drop\n' | sha256sum`.
    #[test]
    fn the_digest_can_be_made_again_with_a_shell() {
        let mut urn = Urn::default();
        urn.cast("BBBB".into(), Choice::Drop);
        urn.cast("AAAA".into(), Choice::Keep);
        assert_eq!(urn.digest(), SHELL);
        assert_eq!(urn.codes().collect::<Vec<_>>(), ["AAAA", "BBBB"]);
    }
    const SHELL: &str = "6d1b52b4b1132b1ffe32a7d4bd9fe676ba5f374fe97245e8020c0c600d5ab9ed";
}
