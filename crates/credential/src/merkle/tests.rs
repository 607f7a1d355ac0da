use std::path::{Path, PathBuf};

use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use super::*;
use crate::hash::{Hash, leaf_hash, node_hash};

/// The definition of RFC 9162, section 2.1.1, word for word: slow, plainly right.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH of section 2.1.3.1.
fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(middle);
    let (mut path, beside) = match index.checked_sub(middle) {
        None => (naive_path(index, left), right),
        Some(index) => (naive_path(index, right), left),
    };
    path.push(naive_root(beside));
    path
}

/// SUBPROOF of section 2.1.4.1.
fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(middle);
    let (mut proof, beside) = match old.checked_sub(middle) {
        None | Some(0) => (naive_subproof(old, left, whole), right),
        Some(old) => (naive_subproof(old, right, false), left),
    };
    proof.push(naive_root(beside));
    proof
}

fn wide(number: usize) -> u64 {
    number.try_into().unwrap()
}

fn narrow(number: u64) -> usize {
    number.try_into().unwrap()
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

fn log(leaves: &[Hash]) -> MemoryNodes {
    let mut nodes = MemoryNodes::default();
    nodes.append(leaves).unwrap();
    nodes
}

fn altered(hash: Hash) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[31] ^= 1;
    Hash::from_bytes(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn proofs_are_those_of_the_definition_and_hold(size in 1_u64..1_400, at: prop::sample::Index, then: prop::sample::Index) {
        let leaves = leaves(size);
        let nodes = log(&leaves);
        let index = at.index(leaves.len());
        let top = root(&nodes, size).unwrap();
        prop_assert_eq!(top, naive_root(&leaves));

        let proof = inclusion_proof(&nodes, wide(index), size).unwrap();
        prop_assert_eq!(&proof, &naive_path(index, &leaves));
        prop_assert_eq!(verify_inclusion(&top, size, wide(index), &leaves[index], &proof), Ok(()));

        let old = then.index(leaves.len()) + 1;
        let old_root = naive_root(&leaves[..old]);
        let proof = consistency_proof(&nodes, wide(old), size).unwrap();
        prop_assert_eq!(&proof, &naive_subproof(old, &leaves, true));
        prop_assert_eq!(verify_consistency(wide(old), &old_root, size, &top, &proof), Ok(()));
    }

    #[test]
    fn any_alteration_breaks_an_inclusion_proof(size in 2_u64..300, at: prop::sample::Index, of: prop::sample::Index) {
        let leaves = leaves(size);
        let nodes = log(&leaves);
        let index = at.index(leaves.len());
        let position = wide(index);
        let top = root(&nodes, size).unwrap();
        let proof = inclusion_proof(&nodes, position, size).unwrap();
        let holds = |root: Hash, size, index, leaf: Hash, proof: &[Hash]| {
            verify_inclusion(&root, size, index, &leaf, proof).is_ok()
        };
        prop_assert!(holds(top, size, position, leaves[index], &proof));
        prop_assert!(!holds(altered(top), size, position, leaves[index], &proof));
        prop_assert!(!holds(top, size, position, altered(leaves[index]), &proof));
        for other in (0..size + 2).filter(|other| *other != position) {
            prop_assert!(!holds(top, size, other, leaves[index], &proof));
        }
        let mut changed = proof.clone();
        let one = of.index(proof.len());
        changed[one] = altered(proof[one]);
        prop_assert!(!holds(top, size, position, leaves[index], &changed));
        changed.clone_from(&proof);
        changed.push(top);
        prop_assert!(!holds(top, size, position, leaves[index], &changed));
        prop_assert!(!holds(top, size, position, leaves[index], &proof[1..]));
        prop_assert!(!holds(top, size, position, leaves[index], &proof[..proof.len() - 1]));
    }

    #[test]
    fn any_alteration_breaks_a_consistency_proof(new in 2_u64..300, then: prop::sample::Index, of: prop::sample::Index) {
        let leaves = leaves(new);
        let nodes = log(&leaves);
        let old = wide(then.index(leaves.len() - 1)) + 1;
        let [old_root, new_root] = [old, new].map(|size| root(&nodes, size).unwrap());
        let proof = consistency_proof(&nodes, old, new).unwrap();
        let holds = |old_root: Hash, new_root: Hash, proof: &[Hash]| {
            verify_consistency(old, &old_root, new, &new_root, proof).is_ok()
        };
        prop_assert!(holds(old_root, new_root, &proof));
        prop_assert!(!holds(altered(old_root), new_root, &proof));
        prop_assert!(!holds(old_root, altered(new_root), &proof));
        let mut changed = proof.clone();
        let one = of.index(proof.len());
        changed[one] = altered(proof[one]);
        prop_assert!(!holds(old_root, new_root, &changed));
        changed.clone_from(&proof);
        changed.push(new_root);
        prop_assert!(!holds(old_root, new_root, &changed));
        prop_assert!(!holds(old_root, new_root, &proof[1..]));
        prop_assert!(!holds(old_root, new_root, &proof[..proof.len() - 1]));
    }

    #[test]
    fn however_leaves_are_batched_the_store_and_the_frontier_end_the_same(batches in vec(0_u64..700, 0..6)) {
        let all = leaves(batches.iter().sum());
        let (mut nodes, mut rest) = (MemoryNodes::default(), all.as_slice());
        for batch in batches {
            let (now, later) = rest.split_at(narrow(batch));
            nodes.append(now).unwrap();
            rest = later;
            let here = &all[..all.len() - rest.len()];
            prop_assert_eq!(root(&nodes, nodes.size()).unwrap(), naive_root(here));
            let frontier: Frontier = here.iter().copied().collect();
            prop_assert_eq!((frontier.size(), frontier.root()), (nodes.size(), naive_root(here)));
        }
    }
}

/// Beyond 65,536 leaves the second stored level comes into play.
#[test]
fn proofs_over_two_levels_of_tiles_are_those_of_the_definition() {
    let leaves = leaves(66_100);
    let mut nodes = log(&leaves[..65_535]);
    let tiles = completed_tiles(&nodes, 65_535, &leaves[65_535..65_536]).unwrap();
    let found: Vec<_> = tiles.iter().map(|tile| (tile.level, tile.index, tile.hash)).collect();
    let last = naive_root(&leaves[65_280..65_536]);
    assert_eq!(found, [(8, 255, last), (16, 0, naive_root(&leaves[..65_536]))]);

    nodes.append(&leaves[65_535..]).unwrap();
    assert_eq!(root(&nodes, 66_100).unwrap(), naive_root(&leaves));
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 66_099] {
        let proof = inclusion_proof(&nodes, wide(index), 66_100).unwrap();
        assert_eq!(proof, naive_path(index, &leaves), "index {index}");
    }
    for old in [1, 256, 65_535, 65_536, 65_537, 66_099] {
        let proof = consistency_proof(&nodes, wide(old), 66_100).unwrap();
        assert_eq!(proof, naive_subproof(old, &leaves, true), "old size {old}");
    }
}

