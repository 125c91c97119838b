//! The pages of a step.

use vestibule::{
    check::{State, may_start},
    id::StepName,
    journey::{Field, FieldKind, Form, StepKind, Terms},
    onboarding::StepStatus,
    reason::Reason,
};
use vestibule_app::{
    contract::StepRef,
    page::{
        CameraNotice, CheckPage, CheckRow, CheckValue, ConsentBox, EndedPage, FieldView, FramePage,
        IntroPage, LeavePage, LeaveTo, OptionView, Page, QuestionPage, TermsPage, WaitingPage,
        Ways,
    },
};

use super::{At, PLACEHOLDER, nowhere};
use crate::{
    http::pages::ProviderAt,
    services::consents::{self, TEXT},
};

/// Seconds between refreshes of the waiting page, which nobody waits on here.
const REFRESH: u32 = 5;

/// A step before it is done.
pub(super) fn step(at: &At<'_>, name: &StepName) -> Option<Page> {
    let (_, step) = at.case.journey.step(name)?;
    match &step.kind {
        StepKind::Terms(terms) => Some(Page::Terms(agreement(at, name, terms))),
        StepKind::Form(form) => Some(Page::Question(questions(at, name, form))),
        StepKind::Provider(_) | StepKind::External(_) => intro(at, name),
    }
}

fn agreement(at: &At<'_>, name: &StepName, terms: &Terms) -> TermsPage {
    let paragraphs = terms.body.get(at.locale).split("\n\n").map(str::trim);
    let standing = consents::standing(&at.shown.consents, name);
    let consents = terms.consents.iter().map(|consent| ConsentBox {
        name: consent.name.to_string(),
        text: consent.text.get(at.locale).to_owned(),
        optional: consent.optional,
        given: standing.contains(consent.name.as_str()),
        ticked: false,
        missing: false,
    });
    TermsPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        paragraphs: paragraphs
            .filter(|paragraph| !paragraph.is_empty())
            .map(str::to_owned)
            .collect(),
        version: terms.version.clone(),
        agreed: standing.contains(TEXT),
        not_agreed: false,
        consents: consents.collect(),
        other: at.other(name),
        action: nowhere(),
        back: nowhere(),
    }
}

fn questions(at: &At<'_>, name: &StepName, form: &Form) -> QuestionPage {
    QuestionPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        fields: form
            .fields
            .iter()
            .map(|field| question(at, field))
            .collect(),
        other: at.other(name),
        action: nowhere(),
        back: nowhere(),
    }
}

fn question(at: &At<'_>, field: &Field) -> FieldView {
    let options = field.options.iter().map(|option| OptionView {
        value: option.value.clone(),
        label: option.label.get(at.locale).to_owned(),
    });
    // Which option was chosen is not shown: it would be the answer.
    let is_typed = !matches!(
        field.kind,
        FieldKind::Choice | FieldKind::Date | FieldKind::Photo | FieldKind::Upload
    );
    FieldView {
        name: field.name.to_string(),
        label: field.label.get(at.locale).to_owned(),
        hint: field
            .hint
            .as_ref()
            .map(|hint| hint.get(at.locale).to_owned()),
        kind: field.kind,
        optional: field.optional,
        claim: field.claim().to_owned(),
        value: if is_typed {
            PLACEHOLDER.to_owned()
        } else {
            String::new()
        },
        date: match field.kind {
            FieldKind::Date => [(); 3].map(|()| PLACEHOLDER.to_owned()),
            _ => Default::default(),
        },
        options: options.collect(),
        from: None,
        taken_minutes_ago: None,
        problem: None,
    }
}

/// The answers once more; each is a placeholder.
pub(super) fn check(at: &At<'_>, name: &StepName) -> Option<Page> {
    let (_, step) = at.case.journey.step(name)?;
    let StepKind::Form(form) = &step.kind else {
        return None;
    };
    let rows = form.fields.iter().map(|field| CheckRow {
        label: field.label.get(at.locale).to_owned(),
        value: match field.kind.is_picture() {
            true => CheckValue::Picture,
            false => CheckValue::Text(PLACEHOLDER.to_owned()),
        },
        change: nowhere(),
    });
    Some(Page::Check(CheckPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        rows: rows.collect(),
        changed: false,
        shown: String::new(),
        action: nowhere(),
        back: nowhere(),
    }))
}

