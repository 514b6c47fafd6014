using Microsoft.Playwright;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>
/// A fingerprint sensor of the AS608 kind on a serial port of the browser, written from the manual apart from the page's
/// driver. Fingers are laid on it one after the other, each lifted once its picture has gone up the line.
/// </summary>
internal static class SensorInBrowser
{
    private const string Twin =
        """
        (() => {
          const fingers = [];
          let finger = null, picture = null, lifting = false, plugged = true, line;
          const packet = (kind, payload) => {
            const length = payload.length + 2, body = [kind, length >> 8, length & 255, ...payload], sum = body.reduce((a, b) => a + b, 0) & 0xffff;
            return [0xef, 0x01, 255, 255, 255, 255, ...body, sum >> 8, sum & 255];
          };
          const say = bytes => line.enqueue(Uint8Array.from(bytes));
          const answers = {
            0x13: () => say(packet(7, [0])),
            0x01: () => {
              if (lifting) { lifting = false; finger = null; } else finger ??= fingers.shift() ?? null;
              picture = finger ?? picture;
              say(packet(7, [finger ? 0 : 2]));
            },
            0x0a: () => {
              if (!picture) { say(packet(7, [0x0f])); return; }
              // Noise on the line, which hides nothing.
              say([0xef, 7, ...packet(7, [0])]);
              for (let at = 0; at < picture.length; at += 128) say(packet(at + 128 < picture.length ? 2 : 8, picture.slice(at, at + 128)));
              lifting = true;
            },
          };
          const obey = bytes => { if (plugged && bytes[6] === 1) answers[bytes[9]]?.(); };
          const port = {
            readable: null, writable: null,
            open: async () => {
              if (!plugged) throw new DOMException('not there', 'NetworkError');
              port.readable = new ReadableStream({ start: controller => { line = controller; } });
              port.writable = new WritableStream({ write: obey });
            },
            close: async () => { port.readable = port.writable = null; },
          };
          window.sensorTwin = {
            lay: touches => fingers.push(...touches.map(text => {
              const grey = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
              return Array.from({ length: grey.length / 2 }, (_, i) => (grey[2 * i] & 0xf0) | (grey[2 * i + 1] >> 4));
            })),
            unplug: () => { plugged = false; fingers.length = 0; finger = null; lifting = false; line.error(new DOMException('gone', 'NetworkError')); },
            plug: () => { plugged = true; },
          };
          Object.defineProperty(navigator, 'serial', { value: { getPorts: async () => [], requestPort: async () => port } });
        })()
        """;

    /// <summary>From the next load of the page on.</summary>
    internal static async Task PlugInAsync(IPage page)
    {
        await page.AddInitScriptAsync(Twin);
        await page.ReloadAsync();
    }

    internal static Task LayAsync(IPage page, int finger, params int[] touches) =>
        page.EvaluateAsync("touches => window.sensorTwin.lay(touches)", touches.Select(touch => Convert.ToBase64String(TestFinger.Touch(finger, touch))).ToArray());

    internal static Task UnplugAsync(IPage page) => page.EvaluateAsync("() => window.sensorTwin.unplug()");

    internal static Task PlugBackAsync(IPage page) => page.EvaluateAsync("() => window.sensorTwin.plug()");
}