/// Counts what is asked for, and can lose the tiles.
struct Counting {
    nodes: MemoryNodes,
    reads: std::cell::Cell<u32>,
    lost: bool,
}

impl Nodes for Counting {
    type Error = std::convert::Infallible;
    fn leaf_hashes(&self, range: std::ops::Range<u64>) -> Result<Vec<Hash>, Self::Error> {
        assert!(range.end - range.start <= 256);
        self.reads.set(self.reads.get() + 1);
        self.nodes.leaf_hashes(range)
    }
    fn tile_hashes(
        &self,
        level: u8,
        range: std::ops::Range<u64>,
    ) -> Result<Vec<Hash>, Self::Error> {
        assert!(range.end - range.start <= 256);
        self.reads.set(self.reads.get() + 1);
        if self.lost { Ok(Vec::new()) } else { self.nodes.tile_hashes(level, range) }
    }
}

#[test]
fn a_proof_reads_few_tiles_an_append_none_and_a_lost_tile_is_named() {
    let mut store = Counting { nodes: log(&leaves(66_100)), reads: 0.into(), lost: false };
    inclusion_proof(&store, 1_000, 66_100).unwrap();
    assert_eq!(store.reads.replace(0), 4, "the leaf's and the last tile on two levels");
    assert_eq!(completed_tiles(&store, 66_100, &leaves(3)), Ok(Vec::new()));
    assert_eq!(store.reads.get(), 0);
    store.lost = true;
    assert_eq!(root(&store, 600), Err(ProveError::Missing { level: 8, from: 0, to: 2 }));
}

