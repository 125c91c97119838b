//! What holds for every journey and everybody in it.

mod applicant;
mod journeys;
mod plan;

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};

use self::{
    applicant::{Act, Case, ENDINGS},
    journeys::{Dice, World, world},
    plan::{Intent, Plan},
};
use super::*;
use crate::{
    check::Ending,
    decision::{Shortfall, decide},
    fact::FactKind,
    journey::{ClaimSource, Condition, Step, StepKind},
    matching::Verdict,
    risk::RiskSignal,
};

const WILLING: Intent = Intent {
    answer: "yes",
    skips: false,
    failures: 0,
    failure: Ending::Cancelled,
};
const HOPELESS: Intent = Intent {
    failures: u32::MAX,
    ..WILLING
};

fn worlds() -> impl Strategy<Value = World> {
    vec(any::<u16>(), 0..220).prop_map(|rolls| world(&mut Dice::new(rolls)))
}

fn dice() -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 0..260)
}

/// Goes through the journey by a plan, in an order that the dice say.
fn by_plan(world: &World, plan: &Plan, order: Vec<u16>) -> Case {
    let mut case = Case::begun(world);
    assert!(
        plan.goes_on(world, &mut case, &mut Dice::new(order)),
        "stuck: {case:?}"
    );
    case
}

/// The steps that were done, found without the code under test.
fn done(world: &World, case: &Case) -> Vec<bool> {
    let steps = world.journey.steps.iter().zip(&case.progress.steps);
    let chosen = |step: &Step| {
        step.way
            .as_ref()
            .is_none_or(|way| case.progress.chosen.get(&way.choice) == Some(&way.way))
    };
    steps
        .map(|(step, own)| {
            let succeeded = own.newest == Some(State::Ended(Ending::Succeeded));
            let was_done = match step.checked_elsewhere() {
                Some(_) => succeeded,
                None => own.answered,
            };
            was_done && chosen(step)
        })
        .collect()
}

/// What was done before this step, as a condition may see it.
fn known_by(world: &World, case: &Case, done: &[bool], at: usize) -> Known {
    let mut known = Known::default();
    for (step, _) in world.journey.steps[..at]
        .iter()
        .zip(done)
        .filter(|(_, done)| **done)
    {
        known.done.insert(step.name.clone());
        let of_step = |name: &StepName| *name == step.name;
        let all = &case.progress.known;
        known
            .facts
            .extend(all.facts.iter().filter(|fact| of_step(&fact.step)).cloned());
        known.answers.extend(
            all.answers
                .iter()
                .filter(|(field, _)| of_step(&field.step))
                .map(|(field, answer)| (field.clone(), answer.clone())),
        );
    }
    known
}

/// Which steps the journey asks for in the end, and which of them were done: step by step, without the code under test.
fn asked_and_done(world: &World, case: &Case) -> (Vec<bool>, Vec<bool>) {
    let mut counts = done(world, case);
    let mut asked = Vec::new();
    for (at, step) in world.journey.steps.iter().enumerate() {
        let on_the_way = step
            .way
            .as_ref()
            .is_none_or(|way| case.progress.chosen.get(&way.choice) == Some(&way.way));
        let holds = step
            .when
            .as_ref()
            .is_none_or(|when| when.holds(&known_by(world, case, &counts, at)));
        asked.push(on_the_way && holds);
        counts[at] &= on_the_way && holds;
    }
    (asked, counts)
}

