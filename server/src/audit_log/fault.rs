//! What verification finds. The first fault is named, by where it is.

use super::note::NoteError;

/// What is wrong with an audit log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row with this number is missing, changed, or another's.
    #[error(
        "chain {chain}, sequence {sequence}: the row is missing, was changed or does not follow the one before"
    )]
    Row {
        /// The chain.
        chain: String,
        /// Where the row should be.
        sequence: i64,
    },
    /// The row is as it was; its detail is not.
    #[error("chain {chain}, sequence {sequence}: the detail or its salt was changed")]
    Detail {
        /// The chain.
        chain: String,
        /// The row.
        sequence: i64,
    },
    /// Rows are missing that the head counted.
    #[error("chain {chain} ends too early: sequence {sequence} is missing")]
    Cut {
        /// The chain.
        chain: String,
        /// The first row that is missing.
        sequence: i64,
    },
    /// The chain's head is missing, or says something else than the last row.
    #[error("chain {chain}: its head does not fit its last row, sequence {sequence}")]
    Head {
        /// The chain.
        chain: String,
        /// The last row there is.
        sequence: i64,
    },
    /// The chain's head says another thing than the log about how far it was logged.
    #[error(
        "chain {chain}: its head says that it was logged up to sequence {head}, its newest leaf is sequence {logged}"
    )]
    Logged {
        /// The chain.
        chain: String,
        /// What the head says.
        head: i64,
        /// What the log has.
        logged: i64,
    },
    /// An onboarding without any row.
    #[error("chain {chain}, sequence 1: the whole chain is missing")]
    Chain {
        /// The chain.
        chain: String,
    },
    /// The log names a row that is not there, or is another than it was.
    #[error(
        "leaf {index}: chain {chain}, sequence {sequence} is missing or was changed since it was logged"
    )]
    Anchored {
        /// Which leaf, from 0.
        index: u64,
        /// The chain that it names.
        chain: String,
        /// The row that it names.
        sequence: i64,
    },
    /// The leaf is missing or is not what its hash says.
    #[error("leaf {index}: it is missing, or was changed")]
    Leaf {
        /// Which, from 0.
        index: u64,
    },
    /// A stored hash of the tree is missing, wrong, or one too many.
    #[error(
        "the tree's hash at level {level}, position {position}: it is missing, was changed or is one too many"
    )]
    Node {
        /// 0 for leaves.
        level: i64,
        /// From 0 within the level.
        position: i64,
    },
    /// A checkpoint of the log itself is missing or was changed.
    #[error("checkpoint {number} (size {size}): {problem}")]
    Checkpoint {
        /// From 1.
        number: i64,
        /// How many leaves it covers.
        size: u64,
        /// What is wrong.
        problem: CheckpointProblem,
    },
    /// A checkpoint that was published does not fit.
    #[error("the published checkpoint of size {size}: {problem}")]
    Published {
        /// How many leaves it covers.
        size: u64,
        /// What is wrong.
        problem: CheckpointProblem,
    },
    /// A line of an export is none.
    #[error("line {line}: {problem}")]
    Line {
        /// From 1.
        line: u64,
        /// What is wrong.
        problem: &'static str,
    },
}

/// What is wrong with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointProblem {
    /// Its row is not there.
    #[error("its row is missing or was changed")]
    Row,
    /// Not signed as it should be.
    #[error("{0}")]
    Note(#[from] NoteError),
    /// The log is shorter than it was.
    #[error("the log has been cut: it has {0} leaves now")]
    Cut(u64),
    /// The log was rewritten.
    #[error("the log has another root at that size: it was rewritten")]
    Root,
}
