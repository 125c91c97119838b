//! One check of a step that is done elsewhere: sessions, calls, messages, and how it ended.

mod settled;

use vestibule::{
    check::{Ending, State},
    journey::{ProviderStep, Step},
    reason::Reason,
    time::Timestamp,
};

use super::Story;
use crate::{
    db::checks::state_code,
    seed::tables::Of,
    services::{
        ServiceError,
        tallies::{Measure, buckets, kind},
    },
};

/// How long a provider session lasts.
const SESSION_MS: i64 = 20 * 60_000;
/// Of a thousand results, how many are about somebody else than who was asked about.
const SOMEBODY_ELSE: u32 = 12;
/// Of a thousand whose check failed, how many do not try again.
const GIVE_UP: u32 = 350;

/// How often a check ends how.
const ENDINGS: [(u32, Ending); 8] = [
    (805, Ending::Succeeded),
    (50, Ending::Refused(Reason::NotAccepted)),
    (15, Ending::Refused(Reason::NotVerified)),
    (45, Ending::Cancelled),
    (45, Ending::Expired),
    (20, Ending::Failed(Reason::ProviderError)),
    (10, Ending::Failed(Reason::Unavailable)),
    (10, Ending::Failed(Reason::CameraDenied)),
];

/// Why the provider's page stops, with another session to follow.
const STOPS: [(u32, Reason); 3] = [
    (60, Reason::Left),
    (30, Reason::CameraDenied),
    (10, Reason::Unavailable),
];

/// A check while it is told.
pub struct Begun {
    id: String,
    step: String,
    connection: String,
    presentation: &'static str,
    at: i64,
    moves: Vec<(&'static str, State)>,
    starts: i64,
}

impl Story<'_, '_> {
    /// `false` when the applicant went no further.
    pub(super) fn check(
        &mut self,
        at: usize,
        step: &Step,
        provider: &ProviderStep,
    ) -> Result<bool, ServiceError> {
        // A check that is under way would have to be looked after: all are over.
        if self.now + 3 * SESSION_MS > self.world.now {
            return Ok(false);
        }
        let ending = match self.desk.dice.weighted(&ENDINGS) {
            Some(ending) => *ending,
            None => Ending::Succeeded,
        };
        let presentation = match self.desk.dice.of_thousand(620) {
            true => "frame",
            false => "page",
        };
        let mut check = Begun {
            id: self.desk.dice.id(self.now),
            step: step.name.to_string(),
            connection: provider.connection.to_string(),
            presentation,
            at: self.now,
            moves: Vec::new(),
            starts: 0,
        };
        let begun = (check.step.as_str(), check.connection.as_str());
        self.count(Measure::CheckBegun, begun, 1);
        let mut state = self.start(&mut check, State::Created)?;
        if self.desk.dice.of_thousand(50) {
            let reason = *self.desk.dice.weighted(&STOPS).unwrap_or(&Reason::Left);
            state = self.stop(&mut check, state, reason)?;
            state = self.start(&mut check, state)?;
        }
        self.frame_speaks(&check, ending);
        let deadline = check.at + SESSION_MS;
        match ending {
            Ending::Expired => self.now = self.now.max(deadline),
            Ending::Failed(Reason::CameraDenied) | Ending::Cancelled => {
                self.now += self.desk.dice.between(3_000, 60_000);
            }
            _ => {
                self.now += self.desk.dice.between(15_000, 150_000);
                if self.desk.dice.of_thousand(200) {
                    state = self.moves_check(&mut check, ("processing", state), processing(state));
                    self.call(&check, "fetch", &ending);
                    self.now += self.desk.dice.between(500, 4_000);
                }
            }
        }
        self.call(&check, "fetch", &ending);
        let signal = match ending {
            Ending::Succeeded => "done",
            Ending::Expired => "deadline_passed",
            _ => "failed",
        };
        let over = self.moves_check(&mut check, (signal, state), State::Ended(ending));
        self.settle_check(at, step, provider, (&check, ending))?;
        self.finish_check(at, &check, over);
        let is_over = ending == Ending::Succeeded || !self.desk.dice.of_thousand(GIVE_UP);
        if !is_over {
            // What it leads to is written all the same.
            self.settle()?;
        }
        Ok(is_over)
    }

