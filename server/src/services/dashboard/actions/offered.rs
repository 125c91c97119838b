//! What the case's page offers.

use vestibule::{id::StepName, locale::Locale, permission::Action};

use super::{Change, Snapshot, Verdict, link, reference};
use crate::services::{
    ServiceError, case::Case, core::Core, dashboard::case::client_of, operators::sessions::SignedIn,
};

/// What an operator may do to a case that is as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// The revision that the forms carry.
    pub revision: String,
    /// What is typed to confirm.
    pub reference: String,
    /// Approve or reject.
    pub decide: bool,
    /// Allow another attempt of one of these steps: name and title.
    pub attempts: Vec<(StepName, String)>,
    /// Cancel.
    pub cancel: bool,
    /// Erase.
    pub erase: bool,
    /// Make a new link.
    pub link: bool,
    /// Send webhooks again.
    pub redeliver: bool,
    /// What of it waits for a second operator.
    pub four_eyes: Vec<Action>,
}

/// What this operator may do to the case.
///
/// # Errors
/// When the case's row is inconsistent.
pub fn offered(
    core: &Core,
    operator: &SignedIn,
    case: &Case,
    locale: Locale,
) -> Result<Offered, ServiceError> {
    let client = client_of(&case.row)?;
    let may = |action| operator.grants.may(action, client.as_ref());
    let offers =
        |change: &Change| Ok::<_, ServiceError>(may(change.action()) && change.fits(case)?);
    let mut attempts = Vec::new();
    for step in &case.journey.steps {
        let change = Change::AllowAttempt {
            step: step.name.clone(),
        };
        if offers(&change)? {
            attempts.push((step.name.clone(), step.title.get(locale).to_owned()));
        }
    }
    let approve = Change::Decide {
        verdict: Verdict::Approve,
    };
    let four_eyes = Action::ALL.iter().copied();
    Ok(Offered {
        revision: Snapshot::of(case).revision()?,
        reference: reference(&case.id),
        decide: offers(&approve)?,
        attempts,
        cancel: offers(&Change::Cancel)?,
        erase: offers(&Change::Erase)?,
        link: may(Action::MakeLink) && link::fits(case)?,
        redeliver: may(Action::Redeliver) && client.is_some(),
        four_eyes: four_eyes
            .filter(|action| core.dashboard.four_eyes.needs(*action))
            .collect(),
    })
}
