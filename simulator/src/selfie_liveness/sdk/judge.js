// What one frame shows: a stand-in for the provider's model, from colours alone. The parts of the SDK are joined into one
// classic script, so what is declared here is seen by the parts that follow.
const JUDGED_WIDTH = 90;
const JUDGED_HEIGHT = 120;

// Where the face belongs: an ellipse around the middle, as shares of width and height.
const GUIDE = { halfWidth: 0.3, halfHeight: 0.3 };
const MOST_DARK = 0.2;
const MOST_SATURATED = 0.05;
const LEAST_SKIN = 0.02;
const LEAST_HEIGHT = 0.4;
const MOST_HEIGHT = 0.85;
const MOST_OFFSET = 0.12;
const LEAST_FILLED = 0.7;
const LEAST_INSIDE = 0.8;

// Chrominance range of skin in YCbCr, which hardly depends on how light or dark the skin is.
function isSkin(red, green, blue) {
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const cb = 128 + 0.564 * (blue - luma);
  const cr = 128 + 0.713 * (red - luma);
  return luma > 40 && cb >= 77 && cb <= 127 && cr >= 133 && cr <= 180;
}

// Shares of very dark and of saturated pixels where the face belongs.
function measureGuide({ data, width, height }) {
  let inside = 0;
  let dark = 0;
  let saturated = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const across = ((x + 0.5) / width - 0.5) / GUIDE.halfWidth;
      const down = ((y + 0.5) / height - 0.5) / GUIDE.halfHeight;
      if (across * across + down * down > 1) { continue; }
      const at = 4 * (y * width + x);
      inside += 1;
      if (Math.max(data[at], data[at + 1], data[at + 2]) < 40) { dark += 1; }
      if (Math.min(data[at], data[at + 1], data[at + 2]) > 240) { saturated += 1; }
    }
  }
  return { dark: dark / inside, saturated: saturated / inside };
}

// The largest connected patch of skin: its pixels' places.
function largestPatch({ data, width, height }) {
  const waits = new Uint8Array(width * height);
  for (let place = 0; place < waits.length; place += 1) {
    waits[place] = isSkin(data[4 * place], data[4 * place + 1], data[4 * place + 2]) ? 1 : 0;
  }
  let largest = [];
  for (let start = 0; start < waits.length; start += 1) {
    if (!waits[start]) { continue; }
    const patch = [start];
    waits[start] = 0;
    for (let next = 0; next < patch.length; next += 1) {
      const place = patch[next];
      const x = place % width;
      const beside = [place - width, place + width, x > 0 ? place - 1 : -1, x < width - 1 ? place + 1 : -1];
      for (const other of beside) {
        if (other >= 0 && other < waits.length && waits[other]) {
          waits[other] = 0;
          patch.push(other);
        }
      }
    }
    if (patch.length > largest.length) { largest = patch; }
  }
  return largest;
}

// The ellipse with the patch's moments, or undefined when the patch does not look like one.
function fitEllipse(patch, width, height) {
  if (patch.length < LEAST_SKIN * width * height) { return undefined; }
  let sumX = 0;
  let sumY = 0;
  for (const place of patch) {
    sumX += place % width;
    sumY += Math.floor(place / width);
  }
  const x = sumX / patch.length;
  const y = sumY / patch.length;
  let spreadX = 0;
  let spreadY = 0;
  for (const place of patch) {
    spreadX += ((place % width) - x) ** 2;
    spreadY += (Math.floor(place / width) - y) ** 2;
  }
  // The variance of an ellipse along an axis is a quarter of the squared half axis.
  const halfWidth = 2 * Math.sqrt(spreadX / patch.length);
  const halfHeight = 2 * Math.sqrt(spreadY / patch.length);
  let inside = 0;
  for (const place of patch) {
    const across = ((place % width) - x) / halfWidth;
    const down = (Math.floor(place / width) - y) / halfHeight;
    if (across * across + down * down <= 1.15) { inside += 1; }
  }
  const filled = inside / (Math.PI * halfWidth * halfHeight);
  const isEllipse = inside >= LEAST_INSIDE * patch.length && filled >= LEAST_FILLED;
  return isEllipse ? { x, y, halfWidth, halfHeight } : undefined;
}

// One of: obstruction, glare, none, off-centre, too-far, too-close, good.
function judge(image) {
  const guide = measureGuide(image);
  if (guide.dark > MOST_DARK) { return 'obstruction'; }
  if (guide.saturated > MOST_SATURATED) { return 'glare'; }
  const face = fitEllipse(largestPatch(image), image.width, image.height);
  if (!face) { return 'none'; }
  if (Math.abs(face.x / image.width - 0.5) > MOST_OFFSET || Math.abs(face.y / image.height - 0.5) > MOST_OFFSET) {
    return 'off-centre';
  }
  const tall = (2 * face.halfHeight) / image.height;
  if (tall < LEAST_HEIGHT) { return 'too-far'; }
  if (tall > MOST_HEIGHT) { return 'too-close'; }
  return 'good';
}
