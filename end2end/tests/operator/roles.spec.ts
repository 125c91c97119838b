import { expect, test } from '../../fixtures/operator';
import { appUrl } from '../../fixtures/simulator';
import { REASON, asksForAPerson, caseOf, stands } from './cases';

// SEC-149
test('a viewer reads, sees no button, and is refused what a button would send', async ({ applicant, desks, complaints }) => {
  complaints.expect(/status of 40[34]/);
  const id = await asksForAPerson(applicant);
  const viewer = await desks.of('viewer');
  await viewer.goto(caseOf(id));
  await expect(viewer.locator('h1')).toContainText('Case');
  await expect(viewer.locator('main form[method="post"]')).toHaveCount(0);
  await expect(viewer.getByRole('link', { name: 'Download evidence' })).toHaveCount(0);
  for (const word of ['Audit log', 'Simulator']) {
    await expect(viewer.getByRole('navigation').getByRole('link', { name: word })).toHaveCount(0);
  }
  // By the page's own script, as somebody would who knows the form.
  const sent = await viewer.evaluate(
    async ([path, reason]) => {
      const body = new URLSearchParams({ verdict: 'approve', revision: '1', reason: reason ?? '' });
      return (await fetch(`${path}/decision`, { method: 'POST', body })).status;
    },
    [caseOf(id), REASON],
  );
  expect(sent).toBe(403);
  await viewer.goto('/dashboard/settings/operators');
  await expect(viewer.locator('h1')).toHaveText('You may not do that');
  await stands(viewer, id, 'Needs review');

  // Nobody's but the server's own operators: it was begun on a start page.
  const foreign = await desks.of(undefined);
  await foreign.goto(caseOf(id));
  await expect(foreign.locator('h1')).toHaveText('You may not do that');

  // And another site cannot have a form sent through the browser of somebody who may. SEC-141
  const reviewer = await desks.of('reviewer');
  const crossed = await reviewer.request.post(`${caseOf(id)}/notes`, {
    form: { text: 'from elsewhere' },
    headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    maxRedirects: 0,
  });
  expect(crossed.status()).toBe(403);
  const own = await reviewer.request.post(`${caseOf(id)}/notes`, {
    form: { text: 'from here' },
    headers: { origin: appUrl },
    maxRedirects: 0,
  });
  expect(own.status()).toBe(303);
});
