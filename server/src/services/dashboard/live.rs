//! What became of onboardings that are on somebody's screen: first at a glance, which costs next to nothing, and their lines
//! when something did.

use vestibule::{id::OnboardingId, permission::Action};

use super::listing::{self, Edge, MOST_IDS, Page, Wanted};
use crate::{
    db::{self, dashboard::live::VersionRow},
    services::{ServiceError, core::Core, operators::sessions::SignedIn},
};

/// Where a screen's newest line is, so that newer ones are counted.
#[derive(Debug, Clone)]
pub enum Top {
    /// There are newer lines on another page: nothing is counted.
    Elsewhere,
    /// The screen has no line.
    Empty,
    /// This is it.
    At(OnboardingId),
}

/// What there is, at a glance.
#[derive(Debug)]
pub struct Glance {
    /// Those on the screen that may still be seen, and how far they have come.
    pub versions: Vec<VersionRow>,
    /// How many are newer and fit the filters, up to the most that was asked for.
    pub newer: usize,
}

/// Looks whether something happened.
///
/// # Errors
/// When the database fails.
pub async fn glance(
    core: &Core,
    operator: &SignedIn,
    ids: &[OnboardingId],
    (wanted, top, most): (&Wanted, &Top, usize),
) -> Result<Glance, ServiceError> {
    let visible = operator.grants.visible(Action::ListOnboardings);
    let ids: Vec<_> = ids.iter().take(MOST_IDS).map(ToString::to_string).collect();
    let edge = match top {
        Top::Elsewhere => None,
        Top::Empty => Some(Edge::Newest),
        Top::At(id) => Some(Edge::NewerThan(id.to_string())),
    };
    let mut connection = core.db.read().await?;
    let versions = db::dashboard::live::versions(&mut connection, &visible, &ids).await?;
    let newer = match edge {
        Some(edge) => {
            let asked = (&edge, i64::try_from(most).unwrap_or(i64::MAX));
            let filter = wanted.filter();
            let rows =
                db::dashboard::listing::page(&mut connection, &visible, &filter, asked).await?;
            rows.len()
        }
        None => 0,
    };
    Ok(Glance { versions, newer })
}

/// The lines as they are now, whatever the filters would say of them.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    core: &Core,
    operator: &SignedIn,
    ids: Vec<OnboardingId>,
) -> Result<Page, ServiceError> {
    let wanted = Wanted {
        ids: Some(ids),
        ..Wanted::default()
    };
    listing::page(core, operator, &wanted, (&Edge::Newest, MOST_IDS)).await
}
