using System.Net;
using Secure.Gateway.Decisions;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>One signed-in person at one workstation. Ends by sign-out, expiry or revocation, and then for good.</summary>
public interface ISession
{
    /// <summary>Names the session in the log; not secret and good for nothing else.</summary>
    string Id { get; }

    string Account { get; }

    PersonId Person { get; }

    string Name { get; }

    DateTimeOffset ExpiresAt { get; }

    /// <summary>Cancelled the moment the session ends: streams hang on it.</summary>
    CancellationToken Ended { get; }

    /// <summary>Network address that signed in; null where it is not known.</summary>
    IPAddress? Address => null;

    /// <summary>What decisions are taken on, as of now.</summary>
    SessionFacts Facts { get; }

    /// <summary>The person proved this factor at this session's workstation. For step-up alone, after it has been recorded.</summary>
    void Prove(Factor factor, DateTimeOffset at) => throw new NotSupportedException("This session takes no further proof.");
}

/// <summary>Finds live sessions. An ended, unknown or altered token is simply not found.</summary>
public interface ISessions
{
    ISession? Find(string? token);

    /// <summary>The session behind a handle, where this service may use it; null else.</summary>
    ISession? FindByHandle(string? handle, ServiceId service, string certificateThumbprint);

    ISession? FindById(string sessionId);

    /// <summary>The live sessions of a person, newest first.</summary>
    IReadOnlyList<ISession> Of(PersonId person) => [];

    /// <summary>Ends every session of a person at once, with its handles and streams.</summary>
    ValueTask EndAllAsync(PersonId person, string reason, CancellationToken cancellation);
}
