//! Where the browser goes when a session has ended (contract 2.3).

use url::Url;

use crate::entropy::Entropy;
use crate::signicat::scenarios::Scenario;
use crate::signicat::session::{Flow, Session, Status};
use crate::signicat::world::Switches;

/// How the pages end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The page navigates there.
    Return(String),
    /// No address was given: a closing screen stays.
    Stay,
}

/// The ending of a session that has ended. Makes the nonce when there is none yet.
pub(crate) fn ending(session: &mut Session, switches: Switches, entropy: &Entropy) -> Ending {
    if session.scenario == Scenario::NeverReturns {
        return Ending::Stay;
    }
    let address = match session.request.flow {
        Flow::Embedded => embedded(session, switches, entropy),
        Flow::Redirect => redirect(session, entropy),
    };
    address.map_or(Ending::Stay, |url| Ending::Return(url.into()))
}

/// The nonce of this session, which exists from its end on.
fn nonce(session: &mut Session, entropy: &Entropy) -> String {
    session
        .nonce
        .get_or_insert_with(|| entropy.secret())
        .clone()
}

fn embedded(session: &mut Session, switches: Switches, entropy: &Entropy) -> Option<Url> {
    let own = nonce(session, entropy);
    let mut url = Url::parse(session.request.return_url.as_deref()?).ok()?;
    let wants_nonce = session.status == Status::Success || switches.nonce_on_failure;
    if wants_nonce && session.scenario != Scenario::NoNonce {
        let mut query = url.query_pairs_mut();
        match session.scenario {
            Scenario::WrongNonce => query.append_pair("sessionNonce", &entropy.secret()),
            _ => query.append_pair("sessionNonce", &own),
        };
        if session.scenario == Scenario::NonceTwice {
            query.append_pair("sessionNonce", &entropy.secret());
        }
    }
    Some(url)
}

fn redirect(session: &Session, entropy: &Entropy) -> Option<Url> {
    let urls = session.request.callback_urls.as_ref()?;
    let address = match (session.scenario, session.status) {
        (Scenario::SuccessReturnButError, _) => &urls.success,
        (Scenario::ErrorReturnButSuccess, _) => &urls.error,
        (_, Status::Success) => &urls.success,
        (_, Status::Abort | Status::Cancelled) => &urls.abort,
        _ => &urls.error,
    };
    let mut url = Url::parse(address).ok()?;
    {
        let mut query = url.query_pairs_mut();
        match session.scenario {
            Scenario::NoNonce => {}
            Scenario::WrongNonce => drop(query.append_pair("sessionId", &entropy.uuid())),
            _ => drop(query.append_pair("sessionId", &session.id)),
        }
        if let Some(reference) = &session.request.external_reference {
            query.append_pair("externalReference", reference);
        }
    }
    Some(url)
}
