//! Pictures for a browser without a camera: YUV4MPEG2 files for Chromium's `--use-file-for-fake-video-capture`.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

const WIDTH: usize = 320;
const HEIGHT: usize = 240;
const FRAMES: usize = 10;
/// Chromium plays the file over and over.
const FRAMES_PER_SECOND: usize = 10;

/// What the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameraFeed {
    /// A face in the middle, of the right size.
    Face,
    /// The same with a reflection on it.
    Glare,
    /// The same with its lower half covered.
    Obstruction,
    /// A face at the side.
    OffCentre,
    /// A small face.
    TooFar,
    /// A face that fills the picture.
    TooClose,
    /// A wall.
    Empty,
}

impl CameraFeed {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Face,
        Self::Glare,
        Self::Obstruction,
        Self::OffCentre,
        Self::TooFar,
        Self::TooClose,
        Self::Empty,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Face => "face",
            Self::Glare => "glare",
            Self::Obstruction => "obstruction",
            Self::OffCentre => "off-centre",
            Self::TooFar => "too-far",
            Self::TooClose => "too-close",
            Self::Empty => "empty",
        }
    }

    /// Writes the film; the same bytes every time.
    ///
    /// # Errors
    /// When `to` cannot be written.
    pub fn write(self, to: &mut impl Write) -> io::Result<()> {
        let picture = self.picture();
        writeln!(
            to,
            "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg"
        )?;
        for _ in 0..FRAMES {
            to.write_all(b"FRAME\n")?;
            to.write_all(&picture)?;
        }
        to.flush()
    }

    /// One frame: the luma plane, then both chroma planes at half the size.
    fn picture(self) -> Vec<u8> {
        let mut frame = Vec::with_capacity(WIDTH * HEIGHT * 3 / 2);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                frame.push(self.colour(x, y).0);
            }
        }
        for plane in [|colour: Yuv| colour.1, |colour: Yuv| colour.2] {
            for y in (0..HEIGHT).step_by(2) {
                for x in (0..WIDTH).step_by(2) {
                    frame.push(plane(self.colour(x, y)));
                }
            }
        }
        frame
    }

    fn colour(self, x: usize, y: usize) -> Yuv {
        let (centre_x, half_width, half_height) = match self {
            Self::Face | Self::Glare | Self::Obstruction => (160.0, 50.0, 68.0),
            Self::OffCentre => (115.0, 44.0, 60.0),
            Self::TooFar => (160.0, 24.0, 32.0),
            Self::TooClose => (160.0, 84.0, 112.0),
            Self::Empty => return WALL,
        };
        let within = |(at_x, at_y): (f64, f64), (wide, high): (f64, f64)| {
            let across = (place(x) - at_x) / wide;
            let down = (place(y) - at_y) / high;
            across * across + down * down <= 1.0
        };
        let middle = 120.0;
        if self == Self::Glare && within((145.0, 95.0), (20.0, 20.0)) {
            return WHITE;
        }
        if self == Self::Obstruction && y >= 125 {
            return BLACK;
        }
        if !within((centre_x, middle), (half_width, half_height)) {
            return WALL;
        }
        // Two eyes and a mouth: nobody's likeness.
        let eye = (half_width * 0.14, half_height * 0.07);
        let is_feature = [-0.4, 0.4].iter().any(|side| {
            within(
                (centre_x + side * half_width, middle - 0.25 * half_height),
                eye,
            )
        }) || within(
            (centre_x, middle + 0.45 * half_height),
            (half_width * 0.35, half_height * 0.06),
        );
        if is_feature { BROWN } else { SKIN }
    }
}

/// Luma, Cb, Cr, each 16 to 240 (BT.601).
type Yuv = (u8, u8, u8);
const WALL: Yuv = (140, 128, 128);
const SKIN: Yuv = (160, 108, 152);
const BROWN: Yuv = (60, 122, 136);
const WHITE: Yuv = (235, 128, 128);
const BLACK: Yuv = (16, 128, 128);

/// The middle of a pixel. No picture is wider than a `u16` can count.
fn place(pixel: usize) -> f64 {
    f64::from(u16::try_from(pixel).unwrap_or(u16::MAX)) + 0.5
}

/// A name that is no feed's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFeed(String);

impl fmt::Display for UnknownFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = CameraFeed::ALL.map(CameraFeed::name).join(", ");
        write!(f, "{:?} is none of {names}", self.0)
    }
}

impl std::error::Error for UnknownFeed {}

impl FromStr for CameraFeed {
    type Err = UnknownFeed;

    fn from_str(name: &str) -> Result<Self, UnknownFeed> {
        Self::ALL
            .into_iter()
            .find(|feed| feed.name() == name)
            .ok_or_else(|| UnknownFeed(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::CameraFeed;

    #[test]
    fn every_feed_is_a_film_of_ten_whole_frames_and_differs_from_the_others() {
        let mut films: Vec<Vec<u8>> = Vec::new();
        for feed in CameraFeed::ALL {
            let mut film = Vec::new();
            feed.write(&mut film).expect("written");
            let header = b"YUV4MPEG2 W320 H240 F10:1 Ip A1:1 C420jpeg\n";
            assert!(film.starts_with(header), "{feed:?}");
            assert_eq!(film.len(), header.len() + 10 * (6 + 320 * 240 * 3 / 2));
            assert!(!films.contains(&film), "{feed:?}");
            films.push(film);
        }
    }

    #[test]
    fn a_feed_is_found_by_its_name() {
        for feed in CameraFeed::ALL {
            assert_eq!(feed.name().parse(), Ok(feed));
        }
        let refusal = "cat".parse::<CameraFeed>().expect_err("unknown");
        assert!(refusal.to_string().contains("face, glare"));
    }
}
