//! Journeys that are made up, and what each of their steps would bring.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    fact::FactKind,
    id::{ConnectionName, StepName},
    journey::{
        Choice, ClaimSource, Conclusion, Condition, DecisionRule, Field, FieldKind, FieldOption,
        FieldRef, Form, Journey, KnownFact, MatchRule, Order, ProviderStep, Step, StepKind, Terms,
        Way, WayRef,
        condition::{Answered, Assured, Matched},
    },
    locale::LocalText,
    matching::{Compared, Verdict},
    purpose::{LegalBasis, Purpose},
    risk::RiskSignal,
};

/// Chances that were drawn beforehand; the last face again and again when they are used up. Small numbers are simple
/// journeys, so that what fails shrinks to a simple one.
pub struct Dice {
    rolls: Vec<u16>,
    next: usize,
}

impl Dice {
    pub fn new(rolls: Vec<u16>) -> Self {
        Self { rolls, next: 0 }
    }

    /// A number below `faces`.
    pub fn below(&mut self, faces: usize) -> usize {
        let roll = self.rolls.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        usize::from(roll) * faces / (usize::from(u16::MAX) + 1)
    }

    /// True once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    pub fn are_spent(&self) -> bool {
        self.next >= self.rolls.len()
    }
}

/// A journey, and what will come of it.
#[derive(Debug, Clone)]
pub struct World {
    pub journey: Journey,
    /// The facts that each step brings when it is done.
    pub brings: BTreeMap<StepName, Vec<KnownFact>>,
    /// Steps whose identity nobody vouches for.
    pub unverified: BTreeSet<StepName>,
    /// How each match rule comes out when both sides are there.
    pub verdicts: BTreeMap<StepName, Verdict>,
    /// The signals that there are.
    pub signals: BTreeSet<RiskSignal>,
}

const KINDS: [FactKind; 4] = [
    FactKind::Identity,
    FactKind::ContactControl,
    FactKind::FaceLive,
    FactKind::PaymentApproved,
];
const MOST_STEPS: usize = 10;

pub fn name(text: impl Into<String>) -> StepName {
    StepName::new(text).unwrap()
}

fn text() -> LocalText {
    LocalText(BTreeMap::new())
}

/// A journey of one to ten steps with up to two choices.
pub fn world(dice: &mut Dice) -> World {
    let mut world = World {
        journey: Journey {
            title: text(),
            company: String::new(),
            minutes: 1,
            stored: text(),
            contact: String::new(),
            open: true,
            needs: Vec::new(),
            regions: Vec::new(),
            order: dice.of(&[Order::Sequence, Order::Any]),
            choices: BTreeMap::new(),
            steps: Vec::new(),
            matches: Vec::new(),
            decisions: Vec::new(),
            automatic_reject: dice.one_in(2),
        },
        brings: BTreeMap::new(),
        unverified: BTreeSet::new(),
        verdicts: BTreeMap::new(),
        signals: BTreeSet::new(),
    };
    let mut ways: Vec<Option<WayRef>> = Vec::new();
    let mut later = Vec::new();
    for _ in 0..=dice.below(5) {
        if world.journey.choices.len() < 2 && dice.one_in(3) {
            choice(dice, &mut world.journey, &mut ways, &mut later);
        } else {
            ways.push(None);
        }
    }
    ways.append(&mut later);
    ways.truncate(MOST_STEPS);
    for way in ways {
        step(dice, &mut world, way);
    }
    // Ways that lost all their steps are none.
    let steps = &world.journey.steps;
    let is_gone = |choice: &StepName, way: &StepName| {
        steps.iter().any(|step| {
            step.way
                .as_ref()
                .is_some_and(|named| named.choice == *choice && named.way == *way)
        })
    };
    world.journey.choices.retain(|choice, found| {
        found.ways.retain(|way, _| is_gone(choice, way));
        !found.ways.is_empty()
    });
    needs(dice, &mut world);
    matches(dice, &mut world);
    decisions(dice, &mut world);
    for signal in RiskSignal::ALL {
        if dice.one_in(16) {
            world.signals.insert(signal);
        }
    }
    world
}

fn choice(
    dice: &mut Dice,
    journey: &mut Journey,
    steps: &mut Vec<Option<WayRef>>,
    later: &mut Vec<Option<WayRef>>,
) {
    let choice = name(format!("c{}", journey.choices.len()));
    let mut ways = BTreeMap::new();
    for at in 0..2 + dice.below(2) {
        let way = name(format!("w{at}"));
        for number in 0..=dice.below(3) {
            let named = WayRef {
                choice: choice.clone(),
                way: way.clone(),
            };
            // Now and then the steps of a way do not stand together.
            match number > 0 && dice.one_in(6) {
                true => later.push(Some(named)),
                false => steps.push(Some(named)),
            }
        }
        let found = Way {
            title: text(),
            hint: None,
            reviewed: dice.one_in(5),
        };
        ways.insert(way, found);
    }
    let title = text();
    journey.choices.insert(choice, Choice { title, ways });
}