/// The provider of a step, while its connection is set up.
fn provider<'a>(at: &At<'a>, name: &StepName) -> Option<ProviderAt<'a>> {
    ProviderAt::of(at.state, at.case, name).ok()
}

/// Which ways there are. Which of them came first hung on the applicant's screen.
fn ways(at: &At<'_>, provider: &ProviderAt<'_>) -> Option<Ways> {
    let ways = provider.ways(at.visitor).ok()?;
    Some(Ways {
        page_first: ways.page && !ways.frame,
        ..ways
    })
}

fn camera(at: &At<'_>, provider: &ProviderAt<'_>) -> Option<CameraNotice> {
    provider.policy.needs_camera.then(|| CameraNotice {
        stored: at.case.journey.stored.get(at.locale).to_owned(),
    })
}

fn intro(at: &At<'_>, name: &StepName) -> Option<Page> {
    let provider = provider(at, name)?;
    Some(Page::Intro(IntroPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        provider: provider.view(),
        needs: provider.needs(),
        camera: camera(at, &provider),
        ways: ways(at, &provider)?,
        paused: None,
        other: at.other(name),
        action: nowhere(),
        back: nowhere(),
    }))
}

fn step_ref(at: &At<'_>, name: &StepName) -> StepRef {
    StepRef {
        onboarding: at.case.id.clone(),
        step: name.clone(),
    }
}

/// The page around the frame; what the frame showed is the provider's.
pub(super) fn frame(at: &At<'_>, name: &StepName) -> Option<Page> {
    let provider = provider(at, name)?;
    Some(Page::Frame(FramePage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        provider: provider.view(),
        at: step_ref(at, name),
        min_size: provider.page.min_size,
        preferred_size: provider.page.preferred_size,
        camera: camera(at, &provider),
        page_action: provider.policy.page.then(nowhere),
        go_on: nowhere(),
        back: nowhere(),
    }))
}

pub(super) fn leave(at: &At<'_>, name: &StepName) -> Option<Page> {
    let provider = provider(at, name)?;
    Some(Page::Leave(LeavePage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        provider: provider.view(),
        to: Some(LeaveTo::Link(nowhere())),
        action: nowhere(),
        back: nowhere(),
    }))
}

pub(super) fn waiting(at: &At<'_>, name: &StepName) -> Option<Page> {
    let provider = provider(at, name)?;
    Some(Page::Waiting(WaitingPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        provider: provider.view(),
        at: step_ref(at, name),
        refresh_seconds: REFRESH,
        action: nowhere(),
    }))
}

pub(super) fn ended(at: &At<'_>, name: &StepName, reason: Reason) -> Option<Page> {
    let provider = provider(at, name)?;
    let (place, step) = at.case.journey.step(name)?;
    let progress = at.shown.progress.steps.get(place)?;
    let is_problem = at.status(name) == Some(StepStatus::Problem);
    let stopped = progress
        .newest
        .filter(|newest| matches!(newest, State::Stopped { .. }));
    let left = step
        .checked_elsewhere()
        .map(|step| step.max_checks.saturating_sub(progress.counted));
    Some(Page::Ended(EndedPage {
        branding: at.branding(),
        place: at.place(name),
        title: at.title(name),
        provider: provider.view(),
        reason,
        again: stopped.map_or(is_problem, may_start).then(nowhere),
        ways: ways(at, &provider)?,
        tries_left: left.filter(|_| is_problem),
        cools_down: None,
        paused: None,
        other: at.other(name),
        keep_waiting: (stopped.is_some() && reason == Reason::Left).then(nowhere),
        back: nowhere(),
    }))
}
