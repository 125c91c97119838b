//! Signing in at the company's OpenID Connect provider: the authorization code flow with PKCE, `state`, `nonce` and `iss`.
//!
//! Nobody becomes an operator by it: who signs in has to be one already. The first time, a claim says which one, and the subject
//! is bound to it; from then on only that subject counts, whatever the provider calls it. SEC-193

mod binding;
mod discovery;
mod exchange;
mod id_token;

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use url::Url;
use vestibule::{
    id::{ConnectionName, Kind},
    locale::Locale,
    time::Timestamp,
};

pub use self::binding::{Binding, binding, expect};
use self::{
    binding::{admit, is_bound},
    id_token::Person,
};
use super::{
    carried::{self, Carried},
    sessions::Factor,
    sign_in::{self, Entered, Origin, way_back},
    throttle::{self, Counted},
};
use crate::{
    clock::Clock,
    code_flow::{Returned, challenge, read_return},
    config::SingleSignOnConfig,
    connection::{Connection, Environment},
    crypto::sha256_hex,
    db::{self, DbError, Tx},
    jws,
    outbound::{Clients, DocumentCache, EgressError, Limits, Outbound, TokenCache, code_word},
    provider::{Call, ProviderError, ReturnQuery},
    random::Randomness,
    services::{ServiceError, core::Core},
};

/// Where the provider sends browsers back to, below the public origin.
pub const RETURN: &str = "/dashboard/sign-in/single/return";
/// For how long somebody may be at the provider, in seconds.
pub const GOOD_FOR_SECONDS: i64 = 10 * 60;
/// How far the provider's clock may be from ours, in seconds.
const SKEW: i64 = 60;
/// The name under which spans and metrics know these calls.
const NAME: &str = "single-sign-on";

/// The provider, and the way to it.
pub struct SingleSignOn {
    /// As it is configured.
    pub config: SingleSignOnConfig,
    connection: Connection,
    http: Outbound,
    tokens: TokenCache,
    documents: DocumentCache,
}

impl SingleSignOn {
    /// The provider of the configuration.
    ///
    /// # Errors
    /// When its egress cannot be used.
    pub fn new(
        config: &SingleSignOnConfig,
        development: bool,
        (clock, random): (&Arc<dyn Clock>, &Arc<dyn Randomness>),
    ) -> Result<Self, EgressError> {
        let client = Clients::new(Limits::default()).get(&config.egress)?;
        let unusable = |_| EgressError::Client("no name".to_owned());
        let name = ConnectionName::new(NAME).map_err(unusable)?;
        Ok(Self {
            connection: Connection {
                name: name.clone(),
                kind: Kind::new("openid-connect").map_err(unusable)?,
                environment: match development {
                    true => Environment::Sandbox,
                    false => Environment::Live,
                },
                display_name: config.display_name.clone(),
                settings: BTreeMap::new(),
                secrets: BTreeMap::new(),
                egress: config.egress.clone(),
                region: None,
                trust_framework: None,
                purposes: BTreeMap::new(),
            },
            http: Outbound::new(name, client, clock.clone(), random.clone()),
            tokens: TokenCache::new(clock.clone()),
            documents: DocumentCache::new(clock.clone()),
            config: config.clone(),
        })
    }

    fn call<'a>(&'a self, clock: &'a dyn Clock, random: &'a dyn Randomness) -> Call<'a> {
        Call {
            http: &self.http,
            tokens: &self.tokens,
            documents: &self.documents,
            clock,
            random,
            connection: &self.connection,
            origin: "",
            locale: Locale::default(),
        }
    }

    /// Reads the provider's configuration and its keys, for `vestibule doctor`.
    ///
    /// # Errors
    /// What keeps people from signing in.
    pub async fn diagnose(
        &self,
        clock: &dyn Clock,
        random: &dyn Randomness,
    ) -> Result<(), ProviderError> {
        let call = self.call(clock, random);
        let endpoints = discovery::find(call, &self.config).await?;
        jws::keys::fetch(call, &discovery::KEY_SET, &endpoints.jwks_uri)
            .await
            .map(drop)
    }
}

/// What a browser carries to the provider and back.
#[derive(Debug, Serialize, Deserialize)]
struct Away {
    state: String,
    nonce: String,
    verifier: String,
    /// Where it was sent: an answer of another provider is none.
    issuer: String,
    redirect_uri: String,
    /// Unix seconds.
    began: i64,
    next: Option<String>,
}

