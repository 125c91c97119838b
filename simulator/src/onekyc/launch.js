// The launch page: handshake, capture or QR code, callback. It uses fetch only: its sandbox has no allow-forms.
import { Refused, chooseScenario, isSecondDevice, launch, messageSent, progress, submit } from './gateway.js';
import { closeCamera, fromFile, fromVideo, hasCamera, openCamera, sample } from './capture.js';
import { openChannel } from './handshake.js';
import { beforeHandshake, postCallback, withoutCapture } from './scenarios.js';
import { textsFor } from './texts.js';
import { button, element, filePicker, loader, panel, paragraph, problem, show } from './view.js';

const isFramed = window.parent !== window && !isSecondDevice;
const ANSWER_WAIT_MS = 3000;
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

let session = { scenario: 'valid', handshake: 'strict', locale: 'id_ID', pollMs: 2000 };
let texts = textsFor('id_ID');
let channel;
let stream;

// Tells the embedding page, or goes back to the partner's page when there is none.
async function tell(status, errorCode) {
  if (isSecondDevice) { return; }
  const data = { status, partner_session_id: session.partnerSessionId };
  if (errorCode) { data.error_code = errorCode; }
  if (!isFramed) {
    const target = status === 'COMPLETED' ? session.successRedirectionUrl : session.failureRedirectionUrl;
    if (target) {
      const url = new URL(target);
      for (const [name, value] of Object.entries(data)) { url.searchParams.append(name, value); }
      location.replace(url);
    }
    return;
  }
  if (!channel) { return; }
  await Promise.race([channel.ready, wait(ANSWER_WAIT_MS)]);
  if (!postCallback(channel, session, data)) { document.getElementById('main').append(problem(texts.noParent)); }
  await messageSent(status, errorCode);
}

function stopCamera() {
  if (stream) { closeCamera(stream); }
  stream = undefined;
}

async function stop(title, errorCode, text = texts.stoppedText) {
  stopCamera();
  document.getElementById('close').hidden = true;
  show(title, paragraph(text));
  await tell('ERROR', errorCode);
}

async function finish() {
  document.getElementById('close').hidden = true;
  const { message } = session;
  if (message.status === 'COMPLETED') {
    show(texts.doneTitle, paragraph(isSecondDevice ? texts.doneSecond : texts.doneText));
    await tell('COMPLETED');
  } else {
    await stop(texts.exhaustedTitle, message.error_code);
  }
}

async function send(photo) {
  stopCamera();
  const selfie = element('img', { class: 'selfie', alt: texts.sampleAlt, src: URL.createObjectURL(photo) });
  show(texts.sending, selfie, loader(), element('p', { role: 'status' }, texts.sendingText));
  try {
    const id = await submit(session, photo);
    for (;;) {
      await wait(session.pollMs);
      const answer = await progress(session, id);
      if (answer.nextAction === 'RETRY') { return offerRetry(answer.attemptsLeft); }
      if (answer.nextAction === 'EXIT') { break; }
      if (answer.nextAction !== 'STATUS') { return await stop(texts.failedTitle, 'GENERIC_ERROR'); }
    }
    session = await launch();
    return await finish();
  } catch (error) {
    if (error instanceof Refused && error.status === 429) { return stop(texts.exhaustedTitle, 'ATTEMPTS_EXHAUSTED'); }
    return stop(texts.failedTitle, 'GENERIC_ERROR');
  }
}

function offerRetry(attemptsLeft) {
  show(texts.retryTitle, problem(`${texts.retryText} ${attemptsLeft}`), ...ways());
}

async function useCamera() {
  try {
    stream = await openCamera();
  } catch (error) {
    if (error.name === 'NotAllowedError' || error.name === 'SecurityError') {
      return stop(texts.deniedTitle, 'PERMISSION_ERROR', texts.denied);
    }
    return show(texts.title, problem(texts.noCamera), ...ways());
  }
  const video = element('video', { playsinline: '', muted: '', autoplay: '', 'aria-label': texts.title });
  video.muted = true;
  video.srcObject = stream;
  const shoot = button(texts.shoot, async () => send(await fromVideo(video)));
  show(texts.title, video, shoot);
  return video.play().catch(() => {});
}

