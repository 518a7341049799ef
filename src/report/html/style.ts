/** How the page looks: one column of text, charts two abreast where there is room, light or dark as the reader's system is. */
import { CHART_RULES, chartColours } from '../charts/palette.js'
import { EXHIBITS_STYLE } from './exhibits-style.js'

const LIGHT = `--ink:#1f2328;--soft:#59636e;--line:#d5dae0;--paper:#ffffff;--panel:#f6f8fa;--link:#0b5cad;--good:#116329;--bad:#b3261e;${chartColours('light')}`
const DARK = `--ink:#e6edf3;--soft:#9aa4ae;--line:#30363d;--paper:#0d1117;--panel:#161b22;--link:#6cb6ff;--good:#56d364;--bad:#ff8a80;${chartColours('dark')}`

export const STYLE = `:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
${CHART_RULES}
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:70rem;padding:2.5rem clamp(1rem,4vw,2.5rem) 4rem;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0 0 .4rem}
h2{font-size:1.25rem;line-height:1.3;font-weight:650;margin:0 0 .25rem}
h3{font-size:.9375rem;line-height:1.4;font-weight:600;margin:2rem 0 .5rem}
p,ul{margin:.5rem 0}
section{margin-top:3rem;padding-top:1.5rem;border-top:1px solid var(--line)}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.soft,figcaption,.notes,nav{color:var(--soft);font-size:.875rem}
nav ul,.defs ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1rem}
nav a,.defs a{display:inline-block;padding:.15rem 0}
.defs{display:flex;gap:1rem;align-items:baseline;font-size:.875rem;margin:.5rem 0}
.defs span{color:var(--soft)}
.defs ul{margin:0}
.summary{margin:0}
.summary ul,.notes{padding-left:1.1rem}
.summary li{margin:.35rem 0;max-width:62rem}
.summary h3{margin:1.25rem 0 .25rem}
.notes li{margin:.2rem 0}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:2rem 2.5rem;margin:1.5rem 0}
figure{margin:0;min-width:0}
figure h3{margin:0 0 .5rem}
figcaption{margin-top:.4rem}
svg.chart{display:block;overflow:visible;width:100%;height:auto;max-height:30rem;touch-action:pan-y}
svg.chart .value{cursor:default}
svg.chart .value.here{stroke:var(--ink);stroke-width:2px}
.scroll{overflow:auto;max-height:34rem;border:1px solid var(--line);border-radius:6px}
table{border-collapse:separate;border-spacing:0;font-size:.875rem;font-variant-numeric:tabular-nums;min-width:100%}
th,td{padding:.3rem .75rem;text-align:left;font-weight:400;white-space:nowrap;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th,thead td{position:sticky;top:0;z-index:1;background:var(--panel);padding:0}
tbody th{position:sticky;left:0;background:var(--paper);font-weight:500}
tbody tr:hover>*{background:var(--panel)}
.n{text-align:right}
th button{all:unset;display:block;box-sizing:border-box;width:100%;padding:.4rem .75rem;font-weight:600;cursor:pointer}
th button:focus-visible{outline:2px solid var(--link);outline-offset:-2px}
th button::after{content:"↕";opacity:.35;margin-left:.35em;font-weight:400}
[aria-sort=ascending] button::after{content:"↑";opacity:1}
[aria-sort=descending] button::after{content:"↓";opacity:1}
.facts td{white-space:normal;overflow-wrap:anywhere;min-width:14rem}
.facts th{vertical-align:top;color:var(--soft);position:static}
.good{color:var(--good);font-weight:600}
.bad{color:var(--bad);font-weight:600}
details{margin:.75rem 0}
summary{cursor:pointer;font-weight:500}
.glossary{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1.5rem 2.5rem;margin:1rem 0 0}
.glossary>div{min-width:0;padding-left:.75rem;border-left:2px solid var(--line)}
.glossary>div:target{border-left-color:var(--link)}
.glossary h3{margin:0 0 .25rem}
.glossary dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem .75rem;margin:0;font-size:.875rem}
.glossary dt{color:var(--soft)}
.glossary dd{margin:0}
${EXHIBITS_STYLE}
#tip{position:fixed;z-index:9;max-width:min(20rem,90vw);padding:.3rem .55rem;border-radius:4px;background:var(--ink);color:var(--paper);font-size:.8125rem;line-height:1.4;pointer-events:none}
@media (max-width:30rem){body{padding-top:1.5rem}h1{font-size:1.4rem}th,td{padding:.3rem .5rem}th button{padding:.4rem .5rem}}
@media print{body{max-width:none;padding:0;font-size:10pt}section,figure,h3+.scroll{break-inside:avoid}.scroll{max-height:none;overflow:visible;border:0}table{font-size:8pt}th,td{white-space:normal}th button::after,#tip,nav{display:none}a{color:inherit}}`