impl Carried for Away {
    const KIND: &'static str = "single_sign_on";
    const GOOD_FOR: i64 = GOOD_FOR_SECONDS * 1000;
}

/// Somebody goes to the provider.
#[derive(Debug)]
pub struct Begun {
    /// Where they go.
    pub url: Url,
    /// What their browser carries.
    pub carried: String,
}

/// What became of a return.
#[derive(Debug)]
pub enum Ended {
    /// This browser was not sent there, or too long ago, or this return was used.
    Over,
    /// They, or the provider, stopped.
    Cancelled,
    /// Nobody whom we know, or an answer that is not to be believed. It is not said which.
    Refused,
    /// The provider cannot be reached, or is not set up as we are.
    Unavailable,
    /// They are signed in.
    Done(Entered),
}

/// Makes the address at the provider to which somebody goes.
///
/// # Errors
/// [`ServiceError::NotFound`] without a single sign-on; [`ServiceError::Unavailable`] when the provider cannot be reached.
pub async fn begin(core: &Core, origin: &str, next: Option<&str>) -> Result<Begun, ServiceError> {
    let single = core.single_sign_on.as_ref().ok_or(ServiceError::NotFound)?;
    let config = &single.config;
    let call = single.call(&*core.clock, &*core.random);
    let endpoints = discovery::find(call, config)
        .await
        .map_err(|error| unavailable(&error))?;
    let token = || core.random.token();
    let away = Away {
        state: token(),
        nonce: token(),
        verifier: token(),
        issuer: config.issuer.clone(),
        redirect_uri: format!("{origin}{RETURN}"),
        began: core.clock.now().0.div_euclid(1000),
        next: next.and_then(way_back).map(str::to_owned),
    };
    let mut url = endpoints.authorization_endpoint;
    let max_age = (core.dashboard.absolute_ms() / 1000).to_string();
    let mut query = url.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &config.client_id)
        .append_pair("redirect_uri", &away.redirect_uri)
        .append_pair("scope", &config.scope())
        .append_pair("state", &away.state)
        .append_pair("nonce", &away.nonce)
        .append_pair("code_challenge", &challenge(&away.verifier))
        .append_pair("code_challenge_method", "S256")
        // Nobody signs in by a session that is older than ours may become; and `auth_time` has to be told then.
        .append_pair("max_age", &max_age);
    if !config.acr.is_empty() {
        query.append_pair("acr_values", &config.acr.join(" "));
    }
    drop(query);
    let carried = carried::seal(core, away)?;
    Ok(Begun { url, carried })
}

/// The page to which somebody wanted, by what their browser carries: whoever is not let in may try again.
#[must_use]
pub fn wanted(core: &Core, carried: &str) -> Option<String> {
    let away: Away = carried::open(core, carried)?;
    way_back(away.next.as_deref()?).map(str::to_owned)
}

/// Whatever is wrong there, whoever wants to sign in can only come back later; the log knows more.
fn unavailable(error: &ProviderError) -> ServiceError {
    tracing::error!(%error, "the single sign-on does not work");
    ServiceError::Unavailable
}

/// Why nobody is signed in.
enum Stop {
    /// The provider means nobody, or is not to be believed: a word for the audit log, and whom it would have been.
    Refused(&'static str, Option<String>),
    /// They, or the provider, stopped.
    Cancelled,
    /// The provider does not work.
    Failed(ProviderError),
    /// Something of ours.
    Broken(ServiceError),
}

impl From<ProviderError> for Stop {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::NotVerified { rule } => Self::Refused(rule, None),
            error => Self::Failed(error),
        }
    }
}

impl From<ServiceError> for Stop {
    fn from(error: ServiceError) -> Self {
        Self::Broken(error)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Broken(error.into())
    }
}

const fn refused(rule: &'static str) -> Stop {
    Stop::Refused(rule, None)
}

