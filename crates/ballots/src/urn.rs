//! The urn: ballots by their codes, in the order of the codes, kept as one text. Rewriting the
//! whole at each ballot leaves neither an order nor a time from which a voter could be told. Pure.

use base16ct::lower::encode_string as hex;
use std::collections::{BTreeMap, btree_map::Entry};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

/// What a ballot says.
pub trait Choice: Copy + PartialEq + Serialize + DeserializeOwned {
    /// The stable name that goes into the digest.
    fn as_str(&self) -> &'static str;
}

/// What is in the urn of one vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound = "C: Choice")]
pub struct Urn<C>(BTreeMap<String, C>);

impl<C> Default for Urn<C> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<C: Choice> Urn<C> {
    /// Puts a ballot in; false, and nothing changes, when the code is in it already.
    pub fn cast(&mut self, code: String, choice: C) -> bool {
        match self.0.entry(code) {
            Entry::Vacant(free) => {
                free.insert(choice);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Whether the ballot with this code is in it.
    pub fn holds(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }

    /// The codes in their order. What each says is told to nobody, so that a code proves to
    /// others only that its ballot was counted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// How many ballots say this.
    pub fn count(&self, choice: C) -> i64 {
        kernel::count::to_i64(self.0.values().filter(|one| **one == choice).count())
    }

    /// How many ballots are in it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Said {
        Keep,
        Drop,
        Abstain,
    }
    const ALL: [Said; 3] = [Said::Keep, Said::Drop, Said::Abstain];

    impl Choice for Said {
        fn as_str(&self) -> &'static str {
            match self {
                Self::Keep => "keep",
                Self::Drop => "drop",
                Self::Abstain => "abstain",
            }
        }
    }

    fn ballots() -> impl Strategy<Value = BTreeMap<String, Said>> {
        let choice = prop::sample::select(ALL.to_vec());
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
                prop_assert!(!other.cast(code, Said::Abstain), "cast before");
            }
            prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
            prop_assert_eq!(one.digest(), other.digest());
            let counted: i64 = ALL.iter().map(|said| one.count(*said)).sum();
            prop_assert_eq!(counted, i64::try_from(cast.len()).unwrap());
            prop_assert!(cast.keys().all(|code| one.holds(code)));
        }

        #[test]
        fn one_changed_ballot_changes_the_digest(cast in ballots()) {
            let urn = Urn(cast.clone());
            for (code, choice) in &cast {
                let mut altered = cast.clone();
                let other = ALL.iter().find(|one| *one != choice).unwrap();
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
        urn.cast("BBBB".into(), Said::Drop);
        urn.cast("AAAA".into(), Said::Keep);
        assert_eq!(urn.digest(), SHELL);
        assert_eq!(urn.codes().collect::<Vec<_>>(), ["AAAA", "BBBB"]);
    }
    const SHELL: &str = "6d1b52b4b1132b1ffe32a7d4bd9fe676ba5f374fe97245e8020c0c600d5ab9ed";
}
