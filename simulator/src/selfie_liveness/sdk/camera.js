// The camera, and frames of it. Everything happens on the middle of the picture, three wide and four high, which is what
// the person sees.
const LARGEST_HEIGHT = 960;
const CAMERA = { video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false };

// Why there is no picture: one of the screens, and the error code when the person goes no further.
class NoPicture extends Error {
  constructor(screen, errorCode) {
    super(screen);
    this.screen = screen;
    this.errorCode = errorCode;
  }
}

async function openCamera() {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) { throw stopped('SECURITY'); }
  try {
    return await navigator.mediaDevices.getUserMedia(CAMERA);
  } catch (error) {
    switch (error?.name) {
      case 'NotAllowedError': throw new NoPicture('denied', 'PERMISSION');
      case 'SecurityError': throw stopped('SECURITY');
      case 'NotFoundError':
      case 'OverconstrainedError': throw new NoPicture('noCamera', 'CAMERA');
      default: throw new NoPicture('cameraBusy', 'CAMERA');
    }
  }
}

function closeCamera(stream) {
  for (const track of stream.getTracks()) { track.stop(); }
}

function middle(video) {
  const { videoWidth, videoHeight } = video;
  const width = Math.min(videoWidth, videoHeight * 0.75);
  const height = width / 0.75;
  return { left: (videoWidth - width) / 2, top: (videoHeight - height) / 2, width, height };
}

function draw(video, canvas, options) {
  const { left, top, width, height } = middle(video);
  const context = canvas.getContext('2d', options);
  context.drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return context;
}

// The frame as it is judged; undefined while there is none.
function frameOf(video, canvas) {
  if (video.readyState < 2 || video.videoWidth === 0) { return undefined; }
  canvas.width = JUDGED_WIDTH;
  canvas.height = JUDGED_HEIGHT;
  return draw(video, canvas, { willReadFrequently: true }).getImageData(0, 0, JUDGED_WIDTH, JUDGED_HEIGHT);
}

// The frame as it is sent.
function photoOf(video) {
  const canvas = document.createElement('canvas');
  canvas.height = Math.min(LARGEST_HEIGHT, Math.round(middle(video).height));
  canvas.width = Math.round(canvas.height * 0.75);
  draw(video, canvas);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(stopped('CAMERA'))), 'image/jpeg', 0.9);
  });
}
