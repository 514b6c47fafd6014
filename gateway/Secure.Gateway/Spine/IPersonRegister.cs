using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Puts people on record who come to the site by another way than an officer's word: the first officers, whom no officer can have entered.</summary>
public interface IPersonRegister
{
    /// <summary>Nothing where the person is on record already; else a record with this name and no clearance, in a commit of its own.</summary>
    /// <exception cref="RefusedException">No name, or somebody who has left.</exception>
    Task EnsureAsync(PersonId person, string name, CancellationToken cancellation);
}
