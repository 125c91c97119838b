//! The clients there are, and where their applicants may be sent back to.

use url::Url;
use vestibule::id::ClientName;

use crate::{
    config::is_loopback,
    db::{self, Tx, clients::ClientRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        display_names::display_name,
        onboardings::DIRECT,
    },
};

/// Most URLs of one client, and the longest of them.
const MAX_RETURN_URLS: usize = 50;
const MAX_URL: usize = 1000;

/// A client.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Client {
    /// Its name.
    pub name: ClientName,
    /// How applicants read it.
    pub display_name: String,
    /// Where its applicants may be sent back to.
    pub return_urls: Vec<String>,
    /// Whether its keys are accepted.
    pub enabled: bool,
}

impl Client {
    fn of(row: ClientRow) -> Result<Self, ServiceError> {
        Ok(Self {
            name: ClientName::new(row.name).map_err(|_| ServiceError::NotFound)?,
            display_name: row.display_name,
            return_urls: serde_json::from_str(&row.return_urls)?,
            enabled: row.disabled_at.is_none(),
        })
    }
}

/// Whether applicants may be sent there: https, or http on this machine; nothing that a browser or a parser could read in two
/// ways (SEC-77).
#[must_use]
pub fn is_return_url(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    is_safe
        && text.len() <= MAX_URL
        // Written as a browser would write it: no backslash, no upper case host, no default port, no dots to resolve.
        && url.as_str() == text
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && !url.query_pairs().any(|(name, _)| matches!(&*name, "onboarding" | "result_code"))
}

/// Makes a client.
///
/// # Errors
/// [`ServiceError::BadRequest`] for a name that is taken or reserved, or a URL that nobody may be sent to.
pub async fn create(
    core: &Core,
    name: &ClientName,
    (shown_as, return_urls): (&str, &[String]),
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    if name.as_str() == DIRECT {
        return Err(ServiceError::BadRequest("this name is reserved"));
    }
    check(return_urls)?;
    let row = ClientRow {
        name: name.to_string(),
        display_name: display_name(shown_as)?,
        return_urls: serde_json::to_string(return_urls)?,
        created_at: core.clock.now().0,
        disabled_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    if !db::clients::insert(&mut tx, &row).await? {
        return Err(ServiceError::BadRequest(
            "there is a client of this name already",
        ));
    }
    let detail = serde_json::json!({ "client": name, "return_urls": return_urls });
    audit::of_system(core, &mut tx, ("client.created", actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

fn check(urls: &[String]) -> Result<(), ServiceError> {
    match urls.len() <= MAX_RETURN_URLS && urls.iter().all(|url| is_return_url(url)) {
        true => Ok(()),
        false => Err(ServiceError::BadRequest(
            "return URL: https (http only on this machine), written in full, without user, fragment, or the parameters \
             that are added to it",
        )),
    }
}

/// Every client, by name.
///
/// # Errors
/// When the database fails.
pub async fn all(core: &Core) -> Result<Vec<Client>, ServiceError> {
    let mut connection = core.db.read().await?;
    let rows = db::clients::all(&mut connection).await?;
    rows.into_iter().map(Client::of).collect()
}

/// A client by its name.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none.
pub async fn find(core: &Core, name: &ClientName) -> Result<Client, ServiceError> {
    let mut connection = core.db.read().await?;
    let row = db::clients::find(&mut connection, name.as_str()).await?;
    Client::of(row.ok_or(ServiceError::NotFound)?)
}

/// Allows one more URL.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such client, [`ServiceError::BadRequest`] for a URL that nobody may be sent
/// to.
pub async fn add_return_url(
    core: &Core,
    name: &ClientName,
    url: &str,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let (tx, mut urls) = return_urls(core, name).await?;
    if !urls.iter().any(|known| known == url) {
        urls.push(url.to_owned());
    }
    check(&urls)?;
    write_urls(
        core,
        tx,
        (name, &urls),
        ("client.return_url.added", actor),
        url,
    )
    .await
}

/// Allows a URL no more; onboardings that were begun with it go on.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such client, or it has no such URL.
pub async fn remove_return_url(
    core: &Core,
    name: &ClientName,
    url: &str,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let (tx, mut urls) = return_urls(core, name).await?;
    let before = urls.len();
    urls.retain(|known| known != url);
    if urls.len() == before {
        return Err(ServiceError::NotFound);
    }
    let event = ("client.return_url.removed", actor);
    write_urls(core, tx, (name, &urls), event, url).await
}

async fn return_urls(core: &Core, name: &ClientName) -> Result<(Tx, Vec<String>), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    // The system's chain is locked by what is appended in the end; two changes at once could else lose one.
    let lock = format!("client {name}");
    db::locks::hold(&mut tx, core.db.dialect(), &lock).await?;
    let row = db::clients::find(&mut tx, name.as_str()).await?;
    let urls = serde_json::from_str(&row.ok_or(ServiceError::NotFound)?.return_urls)?;
    Ok((tx, urls))
}

async fn write_urls(
    core: &Core,
    mut tx: Tx,
    (name, urls): (&ClientName, &[String]),
    event: (&str, Actor<'_>),
    url: &str,
) -> Result<(), ServiceError> {
    let list = serde_json::to_string(urls)?;
    db::clients::set_return_urls(&mut tx, name.as_str(), &list).await?;
    let detail = serde_json::json!({ "client": name, "url": url });
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Has a client's keys refused from now on, or accepted again.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such client.
pub async fn set_disabled(
    core: &Core,
    name: &ClientName,
    disabled: bool,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    if db::clients::find(&mut tx, name.as_str()).await?.is_none() {
        return Err(ServiceError::NotFound);
    }
    let at = disabled.then(|| core.clock.now());
    db::clients::set_disabled(&mut tx, name.as_str(), at).await?;
    let kind = if disabled {
        "client.disabled"
    } else {
        "client.enabled"
    };
    let detail = serde_json::json!({ "client": name });
    audit::of_system(core, &mut tx, (kind, actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_return_url;

    /// SEC-77
    #[test]
    fn only_urls_that_read_one_way_are_registered() {
        for good in [
            "https://shop.example/done",
            "https://shop.example/done?x=1",
            "http://localhost:8080/done",
            "http://127.0.0.1:8080/done",
        ] {
            assert!(is_return_url(good), "{good}");
        }
        for bad in [
            "",
            "/done",
            "http://shop.example/done",
            "https://user@shop.example/done",
            "https://shop.example\\@evil.test/",
            "https:shop.example/done",
            "https://shop.example",
            "HTTPS://shop.example/done",
            "https://SHOP.example/done",
            "https://shop.example:443/done",
            "https://shop.example/a/../done",
            "https://shop.example/done#part",
            "https://shöp.example/done",
            "https://shop.example/done?result_code=x",
            "javascript:alert(1)",
            "data:text/html,x",
            " https://shop.example/done",
        ] {
            assert!(!is_return_url(bad), "{bad}");
        }
    }
}
