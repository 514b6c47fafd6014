using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Secure.Gateway.Telemetry;

/// <summary>
/// The page that a Prometheus server reads: text exposition format 0.0.4. Our own meters, and the runtime's. Sums and last
/// values only: a histogram is left to OTLP.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Runtime = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Series> _series = new();
    private readonly Lock _gate = new();

    public MetricsPage(GatewayGauges gauges)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsShown(instrument, gauges)) { listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument, static i => new Series(i))); }
        };
        _listener.MeasurementsCompleted = (instrument, _) => _series.TryRemove(instrument, out Series? _);
        Listen<int>();
        Listen<long>();
        Listen<double>();
        _listener.Start();
    }

    /// <summary>Everything as of now.</summary>
    public string Render()
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            StringBuilder text = new();
            foreach (Series series in _series.Values.OrderBy(s => s.Name, StringComparer.Ordinal)) { series.Write(text); }
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsShown(Instrument instrument, GatewayGauges gauges) =>
        !IsHistogram(instrument) && (instrument.Meter.Name == Runtime || (instrument.Meter.Name == GatewayMeter.Name && (instrument.Meter.Scope is null || instrument.Meter.Scope == gauges)));

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private void Listen<T>() where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>(static (_, value, tags, state) => ((Series)state!).Take(double.CreateChecked(value), tags));

    /// <summary>One instrument with a value for each set of tags.</summary>
    private sealed class Series(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);
        private readonly bool _adds = !instrument.IsObservable;

        public string Name { get; } = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : instrument.Unit == "By" ? "_bytes" : "") + (IsCounter(instrument) ? "_total" : "");

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string labels = Labels(tags);
            if (_adds) { _values.AddOrUpdate(labels, static (_, more) => more, static (_, sum, more) => sum + more, value); }
            else { _values[labels] = value; }
        }

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {instrument.Description?.Replace('\n', ' ')}\n# TYPE {Name} {(IsCounter(instrument) ? "counter" : "gauge")}\n");
            foreach ((string labels, double value) in _values.OrderBy(v => v.Key, StringComparer.Ordinal)) { text.Append(CultureInfo.InvariantCulture, $"{Name}{labels} {value}\n"); }
        }

        private static bool IsCounter(Instrument instrument) => instrument.GetType().Name.Split('`')[0] is "Counter" or "ObservableCounter";

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty) { return ""; }
            StringBuilder text = new("{");
            foreach ((string key, object? value) in tags) { text.Append(text.Length > 1 ? "," : "").Append(key.Replace('.', '_')).Append("=\"").Append(Escape(value?.ToString() ?? "")).Append('"'); }
            return text.Append('}').ToString();
        }

        private static string Escape(string value) =>
            value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
