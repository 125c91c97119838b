//! Known trees, and every tree of some sizes against an implementation that is not ours (`tlog_tiles`, a port of Go's
//! `golang.org/x/mod/sumdb/tlog`).

use std::collections::BTreeMap;

use proptest::prelude::*;
use tlog_tiles::{
    Error as TlogError, Hash as TheirHash, HashReader, check_record, check_tree, prove_record,
    prove_tree, record_hash, split_stored_hash_index, tree_hash,
};

use super::super::tree::{
    Edge, Hash, Node, Plan, TreeError, check_consistency, check_inclusion, empty_root, leaf_hash,
};

const VECTORS: &str = include_str!("rfc6962.json");

/// A tree with everything that is stored of it.
#[derive(Default)]
struct Tree {
    edge: Edge,
    stored: BTreeMap<Node, Hash>,
    roots: Vec<Hash>,
}

impl Tree {
    fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self {
            roots: vec![empty_root()],
            ..Self::default()
        };
        for leaf in leaves {
            for (node, hash) in tree.edge.append(leaf) {
                assert!(tree.stored.insert(node, hash).is_none(), "stored twice");
            }
            tree.roots.push(tree.edge.root());
        }
        tree
    }

    fn of_size(size: u64) -> Self {
        Self::of((0..size).map(|number| leaf_hash(&number.to_be_bytes())))
    }

    fn leaf(&self, position: u64) -> Hash {
        self.stored[&Node { level: 0, position }]
    }

    fn root(&self, size: u64) -> Hash {
        self.roots[usize::try_from(size).unwrap()]
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        let plan = Plan::inclusion(index, size).unwrap();
        plan.hashes(|node| self.stored.get(&node).copied()).unwrap()
    }

    fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        let plan = Plan::consistency(old, new).unwrap();
        plan.hashes(|node| self.stored.get(&node).copied()).unwrap()
    }
}

impl HashReader for Tree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<TheirHash>, TlogError> {
        let node = |index: &u64| {
            let (level, position) = split_stored_hash_index(*index);
            let node = Node {
                level: level.into(),
                position,
            };
            TheirHash(self.stored[&node])
        };
        Ok(indexes.iter().map(node).collect())
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(text: &serde_json::Value) -> Hash {
    unhex(text.as_str().unwrap()).try_into().unwrap()
}

#[test]
fn the_published_tree_has_its_published_roots_and_proofs() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    let leaves = vectors["leaves"].as_array().unwrap();
    let tree = Tree::of(
        leaves
            .iter()
            .map(|leaf| leaf_hash(&unhex(leaf.as_str().unwrap()))),
    );
    assert_eq!(empty_root(), hash(&vectors["empty_root"]));
    for (size, root) in (1..).zip(vectors["roots"].as_array().unwrap()) {
        assert_eq!(tree.root(size), hash(root), "size {size}");
    }
    let proof = |vector: &serde_json::Value| -> Vec<Hash> {
        let hashes = vector["proof"].as_array().unwrap();
        hashes.iter().map(hash).collect()
    };
    for vector in vectors["inclusion"].as_array().unwrap() {
        let (index, size) = (
            vector["index"].as_u64().unwrap(),
            vector["size"].as_u64().unwrap(),
        );
        assert_eq!(tree.inclusion(index, size), proof(vector), "{vector}");
        let checked = check_inclusion(
            (index, &tree.leaf(index)),
            (size, &tree.root(size)),
            &proof(vector),
        );
        assert_eq!(checked, Ok(()), "{vector}");
    }
    for vector in vectors["consistency"].as_array().unwrap() {
        let (old, new) = (
            vector["old"].as_u64().unwrap(),
            vector["new"].as_u64().unwrap(),
        );
        assert_eq!(tree.consistency(old, new), proof(vector), "{vector}");
        let checked = check_consistency(
            (old, &tree.root(old)),
            (new, &tree.root(new)),
            &proof(vector),
        );
        assert_eq!(checked, Ok(()), "{vector}");
    }
}

#[test]
fn every_proof_of_every_small_tree_is_the_one_that_others_make() {
    const MOST: u64 = 40;
    let tree = Tree::of_size(MOST);
    for size in 1..=MOST {
        assert_eq!(tree_hash(size, &tree).unwrap().0, tree.root(size));
        let root = (size, &tree.root(size));
        for index in 0..size {
            let ours = tree.inclusion(index, size);
            let theirs = prove_record(size, index, &tree).unwrap();
            let theirs: Vec<Hash> = theirs.iter().map(|hash| hash.0).collect();
            assert_eq!(ours, theirs, "leaf {index} of {size}");
            let leaf = tree.leaf(index);
            assert_eq!(check_inclusion((index, &leaf), root, &ours), Ok(()));
        }
        for old in 1..=size {
            let ours = tree.consistency(old, size);
            let theirs = prove_tree(size, old, &tree).unwrap();
            let theirs: Vec<Hash> = theirs.iter().map(|hash| hash.0).collect();
            assert_eq!(ours, theirs, "{old} in {size}");
            let before = (old, &tree.root(old));
            assert_eq!(check_consistency(before, root, &ours), Ok(()));
        }
    }
    assert_eq!(record_hash(b"a").0, leaf_hash(b"a"));
}

