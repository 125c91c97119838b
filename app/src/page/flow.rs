//! View models of the pages between the steps: the task list, choices, other ways, stopping and asking for a person.

use vestibule::onboarding::{ChoiceStatus, Closure, OnboardingStatus, StepStatus};

use super::{BackTo, Branding, Place};

/// The pages that lead to a person, and out of here for now.
#[derive(Debug, Clone)]
pub struct WaysOut {
    /// The page that leads to a person.
    pub help: String,
    /// The page that says how to go on later; `None` when nothing is left to do.
    pub later: Option<String>,
    /// What was agreed to; `None` where nothing ever is.
    pub consents: Option<String>,
    /// The page for whoever did not expect this; `None` where no client made a link, or it is over.
    pub not_me: Option<String>,
}

/// What can be done instead of a step.
#[derive(Debug, Clone, Default)]
pub struct OtherWays {
    /// Posts to skip the step, which is optional. Field: `skipped=yes`.
    pub skip: Option<String>,
    /// The page on which another way is chosen.
    pub choose: Option<String>,
    /// The page that says how it is done without this site.
    pub instead: Option<String>,
}

/// A length of time, in the unit in which people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Up to two hours.
    Minutes(u32),
    /// Up to two days.
    Hours(u32),
    /// More.
    Days(u32),
}

const MINUTE: i64 = 60_000;

impl Span {
    /// Never shorter than the time is, and at least a minute: for what has to be waited for.
    #[must_use]
    pub fn at_least(millis: i64) -> Self {
        Self::of(|unit| millis.max(1).saturating_add(unit - 1) / unit)
    }

    /// Never longer than the time is: for what has to be done in it.
    #[must_use]
    pub fn at_most(millis: i64) -> Self {
        Self::of(|unit| millis.max(0) / unit)
    }

    fn of(count: impl Fn(i64) -> i64) -> Self {
        let number = |unit| u32::try_from(count(unit)).unwrap_or(u32::MAX);
        match number(MINUTE) {
            minutes @ 0..120 => Self::Minutes(minutes),
            120..2880 => Self::Hours(number(60 * MINUTE)),
            _ => Self::Days(number(24 * 60 * MINUTE)),
        }
    }
}

/// The root elsewhere than in Development.
#[derive(Debug, Clone, Default)]
pub struct RootPage {
    /// What was begun in this browser.
    pub own: Vec<OwnOnboarding>,
}

/// An onboarding that was begun in this browser.
#[derive(Debug, Clone)]
pub struct OwnOnboarding {
    /// The journey's title.
    pub title: String,
    /// Who asks.
    pub company: String,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// Where it goes on, or how it ended.
    pub href: String,
}

/// The task list.
#[derive(Debug, Clone)]
pub struct TasksPage {
    /// Who asks.
    pub branding: Branding,
    /// Steps and choices, in order. What is not needed is not among them.
    pub tasks: Vec<Task>,
    /// How many steps are done.
    pub done: u32,
    /// How many are needed, as far as that is known.
    pub of: u32,
    /// The step to go on with; `None` while nothing can be done.
    pub go_on: Option<String>,
}

/// One line of the task list.
#[derive(Debug, Clone)]
pub struct Task {
    /// What to do, or what to choose.
    pub title: String,
    /// Where it stands.
    pub status: TaskStatus,
    /// Where it is done; `None` while it cannot be.
    pub href: Option<String>,
    /// The way that was chosen.
    pub chosen: Option<String>,
    /// What else can be done about it.
    pub more: Option<TaskMore>,
}

/// What else can be done about a line of the task list.
#[derive(Debug, Clone)]
pub enum TaskMore {
    /// Leads to the choice, where another way may be chosen.
    AnotherWay(String),
    /// Posts to do a skipped step after all. Field: `skipped=no`.
    AfterAll(String),
    /// Leads to the page that says how it is done without this site.
    Instead(String),
}

/// Where a line of the task list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskStatus {
    /// A step.
    Step(StepStatus),
    /// A choice.
    Choice(ChoiceStatus),
    /// A step of which nobody knows yet whether it is needed.
    IfNeeded,
}

