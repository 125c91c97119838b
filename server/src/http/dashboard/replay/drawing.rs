//! The applicant's page of a moment, as the same views draw it: with placeholders for what was entered, and with addresses
//! that lead nowhere.

mod steps;

use vestibule::{
    id::StepName,
    locale::Locale,
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus, open_ways, step_statuses},
    time::Timestamp,
};
use vestibule_app::page::{
    Branding, ChoicePage, ConsentView, ConsentsPage, HelpPage, InsteadPage, Invitation, NotMePage,
    OtherWays, Page, Place, ResultPage, StartPage, Task, TaskMore, TaskStatus, TasksPage, WayView,
};

use crate::{
    http::{
        AppState,
        pages::{
            self,
            outline::{self, Line},
        },
        visitor::Visitor,
    },
    services::{
        case::Case,
        dashboard::replay::{Shown, moments::Seen},
    },
};

/// Where everything leads.
const NOWHERE: &str = "#";
/// What stands for what a person entered.
const PLACEHOLDER: &str = "•••";

fn nowhere() -> String {
    NOWHERE.to_owned()
}

/// What every page is drawn from.
struct At<'a> {
    state: &'a AppState,
    visitor: &'a Visitor,
    case: &'a Case,
    shown: &'a Shown,
    lines: Vec<Line<'a>>,
    locale: Locale,
}

/// The page; nothing where it cannot be drawn as it was.
pub(super) fn page(
    state: &AppState,
    visitor: &Visitor,
    case: &Case,
    shown: &Shown,
) -> Option<Page> {
    let at = At {
        state,
        visitor,
        case,
        shown,
        lines: outline::lines(&case.journey, &shown.progress),
        locale: case.locale(),
    };
    match &shown.moment.page {
        Seen::Start => Some(Page::Start(at.start())),
        Seen::Tasks => Some(Page::Tasks(at.tasks())),
        Seen::Choice(name) => at.choice(name),
        Seen::Terms(name) | Seen::Questions(name) | Seen::Intro(name) => steps::step(&at, name),
        Seen::Check(name) => steps::check(&at, name),
        Seen::Frame(name, ..) => steps::frame(&at, name),
        Seen::Leave(name, ..) => steps::leave(&at, name),
        Seen::Waiting(name) => steps::waiting(&at, name),
        Seen::Ended(name, reason) => steps::ended(&at, name, *reason),
        Seen::Instead(name) => at.instead(name),
        Seen::Help => Some(Page::Help(at.help())),
        Seen::Result(status, closure) => Some(Page::Result(ResultPage {
            status: *status,
            closure: *closure,
            ..at.result(*status)
        })),
        Seen::Consents => Some(Page::Consents(at.consents())),
        Seen::NotMe => at.not_me(),
    }
}