fn step(dice: &mut Dice, world: &mut World, way: Option<WayRef>) {
    let at = world.journey.steps.len();
    let step = name(format!("s{at}"));
    let mut brings = Vec::new();
    let kind = match dice.below(4) {
        0 | 1 => {
            for kind in KINDS {
                if dice.one_in(3) {
                    let assurance = dice
                        .one_in(2)
                        .then(|| (dice.of(&["mine", "theirs"]), dice.of(&["low", "high"])));
                    brings.push(KnownFact {
                        step: step.clone(),
                        kind,
                        assurance: assurance.map(|(scheme, value)| (scheme.into(), value.into())),
                    });
                }
            }
            if dice.one_in(8) {
                world.unverified.insert(step.clone());
            }
            elsewhere(dice, &world.journey)
        }
        2 => {
            brings.push(KnownFact::new(step.clone(), FactKind::SelfAsserted, None));
            StepKind::Form(Form {
                fields: vec![choice_field()],
            })
        }
        _ => StepKind::Terms(Terms {
            text_id: "t".to_owned(),
            version: "1".to_owned(),
            body: text(),
            purpose: String::new(),
            legal_basis: LegalBasis::Consent,
            consents: Vec::new(),
        }),
    };
    let when = (at > 0 && dice.one_in(3)).then(|| condition(dice, &world.journey, 2));
    world.brings.insert(step.clone(), brings);
    world.journey.steps.push(Step {
        name: step,
        title: text(),
        optional: dice.one_in(4),
        way,
        when,
        instead: None,
        kind,
    });
}

fn elsewhere(dice: &mut Dice, journey: &Journey) -> StepKind {
    let forms: Vec<StepName> = of_kind(journey, |kind| matches!(kind, StepKind::Form(_)));
    let mut inputs = BTreeMap::new();
    if !forms.is_empty() && dice.one_in(2) {
        let field = FieldRef {
            step: dice.of(&forms),
            field: name("answer"),
        };
        inputs.insert("answer".to_owned(), field);
    }
    let step = ProviderStep {
        connection: ConnectionName::new("provider").unwrap(),
        purpose: Purpose::IdentityProofing,
        max_checks: 1 + u32::try_from(dice.below(3)).unwrap(),
        cool_down_minutes: 0,
        inputs,
        parameters: BTreeMap::new(),
    };
    match dice.one_in(5) {
        true => StepKind::External(step),
        false => StepKind::Provider(step),
    }
}

fn choice_field() -> Field {
    let option = |value: &str| FieldOption {
        value: value.to_owned(),
        label: text(),
    };
    Field {
        name: name("answer"),
        label: text(),
        hint: None,
        kind: FieldKind::Choice,
        optional: false,
        claim: None,
        prefill: Vec::new(),
        options: vec![option("yes"), option("no")],
    }
}

fn of_kind(journey: &Journey, wanted: impl Fn(&StepKind) -> bool) -> Vec<StepName> {
    journey
        .steps
        .iter()
        .filter(|step| wanted(&step.kind))
        .map(|step| step.name.clone())
        .collect()
}

/// A condition on the steps that there are so far.
fn condition(dice: &mut Dice, journey: &Journey, depth: usize) -> Condition {
    let names = of_kind(journey, |_| true);
    let forms = of_kind(journey, |kind| matches!(kind, StepKind::Form(_)));
    match dice.below(if depth == 0 { 4 } else { 7 }) {
        0 => Condition::Done(dice.of(&names)),
        1 if !forms.is_empty() => Condition::Answered(Answered {
            field: FieldRef {
                step: dice.of(&forms),
                field: name("answer"),
            },
            is: vec![dice.of(&["yes", "no"]).to_owned()],
        }),
        1 | 2 => Condition::Has(dice.of(&KINDS)),
        3 => Condition::Assured(Assured {
            fact: dice.of(&KINDS),
            scheme: dice.of(&["mine", "theirs"]).to_owned(),
            is: vec![dice.of(&["low", "high"]).to_owned()],
        }),
        4 => Condition::Not(Box::new(condition(dice, journey, depth - 1))),
        5 => Condition::All(conditions(dice, journey, depth - 1)),
        _ => Condition::Any(conditions(dice, journey, depth - 1)),
    }
}

fn conditions(dice: &mut Dice, journey: &Journey, depth: usize) -> Vec<Condition> {
    (0..=dice.below(3))
        .map(|_| condition(dice, journey, depth))
        .collect()
}

fn needs(dice: &mut Dice, world: &mut World) {
    let brought: BTreeSet<FactKind> = world
        .brings
        .values()
        .flatten()
        .map(|fact| fact.kind)
        .collect();
    world.journey.needs = KINDS
        .into_iter()
        .filter(|kind| match brought.contains(kind) {
            true => dice.one_in(3),
            false => dice.one_in(24),
        })
        .collect();
}

fn matches(dice: &mut Dice, world: &mut World) {
    let mut sides: Vec<ClaimSource> = of_kind(&world.journey, |_| true)
        .into_iter()
        .map(ClaimSource::Step)
        .collect();
    sides.push(ClaimSource::Client);
    for at in 0..dice.below(3) {
        let rule = name(format!("m{at}"));
        let verdict = match dice.one_in(3) {
            true => dice.of(&Verdict::ALL),
            false => Verdict::Exact,
        };
        world.verdicts.insert(rule.clone(), verdict);
        world.journey.matches.push(MatchRule {
            name: rule,
            compare: Compared::Name,
            between: [dice.of(&sides), dice.of(&sides)],
            needed: dice.one_in(2),
        });
    }
}

fn decisions(dice: &mut Dice, world: &mut World) {
    for at in 0..dice.below(4) {
        let when = match dice.below(4) {
            0 => None,
            1 => Some(Condition::Signal(dice.of(&RiskSignal::ALL))),
            2 if !world.journey.matches.is_empty() => Some(Condition::Matched(Matched {
                rule: dice.of(&world.journey.matches).name,
                is: vec![dice.of(&Verdict::ALL), dice.of(&Verdict::ALL)],
            })),
            _ => Some(condition(dice, &world.journey, 2)),
        };
        world.journey.decisions.push(DecisionRule {
            name: name(format!("d{at}")),
            when,
            then: dice.of(&[Conclusion::Approve, Conclusion::Review, Conclusion::Reject]),
        });
    }
}
