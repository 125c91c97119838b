//! What somebody sends as a picture, made into one that we made ourselves.
//!
//! Whatever comes is decoded to pixels and encoded anew, so that nothing of it but the pixels is kept: no place where it
//! was taken (EXIF), no second file hidden in it, no broken structure that another decoder reads differently.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
    codecs::jpeg::JpegEncoder, error::LimitErrorKind, imageops,
};
use tokio::sync::Semaphore;

/// The largest file that is looked at, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most pixels. A file of a few kilobytes may name millions of them.
const MAX_PIXELS: u64 = 40_000_000;
/// Most memory for the pixels, in bytes: three or four bytes for each.
const MAX_ALLOCATED: u64 = 4 * MAX_PIXELS;
/// Longest side of what is kept, in pixels: enough for comparing faces.
const MAX_SIDE: u32 = 2_000;
/// Of 100.
const QUALITY: u8 = 88;
/// The media type of what is kept.
pub const CONTENT_TYPE: &str = "image/jpeg";

/// Pictures decoded at a time; each may take [`MAX_ALLOCATED`] and as much again.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What is wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureProblem {
    /// More bytes than [`MAX_BYTES`], or too many pixels.
    #[error("too large")]
    TooLarge,
    /// Neither JPEG nor PNG.
    #[error("not a picture")]
    NotAPicture,
    /// It begins like one, and cannot be read.
    #[error("broken")]
    Broken,
}

/// A JPEG of our own making.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

impl Picture {
    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.0.len())
    }
}

/// Makes a picture of what was sent. A few at a time; the others wait.
///
/// # Errors
/// See [`PictureProblem`].
pub async fn prepare(sent: Vec<u8>) -> Result<Picture, PictureProblem> {
    let format = looks_like(&sent)?;
    let turn = AT_ONCE
        .acquire()
        .await
        .map_err(|_| PictureProblem::Broken)?;
    let made = tokio::task::spawn_blocking(move || {
        // Held here, because a caller that is gone does not end this.
        let _turn = turn;
        make(&sent, format)
    });
    // A decoder that panics has met a broken file.
    made.await.unwrap_or(Err(PictureProblem::Broken))
}

/// By its first bytes alone, whatever its name and its sender call it.
fn looks_like(sent: &[u8]) -> Result<ImageFormat, PictureProblem> {
    if sent.len() > MAX_BYTES {
        return Err(PictureProblem::TooLarge);
    }
    if sent.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok(ImageFormat::Jpeg)
    } else if sent.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(ImageFormat::Png)
    } else {
        Err(PictureProblem::NotAPicture)
    }
}

fn make(sent: &[u8], format: ImageFormat) -> Result<Picture, PictureProblem> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOCATED);
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| problem(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_ALLOCATED {
        return Err(PictureProblem::TooLarge);
    }
    let orientation = decoder.orientation().map_err(|error| problem(&error))?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| problem(&error))?;
    // Scaled first: turning and encoding cost less then.
    let mut small = scaled(&decoded);
    drop(decoded);
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&small.into_rgb8())
        .map_err(|_| PictureProblem::Broken)?;
    Ok(Picture(jpeg))
}

fn scaled(decoded: &DynamicImage) -> DynamicImage {
    let (width, height) = (decoded.width(), decoded.height());
    let longest = width.max(height);
    if longest <= MAX_SIDE {
        return DynamicImage::ImageRgb8(decoded.to_rgb8());
    }
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(MAX_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(MAX_SIDE).max(1)
    };
    let small = imageops::thumbnail(decoded, side(width), side(height));
    DynamicImage::ImageRgba8(small)
}

fn problem(error: &ImageError) -> PictureProblem {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => {
                PictureProblem::TooLarge
            }
            _ => PictureProblem::Broken,
        },
        _ => PictureProblem::Broken,
    }
}

#[cfg(test)]
mod tests;
