(() => {
  const form = document.forms[0];
  if (window.parent !== window) {
    const found = { type: "vestibule.return", path: location.pathname, search: location.search };
    window.parent.postMessage(found, location.origin);
    return;
  }
  // Back must not send a used return again.
  if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") form.submit();
})();
