using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What hostile text may not do to a page.</summary>
internal static class Harmless
{
    /// <summary>
    /// A text between its brackets that shares a line's direction with anything else turns that as well: it has to be isolated by
    /// its element (bdi) or by isolates around it in the string.
    /// </summary>
    private const string Faults =
        """
        () => {
          const faults = [], width = document.documentElement.clientWidth;
          if (window.hacked || document.querySelector('img[src="x"], [onerror]')) faults.push('markup came alive');
          if (document.documentElement.scrollWidth > width + 1) faults.push(`the page is pushed sideways: ${document.documentElement.scrollWidth} of ${width}`);
          const shown = element => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
          const apart = element => { const style = getComputedStyle(element); return style.display !== 'inline' || style.unicodeBidi.startsWith('isolate'); };
          const beside = of => [...of.childNodes].map(node => node.nodeType === 3 ? node.data : node.nodeType !== 1 || apart(node) ? '' : beside(node)).join('');
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const node = walk.currentNode, holder = node.parentElement;
            if (holder.closest('style, script, noscript, .unseen') || !shown(holder)) continue;
            if (/\uFFFD|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(node.textContent)) faults.push('a sign was cut: ' + node.textContent.slice(0, 80));
            if (!node.textContent.includes('\u202E')) continue;
            let own = holder;
            while (!apart(own)) own = own.parentElement;
            if (!holder.closest('svg')) {
              const range = document.createRange(), box = own.getBoundingClientRect();
              range.selectNodeContents(node);
              const out = Math.max(...[...range.getClientRects()].map(at => at.right)) - box.right;
              let cuts = own;
              while (cuts && cuts !== document.body && getComputedStyle(cuts).overflowX === 'visible') cuts = cuts.parentElement;
              if (out > 2 && (cuts === null || cuts === document.body || cuts.contains(document.querySelector('main')))) faults.push('runs out of its box: ' + own.outerHTML.replace(/W{5,}/g, 'W…').slice(0, 160));
            }
            const open = beside(own).replace(/\u2068[^\u2069]*\u2069/g, '');
            if (open.includes('\u202E') && open.replace(/⟦[^⟧]*⟧/, '').trim() !== '') faults.push('turns its neighbours: ' + own.outerHTML.replace(/W{5,}/g, 'W…').slice(0, 260));
          }
          const scrolls = element => { for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth + 1) return true; return false; };
          const top = [...document.querySelectorAll('[role=dialog]')].filter(shown).at(-1) ?? document.body;
          for (const act of top.querySelectorAll('button, a[href], input:not([type=hidden])')) {
            if (!shown(act) || act.closest('.skip, .ant-modal-close, svg') || act.type === 'file' || getComputedStyle(act).opacity === '0') continue;
            const box = act.getBoundingClientRect();
            if ((box.right > width + 1 || box.left < -1) && !scrolls(act)) { faults.push('beyond the edge: ' + act.outerHTML.slice(0, 120)); continue; }
            const [x, y] = [box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 20)];
            if (x < 0 || y < 0 || x >= width || y >= window.innerHeight) continue;
            // What its own card has scrolled away is there for whoever scrolls.
            let clipped = false;
            for (let of = act.parentElement; of && of !== document.body; of = of.parentElement) { const frame = of.getBoundingClientRect(); if (getComputedStyle(of).overflowY !== 'visible' && (y < frame.top || y > frame.bottom)) clipped = true; }
            if (clipped) continue;
            const at = document.elementFromPoint(x, y);
            if (at && !act.contains(at) && !at.contains(act) && !at.closest('.top, label')) faults.push('covered: ' + act.outerHTML.slice(0, 100) + ' by ' + at.outerHTML.slice(0, 100));
          }
          return [...new Set(faults)].slice(0, 12);
        }
        """;

    internal static Task<string[]> FaultsAsync(IPage page) => page.EvaluateAsync<string[]>(Faults);
}