/// A choice between ways.
#[derive(Debug, Clone)]
pub struct ChoicePage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The question.
    pub title: String,
    /// The ways.
    pub ways: Vec<WayView>,
    /// Whether the way that was chosen cannot be finished any more.
    pub lost: bool,
    /// Set when the form was sent without an answer.
    pub not_chosen: bool,
    /// Where the form posts to. Field: `way`.
    pub action: String,
    /// The task list.
    pub back: String,
}

/// A way that can be chosen, or cannot be any more.
#[derive(Debug, Clone)]
pub struct WayView {
    /// The value that is posted.
    pub name: String,
    /// How it is called.
    pub title: String,
    /// One short sentence about it.
    pub hint: Option<String>,
    /// Whether it was chosen before.
    pub chosen: bool,
    /// Whether it can still be gone.
    pub open: bool,
}

/// How a step is done without this site.
#[derive(Debug, Clone)]
pub struct InsteadPage {
    /// Who asks.
    pub branding: Branding,
    /// The step's title.
    pub title: String,
    /// What to do, in the journey's own words.
    pub text: String,
    /// The reference to quote.
    pub reference: String,
    /// Where the form posts to: a person goes on then.
    pub action: String,
    /// The page before.
    pub back: String,
}

/// The way to a person.
#[derive(Debug, Clone)]
pub struct HelpPage {
    /// Who asks.
    pub branding: Branding,
    /// The reference to quote.
    pub reference: String,
    /// Whether a person goes on already.
    pub handed_over: bool,
    /// Where the form posts to that hands the application over to a person; `None` when that was done, or it was decided.
    pub hand_over: Option<String>,
    /// The task list, or the result.
    pub back: String,
}

/// How to stop, and go on later.
#[derive(Debug, Clone)]
pub struct LaterPage {
    /// Who asks.
    pub branding: Branding,
    /// For how long this browser can go on.
    pub lasts: Span,
    /// The whole address to come back to.
    pub address: String,
    /// The reference to quote.
    pub reference: String,
    /// The task list.
    pub back: String,
}

/// The end of the journey.
#[derive(Debug, Clone)]
pub struct ResultPage {
    /// Who asks.
    pub branding: Branding,
    /// How it ended; never [`OnboardingStatus::InProgress`].
    pub status: OnboardingStatus,
    /// Why it was closed before a decision, if it was.
    pub closure: Option<Closure>,
    /// Whether the applicant asked for a person to go on.
    pub handed_over: bool,
    /// The way back to the client; `None` where there is none.
    pub back_to: Option<BackTo>,
    /// The reference to quote.
    pub reference: String,
    /// What was done, step by step.
    pub done: Vec<String>,
    /// The steps that stopped and can be done without this site: title and page.
    pub instead: Vec<(String, String)>,
    /// The page that leads to a person, where that is what is left.
    pub help: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Span;

    const MINUTE: i64 = super::MINUTE;

    #[test]
    fn waiting_is_never_said_to_be_shorter_than_it_is() {
        assert_eq!(Span::at_least(0), Span::Minutes(1));
        assert_eq!(Span::at_least(MINUTE), Span::Minutes(1));
        assert_eq!(Span::at_least(MINUTE + 1), Span::Minutes(2));
        assert_eq!(Span::at_least(119 * MINUTE), Span::Minutes(119));
        assert_eq!(Span::at_least(120 * MINUTE + 1), Span::Hours(3));
        assert_eq!(Span::at_least(48 * 60 * MINUTE), Span::Days(2));
    }

    #[test]
    fn time_to_do_something_is_never_said_to_be_longer_than_it_is() {
        assert_eq!(Span::at_most(-5), Span::Minutes(0));
        assert_eq!(Span::at_most(2 * MINUTE - 1), Span::Minutes(1));
        assert_eq!(Span::at_most(120 * MINUTE), Span::Hours(2));
        assert_eq!(Span::at_most(180 * MINUTE - 1), Span::Hours(2));
        assert_eq!(Span::at_most(i64::MAX), Span::Days(u32::MAX));
    }
}
