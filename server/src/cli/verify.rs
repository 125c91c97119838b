//! `vestibule verify` and `vestibule redact`: evidence bundles and saved webhooks, without configuration, database or network.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args};
use vestibule::time::Timestamp;

use super::{Failure, backup::rfc3339};
use crate::{
    audit_log::note::VerifierKey,
    backup::Destination,
    clock::{Clock, SystemClock},
    delivery::signing::{self, Signed, Trusted},
    evidence::{self, LARGEST, Report, Stage, Trust},
};

/// The largest file of keys, headers or a webhook's body that is read, in bytes.
const SMALL: usize = 1024 * 1024;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["file", "webhook"])))]
pub(super) struct Verify {
    /// An evidence bundle.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// A public key that may have signed the bundle, as `vestibule evidence keys` prints it.
    #[arg(long, value_name = "KEY", requires = "file")]
    key: Vec<VerifierKey>,
    /// A public key that may have signed the audit log's checkpoint, as `vestibule audit keys` prints it.
    #[arg(long, value_name = "KEY", requires = "file")]
    checkpoint_key: Vec<VerifierKey>,
    /// A file with public keys of both kinds, one a line; `#` begins a comment.
    #[arg(long, value_name = "FILE", requires = "file")]
    keys: Vec<PathBuf>,
    /// Say everything that was found as JSON.
    #[arg(long, requires = "file")]
    json: bool,
    /// The body of a webhook, byte for byte as it arrived.
    #[arg(long, value_name = "BODY", requires = "headers", requires = "trusted")]
    webhook: Option<PathBuf>,
    /// Its headers: one `name: value` a line.
    #[arg(long, value_name = "FILE", requires = "webhook")]
    headers: Option<PathBuf>,
    /// A file with what the endpoint's receiver verifies with: `whsec_...` or `whpk_...`, one a line.
    #[arg(long, value_name = "FILE", requires = "webhook", group = "trusted")]
    secret_file: Option<PathBuf>,
    /// A public key that the endpoint's deliveries are signed with: `whpk_...`.
    #[arg(long, value_name = "KEY", requires = "webhook", group = "trusted")]
    public_key: Vec<String>,
    /// How many seconds ago it may have been signed. Without it, any age is good.
    #[arg(long, value_name = "SECONDS", requires = "webhook")]
    max_age: Option<u32>,
}

#[derive(Debug, Args)]
pub(super) struct Redact {
    /// An evidence bundle.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What is kept of the values that may be left out: the path of one, or of what it is in, e.g.
    /// `/content/facts/0/claims/birthdate`. Everything else is left out.
    #[arg(long, value_name = "PATH")]
    keep: Vec<String>,
    /// Where the redacted bundle is written.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

fn bounded(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let named = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)
        .map_err(named)?
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(named)?;
    Ok(bytes)
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = bounded(path, SMALL)?;
    if bytes.len() > SMALL {
        return Err(format!("{}: more than {SMALL} bytes", path.display()).into());
    }
    String::from_utf8(bytes).map_err(|_| format!("{}: not UTF-8", path.display()).into())
}

/// The lines of a file that say something.
fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let text = text(path)?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
}

/// Verifies a bundle or a webhook.
pub(super) fn verify(asked: &Verify) -> Result<String, Failure> {
    match (&asked.file, &asked.webhook) {
        (Some(file), _) => bundle(asked, file),
        (None, Some(body)) => webhook(asked, body),
        (None, None) => Err("name a bundle, or --webhook".into()),
    }
}

fn trust(asked: &Verify) -> Result<Trust, Failure> {
    let mut trust = Trust {
        evidence: asked.key.clone(),
        checkpoints: asked.checkpoint_key.clone(),
    };
    for path in &asked.keys {
        for line in lines(path)? {
            let key: VerifierKey = line
                .parse()
                .map_err(|error| format!("{}: {error}", path.display()))?;
            trust.evidence.push(key.clone());
            trust.checkpoints.push(key);
        }
    }
    // One key may be named for both.
    trust.checkpoints.extend(asked.key.iter().cloned());
    Ok(trust)
}

