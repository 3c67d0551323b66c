import { AxeBuilder } from '@axe-core/playwright';

/** What the checker finds wrong, one line for each element, so that a failure names all of it. */
export async function violations(page) {
  const { violations } = await new AxeBuilder({ page })
    // On by default are the rules of WCAG 2.0 to 2.2, A and AA, and of best practice, but for this one.
    .options({ rules: { 'target-size': { enabled: true }, 'color-contrast': { enabled: true } } })
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 300)} (${node.failureSummary})`));
}
