'use strict';
// Scenario navigates_top: a parent that sandboxes the frame stays where it is.
try { window.top.location.href = location.origin + '/assets/client.css'; } catch { /* that is what should happen */ }
