//! `vestibule-simulator`: the providers on fixed ports, for development.

use std::fs::File;
use std::io::BufWriter;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;
use vestibule_simulator::{
    CallbackTarget, CameraFeed, DEFAULT_BANKID_REDIRECT_URI, DEFAULT_CALLBACK_AUTHORIZATION,
    DEFAULT_FRANKIEONE_REDIRECT_URL, DEFAULT_PARTNER_ORIGIN, DEFAULT_REFERENCE_IMAGE_URL,
    DEFAULT_SDK_PAGE_ORIGIN, DEFAULT_SELFIE_CALLBACK_AUTHORIZATION, Handshake,
    ReferenceImageTarget, SimulatorConfig, start,
};

/// The identity providers, faked over HTTP on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Address to listen on; loopback only.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Control API, inbox and clock.
    #[arg(long, default_value_t = 4100)]
    control_port: u16,
    /// Signicat's API and pages.
    #[arg(long, default_value_t = 4101)]
    signicat_port: u16,
    /// OneKYC's token and API gateway.
    #[arg(long, default_value_t = 4102)]
    onekyc_port: u16,
    /// OneKYC's web app.
    #[arg(long, default_value_t = 4103)]
    onekyc_web_port: u16,
    /// Origin of a page that may frame OneKYC's web app (repeatable).
    #[arg(long = "onekyc-partner-origin", default_value = DEFAULT_PARTNER_ORIGIN)]
    onekyc_partner_origins: Vec<String>,
    /// Where OneKYC posts its completion callbacks.
    #[arg(long)]
    onekyc_callback_url: Option<String>,
    /// Value of the Authorization header of these callbacks.
    #[arg(long, default_value = DEFAULT_CALLBACK_AUTHORIZATION)]
    onekyc_callback_authorization: String,
    /// Let OneKYC's frame accept any sender, as the published sample does.
    #[arg(long)]
    onekyc_faithful: bool,
    /// Selfie liveness's token and API gateway.
    #[arg(long, default_value_t = 4104)]
    selfie_port: u16,
    /// The host of selfie liveness's SDK.
    #[arg(long, default_value_t = 4105)]
    selfie_sdk_port: u16,
    /// Origin of a page whose SDK may call selfie liveness's gateway (repeatable).
    #[arg(long = "selfie-partner-origin", default_value = DEFAULT_SDK_PAGE_ORIGIN)]
    selfie_partner_origins: Vec<String>,
    /// Where selfie liveness posts its completion callbacks.
    #[arg(long)]
    selfie_callback_url: Option<String>,
    /// Value of the Authorization header of these callbacks.
    #[arg(long, default_value = DEFAULT_SELFIE_CALLBACK_AUTHORIZATION)]
    selfie_callback_authorization: String,
    /// Where selfie liveness asks for a reference image.
    #[arg(long, default_value = DEFAULT_REFERENCE_IMAGE_URL)]
    selfie_reference_image_url: String,
    /// BankID OIDC, which issues access tokens.
    #[arg(long, default_value_t = 4106)]
    bankid_oidc_port: u16,
    /// BankID with biometrics: API and client page.
    #[arg(long, default_value_t = 4107)]
    bankid_bis_port: u16,
    /// Redirect URI that is registered with BankID (repeatable).
    #[arg(long = "bankid-redirect-uri", default_value = DEFAULT_BANKID_REDIRECT_URI)]
    bankid_redirect_uris: Vec<String>,
    /// FrankieOne's BFF and the OneSDK script.
    #[arg(long, default_value_t = 4108)]
    frankieone_port: u16,
    /// The identity providers behind FrankieOne.
    #[arg(long, default_value_t = 4109)]
    frankieone_idp_port: u16,
    /// Where these identity providers send the browser back to.
    #[arg(long, default_value = DEFAULT_FRANKIEONE_REDIRECT_URL)]
    frankieone_redirect_url: String,
    /// The company's own service.
    #[arg(long, default_value_t = 4110)]
    external_port: u16,
    /// Seed of all randomness.
    #[arg(long)]
    seed: Option<u64>,
}

/// What is done instead of playing the providers.
#[derive(Debug, Subcommand)]
enum Command {
    /// Write a film for Chromium's --use-file-for-fake-video-capture.
    CameraFeed {
        /// face, glare, obstruction, off-centre, too-far, too-close or empty.
        feed: CameraFeed,
        /// Where; what is there is replaced. Chromium wants the ending .y4m.
        path: PathBuf,
    },
}

fn write_film(feed: CameraFeed, path: &Path) -> Result<()> {
    let written = File::create(path).and_then(|file| feed.write(&mut BufWriter::new(file)));
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::CameraFeed { feed, path }) = &arguments.command {
        return write_film(*feed, path);
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();

    let authorization = arguments.onekyc_callback_authorization;
    let running = start(SimulatorConfig {
        host: arguments.host,
        control_port: arguments.control_port,
        signicat_port: arguments.signicat_port,
        onekyc_port: arguments.onekyc_port,
        onekyc_web_port: arguments.onekyc_web_port,
        onekyc_partner_origins: arguments.onekyc_partner_origins,
        onekyc_callback: arguments.onekyc_callback_url.map(|url| CallbackTarget {
            url,
            authorization: Some(authorization),
        }),
        onekyc_handshake: if arguments.onekyc_faithful {
            Handshake::Faithful
        } else {
            Handshake::Strict
        },
        selfie_port: arguments.selfie_port,
        selfie_sdk_port: arguments.selfie_sdk_port,
        selfie_partner_origins: arguments.selfie_partner_origins,
        selfie_callback: arguments.selfie_callback_url.map(|url| CallbackTarget {
            url,
            authorization: Some(arguments.selfie_callback_authorization),
        }),
        selfie_reference_image: Some(ReferenceImageTarget::at(
            arguments.selfie_reference_image_url,
        )),
        bankid_oidc_port: arguments.bankid_oidc_port,
        bankid_bis_port: arguments.bankid_bis_port,
        bankid_redirect_uris: arguments.bankid_redirect_uris,
        frankieone_port: arguments.frankieone_port,
        frankieone_idp_port: arguments.frankieone_idp_port,
        frankieone_redirect_url: arguments.frankieone_redirect_url,
        external_port: arguments.external_port,
        seed: arguments.seed,
        ..SimulatorConfig::default()
    })
    .await?;
    tracing::info!(url = running.signicat_url(), "Signicat (simulator)");
    tracing::info!(url = running.onekyc_url(), "OneKYC gateways (simulator)");
    tracing::info!(url = running.onekyc_web_url(), "OneKYC web app (simulator)");
    tracing::info!(
        url = running.selfie_url(),
        "selfie liveness gateways (simulator)"
    );
    tracing::info!(
        url = running.selfie_sdk_url(),
        "selfie liveness SDK (simulator)"
    );
    tracing::info!(url = running.bankid_oidc_url(), "BankID OIDC (simulator)");
    tracing::info!(
        url = running.bankid_bis_url(),
        "BankID with biometrics (simulator)"
    );
    tracing::info!(url = running.frankieone_url(), "FrankieOne (simulator)");
    tracing::info!(
        url = running.frankieone_idp_url(),
        "identity providers behind FrankieOne (simulator)"
    );
    tracing::info!(
        url = running.external_url(),
        "a company's own service (simulator)"
    );
    tracing::info!(
        url = running.control_url(),
        "control API; the SMS inbox is at /inbox"
    );

    until_told_to_stop().await?;
    running.stop().await;
    Ok(())
}

async fn until_told_to_stop() -> Result<()> {
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => {}
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
