// Runs the provider's web SDK on our SDK page (Selfie Liveness, flow v1.2, steps 3, 4 and 8). Whatever throws here, a
// script that never came included, is said by the page itself.
vestibuleSdk.run(async (page) => {
  "use strict";
  const { token, correlationId, baseUrl, theme } = page.parameters;
  const text = (value) => (typeof value === "string" ? value.slice(0, 100) : null);
  page.loading();
  await window.OneKYC.initialise();
  // A page of its own goes away with the first result.
  let isOver = false;
  const resultCallback = (result) => {
    if (isOver) return;
    isOver = page.mode !== "frame";
    const said = page.finish({
      type: "result",
      status: text(result?.status),
      errorCode: text(result?.extra?.errorCode),
    });
    said?.catch?.(() => { isOver = false; });
  };
  await window.OneKYC.launchSelfieLiveness({ token, correlationId, baseUrl, theme, resultCallback });
});
