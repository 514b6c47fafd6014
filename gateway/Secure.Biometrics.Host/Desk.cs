using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Biometrics.Face;
using Secure.Biometrics.Fingerprints;
using Secure.Biometrics.Host.Faces;
using Secure.Biometrics.Host.Fingers;
using Secure.Biometrics.Models;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host;

/// <summary>All that this process can be asked, in one table.</summary>
internal sealed class Desk : IDisposable
{
    private readonly Engines _engines;
    private readonly Galleries _galleries = new();
    private readonly Dictionary<ToHost.QuestionOneofCase, Func<ToHost, FromHost>> _table;

    internal Desk(Engines engines)
    {
        _engines = engines;
        FaceHandlers faces = new(engines, _galleries);
        FingerprintHandlers fingers = new(engines);
        _table = new()
        {
            [ToHost.QuestionOneofCase.Status] = _ => Status(),
            [ToHost.QuestionOneofCase.ReadFace] = q => faces.Read(q.ReadFace),
            [ToHost.QuestionOneofCase.CompareFaces] = q => faces.Compare(q.CompareFaces),
            [ToHost.QuestionOneofCase.PutGallery] = q => faces.Put(q.PutGallery),
            [ToHost.QuestionOneofCase.DropGallery] = q => faces.Drop(q.DropGallery),
            [ToHost.QuestionOneofCase.IdentifyFace] = q => faces.Identify(q.IdentifyFace),
            [ToHost.QuestionOneofCase.ReadFingerprint] = q => fingers.Read(q.ReadFingerprint),
            [ToHost.QuestionOneofCase.EnrolFingerprint] = q => fingers.Enrol(q.EnrolFingerprint),
            [ToHost.QuestionOneofCase.VerifyFingerprint] = q => fingers.Verify(q.VerifyFingerprint),
            [ToHost.QuestionOneofCase.IdentifyFingerprint] = q => fingers.Identify(q.IdentifyFingerprint),
        };
    }

    /// <summary>Answers, whatever is asked: a fault of an engine is an answer too.</summary>
    internal FromHost Answer(ToHost question)
    {
        FromHost answer;
        try
        {
            answer = _table.TryGetValue(question.QuestionCase, out Func<ToHost, FromHost>? handler) ? handler(question) : Answers.Of(FaultKind.Malformed);
        }
        // The outermost loop of this process: one bad picture must not end it. The text names no input.
        catch (Exception failed)
        {
            Console.Error.WriteLine($"{question.QuestionCase}: {failed.GetType().Name}");
            answer = Answers.Of(FaultKind.Failed);
        }
        answer.Number = question.Number;
        return answer;
    }

    public void Dispose() => _galleries.Dispose();

    private FromHost Status() => new()
    {
        Status = new Status
        {
            Face = _engines.Face is { } face ? On(face) : Off(_engines.FaceOff),
            Fingerprint = _engines.Fingerprint is { } fingerprint ? On(fingerprint) : Off(_engines.FingerprintOff),
        },
    };

    private static EngineStatus On(IFaceEngine face) => new()
    {
        On = true,
        Model = face.Models.Name,
        ModelHash = ByteString.CopyFrom(face.ModelHash.Span),
        VerifyThreshold = face.Models.VerifyThreshold,
        IdentifyThreshold = face.Models.IdentifyThreshold,
        LivenessThreshold = face.Models.LivenessThreshold,
    };

    private static EngineStatus On(IFingerprintEngine fingerprint) => new()
    {
        On = true,
        Model = fingerprint.Model,
        ModelHash = ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint.Model))),
        VerifyThreshold = fingerprint.Threshold,
        IdentifyThreshold = fingerprint.Threshold,
    };

    private static EngineStatus Off(Sentence why) => new() { OffZh = why.Zh, OffEn = why.En };
}
