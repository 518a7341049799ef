/** How sheets of nearest neighbors look: queries below each other, what they find at each dim side by side where there is room. */
export const EXHIBITS_STYLE = `h4{font-size:.875rem;line-height:1.4;font-weight:600;margin:0 0 .5rem}
.found h4{font-size:.8125rem;font-weight:400;color:var(--soft);margin:0 0 .25rem}
.asked{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.75rem 1.5rem;padding:.9rem 0;border-top:1px solid var(--line);break-inside:avoid}
.query p{margin:0 0 .4rem}
.query .name{font-weight:600}
.found{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:.75rem 1.5rem}
.found ol{list-style:none;padding:0;margin:0;display:grid;gap:.4rem}
.found ol.images{grid-template-columns:repeat(5,minmax(0,1fr))}
.found ol.texts{gap:.6rem}
.asked img{display:block;width:3rem;height:3rem;object-fit:contain;background:#fff;border:1px solid var(--line);border-radius:4px;padding:2px}
.hit img{border:2px solid var(--good);padding:1px}
.miss img{border:2px dashed var(--bad);padding:1px}
.name{display:block;font-size:.75rem;line-height:1.3;overflow-wrap:anywhere;hyphens:auto}
.found .images .name{margin-top:.3rem;font-size:.6875rem}
.asked q{display:block;font-size:.8125rem;line-height:1.45;quotes:none}
.texts li{padding-left:.6rem;border-left:2px solid var(--line)}
.texts .hit{border-left-color:var(--good)}
.texts .miss{border-left:2px dashed var(--bad)}
.asked b{margin-right:.25em}
.images li{position:relative}
.images b{position:absolute;left:2.05rem;top:2.2rem;width:1rem;height:1rem;margin:0;border:1px solid var(--paper);border-radius:50%;color:var(--paper);font-size:.625rem;line-height:.875rem;text-align:center}
.images b.good{background:var(--good);color:var(--paper)}
.images b.bad{background:var(--bad);color:var(--paper)}
@media (max-width:40rem){.asked{grid-template-columns:minmax(0,1fr)}}`
