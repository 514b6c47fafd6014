using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>Which devices the site file names.</summary>
internal static class SiteDevices
{
    private static readonly CertificateKind[] Kinds = [CertificateKind.Agent, CertificateKind.Controller, CertificateKind.Service, CertificateKind.Workstation];

    internal static bool Names(this SiteSnapshot site, CertificateKind kind, string id) => kind switch
    {
        CertificateKind.Agent => DeviceId.TryParse(id, out DeviceId? agent) && site.Agents.ContainsKey(agent),
        CertificateKind.Controller => DeviceId.TryParse(id, out DeviceId? controller) && site.Controllers.ContainsKey(controller),
        CertificateKind.Service => ServiceId.TryParse(id, out ServiceId? service) && site.Services.ContainsKey(service),
        CertificateKind.Workstation => WorkstationId.TryParse(id, out WorkstationId? workstation) && site.Workstations.ContainsKey(workstation),
        CertificateKind.Gateway or CertificateKind.Broker => false,
    };

    /// <summary>True where the id also stands for a device of another kind: the broker could not tell the two apart.</summary>
    internal static bool NamesOtherKind(this SiteSnapshot site, CertificateKind kind, string id) => Kinds.Any(k => k != kind && site.Names(k, id));

    internal static IEnumerable<(CertificateKind Kind, string Id)> Devices(this SiteSnapshot site) =>
    [
        .. site.Agents.Keys.Select(i => (CertificateKind.Agent, i.Text)),
        .. site.Controllers.Keys.Select(i => (CertificateKind.Controller, i.Text)),
        .. site.Services.Keys.Select(i => (CertificateKind.Service, i.Text)),
        .. site.Workstations.Keys.Select(i => (CertificateKind.Workstation, i.Text)),
    ];

    internal static bool IsReserved(string id) => id is "gateway" or "broker";
}
