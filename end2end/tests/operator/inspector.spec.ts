import { expect, test } from '../../fixtures/operator';
import { caseOf } from './cases';

// OK-07, OK-09, SEC-96: who did not make itself known first is not believed; the inspector says so.
test('a refused message is shown with where it came from, its shape and the rule that refused it', async ({
  applicant,
  desks,
  page,
  simulator,
}) => {
  await simulator.next('onekyc', 'message_before_handshake');
  await applicant.begin('identity');
  const reported = page.waitForResponse(
    (answer) => answer.url().endsWith('/fn/report_message') && !answer.request().postData()?.includes('GET_ORIGIN_FROM_ONEKYC'),
  );
  await applicant.openFrame();
  await reported;
  const desk = await desks.of('viewer');
  await desk.goto(caseOf(applicant.id));
  await desk.getByRole('link', { name: 'Messages', exact: true }).click();
  await expect(desk.locator('h1')).toHaveText('Messages of frames');
  const refused = desk.locator('.message--refused').first();
  await expect(refused).toContainText('The frame had not made itself known before.');
  await expect(refused).toContainText("Our frame's window");
  await expect(refused.locator('code').first()).not.toBeEmpty();
});