impl At<'_> {
    fn branding(&self) -> Branding {
        Branding {
            company: self.case.journey.company.clone(),
            journey: self.case.journey.title.get(self.locale).to_owned(),
            contact: self.case.journey.contact.clone(),
            out: None,
        }
    }

    fn place(&self, name: &StepName) -> Place {
        let is_it = |line: &Line<'_>| matches!(line, Line::Step { step, .. } if step.name == *name);
        outline::place_of(&self.lines, is_it)
    }

    fn title(&self, name: &StepName) -> String {
        let step = self.case.journey.step(name);
        step.map_or_else(String::new, |(_, step)| pages::title(step, self.locale))
    }

    fn status(&self, name: &StepName) -> Option<StepStatus> {
        let (at, _) = self.case.journey.step(name)?;
        let statuses = step_statuses(&self.case.journey, &self.shown.progress);
        statuses.get(at).copied()
    }

    /// What could be done instead of a step.
    fn other(&self, name: &StepName) -> OtherWays {
        let Some((_, step)) = self.case.journey.step(name) else {
            return OtherWays::default();
        };
        let may_skip = step.optional
            && matches!(
                self.status(name),
                Some(StepStatus::Ready | StepStatus::Problem | StepStatus::Exhausted)
            );
        OtherWays {
            skip: may_skip.then(nowhere),
            choose: step.way.is_some().then(nowhere),
            instead: (step.instead.is_some() && !self.shown.handed_over).then(nowhere),
        }
    }

    fn reference(&self) -> String {
        pages::reference_of(self.case.id.as_str())
    }

    fn start(&self) -> StartPage {
        let journey = &self.case.journey;
        StartPage {
            branding: self.branding(),
            minutes: journey.minutes,
            steps: pages::start::steps(journey, self.locale),
            needs: pages::start::needs(self.state, journey),
            stored: journey.stored.get(self.locale).to_owned(),
            invitation: self.invitation(),
            paused: None,
            action: nowhere(),
        }
    }

    /// Who asked. The account, even masked, is the person's.
    fn invitation(&self) -> Option<Invitation> {
        let invited = self.shown.invited.as_ref()?;
        let seen_at = Timestamp(self.shown.moment.at);
        Some(Invitation {
            asks: invited.company.clone(),
            account: invited.account.is_some().then(|| PLACEHOLDER.to_owned()),
            begun: pages::day::begun(invited.begun_at, seen_at),
            not_me: nowhere(),
        })
    }

    fn tasks(&self) -> TasksPage {
        let (done, of) = outline::totals(&self.lines);
        let tasks: Vec<Task> = self.lines.iter().map(|line| self.task(line)).collect();
        TasksPage {
            branding: self.branding(),
            go_on: tasks.iter().find_map(|task| task.href.clone()),
            tasks,
            done,
            of,
        }
    }

    fn task(&self, line: &Line<'_>) -> Task {
        match line {
            Line::Choice {
                choice,
                status,
                chosen,
                needed,
                ..
            } => {
                let way = chosen.and_then(|way| choice.ways.get(way));
                let is_open = matches!(status, ChoiceStatus::Ready | ChoiceStatus::Problem);
                Task {
                    title: choice.title.get(self.locale).to_owned(),
                    status: match needed {
                        true => TaskStatus::Choice(*status),
                        false => TaskStatus::IfNeeded,
                    },
                    href: is_open.then(nowhere),
                    chosen: way.map(|way| way.title.get(self.locale).to_owned()),
                    more: (*status == ChoiceStatus::Chosen)
                        .then(|| TaskMore::AnotherWay(nowhere())),
                }
            }
            Line::Step {
                step,
                status,
                needed,
            } => {
                let is_open = matches!(
                    status,
                    StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem
                );
                Task {
                    title: pages::title(step, self.locale),
                    status: match needed {
                        true => TaskStatus::Step(*status),
                        false => TaskStatus::IfNeeded,
                    },
                    href: is_open.then(nowhere),
                    chosen: None,
                    more: match status {
                        StepStatus::Skipped => Some(TaskMore::AfterAll(nowhere())),
                        StepStatus::Exhausted if step.instead.is_some() && !step.optional => {
                            Some(TaskMore::Instead(nowhere()))
                        }
                        _ => None,
                    },
                }
            }
        }
    }

    fn choice(&self, name: &StepName) -> Option<Page> {
        let (journey, progress) = (&self.case.journey, &self.shown.progress);
        let choice = journey.choices.get(name)?;
        let open = open_ways(journey, progress, name);
        let chosen = progress.chosen.get(name);
        let ways = choice.ways.iter().map(|(way, found)| WayView {
            name: way.to_string(),
            title: found.title.get(self.locale).to_owned(),
            hint: found
                .hint
                .as_ref()
                .map(|hint| hint.get(self.locale).to_owned()),
            chosen: chosen == Some(way),
            open: open.contains(&way),
        });
        let is_it = |line: &Line<'_>| matches!(line, Line::Choice { name: at, .. } if *at == name);
        Some(Page::Choice(ChoicePage {
            branding: self.branding(),
            place: outline::place_of(&self.lines, is_it),
            title: choice.title.get(self.locale).to_owned(),
            ways: ways.collect(),
            lost: chosen.is_some_and(|way| !open.contains(&way)),
            not_chosen: false,
            action: nowhere(),
            back: nowhere(),
        }))
    }

    /// What had been agreed to by then. The days are those of the records; no record is named.
    fn consents(&self) -> ConsentsPage {
        let views = self.shown.consents.iter().map(|row| ConsentView {
            id: String::new(),
            ..pages::consents::view(self.case, self.locale, row)
        });
        ConsentsPage {
            branding: self.branding(),
            consents: views.collect(),
            under_way: self.shown.status == OnboardingStatus::InProgress,
            action: nowhere(),
            back: nowhere(),
        }
    }

    fn not_me(&self) -> Option<Page> {
        Some(Page::NotMe(NotMePage {
            branding: self.branding(),
            asks: self.shown.invited.as_ref()?.company.clone(),
            inside: self.shown.inside,
            action: nowhere(),
            back: nowhere(),
        }))
    }

    fn instead(&self, name: &StepName) -> Option<Page> {
        let (_, step) = self.case.journey.step(name)?;
        Some(Page::Instead(InsteadPage {
            branding: self.branding(),
            title: step.title.get(self.locale).to_owned(),
            text: step.instead.as_ref()?.get(self.locale).to_owned(),
            reference: self.reference(),
            action: nowhere(),
            back: nowhere(),
        }))
    }

    fn help(&self) -> HelpPage {
        HelpPage {
            branding: self.branding(),
            reference: self.reference(),
            handed_over: self.shown.handed_over,
            hand_over: (!self.shown.handed_over).then(nowhere),
            back: nowhere(),
        }
    }

    fn result(&self, status: OnboardingStatus) -> ResultPage {
        let journey = &self.case.journey;
        let statuses = step_statuses(journey, &self.shown.progress);
        let steps = || journey.steps.iter().zip(&statuses);
        let is_stopped = status == OnboardingStatus::Stopped;
        ResultPage {
            branding: self.branding(),
            status,
            closure: None,
            handed_over: self.shown.handed_over && status == OnboardingStatus::NeedsReview,
            back_to: None,
            reference: self.reference(),
            done: steps()
                .filter(|(_, status)| **status == StepStatus::Done)
                .map(|(step, _)| step.title.get(self.locale).to_owned())
                .collect(),
            instead: steps()
                .filter(|(step, status)| {
                    is_stopped && **status == StepStatus::Exhausted && step.instead.is_some()
                })
                .map(|(step, _)| (step.title.get(self.locale).to_owned(), nowhere()))
                .collect(),
            help: is_stopped.then(nowhere),
        }
    }
}
