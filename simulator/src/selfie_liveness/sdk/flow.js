// From the camera to the end of the submission. Whatever stops the flow is thrown as a Stop.
const FRAME_MS = 100;
// Good frames in a row before the photo is taken.
const GOOD_FRAMES = 8;
// Equal frames in a row before the person is told.
const STEADY_FRAMES = 3;
const MOST_POLLS = 300;
// Polls without an answer in a row before the flow gives up.
const MOST_LOST_POLLS = 3;

// Watches until the face is well placed for long enough; answers with the photo.
async function capture(view, stream, signal) {
  const { video, feedback } = view.capturing();
  video.srcObject = stream;
  await video.play().catch(() => {});
  const canvas = document.createElement('canvas');
  let last;
  let run = 0;
  for (;;) {
    await wait(FRAME_MS, signal);
    if (stream.getVideoTracks().some((track) => track.readyState === 'ended')) {
      throw new NoPicture('cameraBusy', 'CAMERA');
    }
    const frame = frameOf(video, canvas);
    if (!frame) { continue; }
    const found = judge(frame);
    run = found === last ? run + 1 : 1;
    last = found;
    if (run >= STEADY_FRAMES) { feedback(found); }
    if (found === 'good' && run >= GOOD_FRAMES) { return photoOf(video); }
  }
}

// The camera's stream. Stopping does not wait for the browser's question to be answered.
async function askForCamera(signal) {
  const asked = openCamera();
  try {
    return await orStopped(asked, signal);
  } catch (error) {
    asked.then(closeCamera, () => {});
    throw error;
  }
}

// A photo, however often the camera has to be asked for. `leaving` is told what closing means meanwhile.
async function takePhoto(view, signal, leaving) {
  for (;;) {
    let stream;
    let problem;
    view.starting();
    try {
      stream = await askForCamera(signal);
      return await capture(view, stream, signal);
    } catch (error) {
      if (!(error instanceof NoPicture)) { throw error; }
      problem = error;
    } finally {
      if (stream) { closeCamera(stream); }
    }
    leaving(stopped(problem.errorCode));
    await orStopped(view.noPicture(problem.screen), signal);
    leaving(undefined);
  }
}

function orStopped(promise, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) { reject(signal.reason); }
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}

// Polls until there is something to do; answers with the status.
async function settled(gateway, id, pollMs, signal) {
  let lost = 0;
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    await wait(pollMs, signal);
    let answer;
    try {
      answer = await gateway.status(id);
    } catch (error) {
      const mayPass = error instanceof Stop || (error instanceof Refused && error.status >= 500);
      lost += 1;
      if (signal.aborted || !mayPass || lost >= MOST_LOST_POLLS) { throw error; }
      continue;
    }
    lost = 0;
    switch (answer.nextAction) {
      case 'STATUS': break;
      case 'RETRY':
      case 'EXIT': return answer;
      default: throw stopped('API');
    }
  }
  throw stopped('API');
}

// The whole flow; answers with the result.
async function liveness(view, gateway, settings, signal, leaving) {
  for (;;) {
    const photo = await takePhoto(view, signal, leaving);
    view.sending(photo);
    const id = await gateway.submit(settings.submissionType, photo);
    const answer = await settled(gateway, id, settings.pollMs, signal);
    if (answer.nextAction === 'RETRY') {
      await orStopped(view.retry(answer.attemptsLeft), signal);
      continue;
    }
    // COMPLETED means processed, whatever the verdict.
    if (answer.status === 'COMPLETED') { return Object.freeze({ status: 'COMPLETED' }); }
    throw stopped(answer.status === 'ERROR' ? 'VERIFICATION' : 'API');
  }
}

// The result that a failure means.
function resultOf(error) {
  if (error instanceof Stop) { return error.result; }
  if (error instanceof Refused && error.status === 429) { return stopped('VERIFICATION').result; }
  return stopped('API').result;
}