/// Everything that has to be so when a case was approved.
fn was_rightly_approved(world: &World, case: &Case) {
    let (asked, done) = asked_and_done(world, case);
    let all = || world.journey.steps.iter().enumerate();
    for (at, step) in all().filter(|(at, _)| asked[*at]) {
        assert!(done[at] || step.optional, "{} was left out", step.name);
    }
    let counts = |name: &StepName| all().any(|(at, step)| step.name == *name && done[at]);
    let brought: BTreeSet<FactKind> = world
        .brings
        .iter()
        .filter(|(step, _)| counts(step))
        .flat_map(|(_, facts)| facts)
        .map(|fact| fact.kind)
        .collect();
    for needed in &world.journey.needs {
        assert!(brought.contains(needed), "{needed:?} is not there");
    }
    for (step, facts) in &world.brings {
        let vouched_for = !facts.iter().any(|fact| fact.kind == FactKind::Identity)
            || !world.unverified.contains(step);
        assert!(vouched_for || !counts(step), "nobody vouches for {step}");
    }
    for (choice, way) in &case.progress.chosen {
        let has_needed_steps = all().any(|(at, step)| {
            let holds = |when: &Condition| when.holds(&known_by(world, case, &done, at));
            let is_of_choice = step.way.as_ref().is_some_and(|way| way.choice == *choice);
            is_of_choice && step.when.as_ref().is_none_or(holds)
        });
        let reviewed = world.journey.choices[choice].ways[way].reviewed;
        assert!(!(reviewed && has_needed_steps), "{choice} went by {way}");
    }
    assert!(!world.signals.contains(&RiskSignal::PrefillEdited));
    for rule in &world.journey.matches {
        let is_done = |side: &ClaimSource| match side {
            ClaimSource::Client => true,
            ClaimSource::Step(step) => counts(step),
        };
        let says = |side: &ClaimSource| match side {
            ClaimSource::Client => true,
            ClaimSource::Step(step) => !world.brings[step].is_empty(),
        };
        if rule.between.iter().all(is_done) && (rule.needed || rule.between.iter().all(says)) {
            let verdict = match rule.between.iter().all(says) {
                true => world.verdicts[&rule.name],
                false => Verdict::Missing,
            };
            let is_let_off = verdict == Verdict::Missing && !rule.needed;
            assert!(
                verdict.passes() || is_let_off,
                "{} is {verdict:?}",
                rule.name
            );
        }
    }
}

/// Acts that take something back, or ask something anew.
fn takes_back(before: &Case, act: &Act, world: &World) -> bool {
    match act {
        Act::Choose(..) | Act::Unskip(_) | Act::Withdraw(_) => true,
        Act::Answer(step, _) => {
            let (at, _) = world.journey.step(step).unwrap();
            before.progress.steps[at].answered
        }
        _ => false,
    }
}

