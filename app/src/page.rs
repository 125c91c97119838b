//! View models: everything a page shows, decided by the server before anything is rendered.

mod asked;
mod flow;
mod link;

use vestibule::{locale::Locale, reason::Reason};

pub use self::asked::{
    CheckPage, CheckRow, CheckValue, ConsentBox, ConsentView, ConsentsPage, DatePart, Day,
    FieldProblem, FieldView, FilledFrom, OptionView, QuestionPage, TermsPage,
};
pub use self::flow::{
    ChoicePage, HelpPage, InsteadPage, LaterPage, OtherWays, OwnOnboarding, ResultPage, RootPage,
    Span, Task, TaskMore, TaskStatus, TasksPage, WayView, WaysOut,
};
pub use self::link::{AskedPage, BackTo, Begun, Dead, DeadLinkPage, Invitation, NotMePage};
use crate::contract::StepRef;

/// What surrounds every page.
#[derive(Debug, Clone)]
pub struct Chrome {
    /// The page's language.
    pub locale: Locale,
    /// Short code that finds this request in the log.
    pub support_code: String,
    /// The page's own path, for the language links (`?lang=id`).
    pub path: String,
    /// Whether this is a development server (banner, link to the simulator's inbox).
    pub development: bool,
    /// The style sheet's path.
    pub stylesheet: String,
    /// `LeptosOptions.output_name`, hash included: `/pkg/{output_name}.js` and its wasm.
    pub output_name: String,
}

/// Which company's journey the page belongs to.
#[derive(Debug, Clone)]
pub struct Branding {
    /// Who asks.
    pub company: String,
    /// The journey's title.
    pub journey: String,
    /// Where a person can turn to.
    pub contact: String,
    /// The pages that lead to a person and out of here; `None` before an onboarding exists.
    pub out: Option<WaysOut>,
}

/// A page.
#[derive(Debug, Clone)]
pub enum Page {
    /// The root in Development: example journeys.
    Demo(DemoPage),
    /// The root elsewhere: "use the link that the company sent you".
    Root(RootPage),
    /// Before an onboarding exists.
    Start(StartPage),
    /// What happens when somebody says that this is not theirs.
    NotMe(NotMePage),
    /// A link that leads no further.
    DeadLink(DeadLinkPage),
    /// A new link was asked for.
    Asked(AskedPage),
    /// The task list.
    Tasks(TasksPage),
    /// A choice between ways.
    Choice(ChoicePage),
    /// How a step is done without this site.
    Instead(InsteadPage),
    /// The way to a person.
    Help(HelpPage),
    /// How to stop, and go on later.
    Later(LaterPage),
    /// A text to agree to.
    Terms(TermsPage),
    /// Questions of ours.
    Question(QuestionPage),
    /// The answers to questions of ours, before they count.
    Check(CheckPage),
    /// What was agreed to.
    Consents(ConsentsPage),
    /// Before a provider's screen.
    Intro(IntroPage),
    /// The provider's screen in a frame: the one page with the frame island.
    Frame(FramePage),
    /// Announces that a link leads to the provider's own site.
    Leave(LeavePage),
    /// Waiting for the provider: the page with the status island.
    Waiting(WaitingPage),
    /// A check stopped or ended short of success.
    Ended(EndedPage),
    /// The end of the journey.
    Result(ResultPage),
    /// Something is wrong with the request or with us.
    Error(ErrorPage),
}

/// Example journeys for a newcomer.
#[derive(Debug, Clone)]
pub struct DemoPage {
    /// The journeys that may be begun here.
    pub journeys: Vec<DemoJourney>,
    /// The simulator's inbox, where SMS codes arrive.
    pub inbox: Option<String>,
    /// What was begun in this browser.
    pub own: Vec<OwnOnboarding>,
}

/// One example journey.
#[derive(Debug, Clone)]
pub struct DemoJourney {
    /// Its title.
    pub title: String,
    /// Who asks.
    pub company: String,
    /// Minutes it takes.
    pub minutes: u32,
    /// The titles of its steps.
    pub steps: Vec<String>,
    /// Its start page.
    pub href: String,
}

/// Which company asks, what is needed, how long it takes, what is stored.
#[derive(Debug, Clone)]
pub struct StartPage {
    /// Who asks.
    pub branding: Branding,
    /// How long it takes.
    pub minutes: u32,
    /// The titles of the steps.
    pub steps: Vec<String>,
    /// What the applicant should have at hand.
    pub needs: Vec<Need>,
    /// What is stored, in the journey's own words.
    pub stored: String,
    /// Who made the link that leads here; `None` on a page that anybody may use.
    pub invitation: Option<Invitation>,
    /// What an operator says while nobody can begin; the form is left out then.
    pub paused: Option<String>,
    /// Where the form posts to.
    pub action: String,
}

/// Something the applicant should have at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A phone that receives text messages.
    Phone,
    /// The provider's app.
    App,
    /// A camera.
    Camera,
    /// An identity document.
    Document,
}

/// "Step 2 of 4".
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// From 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// Before a provider's screen: who it is, what happens, what is needed, and the ways there are.
#[derive(Debug, Clone)]
pub struct IntroPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The provider.
    pub provider: ProviderView,
    /// What is needed.
    pub needs: Vec<Need>,
    /// What the camera is for; `None` where none is used.
    pub camera: Option<CameraNotice>,
    /// Which ways there are.
    pub ways: Ways,
    /// What an operator says while no check can be started here; the ways are left out then, what can be done instead stays.
    pub paused: Option<String>,
    /// What can be done instead.
    pub other: OtherWays,
    /// Where the form posts to. Field: `presentation=frame|page`.
    pub action: String,
    /// The task list.
    pub back: String,
}