    /// A provider session.
    fn start(&mut self, check: &mut Begun, before: State) -> Result<State, ServiceError> {
        self.call(check, "start", &Ending::Succeeded);
        self.now += self.desk.dice.between(150, 900);
        check.starts += 1;
        let (started, deadline) = (self.now, Timestamp(check.at + SESSION_MS));
        let next = State::Open {
            starts: u32::try_from(check.starts).unwrap_or(1),
            deadline,
        };
        let next = self.moves_check(check, ("started", before), next);
        let session = self.seal(("attempts", "session"), &serde_json::json!({}))?;
        let ended = Some(started + 60_000);
        let dice = &mut *self.desk.dice;
        let row = [
            dice.id(started).into(),
            check.id.as_str().into(),
            check.starts.into(),
            check.connection.as_str().into(),
            format!("seeded-{}", crate::crypto::hex(&dice.bytes::<8>())).into(),
            check.presentation.into(),
            dice.hash().into(),
            dice.hash().into(),
            session.into(),
            started.into(),
            None::<i64>.into(),
            ended.into(),
            ended.into(),
        ];
        self.desk.rows.push(Of::Attempts, row);
        let shown = kind(&[&check.connection, check.presentation, self.device.code()]);
        self.count(Measure::Shown, (&check.step, &shown), 1);
        let usage = [
            self.desk.dice.id(started).into(),
            self.id.as_str().into(),
            check.id.as_str().into(),
            check.connection.as_str().into(),
            "start".into(),
            started.into(),
            self.part.client.as_str().into(),
        ];
        self.desk.rows.push(Of::Usage, usage);
        self.count(Measure::Billable, ("", &check.connection), 1);
        Ok(next)
    }

    /// The provider's page stops.
    fn stop(
        &mut self,
        check: &mut Begun,
        before: State,
        why: Reason,
    ) -> Result<State, ServiceError> {
        self.now += self.desk.dice.between(5_000, 60_000);
        let State::Open { starts, deadline } = before else {
            return Ok(before);
        };
        let next = State::Stopped {
            starts,
            deadline,
            reason: why,
        };
        let detail = kind(&[&check.connection, why.code()]);
        self.count(Measure::CheckStopped, (&check.step, &detail), 1);
        let stopped = self.moves_check(check, ("stopped", before), next);
        self.now += self.desk.dice.between(2_000, 20_000);
        Ok(stopped)
    }

    fn moves_check(
        &mut self,
        check: &mut Begun,
        (signal, from): (&'static str, State),
        to: State,
    ) -> State {
        // Ids are in the order of their times, and this order is the chain of moves.
        self.now += 1;
        check.moves.push((signal, to));
        let row = [
            self.desk.dice.id(self.now).into(),
            check.id.as_str().into(),
            self.now.into(),
            signal.into(),
            state_code(from).into(),
            state_code(to).into(),
        ];
        self.desk.rows.push(Of::CheckEvents, row);
        to
    }

    /// A call of the provider.
    fn call(&mut self, check: &Begun, call: &'static str, ending: &Ending) {
        let (outcome, status) = match (call, ending) {
            ("fetch", Ending::Failed(Reason::Unavailable)) => ("unavailable", Some(503)),
            ("fetch", Ending::Refused(Reason::NotVerified)) => ("not_verified", Some(200)),
            _ => ("ok", Some(200)),
        };
        let fast = self.desk.dice.between(40, 400);
        let took = match self.desk.dice.of_thousand(60) {
            true => fast * 12,
            false => fast,
        };
        let row = [
            self.desk.dice.id(self.now).into(),
            self.id.as_str().into(),
            check.id.as_str().into(),
            check.connection.as_str().into(),
            call.into(),
            self.now.into(),
            took.into(),
            outcome.into(),
            status.into(),
        ];
        self.desk.rows.push(Of::ProviderCalls, row);
        let detail = kind(&[&check.connection, call, outcome]);
        self.count(Measure::ProviderCall, ("", &detail), 1);
        let bucket = buckets::code(buckets::of(took));
        let detail = kind(&[&check.connection, &bucket]);
        self.count(Measure::ProviderTime, ("", &detail), 1);
    }

    /// Messages of the frame: its own, now and then a stranger's, and as many as are asked for.
    fn frame_speaks(&mut self, check: &Begun, ending: Ending) {
        if check.presentation != "frame" {
            return;
        }
        let mut words = vec![("accepted", Some("opened"))];
        if ending == Ending::Succeeded {
            words.push(("accepted", Some("finished")));
        }
        if self.desk.dice.of_thousand(40) {
            words.push(("foreign", None));
        }
        let more = usize::try_from(self.world.missing(self.desk.rows.happened(), self.number));
        words.resize(
            words.len() + more.unwrap_or_default(),
            ("accepted", Some("progress")),
        );
        for (verdict, event) in words {
            let bytes = self.desk.dice.between(40, 900);
            let row = [
                self.desk.dice.id(self.now).into(),
                check.id.as_str().into(),
                check.starts.into(),
                self.now.into(),
                "https://provider.example".into(),
                bytes.into(),
                verdict.into(),
                1.into(),
                event.into(),
            ];
            self.desk.rows.push(Of::Messages, row);
            let detail = kind(&[&check.connection, verdict]);
            self.count(Measure::Message, (&check.step, &detail), 1);
            if let Some(event) = event {
                let detail = kind(&[&check.connection, event]);
                self.count(Measure::FrameEvent, (&check.step, &detail), 1);
            }
        }
    }
}

fn processing(before: State) -> State {
    match before {
        State::Open { starts, deadline } => State::Processing { starts, deadline },
        other => other,
    }
}
