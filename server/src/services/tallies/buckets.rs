//! Durations as a histogram: each bucket ends half as far again as the one before it, so that a quantile read from it is
//! wrong by less than half of itself, from hundredths of a second to days.

use std::collections::BTreeMap;

/// Where the first bucket ends, in milliseconds.
const FIRST_MS: i64 = 10;
/// How many there are; the last one has no end. The others reach two days.
pub const COUNT: usize = 44;

/// Where each bucket but the last ends, in milliseconds.
const ENDS: [i64; COUNT - 1] = ends();

const fn ends() -> [i64; COUNT - 1] {
    let mut ends = [FIRST_MS; COUNT - 1];
    let mut at = 1;
    while at < ends.len() {
        ends[at] = ends[at - 1] + ends[at - 1] / 2;
        at += 1;
    }
    ends
}

/// The bucket of a duration in milliseconds.
#[must_use]
pub fn of(millis: i64) -> usize {
    ENDS.partition_point(|end| *end < millis)
}

/// The bucket as a kind: two digits.
#[must_use]
pub fn code(bucket: usize) -> String {
    format!("{:02}", bucket.min(COUNT - 1))
}

/// The bucket with this code.
#[must_use]
pub fn from_code(code: &str) -> Option<usize> {
    code.parse().ok().filter(|bucket| *bucket < COUNT)
}

/// The duration, in milliseconds, that this share of all is not longer than, as far as buckets tell: as if the durations of a
/// bucket were spread evenly over it. `None` without any.
#[must_use]
pub fn quantile(counts: &BTreeMap<usize, i64>, percent: i64) -> Option<i64> {
    let all: i64 = counts.values().sum();
    if all <= 0 {
        return None;
    }
    // The rank of the one that is looked for, from 1.
    let rank = (all * percent + 99) / 100;
    let mut before = 0;
    for (bucket, count) in counts {
        if before + count >= rank && *count > 0 {
            let start = bucket.checked_sub(1).and_then(|at| ENDS.get(at));
            let start = start.copied().unwrap_or_default();
            let end = ENDS.get(*bucket).copied().unwrap_or(start);
            return Some(start + (end - start) * (rank - before) / count);
        }
        before += count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_has_a_bucket_and_longer_ones_have_none_before() {
        let mut last = 0;
        for millis in [-1, 0, 1, 10, 11, 15, 16, 1_000, 60_000, 3_600_000, i64::MAX] {
            let bucket = of(millis);
            assert!(bucket >= last && bucket < COUNT, "{millis}");
            assert_eq!(from_code(&code(bucket)), Some(bucket));
            last = bucket;
        }
        assert_eq!(of(10), 0);
        assert_eq!(of(11), 1);
        assert_eq!(last, COUNT - 1);
        assert_eq!(from_code("44"), None);
        assert_eq!(from_code(""), None);
    }

    #[test]
    fn buckets_reach_two_days() {
        assert!(ENDS[COUNT - 2] > 2 * 86_400_000);
    }

    #[test]
    fn a_quantile_is_within_half_of_the_truth() {
        let durations: Vec<i64> = (1..=1_000).map(|number| number * 37).collect();
        let mut counts = BTreeMap::new();
        for millis in &durations {
            *counts.entry(of(*millis)).or_insert(0) += 1;
        }
        for percent in [1, 50, 95, 100] {
            let truth = durations[usize::try_from(percent * 10 - 1).unwrap()];
            let read = quantile(&counts, percent).unwrap();
            let off = (read - truth).abs();
            assert!(off * 2 <= truth, "p{percent}: {read} for {truth}");
        }
        assert_eq!(quantile(&BTreeMap::new(), 50), None);
        assert_eq!(quantile(&BTreeMap::from([(3, 0)]), 50), None);
    }
}