/// Looks at a return, and begins a session.
///
/// # Errors
/// [`ServiceError::NotFound`] without a single sign-on; [`ServiceError::TooSoon`] after too many failures.
pub async fn end(
    core: &Core,
    (carried, query): (&str, &ReturnQuery),
    from: Origin<'_>,
) -> Result<Ended, ServiceError> {
    let single = core.single_sign_on.as_ref().ok_or(ServiceError::NotFound)?;
    let away: Option<Away> = carried::open(core, carried);
    let Some(away) = away.filter(|away| away.issuer == single.config.issuer) else {
        return Ok(Ended::Over);
    };
    let counted = [Counted::Address(from.network)];
    throttle::take(core, &counted).await?;
    let is_ours = query
        .only("state")
        .is_some_and(|state| jws::is_same(state, &away.state));
    let identified = match is_ours {
        true => identify(core, single, &away, query).await,
        false => Err(refused("state")),
    };
    let mut tx = core.db.begin_write().await?;
    let admitted = match identified {
        Ok(person) => admit(core, &mut tx, &single.config, person).await,
        Err(stop) => Err(stop),
    };
    let ended = match admitted {
        Ok((name, person)) => {
            throttle::forgive(core, &mut tx, &counted).await?;
            let mut entered =
                sign_in::enter(core, &mut tx, &name, Factor::SingleSignOn, from).await?;
            proved(&mut tx, &entered, &person).await?;
            if let Some(next) = away.next.as_deref().and_then(way_back) {
                next.clone_into(&mut entered.next);
            }
            Ended::Done(entered)
        }
        Err(Stop::Refused(reason, operator)) => {
            sign_in::refuse(core, &mut tx, reason, operator.as_deref()).await?;
            Ended::Refused
        }
        Err(Stop::Cancelled) => {
            throttle::forgive(core, &mut tx, &counted).await?;
            Ended::Cancelled
        }
        Err(Stop::Failed(error)) => {
            throttle::forgive(core, &mut tx, &counted).await?;
            unavailable(&error);
            Ended::Unavailable
        }
        Err(Stop::Broken(error)) => return Err(error),
    };
    tx.commit().await?;
    Ok(ended)
}

/// Who the provider says it is.
async fn identify(
    core: &Core,
    single: &SingleSignOn,
    away: &Away,
    query: &ReturnQuery,
) -> Result<Person, Stop> {
    let call = single.call(&*core.clock, &*core.random);
    let config = &single.config;
    let endpoints = discovery::find(call, config).await?;
    let returned = read_return(query, &config.issuer, endpoints.returns_issuer);
    let code = match returned.map_err(refused)? {
        Returned::Code(code) => code,
        Returned::Error(error) => return Err(stopped(error)),
    };
    let tokens = exchange::exchange(call, (config, &endpoints), away, code).await?;
    let key_set = (&discovery::KEY_SET, &endpoints.jwks_uri);
    let signed = jws::verify(call, &tokens.id_token, config.id_token_algorithm, key_set).await?;
    let expected = id_token::Expected {
        config,
        nonce: &away.nonce,
        moment: jws::claims::Moment {
            now: core.clock.now().0.div_euclid(1000),
            began: away.began,
            skew: SKEW,
        },
        max_age: core.dashboard.absolute_ms() / 1000,
    };
    let mut person = id_token::check(&signed, &expected).map_err(refused)?;
    if person.called.is_none() && !is_bound(core, config, &person).await? {
        // Providers that keep to OpenID Connect Core 1.0, 5.4 tell claims of scopes here.
        person.called = exchange::called(call, (config, &endpoints), &tokens, &person.sub).await?;
    }
    Ok(person)
}

/// What an error in the return means (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6).
fn stopped(error: &str) -> Stop {
    let detail = format!("it answered {}", code_word(error));
    match error {
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => Stop::Cancelled,
        "temporarily_unavailable" | "server_error" => Stop::Failed(ProviderError::Unavailable {
            detail,
            retry_after_ms: None,
        }),
        _ => Stop::Failed(ProviderError::Misconfigured { detail }),
    }
}

/// Whoever came by a session that the provider had did not show anything just now.
async fn proved(tx: &mut Tx, entered: &Entered, person: &Person) -> Result<(), ServiceError> {
    let hash = sha256_hex(entered.token.as_bytes());
    if let Some(row) = db::operators::sessions::find(tx, &hash).await? {
        let at = person
            .authenticated_at
            .unwrap_or_default()
            .saturating_mul(1000);
        let at = Timestamp(at.min(row.created_at));
        db::operators::sessions::proved(tx, &row.id, at).await?;
    }
    Ok(())
}