fn bundle(asked: &Verify, file: &Path) -> Result<String, Failure> {
    let trust = trust(asked)?;
    let report = evidence::verify(&bounded(file, LARGEST)?, &trust);
    let said = match asked.json {
        true => format!("{}\n", serde_json::to_string_pretty(&report)?),
        false => said(&report),
    };
    if report.is_good() {
        return Ok(said);
    }
    // A reader that went away is no failure of ours.
    let _ = std::io::stdout().write_all(said.as_bytes());
    let (path, reason) = report
        .first()
        .map_or(("", "it could not be verified"), |first| {
            (first.path.as_str(), first.reason.as_str())
        });
    let path = match path {
        "" => String::new(),
        path => format!("{path}: "),
    };
    let advice = match trust.checkpoints.is_empty() {
        true => "; name yours with --keys or --key",
        false => "",
    };
    Err(format!("{}: {path}{reason}{advice}", file.display()).into())
}

/// A line for each stage, and what was found.
fn said(report: &Report) -> String {
    let mut text = String::new();
    if let (Some(onboarding), Some(at)) = (&report.onboarding, &report.exported_at) {
        text.push_str(&format!("onboarding {onboarding}, exported at {at}\n"));
    }
    for stage in Stage::ALL {
        let mut found = report
            .findings
            .iter()
            .filter(|finding| finding.stage == stage)
            .peekable();
        let verdict = match found.peek() {
            Some(_) => "WRONG",
            None if stage > report.reached => "not looked at",
            None => "good",
        };
        text.push_str(&format!("{:<17} {verdict}\n", stage.code()));
        for finding in found {
            let path = match finding.path.as_str() {
                "" => "the file",
                path => path,
            };
            text.push_str(&format!("    {path}: {}\n", finding.reason));
        }
    }
    text.push_str(&format!(
        "{} values shown, {} left out\n",
        report.shown, report.withheld
    ));
    for path in &report.unchecked {
        text.push_str(&format!("not checked, because it was left out: {path}\n"));
    }
    if let Some(key) = &report.signed_by {
        text.push_str(&format!("signed by {key}\n"));
    }
    text
}

fn webhook(asked: &Verify, body: &Path) -> Result<String, Failure> {
    let headers = match &asked.headers {
        Some(path) => text(path)?,
        None => return Err("--headers is missing".into()),
    };
    let header = |name: &str| {
        let mut values = headers.lines().filter_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        });
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(format!("the headers have no {name}")),
            (Some(_), Some(_)) => Err(format!("the headers have {name} twice")),
        }
    };
    let mut trusted = asked.public_key.clone();
    if let Some(path) = &asked.secret_file {
        trusted.extend(lines(path)?);
    }
    let trusted: Vec<Trusted> = trusted
        .iter()
        .map(|text| text.parse::<Trusted>())
        .collect::<Result<_, _>>()
        .map_err(|error| format!("--secret-file, --public-key: {error}"))?;
    if trusted.is_empty() {
        return Err("--secret-file: there is no secret in it".into());
    }
    let bytes = bounded(body, SMALL)?;
    if bytes.len() > SMALL {
        return Err(format!("{}: more than {SMALL} bytes", body.display()).into());
    }
    let (id, timestamp, signature) = (
        header(signing::ID)?,
        header(signing::TIMESTAMP)?,
        header(signing::SIGNATURE)?,
    );
    let signed = Signed {
        id: &id,
        timestamp: &timestamp,
        signature: &signature,
    };
    let age = asked.max_age.map(i64::from);
    signing::verify(signed, &bytes, &trusted, (SystemClock.now(), age))
        .map_err(|error| format!("{}: {error}", body.display()))?;
    let at = timestamp.parse().map_or_else(
        |_| timestamp.clone(),
        |seconds: i64| rfc3339(Timestamp(seconds.saturating_mul(1000))),
    );
    Ok(format!("{id}: genuine, signed at {at}\n"))
}

/// Leaves values out of a bundle.
pub(super) fn redact(asked: &Redact) -> Result<String, Failure> {
    let bytes = bounded(&asked.file, LARGEST)?;
    let redacted = evidence::redact(&bytes, &asked.keep).map_err(|error| {
        let file = asked.file.display();
        match error.path.as_str() {
            "" => format!("{file}: {error}"),
            path => format!("{file}: {path}: {error}"),
        }
    })?;
    let mut destination = Destination::new(&asked.output, asked.force)?;
    destination.write_all(&redacted)?;
    destination.finish()?;
    Ok(String::new())
}