function ways() {
  return [
    button(texts.camera, useCamera),
    button(texts.sample, async () => send(await sample()), 'quiet'),
    filePicker(texts.file, async (file) => {
      try { await send(await fromFile(file)); } catch { show(texts.title, problem(texts.failedTitle), ...ways()); }
    }),
  ];
}

// Shows the code and mirrors what the other device does.
async function showQr() {
  const image = element('img', { class: 'code', alt: texts.qrAlt, src: `data:image/svg+xml;base64,${btoa(session.qrSvg)}` });
  const link = element('a', { href: session.link, target: '_blank', rel: 'noopener' }, session.link);
  show(texts.qrTitle, paragraph(texts.qrText), image, element('p', {}, link), element('p', { role: 'status' }, texts.qrWait));
  for (;;) {
    await wait(session.pollMs);
    try {
      const now = await launch();
      if (now.over) { session = now; return finish(); }
      if (now.expired) { return stop(texts.expiredTitle, 'SESSION_TIMEOUT'); }
    } catch { /* The next poll may get an answer. */ }
  }
}

function storageWorks() {
  try {
    localStorage.setItem('onekyc-simulator', '1');
    return true;
  } catch {
    return false;
  }
}

async function close() {
  try { session = await launch(); } catch { /* Closing works without the gateway too. */ }
  const { status, error_code: errorCode } = session.message ?? { status: 'ERROR', error_code: 'PENDING' };
  stopCamera();
  document.getElementById('close').hidden = true;
  show(texts.stoppedTitle, paragraph(texts.stoppedText));
  await tell(status, errorCode ?? undefined);
}

async function play(messages) {
  show(texts.stoppedTitle, paragraph(texts.stoppedText));
  for (const [status, errorCode] of messages) { await tell(status, errorCode); }
}

async function begin() {
  let failure;
  try { session = await launch(); } catch (error) { failure = error; }
  texts = textsFor(session.locale);
  document.documentElement.lang = texts.lang;
  const theme = { DARK_MODE: 'dark', LIGHT_MODE: 'light' }[session.theme];
  if (theme) { document.documentElement.dataset.theme = theme; }
  if (isFramed) {
    if (beforeHandshake(session)) { return undefined; }
    channel = openChannel({
      isFaithful: session.handshake === 'faithful',
      repeats: session.originRequestRepeats || session.scenario === 'handshake_repeated',
    });
    if (session.scenario !== 'handshake_never') { channel.ask(); }
  }
  if (failure) { return stop(texts.failedTitle, 'GENERIC_ERROR'); }
  if (session.needsStorage && !storageWorks()) { return stop(texts.storageTitle, 'GENERIC_ERROR', texts.storageText); }
  if (session.expired) { return stop(texts.expiredTitle, 'SESSION_TIMEOUT'); }
  if (session.over) { return finish(); }
  const scripted = withoutCapture(session.scenario);
  if (scripted && !isSecondDevice) { return play(scripted); }
  if (session.scenario === 'pending_then_completed') { await tell('ERROR', 'PENDING'); }

  const closeButton = document.getElementById('close');
  closeButton.textContent = texts.close;
  closeButton.hidden = isSecondDevice;
  closeButton.addEventListener('click', close, { once: true });
  const showsQr = !isSecondDevice && (session.qr === 'always' || (session.qr === 'no_camera' && !(await hasCamera())));
  if (showsQr) {
    showQr();
  } else {
    show(texts.title, paragraph(texts.intro), ...ways());
  }
  if (session.panel) {
    panel(texts, session.panel, session.scenario, async (name) => { await chooseScenario(name); location.reload(); });
  }
  return undefined;
}

begin();
