import { readFile } from 'node:fs/promises';
import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures/operator';
import { asksForAPerson } from './cases';

async function downloads(page: Page, name: string): Promise<string> {
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  return readFile(await (await file).path(), 'utf8');
}

// What a sheet opens is text, and nothing personal.
test('the list as it is filtered becomes a file for sheets, and one for programs', async ({ applicant, desks }) => {
  const id = await asksForAPerson(applicant);
  const page = await desks.of('reviewer');
  await page.goto('/dashboard/onboardings?status=needs_review');
  const csv = await downloads(page, 'Download CSV');
  const lines = csv.split('\r\n').filter(Boolean);
  expect(lines[0]).toMatch(/^id,reference,client,/);
  expect(lines.slice(1).some((line) => line.startsWith(id))).toBe(true);
  expect(csv).not.toMatch(/(^|,|")[=+@\t]/m);
  expect(csv).not.toContain('447700900123');

  const rows = JSON.parse(await downloads(page, 'Download JSON')) as { id: string; status: string }[];
  expect(rows.map((row) => row.id)).toContain(id);
  expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['needs_review']));
  expect(rows.length).toBe(lines.length - 1);

  const admin = await desks.of('admin');
  await admin.goto('/dashboard/audit?kind=dashboard.export');
  await expect(admin.locator('main')).toContainText('dashboard.export.ended');
  const viewer = await desks.of('viewer');
  await viewer.goto('/dashboard/onboardings');
  await expect(viewer.getByRole('button', { name: 'Download CSV' })).toHaveCount(0);
});
