//! PNG with a palette: a screen of text and plain surfaces has few colours that matter, and is a third as large then.

use std::collections::HashMap;
use std::io::Cursor;

use anyhow::{Result, bail};

/// What a palette holds.
const COLOURS: usize = 256;
/// The square of a distance that nobody sees.
const HARDLY: u32 = 48;

type Colour = [u8; 3];

/// The picture with its most frequent colours; each other one becomes the nearest of them.
pub fn reduced(picture: &[u8]) -> Result<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(picture)).read_info()?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    let samples = match (info.color_type, info.bit_depth) {
        (png::ColorType::Rgb, png::BitDepth::Eight) => 3,
        (png::ColorType::Rgba, png::BitDepth::Eight) => 4,
        other => bail!("unexpected kind of picture: {other:?}"),
    };
    let Some(size) = reader.output_buffer_size() else {
        bail!("the picture is too large");
    };
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels)?;
    let pixels: Vec<Colour> = pixels
        .chunks_exact(samples)
        .filter_map(|pixel| pixel.first_chunk::<3>().copied())
        .collect();

    let palette = most_frequent(&pixels);
    let mut known: HashMap<Colour, u8> = HashMap::new();
    let indices: Vec<u8> = pixels
        .into_iter()
        .map(|pixel| {
            *known
                .entry(pixel)
                .or_insert_with(|| nearest(&palette, pixel))
        })
        .collect();

    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(out)
}

/// At most 256, the same ones for the same picture: the most frequent, but for those that hardly differ from one of them.
fn most_frequent(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    for pixel in pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<(usize, Colour)> = counts
        .into_iter()
        .map(|(colour, count)| (count, colour))
        .collect();
    colours.sort_unstable_by(|one, other| other.cmp(one));
    let mut chosen: Vec<Colour> = Vec::with_capacity(COLOURS);
    for (_, colour) in colours {
        let differs = |known: &Colour| distance(known, colour) > HARDLY;
        if chosen.len() < COLOURS && chosen.iter().all(differs) {
            chosen.push(colour);
        }
    }
    chosen
}

/// The square of how far apart two colours are.
fn distance(one: &Colour, other: Colour) -> u32 {
    let parts = one.iter().zip(other);
    parts
        .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
        .sum()
}

fn nearest(palette: &[Colour], wanted: Colour) -> u8 {
    (0..=u8::MAX)
        .zip(palette)
        .min_by_key(|(_, colour)| distance(colour, wanted))
        .map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_few_colours_keeps_them() {
        let mut picture = Vec::new();
        let mut encoder = png::Encoder::new(&mut picture, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[1, 2, 3, 250, 0, 7]).unwrap();
        writer.finish().unwrap();

        let small = reduced(&picture).unwrap();
        let mut decoder = png::Decoder::new(Cursor::new(small));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, [1, 2, 3, 250, 0, 7]);
    }

    #[test]
    fn a_rare_colour_is_kept_before_a_shade_of_a_frequent_one() {
        let greys = (0..=u8::MAX).flat_map(|grey| [[grey; 3], [grey; 3]]);
        let amber = [242, 181, 68];
        let pixels: Vec<Colour> = greys.chain([amber]).collect();
        let palette = most_frequent(&pixels);
        assert!(palette.len() < COLOURS && palette.contains(&amber));
        assert_eq!(
            usize::from(nearest(&palette, amber)),
            palette.iter().position(|colour| *colour == amber).unwrap()
        );
    }
}
