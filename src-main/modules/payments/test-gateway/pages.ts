import { formatEuros } from '../../../../src-shared/format/money'
import { cents } from '../../../../src-shared/kernel/money'
import { testGatewayPath } from './gateway'
import type { Order } from './store'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

const style = `
:root{color-scheme:light dark;--ink:#1b2430;--ink2:#55606e;--bg:#fff6dc;--sheet:#fff;--line:#d8c890;--band:#f5b301;--p:#4a3200;--on:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#f4efe2;--ink2:#c3baa5;--bg:#2a2312;--sheet:#1d1a12;--line:#5c4e24;--band:#f5b301;--p:#f5d27a;--on:#241a00}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;background:var(--bg);color:var(--ink);font:400 16px/24px system-ui,sans-serif}
.band{background:repeating-linear-gradient(135deg,#f5b301 0 18px,#e8a600 18px 36px);color:#241a00;padding:12px 20px;text-align:center;font-weight:700}
main{max-width:440px;margin:24px auto;padding:0 16px}
section{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:24px}
h1{margin:0 0 4px;font-size:18px;line-height:24px}p{margin:0 0 12px;color:var(--ink2)}
.sum{margin:20px 0;font-size:36px;line-height:44px;font-weight:700;font-variant-numeric:tabular-nums;color:var(--ink)}
dl{margin:0 0 20px;display:grid;grid-template-columns:auto 1fr;gap:4px 16px;font-size:14px;color:var(--ink2)}dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
button,a.b{display:block;width:100%;min-height:52px;margin-top:12px;padding:12px 16px;border-radius:10px;border:2px solid var(--p);background:none;color:var(--p);font:600 16px/24px system-ui,sans-serif;text-align:center;text-decoration:none;cursor:pointer}
button.main,a.b{background:var(--p);color:var(--on)}button:focus-visible,a:focus-visible{outline:3px solid #1f6feb;outline-offset:2px}
.quiet{border-color:transparent;text-decoration:underline}`

const frame = (title: string, nonce: string, body: string) => `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style nonce="${nonce}">${style}</style></head>
<body><div class="band" role="note">PAIEMENT DE TEST – aucune somme n’est débitée</div><main><section>${body}</section></main></body></html>`

/** Where a bank's page would ask for a card: three buttons, and nothing that looks like a bank. */
export function decisionPage(order: Order, nonce: string): string {
  const button = (decision: string, label: string, kind: string) =>
    `<button type="submit" name="decision" value="${decision}" class="${kind}">${label}</button>`
  return frame(
    'Paiement de test',
    nonce,
    `<h1>Service de paiement de test</h1><p>Choisissez ce que la banque répondrait.</p>
<p class="sum">${escapeHtml(formatEuros(cents(order.amountCents)))}</p>
<dl><dt>Pour</dt><dd>${escapeHtml(order.label)}</dd><dt>Référence</dt><dd>${escapeHtml(order.reference)}</dd></dl>
<form method="post" action="${testGatewayPath}/${escapeHtml(order.reference)}">
${button('paid', 'Payer', 'main')}${button('refused', 'Refuser', '')}${button('cancelled', 'Abandonner', 'quiet')}</form>`,
  )
}

/** An order decided before, or whose time is over. */
export function closedPage(order: Order, nonce: string): string {
  const sentences = {
    paid: 'Ce paiement de test est déjà accepté.',
    refused: 'Ce paiement de test a été refusé.',
    cancelled: 'Ce paiement de test a été abandonné.',
    waiting: 'Le temps pour payer est passé.',
  }
  return frame(
    'Paiement de test',
    nonce,
    `<h1>${sentences[order.status]}</h1><p>Rien d’autre n’est à faire ici.</p>
<a class="b" href="${escapeHtml(order.returnPath)}">Revenir au portail</a>`,
  )
}

export function unknownPage(nonce: string): string {
  return frame(
    'Paiement de test',
    nonce,
    `<h1>Ce paiement n’existe pas</h1><p>L’adresse est incomplète, ou vient d’une autre installation.</p><a class="b" href="/">Revenir au portail</a>`,
  )
}
