'use strict';
// Shows new messages without a reload by hand; the page is complete without it.
setTimeout(() => location.reload(), 3000);
