//! What becomes of one onboarding: taken through its journey by the domain's own rules, step by step, and written down as the
//! services would have.

mod check;
mod ending;
mod walk;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    fact::FactKind,
    id::{OnboardingId, StepName},
    journey::{Journey, Known, KnownFact, Step},
    locale::Locale,
    onboarding::{OnboardingStatus, Progress, StepProgress, StepStatus, step_statuses},
    reason::Reason,
    time::Timestamp,
};

use super::{
    counts::Counts,
    dice::Dice,
    people::Person,
    tables::{Of, Rows},
    world::{Part, World},
};
use crate::{
    crypto::DataKey,
    services::{
        ServiceError,
        events::EventKind,
        matching::Claims,
        onboardings::{DIRECT, Said},
        tallies::{Measure, Of as Whose, buckets, device::Device},
    },
};

/// How many never open their link.
const NEVER_OPEN: u32 = 180;
const HOUR_MS: i64 = 3_600_000;
/// How long a client's applicants have.
const LIFETIME_MS: i64 = 7 * 24 * HOUR_MS;
/// How long support codes are kept.
const CODES_MS: i64 = 30 * 24 * HOUR_MS;

/// Where everything goes.
pub struct Desk<'a> {
    /// The rows.
    pub rows: &'a mut Rows,
    /// What tallies count.
    pub counts: &'a mut Counts,
    /// Chance.
    pub dice: &'a mut Dice,
}

/// When a step was first reached, done and skipped.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    reached: Option<i64>,
    done: Option<i64>,
    skipped: Option<i64>,
}

/// An onboarding while it is told.
pub struct Story<'a, 'd> {
    world: &'a World<'a>,
    part: &'a Part,
    journey: &'a Journey,
    desk: Desk<'d>,
    number: u64,
    mode: &'static str,
    id: OnboardingId,
    key: DataKey,
    begun: i64,
    now: i64,
    device: Device,
    locale: Locale,
    person: Person,
    origin: String,
    status: OnboardingStatus,
    progress: Progress,
    marks: Vec<Marks>,
    answers: BTreeMap<usize, (i64, Vec<u8>)>,
    skipped: BTreeMap<usize, i64>,
    claims: BTreeMap<StepName, Claims>,
    claimed_at: Option<i64>,
    handed_over_at: Option<i64>,
    finished_at: Option<i64>,
    closed: Option<(vestibule::onboarding::Closure, i64)>,
    decision: Option<vestibule::journey::Conclusion>,
    told: i64,
    chain: (i64, String),
    // The first failure of each step, and how many checks it had.
    failed: BTreeMap<String, Reason>,
    numbers: BTreeMap<String, i64>,
    found: BTreeSet<String>,
    last_reason: Option<Reason>,
}

/// Tells one onboarding of this part, begun at this moment, and answers its chain's last row: number and hash.
///
/// # Errors
/// When something cannot be sealed.
pub fn tell<'a>(
    world: &'a World<'a>,
    part: &'a Part,
    (number, begun): (u64, i64),
    desk: Desk<'_>,
) -> Result<(String, i64, String), ServiceError> {
    let mut story = Story::begin(world, part, (number, begun), desk)?;
    if story.open()? {
        story.walk()?;
    }
    story.end()?;
    let (sequence, hash) = story.chain;
    Ok((story.id.to_string(), sequence, hash))
}

impl<'a, 'd> Story<'a, 'd> {
    fn begin(
        world: &'a World<'a>,
        part: &'a Part,
        (number, begun): (u64, i64),
        desk: Desk<'d>,
    ) -> Result<Self, ServiceError> {
        let dice = &mut *desk.dice;
        let id = OnboardingId::new(dice.marked_id(begun))
            .map_err(|error| ServiceError::Internal(Box::new(error)))?;
        let (key, wrapped) =
            DataKey::generate(&world.random, &world.core.keys, &id, Timestamp(begun))?;
        let devices = [
            (68, Device::Phone),
            (7, Device::Tablet),
            (23, Device::Desktop),
            (2, Device::Other),
        ];
        let device = *dice.weighted(&devices).unwrap_or(&Device::Other);
        let mode = match part.client.as_str() {
            DIRECT => DIRECT,
            _ if dice.of_thousand(250) => "test",
            _ => "live",
        };
        let locale = match dice.of_thousand(450) {
            true => Locale::Id,
            false => Locale::En,
        };
        let journey = &*part.journey;
        let mut story = Self {
            world,
            part,
            journey,
            number,
            mode,
            person: Person::new(dice),
            desk,
            id,
            key,
            begun,
            now: begun,
            device,
            locale,
            origin: world.core.origins.first().cloned().unwrap_or_default(),
            status: OnboardingStatus::InProgress,
            progress: Progress {
                steps: vec![StepProgress::default(); journey.steps.len()],
                chosen: BTreeMap::new(),
                known: Known::default(),
            },
            marks: vec![Marks::default(); journey.steps.len()],
            answers: BTreeMap::new(),
            skipped: BTreeMap::new(),
            claims: BTreeMap::new(),
            claimed_at: None,
            handed_over_at: None,
            finished_at: None,
            closed: None,
            decision: None,
            told: 0,
            chain: (0, String::new()),
            failed: BTreeMap::new(),
            numbers: BTreeMap::new(),
            found: BTreeSet::new(),
            last_reason: None,
        };
        story.desk.rows.push(
            Of::DataKeys,
            [
                story.id.as_str().into(),
                wrapped.ring_key.into(),
                wrapped.sealed.into_bytes().into(),
                begun.into(),
            ],
        );
        let detail = serde_json::json!({
            "journey": part.name, "version": part.version, "client": part.client, "expected": [],
        });
        let actor = story.beginner();
        story.audit("onboarding.begun", &actor, &detail)?;
        story.count(Measure::Begun, ("", ""), 1);
        Ok(story)
    }