/// What is said before a browser asks for the camera, and beside the frame that uses it.
#[derive(Debug, Clone)]
pub struct CameraNotice {
    /// What is stored and when it is deleted, in the journey's own words.
    pub stored: String,
}

/// Who is in the box.
#[derive(Debug, Clone)]
pub struct ProviderView {
    /// The connection's display name.
    pub name: String,
    /// The host whose site is shown.
    pub site: String,
    /// Whether that site needs scripts, in a frame and on a page of its own alike.
    pub needs_scripts: bool,
}

/// The presentations that a step has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// In a frame. Needs scripts.
    pub frame: bool,
    /// On a page of its own. Works without scripts.
    pub page: bool,
    /// Whether the page of its own is offered first, whatever the width (a frame failed here before, or a web view).
    pub page_first: bool,
    /// The provider shows nothing: one button, and then the waiting page. Works without scripts.
    pub wait: bool,
}

/// The provider's screen in a frame.
#[derive(Debug, Clone)]
pub struct FramePage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The provider.
    pub provider: ProviderView,
    /// The step, for the island.
    pub at: StepRef,
    /// The box to reserve, so that nothing moves when the frame arrives: minimum and preferred size.
    pub min_size: vestibule::launch::Size,
    /// See `min_size`.
    pub preferred_size: vestibule::launch::Size,
    /// What the camera is for; `None` where none is used.
    pub camera: Option<CameraNotice>,
    /// Posts to the page-of-its-own way; `None` where there is none.
    pub page_action: Option<String>,
    /// The waiting page, for "Continue" after an absence.
    pub go_on: String,
    /// The intro page.
    pub back: String,
}

/// How the provider's own page is reached.
#[derive(Debug, Clone)]
pub enum LeaveTo {
    /// By a link to the provider's URL.
    Link(String),
    /// By a form to our SDK origin, where the provider's script runs.
    Sdk {
        /// The form's action.
        action: String,
        /// The one-time hand-over code.
        code: String,
        /// The path of this page, for the way back from a code that has run out.
        back: String,
    },
}

/// Announces that a link leads to the provider's own site.
#[derive(Debug, Clone)]
pub struct LeavePage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The provider.
    pub provider: ProviderView,
    /// Where it goes; `None` when that ran out and has to be asked for again.
    pub to: Option<LeaveTo>,
    /// Posts for a new link.
    pub action: String,
    /// The intro page.
    pub back: String,
}

/// Waiting for the provider.
#[derive(Debug, Clone)]
pub struct WaitingPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The provider.
    pub provider: ProviderView,
    /// The step, for the island.
    pub at: StepRef,
    /// Seconds between refreshes without scripts.
    pub refresh_seconds: u32,
    /// Posts to ask now.
    pub action: String,
}

/// A check stopped or ended short of success.
#[derive(Debug, Clone)]
pub struct EndedPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The provider.
    pub provider: ProviderView,
    /// Why. Chooses the whole text.
    pub reason: Reason,
    /// Posts for another try; `None` where none is left. Field: `presentation=frame|page`.
    pub again: Option<String>,
    /// The ways to try again.
    pub ways: Ways,
    /// How many more checks may be begun, when that should be said.
    pub tries_left: Option<u32>,
    /// For how long none may be begun yet.
    pub cools_down: Option<Span>,
    /// What an operator says while no check can be started here; takes the place of another try.
    pub paused: Option<String>,
    /// What can be done instead.
    pub other: OtherWays,
    /// The waiting page, where "keep waiting" makes sense.
    pub keep_waiting: Option<String>,
    /// The task list.
    pub back: String,
}

/// Something is wrong with the request or with us.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// What.
    pub problem: Problem,
    /// Where to go on, when there is such a place.
    pub go_on: Option<String>,
    /// For how long it is too early.
    pub wait: Option<Span>,
    /// The page that leads to a person, inside an onboarding.
    pub help: Option<String>,
}

/// Problems that have a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// 404: unknown, foreign or expired, the same page for all.
    NotFound,
    /// 400: the request makes no sense.
    BadRequest,
    /// 403: another site tried to act through this browser.
    CrossSite,
    /// 405.
    MethodNotAllowed,
    /// 409: that step comes later, or is done.
    OutOfOrder,
    /// 409: this return was used already, or belongs to an older provider session.
    AlreadyHandled,
    /// 413.
    TooLarge,
    /// 415.
    WrongContentType,
    /// 409: nothing may be begun here for a while.
    TooSoon,
    /// 429: nothing that costs money may be begun any more today.
    OverBudget,
    /// 429.
    TooMany,
    /// 503: the provider cannot be reached.
    Unavailable,
    /// 500.
    Internal,
}

impl Problem {
    /// Every problem there is; tests iterate over it.
    pub const ALL: [Self; 13] = [
        Self::NotFound,
        Self::BadRequest,
        Self::CrossSite,
        Self::MethodNotAllowed,
        Self::OutOfOrder,
        Self::AlreadyHandled,
        Self::TooLarge,
        Self::WrongContentType,
        Self::TooSoon,
        Self::OverBudget,
        Self::TooMany,
        Self::Unavailable,
        Self::Internal,
    ];
}