fn is_about(act: &Act, name: &StepName) -> bool {
    match act {
        Act::Answer(step, _)
        | Act::Skip(step)
        | Act::Unskip(step)
        | Act::Begin(step)
        | Act::Move(step, _)
        | Act::End(step, _)
        | Act::Withdraw(step) => step == name,
        Act::Choose(..) | Act::HandOver => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 768, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_in_progress_has_something_to_do_and_can_get_to_an_end(
        world in worlds(), walk in dice(), order in dice(),
    ) {
        let mut case = Case::begun(&world);
        let mut seen = vec![case.clone()];
        case.wanders(&world, &mut Dice::new(walk), |_, _, after| seen.push(after.clone()));
        for case in seen.into_iter().filter(|case| case.status(&world) == OnboardingStatus::InProgress) {
            let something = case.statuses(&world).iter().any(|status| matches!(
                status, StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem
            ));
            let choice = world.journey.choices.keys().any(|choice| matches!(
                case.choice(&world, choice), ChoiceStatus::Ready | ChoiceStatus::Problem
            ));
            prop_assert!(something || choice, "nothing to do: {:?}", case);
            for intent in [WILLING, HOPELESS] {
                let plan = Plan::always(&world, intent);
                let ends = plan.goes_on(&world, &mut case.clone(), &mut Dice::new(order.clone()));
                prop_assert!(ends, "no end: {:?}", case);
            }
        }
    }

    #[test]
    fn nobody_is_approved_without_what_the_journey_needs(world in worlds(), walk in dice(), order in dice()) {
        let mut case = Case::begun(&world);
        case.wanders(&world, &mut Dice::new(walk), |_, _, _| {});
        Plan::always(&world, WILLING).goes_on(&world, &mut case, &mut Dice::new(order));
        if case.status(&world) == OnboardingStatus::Completed {
            was_rightly_approved(&world, &case);
        }
        if case.status(&world) == OnboardingStatus::Rejected {
            prop_assert!(world.journey.automatic_reject);
        }
    }

    #[test]
    fn the_order_of_acts_changes_nothing(world in worlds(), plan in dice(), one in dice(), other in dice()) {
        let plan = Plan::drawn(&world, &mut Dice::new(plan));
        let (one, other) = (by_plan(&world, &plan, one), by_plan(&world, &plan, other));
        prop_assert_eq!(one.status(&world), other.status(&world));
        if one.status(&world) != OnboardingStatus::Stopped {
            prop_assert_eq!(one.statuses(&world), other.statuses(&world));
            prop_assert_eq!(one.decision, other.decision);
        }
    }

    /// Facts, answers, verdicts and signals of a whole case, in the order in which the database may give them.
    #[test]
    fn the_order_in_which_things_are_known_changes_nothing(
        world in worlds(), walk in dice(), turned in any::<prop::sample::Index>(),
    ) {
        let mut case = Case::begun(&world);
        case.wanders(&world, &mut Dice::new(walk), |_, _, _| {});
        let known = &case.progress.known;
        let mut facts: Vec<_> = known.facts.iter().cloned().collect();
        facts.extend(facts.clone());
        let by = turned.index(facts.len().max(1));
        facts.rotate_left(by);
        let again = Progress {
            known: Known {
                facts: facts.into_iter().collect(),
                answers: known.answers.clone().into_iter().rev().collect(),
                matches: known.matches.clone().into_iter().rev().collect(),
                signals: known.signals.iter().copied().rev().collect(),
                ..known.clone()
            },
            ..case.progress.clone()
        };
        prop_assert_eq!(step_statuses(&world.journey, &again), case.statuses(&world));
        prop_assert_eq!(decide(&world.journey, &again), decide(&world.journey, &case.progress));
    }

    #[test]
    fn what_is_done_or_not_needed_stays_so_whatever_happens_elsewhere(world in worlds(), walk in dice()) {
        let mut case = Case::begun(&world);
        let mut wrong = None;
        case.wanders(&world, &mut Dice::new(walk), |before, act, after| {
            if takes_back(before, act, &world) {
                return;
            }
            let (was, is) = (before.statuses(&world), after.statuses(&world));
            for ((step, was), is) in world.journey.steps.iter().zip(was).zip(is) {
                let fixed = matches!(was, StepStatus::Done | StepStatus::NotNeeded);
                if fixed && was != is && !is_about(act, &step.name) {
                    wrong = Some((step.name.clone(), was, is, act.clone()));
                }
            }
        });
        prop_assert_eq!(wrong, None);
    }

    #[test]
    fn an_act_changes_no_decision(world in worlds(), walk in dice()) {
        let mut case = Case::begun(&world);
        let mut wrong = None;
        case.wanders(&world, &mut Dice::new(walk), |before, act, after| {
            let was = before.status(&world);
            let is_over = !matches!(was, OnboardingStatus::InProgress | OnboardingStatus::Stopped);
            if is_over && after.status(&world) != was {
                wrong = Some(act.clone());
            }
        });
        prop_assert_eq!(wrong, None);
    }

    #[test]
    fn only_what_was_done_on_the_way_counts(world in worlds(), walk in dice()) {
        let mut case = Case::begun(&world);
        case.wanders(&world, &mut Dice::new(walk), |_, _, _| {});
        let (asked, done) = asked_and_done(&world, &case);
        let known = known_in_the_end(&world.journey, &case.progress);
        let sources = known.facts.iter().map(|fact| &fact.step)
            .chain(known.answers.keys().map(|field| &field.step))
            .chain(&known.done);
        for name in sources {
            let (at, _) = world.journey.step(name).unwrap();
            prop_assert!(asked[at] && done[at], "{} counts", name);
        }
        let progress = Progress {
            known: Known { matches: case.verdicts(&world), ..case.progress.known.clone() },
            ..case.progress.clone()
        };
        let known = known_in_the_end(&world.journey, &progress);
        for rule in &world.journey.matches {
            let counts = rule.between.iter().all(|side| match side {
                ClaimSource::Client => true,
                ClaimSource::Step(step) => known.done.contains(step),
            });
            let verdict = known.matches[&rule.name];
            prop_assert!(counts || verdict == Verdict::Missing, "{} is {:?}", rule.name, verdict);
        }
    }

    /// Without an agreement, nothing that comes after it is begun or counts.
    #[test]
    fn nothing_goes_on_before_the_terms_are_agreed_to(world in worlds(), walk in dice()) {
        let mut case = Case::begun(&world);
        case.wanders(&world, &mut Dice::new(walk), |_, _, _| {});
        let statuses = case.statuses(&world);
        let waits = world.journey.steps.iter().zip(&statuses).position(|(step, status)| {
            matches!(step.kind, StepKind::Terms(_))
                && matches!(status, StepStatus::Ready | StepStatus::CannotStartYet)
        });
        if let Some(at) = waits {
            for status in &statuses[at + 1..] {
                let waits = matches!(status, StepStatus::CannotStartYet | StepStatus::NotNeeded);
                prop_assert!(waits, "{:?}", status);
            }
        }
    }

    /// Also what no case can come to: the code that reads the database does not know that.
    #[test]
    fn every_progress_has_a_status_and_none_is_completed_undecided(
        world in worlds(), rolls in dice(), handed_over in any::<bool>(),
    ) {
        let dice = &mut Dice::new(rolls);
        let mut progress = Progress { known: Known { signals: world.signals.clone(), ..Known::default() }, ..Progress::default() };
        // Fewer or more than the journey has.
        for _ in 0..dice.below(12) {
            let ended = Some(State::Ended(dice.of(&ENDINGS)));
            progress.steps.push(StepProgress {
                answered: dice.one_in(2),
                skipped: dice.one_in(3),
                newest: dice.of(&[None, Some(State::Created), ended]),
                ended_at: None,
                counted: u32::try_from(dice.below(5)).unwrap(),
                allowed: u32::from(dice.one_in(4)),
            });
        }
        for choice in world.journey.choices.keys() {
            progress.chosen.insert(choice.clone(), journeys::name(dice.of(&["w0", "w1", "w2", "w9"])));
        }
        for facts in world.brings.values().filter(|_| dice.one_in(2)) {
            progress.known.facts.extend(facts.iter().cloned());
        }
        let statuses = step_statuses(&world.journey, &progress);
        prop_assert_eq!(statuses.len(), world.journey.steps.len());
        for (step, status) in world.journey.steps.iter().zip(&statuses) {
            prop_assert!(step.optional || *status != StepStatus::Skipped, "{} was skipped", step.name);
        }
        for choice in world.journey.choices.keys() {
            let status = choice_status(&world.journey, &progress, &statuses, choice);
            prop_assert!(status != ChoiceStatus::NotNeeded || !progress.chosen.contains_key(choice));
        }
        let undecided = status(&world.journey, &progress, None, handed_over);
        prop_assert!(!matches!(undecided, OnboardingStatus::Completed | OnboardingStatus::Rejected));
        let decision = decide(&world.journey, &progress);
        prop_assert_eq!(&decision, &decide(&world.journey, &progress));
        if decision.conclusion == Conclusion::Approve {
            prop_assert!(is_all_settled(&world.journey, &statuses), "approved too early");
            prop_assert_eq!(decision.shortfalls, Vec::<Shortfall>::new());
        }
    }
}

/// Otherwise the properties above would hold of nothing.
#[test]
fn the_made_up_journeys_come_to_every_end() {
    let mut ends = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    let mut runner = TestRunner::deterministic();
    let drawn = (worlds(), dice(), dice());
    for _ in 0..600 {
        let (world, walk, order) = drawn.new_tree(&mut runner).unwrap().current();
        let mut case = Case::begun(&world);
        case.wanders(&world, &mut Dice::new(walk), |_, act, _| {
            kinds.insert(format!("{act:?}").split('(').next().unwrap().to_owned());
        });
        Plan::always(&world, WILLING).goes_on(&world, &mut case, &mut Dice::new(order));
        *ends.entry(case.status(&world).code()).or_insert(0) += 1;
        for shortfall in case
            .decision
            .into_iter()
            .flat_map(|decision| decision.shortfalls)
        {
            kinds.insert(
                format!("{shortfall:?}")
                    .split('(')
                    .next()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    println!("{ends:?} {kinds:?}");
    for status in ["completed", "needs_review", "rejected", "stopped"] {
        assert!(
            ends.get(status).is_some_and(|times| *times >= 20),
            "{ends:?}"
        );
    }
    let expected = [
        "Answer",
        "Begin",
        "Choose",
        "End",
        "FactMissing",
        "HandOver",
        "Move",
        "NotMatched",
        "PrefillEdited",
        "ReviewedWay",
        "Skip",
        "Unskip",
        "Unverified",
        "Withdraw",
    ];
    assert_eq!(kinds, expected.into_iter().map(str::to_owned).collect());
}
