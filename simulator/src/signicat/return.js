'use strict';
// Replaces this page, so that Back does not come here again. Without script the page has a link and a refresh.
location.replace(document.getElementById('return').href);
