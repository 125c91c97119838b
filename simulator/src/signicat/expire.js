'use strict';
// When the session's lifetime has passed, asks the server what to show.
const form = document.getElementById('look-again');
setTimeout(() => form.submit(), Math.min(Number(form.dataset.after) + 500, 0x7fffffff));