#[test]
fn what_cannot_be_proved_is_refused() {
    let nodes = log(&leaves(3));
    assert_eq!(inclusion_proof(&nodes, 3, 3), Err(ProveError::NoSuchLeaf { index: 3, size: 3 }));
    let reversed = Err(ProveError::SizesReversed { old: 3, new: 2 });
    assert_eq!(consistency_proof(&nodes, 3, 2), reversed);
    assert_eq!(root(&nodes, 4), Err(ProveError::Missing { level: 0, from: 0, to: 4 }));

    let [none, two, three] = [0, 2, 3].map(|size| root(&nodes, size).unwrap());
    assert_eq!(verify_consistency(0, &none, 3, &three, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &two, 3, &three, &[]), Err(ProofError::OtherOldRoot));
    assert_eq!(verify_consistency(0, &none, 0, &three, &[]), Err(ProofError::OtherRoot));
    assert_eq!(verify_consistency(3, &two, 3, &three, &[]), Err(ProofError::OtherRoot));
    assert_eq!(verify_consistency(3, &three, 3, &three, &[two]), Err(ProofError::WrongLength));
    assert_eq!(verify_consistency(3, &three, 4, &three, &[]), Err(ProofError::WrongLength));
    let reversed = Err(ProofError::SizesReversed { old: 3, new: 2 });
    assert_eq!(verify_consistency(3, &three, 2, &two, &[]), reversed);

    // A sound proof from 2 to 3 says nothing about a tree that is claimed to be larger.
    let proof = consistency_proof(&nodes, 2, 3).unwrap();
    assert_eq!(verify_consistency(2, &two, 3, &three, &proof), Ok(()));
    assert_eq!(verify_consistency(2, &two, 8, &three, &proof), Err(ProofError::WrongLength));
}

/// Test data kept beside the repository, when present.
fn shared(path: &str) -> Option<PathBuf> {
    let named = std::env::var_os("YILU_SHARED").map(PathBuf::from);
    let beside = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|folder| folder.join("shared")).find(|folder| folder.is_dir())
    };
    named.or_else(beside).map(|folder| folder.join(path)).filter(|file| file.is_file())
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(value: &Value) -> Hash {
    unhex(value).as_slice().try_into().unwrap()
}

/// Roots and proofs of the certificate transparency community's test tree.
#[test]
fn published_vectors_hold() {
    let Some(file) = shared("data/vectors/merkle_rfc6962_9162.json") else {
        println!("skipped: merkle_rfc6962_9162.json is not beside the repository");
        return;
    };
    let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let list = |name: &str| vectors[name].as_array().unwrap();
    let proof =
        |case: &Value| case["proof"].as_array().unwrap().iter().map(hash).collect::<Vec<_>>();
    let number = |case: &Value, name: &str| case[name].as_u64().unwrap();

    let leaves: Vec<Hash> = list("leaves").iter().map(|leaf| leaf_hash(&unhex(leaf))).collect();
    let nodes = log(&leaves);
    let roots: Vec<Hash> = list("roots").iter().map(hash).collect();
    for (size, expected) in (0..).zip(&roots) {
        assert_eq!(root(&nodes, size), Ok(*expected), "root of {size}");
    }
    for case in list("inclusion") {
        let (size, index) = (number(case, "size"), number(case, "index"));
        assert_eq!(inclusion_proof(&nodes, index, size), Ok(proof(case)), "{index} in {size}");
        let (top, leaf) = (&roots[narrow(size)], &leaves[narrow(index)]);
        assert_eq!(verify_inclusion(top, size, index, leaf, &proof(case)), Ok(()));
    }
    for case in list("consistency") {
        let (old, new) = (number(case, "old"), number(case, "new"));
        assert_eq!(consistency_proof(&nodes, old, new), Ok(proof(case)), "{old} to {new}");
        let [old_root, new_root] = [old, new].map(|size| roots[narrow(size)]);
        assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof(case)), Ok(()));
    }
    assert_eq!((roots.len(), list("inclusion").len(), list("consistency").len()), (9, 26, 6));
}
