// Photos: from the camera, from a file, or drawn.
const WIDTH = 640;
const HEIGHT = 480;

function asJpeg(source) {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  source(canvas.getContext('2d'));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image'))), 'image/jpeg', 0.8);
  });
}

export async function hasCamera() {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some((device) => device.kind === 'videoinput');
  } catch {
    return false;
  }
}

// Throws NotAllowedError when the person or the embedding page forbids it.
export const openCamera = () => navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' }, audio: false });

export const closeCamera = (stream) => stream.getTracks().forEach((track) => track.stop());

export const fromVideo = (video) => asJpeg((context) => context.drawImage(video, 0, 0, WIDTH, HEIGHT));

export async function fromFile(file) {
  const bitmap = await createImageBitmap(file);
  return asJpeg((context) => context.drawImage(bitmap, 0, 0, WIDTH, HEIGHT));
}

// A face of a few circles: nobody's likeness.
export const sample = () => asJpeg((context) => {
  context.fillStyle = '#cfe8da';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const circle = (x, y, radius, colour) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fill();
  };
  circle(320, 560, 190, '#3c6e57');
  circle(320, 220, 130, '#d9a07c');
  circle(275, 200, 14, '#2b211b');
  circle(365, 200, 14, '#2b211b');
  context.strokeStyle = '#2b211b';
  context.lineWidth = 8;
  context.beginPath();
  context.arc(320, 250, 50, 0.2 * Math.PI, 0.8 * Math.PI);
  context.stroke();
});
