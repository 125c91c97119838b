//! What was agreed to, and taking it back.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use vestibule::{
    journey::{StepKind, Terms},
    locale::Locale,
    onboarding::OnboardingStatus,
    purpose::LegalBasis,
};
use vestibule_app::page::{ConsentView, ConsentsPage, Day, Page};

use super::{Here, branding, day, step::agreement::paragraphs};
use crate::{
    db::facts::ConsentRow,
    http::{AppState, forms, headers::PageHeaders, render, routes},
    services::{
        ServiceError,
        case::Case,
        consents::{self, TEXT, may_withdraw},
    },
};

/// `GET /o/{id}/consents`.
pub async fn show(State(state): State<AppState>, here: Here) -> Response {
    match page(&state, &here).await {
        Ok(page) => {
            let path = routes::consents(&here.case.id);
            let headers = PageHeaders::default();
            render::page(&state, &here.visitor, &path, StatusCode::OK, page, headers).await
        }
        Err(error) => refusal(&state, &here, error).await,
    }
}

async fn refusal(state: &AppState, here: &Here, error: ServiceError) -> Response {
    let go_on = Some(routes::consents(&here.case.id));
    render::refusal(state, &here.visitor, error, go_on).await
}

async fn page(state: &AppState, here: &Here) -> Result<Page, ServiceError> {
    let Here { visitor, case } = here;
    let rows = consents::of_case(&state.core, case).await?;
    let under_way = case.status()? == OnboardingStatus::InProgress;
    Ok(Page::Consents(ConsentsPage {
        branding: branding(case, visitor),
        consents: rows
            .iter()
            .map(|row| view(case, visitor.locale, row))
            .collect(),
        under_way,
        action: routes::consents(&case.id),
        back: match under_way {
            true => routes::tasks(&case.id),
            false => routes::result(&case.id),
        },
    }))
}

/// One consent, as whoever reads this language sees it.
pub(in crate::http) fn view(case: &Case, shown_in: Locale, row: &ConsentRow) -> ConsentView {
    let mut steps = case.journey.steps.iter();
    let step = steps.find(|step| step.name.as_str() == row.step);
    let locale: Locale = row.locale.parse().unwrap_or_default();
    let wording = step.and_then(|step| match &step.kind {
        StepKind::Terms(terms) => wording(terms, &row.name, locale),
        _ => None,
    });
    let wording = wording.unwrap_or_default();
    // Before 1970 nobody agreed to anything here.
    let epoch = Day {
        year: 1970,
        month: 1,
        day: 1,
    };
    ConsentView {
        id: row.id.clone(),
        title: step.map_or_else(String::new, |step| step.title.get(shown_in).to_owned()),
        paragraphs: paragraphs(wording),
        locale,
        version: row.version.clone(),
        purpose: row.purpose.clone(),
        basis: basis(&row.legal_basis),
        agreed: day::of_millis(row.agreed_at).unwrap_or(epoch),
        withdrawn: row.withdrawn_at.and_then(day::of_millis),
        may_withdraw: may_withdraw(row),
    }
}

/// What was agreed to: the journey version that the onboarding began with has the wording.
fn wording<'a>(terms: &'a Terms, name: &str, locale: Locale) -> Option<&'a str> {
    if name == TEXT {
        return Some(terms.body.get(locale));
    }
    let mut consents = terms.consents.iter();
    let consent = consents.find(|consent| consent.name.as_str() == name)?;
    Some(consent.text.get(locale))
}

fn basis(code: &str) -> Option<LegalBasis> {
    [
        LegalBasis::Consent,
        LegalBasis::ExplicitConsent,
        LegalBasis::Contract,
        LegalBasis::LegalObligation,
        LegalBasis::PublicTask,
        LegalBasis::LegitimateInterests,
    ]
    .into_iter()
    .find(|basis| basis.code() == code)
}

/// `POST /o/{id}/consents`.
pub async fn act(State(state): State<AppState>, here: Here, request: Request) -> Response {
    let sent = match forms::read(&[], request).await {
        Ok(sent) => sent.answers,
        Err(problem) => return render::problem(&state, &here.visitor, problem, None).await,
    };
    let applicant = here.visitor.applicant.as_deref();
    let consent = sent.get("consent").map_or("", String::as_str);
    match consents::withdraw(&state.core, applicant, &here.case.id, consent).await {
        Ok(()) => render::see_other(&routes::consents(&here.case.id)),
        Err(error) => refusal(&state, &here, error).await,
    }
}
