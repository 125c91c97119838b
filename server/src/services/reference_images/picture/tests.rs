use image::{ExtendedColorType, ImageBuffer, ImageEncoder, Rgb, codecs::png::PngEncoder};

use super::*;

/// Red on the left, blue on the right.
fn pixels(width: u32, height: u32) -> ImageBuffer<Rgb<u8>, Vec<u8>> {
    ImageBuffer::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes)
        .encode_image(&pixels(width, height))
        .unwrap();
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &pixels(width, height),
            width,
            height,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

/// Puts a segment behind the JPEG's first two bytes.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, marker], &length, content, rest].concat()
}

/// EXIF of a phone: a description, an orientation and a place (Exif 2.32, 4.6).
fn exif(orientation: u16, description: &[u8; 12]) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            tag.to_le_bytes().to_vec(),
            kind.to_le_bytes().to_vec(),
            count.to_le_bytes().to_vec(),
            value.to_vec(),
        ]
        .concat()
    };
    let [low, high] = orientation.to_le_bytes();
    [
        b"Exif\0\0II*\0\x08\0\0\0\x03\0".to_vec(),
        entry(0x010e, 2, 12, 50_u32.to_le_bytes()),
        entry(0x0112, 3, 1, [low, high, 0, 0]),
        entry(0x8825, 4, 1, 62_u32.to_le_bytes()),
        vec![0; 4],
        description.to_vec(),
        b"\x01\0".to_vec(),
        entry(0x0001, 2, 2, *b"S\0\0\0"),
        vec![0; 4],
    ]
    .concat()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

async fn made(sent: Vec<u8>) -> DynamicImage {
    let picture = prepare(sent).await.unwrap();
    image::load_from_memory_with_format(picture.bytes(), ImageFormat::Jpeg).unwrap()
}

#[tokio::test]
async fn jpeg_and_png_become_a_jpeg_of_ours() {
    for sent in [jpeg(300, 200), png(300, 200)] {
        let picture = made(sent).await;
        assert_eq!((picture.width(), picture.height()), (300, 200));
    }
}

#[tokio::test]
async fn a_large_picture_is_scaled_down_in_its_shape() {
    let picture = made(jpeg(4_000, 1_000)).await;
    assert_eq!((picture.width(), picture.height()), (2_000, 500));
    let picture = made(png(10, 4_100)).await;
    assert_eq!((picture.width(), picture.height()), (4, 2_000));
}

/// SEC-159
#[tokio::test]
async fn where_it_was_taken_is_gone() {
    let sent = with_segment(&jpeg(60, 40), 0xe1, &exif(1, b"52.5200N-me\0"));
    let sent = with_segment(&sent, 0xfe, b"a comment of mine");
    assert!(contains(&sent, b"Exif") && contains(&sent, b"52.5200N"));
    let picture = prepare(sent).await.unwrap();
    for left in [&b"Exif"[..], b"52.5200N", b"a comment", b"II*\0"] {
        assert!(!contains(picture.bytes(), left), "{left:?}");
    }
}

#[tokio::test]
async fn a_picture_that_lies_on_its_side_is_turned_first() {
    // 6: the first row is on the right (Exif 2.32, 4.6.4), so what was left is at the top.
    let sent = with_segment(&jpeg(60, 40), 0xe1, &exif(6, b"description\0"));
    let picture = made(sent).await.into_rgb8();
    assert_eq!(picture.dimensions(), (40, 60));
    let (top, bottom) = (picture.get_pixel(20, 5), picture.get_pixel(20, 55));
    assert!(top[0] > 150 && top[2] < 100, "{top:?}");
    assert!(bottom[2] > 150 && bottom[0] < 100, "{bottom:?}");
}

/// SEC-159
#[tokio::test]
async fn what_is_no_jpeg_or_png_is_refused_whatever_it_is_called() {
    let html = b"<html><script>alert(1)</script></html>";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>";
    for sent in [
        &html[..],
        svg,
        b"",
        b"\xff\xd8",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"RIFF\x24\0\0\0WEBPVP8 ",
        b"%PDF-1.7",
        b"\n\xff\xd8\xff\xe0",
    ] {
        let refused = prepare(sent.to_vec()).await;
        assert_eq!(refused, Err(PictureProblem::NotAPicture), "{sent:?}");
    }
}

/// SEC-159
#[tokio::test]
async fn of_a_file_that_is_two_things_only_the_picture_is_kept() {
    let script = b"<script>alert(1)</script>";
    let mut sent = with_segment(&jpeg(60, 40), 0xfe, script);
    sent.extend_from_slice(script);
    sent.extend_from_slice(b"PK\x03\x04 a zip file as well");
    let picture = prepare(sent).await.unwrap();
    assert!(!contains(picture.bytes(), b"<script"));
    assert!(!contains(picture.bytes(), b"PK\x03\x04"));
}

#[tokio::test]
async fn a_file_of_too_many_bytes_is_not_looked_at() {
    let mut sent = jpeg(60, 40);
    sent.resize(MAX_BYTES + 1, 0);
    assert_eq!(prepare(sent).await, Err(PictureProblem::TooLarge));
}

/// A PNG's header with these sides; its checksum is right.
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut sent = png(8, 8);
    sent[16..20].copy_from_slice(&width.to_be_bytes());
    sent[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = 0xffff_ffff_u32;
    for byte in &sent[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    sent[29..33].copy_from_slice(&(!crc).to_be_bytes());
    sent
}

/// SEC-159
#[tokio::test]
async fn a_small_file_that_claims_a_huge_picture_is_refused_before_it_is_unpacked() {
    for (width, height) in [
        (60_000, 60_000),
        (1, 50_000_000),
        (7_000, 6_000),
        (u32::MAX >> 1, u32::MAX >> 1),
    ] {
        let refused = prepare(png_that_claims(width, height)).await;
        assert_eq!(refused, Err(PictureProblem::TooLarge), "{width} x {height}");
    }
    // A JPEG says its sides in its frame header: 65,535 each.
    let mut sent = jpeg(60, 40);
    let at = sent
        .windows(2)
        .position(|window| window == [0xff, 0xc0])
        .unwrap();
    sent[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(prepare(sent).await, Err(PictureProblem::TooLarge));
}

#[tokio::test]
async fn a_damaged_file_is_told_from_a_wrong_one() {
    let whole = png(300, 200);
    let cut = whole[..whole.len() / 2].to_vec();
    let only_a_beginning = b"\xff\xd8\xff\xe0 and nothing that follows".to_vec();
    for sent in [cut, only_a_beginning] {
        assert_eq!(prepare(sent).await, Err(PictureProblem::Broken));
    }
}

/// Whatever is wrong with a file, there is an answer.
#[tokio::test]
async fn no_damage_takes_the_program_down() {
    for whole in [jpeg(60, 40), png(60, 40)] {
        for at in 3..whole.len() {
            let mut sent = whole.clone();
            sent[at] = !sent[at];
            drop(prepare(sent).await);
            drop(prepare(whole[..at].to_vec()).await);
        }
    }
}
