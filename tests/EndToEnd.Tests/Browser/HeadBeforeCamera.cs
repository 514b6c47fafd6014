using Microsoft.Playwright;
using Secure.TestKit.Pictures;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>
/// Somebody before the browser's camera who does what the page asks in words. A film from a file cannot: the turns are
/// drawn anew each time. So the camera is a canvas; everything behind getUserMedia is the page's own. This machine has no
/// microphone: whoever asks for one as well is refused, as browsers refuse it.
/// </summary>
internal static class HeadBeforeCamera
{
    /// <summary>The page finds this camera from now on.</summary>
    public static Task SitDownAsync(IPage page, TestPicture front, TestPicture left, TestPicture right) =>
        page.EvaluateAsync(Script, new Dictionary<string, string> { ["front"] = Text(front), ["left"] = Text(left), ["right"] = Text(right) });

    /// <summary>The browser tells the page that the camera is gone.</summary>
    public static Task UnplugAsync(IPage page) => page.EvaluateAsync("() => window.testCamera.getVideoTracks()[0].dispatchEvent(new Event('ended'))");

    private static string Text(TestPicture picture) => Convert.ToBase64String(picture.Jpeg());

    // No two pictures are alike: moved a little and toned, as a head that nobody holds. Who is asked takes a moment to turn.
    private const string Script =
        """
        async pictures => {
          const heads = {};
          for (const [name, text] of Object.entries(pictures)) {
            const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
            heads[name] = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
          }
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [640, 480];
          const drawing = canvas.getContext('2d');
          let head = heads.front, asked = '', since = 0, tick = 0;
          setInterval(() => {
            const words = document.querySelector('.asked-words')?.textContent ?? '';
            if (words !== asked) { asked = words; since = performance.now(); }
            if (performance.now() - since > 300) head = words.includes('向左') ? heads.left : words.includes('向右') ? heads.right : heads.front;
            tick += 1;
            drawing.filter = `brightness(${0.9 + (tick % 97) * 0.002})`;
            drawing.drawImage(head, 80 + tick % 5 - 2, Math.floor(tick / 5) % 5 - 2, 480, 480);
          }, 60);
          navigator.mediaDevices.getUserMedia = wanted => {
            if (wanted.audio) return Promise.reject(new DOMException('no microphone', 'NotFoundError'));
            window.testCamera = canvas.captureStream(20);
            return Promise.resolve(window.testCamera);
          };
        }
        """;
}
