//! What becomes of one onboarding: taken through its journey by the domain's own rules, step by step, and written down as the
//! services would have.

mod check;
mod ending;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{
    fact::FactKind,
    id::{OnboardingId, StepName},
    journey::{Field, FieldRef, Form, Journey, Known, KnownFact, Step, StepKind, Terms},
    locale::Locale,
    onboarding::{
        ChoiceStatus, OnboardingStatus, Progress, StepProgress, StepStatus, choice_status,
        step_statuses,
    },
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
    crypto::{DataKey, sha256_hex},
    services::{
        ServiceError,
        events::EventKind,
        matching::Claims,
        onboardings::{DIRECT, Said},
        tallies::{Measure, Of as Whose, buckets, device::Device},
    },
};

/// Of a thousand applicants, how many leave before a step.
const LEAVE: u32 = 130;
/// How many never open their link.
const NEVER_OPEN: u32 = 180;
/// How many ask for a person where they may.
const ASK_FOR_SOMEBODY: u32 = 12;
/// How many skip what may be skipped.
const SKIP: u32 = 350;
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

    /// Goes on until the applicant leaves, or nothing is left to do.
    fn walk(&mut self) -> Result<(), ServiceError> {
        // Each round does something that is never undone; a step has a few checks at most.
        for _ in 0..100 {
            let statuses = step_statuses(self.journey, &self.progress);
            if self.choose(&statuses)? {
                continue;
            }
            let is_next =
                |status: &StepStatus| matches!(status, StepStatus::Ready | StepStatus::Problem);
            let Some(at) = statuses.iter().position(is_next) else {
                break;
            };
            if self.desk.dice.of_thousand(LEAVE) || !self.passes(4_000, 120_000) {
                break;
            }
            let journey = self.journey;
            let Some(step) = journey.steps.get(at) else {
                break;
            };
            if step.instead.is_some() && self.desk.dice.of_thousand(ASK_FOR_SOMEBODY) {
                self.hand_over(step)?;
                break;
            }
            if !self.does(at, step)? {
                break;
            }
            self.settle()?;
            if self.status != OnboardingStatus::InProgress {
                break;
            }
        }
        Ok(())
    }

    /// Chooses a way where one has to be; whether one was.
    fn choose(&mut self, statuses: &[StepStatus]) -> Result<bool, ServiceError> {
        for (name, choice) in &self.journey.choices {
            let status = choice_status(self.journey, &self.progress, statuses, name);
            if status != ChoiceStatus::Ready || !self.passes(2_000, 30_000) {
                continue;
            }
            let ways: Vec<&StepName> = choice.ways.keys().collect();
            let Some(way) = self.desk.dice.one(&ways).copied() else {
                continue;
            };
            let row = [
                self.id.as_str().into(),
                name.as_str().into(),
                way.as_str().into(),
                self.now.into(),
            ];
            self.desk.rows.push(Of::Choices, row);
            self.progress.chosen.insert(name.clone(), way.clone());
            let detail = serde_json::json!({ "choice": name, "way": way });
            self.audit("way.chosen", "applicant", &detail)?;
            self.mark();
            return Ok(true);
        }
        Ok(false)
    }

    /// Does a step, or skips it; `false` when the applicant left in the middle of it.
    fn does(&mut self, at: usize, step: &Step) -> Result<bool, ServiceError> {
        let is_skipped = step.optional && self.desk.dice.of_thousand(SKIP);
        if is_skipped {
            self.skipped.insert(at, self.now);
            if let Some(progress) = self.progress.steps.get_mut(at) {
                progress.skipped = true;
            }
            return Ok(true);
        }
        match &step.kind {
            StepKind::Terms(terms) => self.agree(at, step, terms)?,
            StepKind::Form(form) => self.answer(at, step, form)?,
            StepKind::Provider(provider) | StepKind::External(provider) => {
                return self.check(at, step, provider);
            }
        }
        if let Some(progress) = self.progress.steps.get_mut(at) {
            progress.answered = true;
        }
        Ok(true)
    }

    fn agree(&mut self, at: usize, step: &Step, terms: &Terms) -> Result<(), ServiceError> {
        let body = terms.body.get(self.locale);
        let whole = ("", body, terms.purpose.as_str(), terms.legal_basis);
        let parts = terms.consents.iter().map(|consent| {
            let text = consent.text.get(self.locale);
            let purpose = consent.purpose.as_str();
            (consent.name.as_str(), text, purpose, consent.legal_basis)
        });
        let agreed: Vec<_> = std::iter::once(whole).chain(parts).collect();
        for (name, text, purpose, basis) in agreed {
            let id = self.desk.dice.id(self.now);
            let hash = sha256_hex(text.as_bytes());
            let row = [
                id.into(),
                self.id.as_str().into(),
                step.name.as_str().into(),
                terms.text_id.as_str().into(),
                terms.version.as_str().into(),
                self.locale.tag().into(),
                hash.into(),
                purpose.into(),
                basis.code().into(),
                self.now.into(),
                name.into(),
            ];
            self.desk.rows.push(Of::Consents, row);
        }
        self.answers.insert(at, (self.now, Vec::new()));
        Ok(())
    }

    fn answer(&mut self, at: usize, step: &Step, form: &Form) -> Result<(), ServiceError> {
        let mut answers = Claims::new();
        let mut claims = Claims::new();
        for field in &form.fields {
            let Some(value) = self.person.answer(self.desk.dice, field) else {
                continue;
            };
            self.remember_choice(step, field, &value);
            claims.insert(field.claim().to_owned(), value.clone());
            answers.insert(field.name.to_string(), value);
        }
        let sealed = self.seal(("steps", "answer"), &answers)?;
        self.answers.insert(at, (self.now, sealed));
        if !claims.is_empty() {
            self.know(step, None, FactKind::SelfAsserted, ("form", claims))?;
        }
        Ok(())
    }

    fn remember_choice(&mut self, step: &Step, field: &Field, value: &str) {
        if field.options.is_empty() {
            return;
        }
        let field = FieldRef {
            step: step.name.clone(),
            field: field.name.clone(),
        };
        self.progress.known.answers.insert(field, value.to_owned());
    }

    fn hand_over(&mut self, step: &Step) -> Result<(), ServiceError> {
        self.handed_over_at = Some(self.now);
        let detail = serde_json::json!({ "step": step.name });
        self.audit("onboarding.handed_over", "applicant", &detail)?;
        self.drop_out("handed_over");
        self.settle()
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