    /// Whether applicants come by themselves.
    fn is_direct(&self) -> bool {
        self.part.client == DIRECT
    }

    fn beginner(&self) -> String {
        match self.is_direct() {
            true => "applicant".to_owned(),
            false => format!("client:{}", self.part.client),
        }
    }

    /// Time passes; `false` when that would be in the future.
    fn passes(&mut self, from: i64, to: i64) -> bool {
        let then = self.now + self.desk.dice.between(from, to);
        let is_past = then < self.world.now;
        if is_past {
            self.now = then;
        }
        is_past
    }

    fn count(&mut self, measure: Measure, kind: (&str, &str), number: i64) {
        let of = Whose {
            client: &self.part.client,
            mode: self.mode,
            journey: &self.part.name,
            begun: Timestamp(self.begun),
        };
        self.desk.counts.add(of, self.now, measure, kind, number);
    }

    /// Whether an applicant opened it.
    fn open(&mut self) -> Result<bool, ServiceError> {
        if !self.is_direct() {
            if self.desk.dice.of_thousand(NEVER_OPEN) || !self.passes(60_000, 20 * HOUR_MS) {
                return Ok(false);
            }
            self.claimed_at = Some(self.now);
            let detail = serde_json::json!({ "takes_over": false });
            self.audit("link.claimed", "applicant", &detail)?;
            self.emit(EventKind::Started)?;
        }
        let device = self.device.code();
        self.count(Measure::Opened, ("", device), 1);
        self.mark();
        self.show_code();
        Ok(true)
    }

    /// The page had a support code, which is kept for a while.
    fn show_code(&mut self) {
        if self.now > self.world.now - CODES_MS {
            let code = self.world.support_code(self.number);
            let id = self.id.as_str().into();
            self.desk
                .rows
                .push(Of::SupportCodes, [code.into(), id, self.now.into()]);
        }
    }

    /// Marks what was reached, done or skipped since the last time, as `tallies::steps::mark` does.
    fn mark(&mut self) {
        let statuses = step_statuses(self.journey, &self.progress);
        let journey = self.journey;
        for (at, (step, status)) in journey.steps.iter().zip(statuses).enumerate() {
            let Some(before) = self.marks.get(at).copied() else {
                continue;
            };
            let name = step.name.as_str();
            let mut marks = before;
            let is_possible = !matches!(status, StepStatus::CannotStartYet | StepStatus::NotNeeded);
            if is_possible && before.reached.is_none() {
                marks.reached = Some(self.now);
                self.count(Measure::Reached, (name, ""), 1);
            }
            if status == StepStatus::Done && before.done.is_none() {
                marks.done = Some(self.now);
                self.count(Measure::Done, (name, ""), 1);
            }
            if status == StepStatus::Skipped && before.skipped.is_none() {
                marks.skipped = Some(self.now);
                self.count(Measure::PassedOver, (name, ""), 1);
            }
            if let (Some(reached), Some(done), None) = (before.reached, marks.done, before.done) {
                let bucket = buckets::code(buckets::of(done - reached));
                self.count(Measure::StepTime, (name, &bucket), 1);
            }
            if let Some(kept) = self.marks.get_mut(at) {
                *kept = marks;
            }
        }
    }

    fn said(&self) -> Said {
        Said {
            client_reference: Some(self.reference()),
            account: Some(format!("Account {:06}", self.number % 1_000_000)),
            ..Said::default()
        }
    }

    /// The client's own name for it.
    fn reference(&self) -> String {
        format!("SEED-{:08}", self.number)
    }
}

/// A fact as conditions know it.
fn known(step: &Step, kind: FactKind) -> KnownFact {
    KnownFact::new(step.name.clone(), kind, None)
}
