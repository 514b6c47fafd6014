using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What a picture of a page shows at once and no accessibility check looks for.</summary>
internal static class Readable
{
    /// <summary>
    /// Words that end in dots for want of room, words broken in their middle, and days such as 04/03/2026, which is
    /// another day to another reader. A token longer than any word, such as a hash, may go on in the next line.
    /// </summary>
    private const string Faults =
        """
        () => {
          const faults = [];
          for (const element of document.body.querySelectorAll('*')) {
            const style = getComputedStyle(element);
            if (element.textContent.trim() && style.textOverflow === 'ellipsis' && style.overflowX !== 'visible' && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) faults.push('cut off: ' + element.textContent.slice(0, 60));
          }
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          while (walk.nextNode()) {
            const node = walk.currentNode;
            // Of no width: what a list says of itself to whoever cannot see it.
            if (node.parentElement.closest('style, script, noscript, svg, .unseen') || node.parentElement.offsetWidth === 0) continue;
            if (/\d{1,2}\/\d{1,2}\/\d{4}/.test(node.textContent)) faults.push('two days in one: ' + node.textContent.slice(0, 60));
            for (const token of node.textContent.matchAll(/\S{4,24}(?!\S)/g)) {
              for (const word of token[0].matchAll(/[A-Za-z]{3,}|\d{4}-\d{2}-\d{2}/g)) {
                const start = token.index + word.index;
                range.setStart(node, start);
                range.setEnd(node, start + word[0].length);
                const tops = [...range.getClientRects()].filter(box => box.width > 0).map(box => box.top);
                if (tops.length > 1 && Math.max(...tops) - Math.min(...tops) > 4) faults.push('broken: ' + token[0]);
              }
            }
          }
          return [...new Set(faults)].slice(0, 5);
        }
        """;

    /// <summary>What can be seen only by pushing it sideways.</summary>
    private const string Sideways =
        """
        () => [...document.body.querySelectorAll('*')].filter(element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
          .map(element => 'has to be pushed sideways: ' + element.textContent.slice(0, 60)).slice(0, 3)
        """;

    internal static Task<string[]> FaultsAsync(IPage page) => page.EvaluateAsync<string[]>(Faults);

    internal static Task<string[]> SidewaysAsync(IPage page) => page.EvaluateAsync<string[]>(Sideways);
}
