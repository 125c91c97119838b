'use strict';
// Scenario navigates_top: a parent that sandboxes the frame stays where it is.
try { window.top.location.href = location.origin + '/idps/otp/assets/pages.css'; } catch { /* that is what should happen */ }
