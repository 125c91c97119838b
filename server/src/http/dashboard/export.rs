//! `POST /dashboard/onboardings/export`: the list as a file, written while it is read.

mod csv;

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Form,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::mpsc;
use vestibule::time::Timestamp;
use vestibule_app::dashboard::problem::Trouble;

use super::{access::Operator, onboardings, screen};
use crate::{
    http::{AppState, pages, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::export::{self, Export, Line},
        events::rfc3339,
    },
};

/// Pages that wait for whoever downloads.
const AHEAD: usize = 2;
/// Whoever takes nothing for so long gets no more.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

impl Format {
    fn from_code(code: &str) -> Option<Self> {
        match code {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        }
    }

    fn disposition(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"onboardings.csv\"",
            Self::Json => "attachment; filename=\"onboardings.json\"",
        }
    }

    fn beginning(self) -> String {
        match self {
            Self::Csv => csv::line(&Exported::COLUMNS),
            Self::Json => "[".to_owned(),
        }
    }

    fn end(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }

    /// Some lines; `is_first` where nothing but the beginning is before them.
    fn lines(self, lines: Vec<Line>, mut is_first: bool) -> Result<String, ServiceError> {
        let mut text = String::new();
        for line in lines {
            let exported = Exported::of(line)?;
            match self {
                Self::Csv => text.push_str(&csv::line(&exported.cells())),
                Self::Json => {
                    text.push_str(if is_first { "\n" } else { ",\n" });
                    text.push_str(&serde_json::to_string(&exported)?);
                }
            }
            is_first = false;
        }
        Ok(text)
    }
}

/// One line: what the list shows, and nothing about the person.
#[derive(Debug, Serialize)]
struct Exported {
    id: String,
    reference: String,
    client: String,
    mode: String,
    journey: String,
    journey_version: String,
    status: &'static str,
    closed_as: Option<&'static str>,
    locale: String,
    begun_at: String,
    updated_at: String,
    finished_at: Option<String>,
    erased_at: Option<String>,
}

impl Exported {
    /// In the order of [`Self::cells`].
    const COLUMNS: [&'static str; 13] = [
        "id",
        "reference",
        "client",
        "mode",
        "journey",
        "journey_version",
        "status",
        "closed_as",
        "locale",
        "begun_at",
        "updated_at",
        "finished_at",
        "erased_at",
    ];

    fn of(line: Line) -> Result<Self, ServiceError> {
        let time = |millis: i64| rfc3339(Timestamp(millis));
        let row = line.row;
        Ok(Self {
            reference: pages::reference_of(&row.id),
            status: line.status.code(),
            closed_as: line.closure.map(|closure| closure.code()),
            begun_at: time(row.created_at)?,
            updated_at: time(row.updated_at)?,
            finished_at: row.finished_at.map(time).transpose()?,
            erased_at: row.erased_at.map(time).transpose()?,
            id: row.id,
            client: row.client,
            mode: row.mode,
            journey: row.journey,
            journey_version: row.journey_version,
            locale: row.locale,
        })
    }

    fn cells(&self) -> [&str; 13] {
        [
            &self.id,
            &self.reference,
            &self.client,
            &self.mode,
            &self.journey,
            &self.journey_version,
            self.status,
            self.closed_as.unwrap_or_default(),
            &self.locale,
            &self.begun_at,
            &self.updated_at,
            self.finished_at.as_deref().unwrap_or_default(),
            self.erased_at.as_deref().unwrap_or_default(),
        ]
    }
}

/// The handler.
pub(super) async fn export(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let who = (&visitor, Some(&operator));
    let format = fields
        .get("format")
        .and_then(|code| Format::from_code(code));
    let wanted = onboardings::wanted(&onboardings::chosen(&fields));
    let (Some(format), Ok(wanted)) = (format, wanted) else {
        return screen::problem(&state, who, Trouble::BadRequest).await;
    };
    let asked = (&wanted, format.code());
    match export::begin(&state.core, &operator, asked).await {
        Ok(export) => file(export, format),
        Err(error) => screen::refusal(&state, who, &error).await,
    }
}

fn file(export: Export, format: Format) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, ServiceError>>(AHEAD);
    tokio::spawn(write(export, format, sender));
    let chunks = stream::unfold(receiver, |mut receiver: mpsc::Receiver<_>| async move {
        let chunk = receiver.recv().await?;
        Some((chunk, receiver))
    });
    // The server asks once more after the end, which such a stream does not bear by itself.
    let chunks = chunks.fuse();
    let mut response = Response::new(Body::from_stream(chunks));
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static(format.media_type());
    headers.insert(header::CONTENT_TYPE, media_type);
    let disposition = HeaderValue::from_static(format.disposition());
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}

/// Writes the file, for as long as somebody takes it. What breaks off is cut, so that nobody takes it for all.
async fn write(
    mut export: Export,
    format: Format,
    sender: mpsc::Sender<Result<Bytes, ServiceError>>,
) {
    let is_whole = match pages_of(&mut export, format, &sender).await {
        Ok(is_whole) => is_whole,
        Err(error) => {
            tracing::error!(%error, "an export broke off");
            send(&sender, Err(error)).await;
            false
        }
    };
    if let Err(error) = export.end(is_whole).await {
        tracing::error!(%error, "the end of an export is not in the audit log");
    }
}

/// Whether everything was taken.
async fn pages_of(
    export: &mut Export,
    format: Format,
    sender: &mpsc::Sender<Result<Bytes, ServiceError>>,
) -> Result<bool, ServiceError> {
    let mut text = format.beginning();
    let mut is_first = true;
    loop {
        let lines = export.next().await?;
        let is_last = lines.is_empty();
        text.push_str(&format.lines(lines, is_first)?);
        if is_last {
            text.push_str(format.end());
        }
        is_first = false;
        let chunk = Bytes::from(std::mem::take(&mut text));
        if !chunk.is_empty() && !send(sender, Ok(chunk)).await {
            return Ok(false);
        }
        if is_last {
            return Ok(true);
        }
    }
}

async fn send(
    sender: &mpsc::Sender<Result<Bytes, ServiceError>>,
    chunk: Result<Bytes, ServiceError>,
) -> bool {
    let sent = tokio::time::timeout(PATIENCE, sender.send(chunk)).await;
    matches!(sent, Ok(Ok(())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_json_is_one_of_the_csv() {
        let exported = Exported {
            id: String::new(),
            reference: String::new(),
            client: String::new(),
            mode: String::new(),
            journey: String::new(),
            journey_version: String::new(),
            status: "completed",
            closed_as: None,
            locale: String::new(),
            begun_at: String::new(),
            updated_at: String::new(),
            finished_at: None,
            erased_at: None,
        };
        let text = serde_json::to_string(&exported).unwrap();
        let places = Exported::COLUMNS
            .iter()
            .map(|column| text.find(&format!("\"{column}\":")));
        assert!(places.clone().all(|place| place.is_some()), "{text}");
        assert!(places.is_sorted(), "{text}");
        let values = serde_json::to_value(&exported).unwrap();
        assert_eq!(values.as_object().unwrap().len(), Exported::COLUMNS.len());
    }
}