#[test]
fn what_is_outside_of_the_tree_has_no_proof() {
    for (index, size) in [(0, 0), (1, 1), (8, 7)] {
        assert_eq!(Plan::inclusion(index, size), Err(TreeError::OutOfRange));
    }
    for (old, new) in [(0, 0), (0, 5), (2, 1)] {
        assert_eq!(Plan::consistency(old, new), Err(TreeError::OutOfRange));
    }
}

#[test]
fn a_tree_of_which_hashes_are_missing_gives_no_proof() {
    let plan = Plan::inclusion(2, 7).unwrap();
    assert_eq!(plan.hashes(|_| None), Err(TreeError::Incomplete));
    assert_eq!(
        Edge::new(7, vec![[0; 32]; 2]).unwrap_err(),
        TreeError::Incomplete
    );
}

#[test]
fn a_tree_goes_on_from_its_edge() {
    let whole = Tree::of_size(100);
    for size in 0..100 {
        let peaks = Edge::nodes(size)
            .iter()
            .map(|node| whole.stored[node])
            .collect();
        let mut edge = Edge::new(size, peaks).unwrap();
        assert_eq!(edge.root(), whole.root(size));
        edge.append(whole.leaf(size));
        assert_eq!((edge.size(), edge.root()), (size + 1, whole.root(size + 1)));
    }
}

#[test]
fn the_empty_tree_is_the_beginning_of_every_tree() {
    let tree = Tree::of_size(3);
    let (none, three) = ((0, &empty_root()), (3, &tree.root(3)));
    assert_eq!(check_consistency(none, three, &[]), Ok(()));
    assert_eq!(check_consistency(none, none, &[]), Ok(()));
    assert_eq!(check_consistency(three, three, &[]), Ok(()));
    let other = (0, &tree.root(1));
    assert!(check_consistency(other, three, &[]).is_err());
    assert!(check_consistency(three, none, &[]).is_err());
    assert!(check_consistency(none, three, &[tree.root(1)]).is_err());
}

fn spoiled(proof: &[Hash], how: usize) -> Vec<Vec<Hash>> {
    let mut wrong = Vec::new();
    for at in 0..proof.len() {
        let mut changed = proof.to_vec();
        changed[at][how % 32] ^= 1 << (how % 8);
        wrong.push(changed);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        wrong.push(shorter);
    }
    for at in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(at, leaf_hash(b"garbage"));
        wrong.push(longer);
    }
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_leaf_is_proven_at_its_place_and_at_no_other(size in 1_u64..600, place in any::<u64>(), how in any::<usize>()) {
        let tree = Tree::of_size(size);
        let index = place % size;
        let (leaf, root) = (tree.leaf(index), tree.root(size));
        let proof = tree.inclusion(index, size);
        prop_assert_eq!(check_inclusion((index, &leaf), (size, &root), &proof), Ok(()));
        let theirs = proof.iter().map(|hash| TheirHash(*hash)).collect();
        prop_assert!(check_record(&theirs, size, TheirHash(root), index, TheirHash(leaf)).is_ok());
        for other in (0..size + 2).filter(|other| *other != index) {
            prop_assert!(check_inclusion((other, &leaf), (size, &root), &proof).is_err(), "place {}", other);
        }
        let another = leaf_hash(b"another");
        prop_assert!(check_inclusion((index, &another), (size, &root), &proof).is_err());
        prop_assert!(check_inclusion((index, &leaf), (size, &another), &proof).is_err());
        for wrong in spoiled(&proof, how) {
            prop_assert!(check_inclusion((index, &leaf), (size, &root), &wrong).is_err());
        }
    }

    #[test]
    fn a_tree_begins_with_its_past_and_with_no_other(new in 1_u64..600, place in any::<u64>(), how in any::<usize>()) {
        let tree = Tree::of_size(new);
        let old = place % new + 1;
        let (before, now) = (tree.root(old), tree.root(new));
        let proof = tree.consistency(old, new);
        prop_assert_eq!(check_consistency((old, &before), (new, &now), &proof), Ok(()));
        let theirs = proof.iter().map(|hash| TheirHash(*hash)).collect();
        prop_assert!(check_tree(&theirs, new, TheirHash(now), old, TheirHash(before)).is_ok());
        let rewritten = Tree::of((0..old).map(|number| leaf_hash(&[number as u8, 1])));
        prop_assert!(check_consistency((old, &rewritten.root(old)), (new, &now), &proof).is_err());
        if old < new {
            prop_assert!(check_consistency((old, &now), (new, &before), &proof).is_err());
            for wrong in spoiled(&proof, how) {
                prop_assert!(check_consistency((old, &before), (new, &now), &wrong).is_err());
            }
        }
    }
}
