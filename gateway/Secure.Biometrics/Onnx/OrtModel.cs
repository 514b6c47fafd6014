using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Secure.Biometrics.Onnx;

/// <summary>One model with one input, ready to run. Safe from several threads.</summary>
internal sealed unsafe class OrtModel : IDisposable
{
    private readonly OrtRuntime _runtime;
    private readonly nint _session;
    private readonly byte[] _input;
    private readonly byte[][] _outputs;
    private readonly long[] _shape;

    /// <param name="runtime">Outlives the model.</param>
    /// <param name="bytes">The .onnx file.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="shape">Of the input.</param>
    /// <param name="outputs">Names of the outputs wanted.</param>
    /// <exception cref="OrtException">These bytes are no model that it can run.</exception>
    internal OrtModel(OrtRuntime runtime, ReadOnlySpan<byte> bytes, string input, IReadOnlyList<long> shape, IReadOnlyList<string> outputs)
    {
        _runtime = runtime;
        _input = Pinned(input);
        _outputs = [.. outputs.Select(Pinned)];
        _shape = [.. shape];
        InputLength = (int)shape.Aggregate(1L, (product, side) => product * side);
        _session = runtime.OpenSession(bytes);
    }

    /// <summary>Numbers that one run takes.</summary>
    internal int InputLength { get; }

    /// <returns>One array for each output named, in that order.</returns>
    /// <exception cref="OrtException">The run failed.</exception>
    internal float[][] Run(ReadOnlySpan<float> input)
    {
        if (input.Length != InputLength) { throw new ArgumentException("An input of another shape.", nameof(input)); }
        nint tensor = 0;
        fixed (float* data = input)
        fixed (long* shape = _shape)
        {
            _runtime.Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_runtime.Function(OrtApi.CreateTensorWithData))(
                _runtime.Memory, data, (nuint)input.Length * sizeof(float), shape, (nuint)_shape.Length, OrtApi.Float32, &tensor));
            try { return Run(tensor); }
            finally { Release(tensor); }
        }
    }

    public void Dispose() => ((delegate* unmanaged<nint, void>)_runtime.Function(OrtApi.ReleaseSession))(_session);

    private float[][] Run(nint tensor)
    {
        nint* values = stackalloc nint[_outputs.Length];
        byte** names = stackalloc byte*[_outputs.Length];
        new Span<nint>(values, _outputs.Length).Clear();
        for (int i = 0; i < _outputs.Length; i++) { names[i] = Address(_outputs[i]); }
        byte* input = Address(_input);
        try
        {
            using DenormalsAsZero faster = new();
            _runtime.Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_runtime.Function(OrtApi.Run))(
                _session, 0, &input, &tensor, 1, names, (nuint)_outputs.Length, values));
            float[][] results = new float[_outputs.Length][];
            for (int i = 0; i < results.Length; i++) { results[i] = Copy(values[i]); }
            return results;
        }
        finally
        {
            for (int i = 0; i < _outputs.Length; i++) { Release(values[i]); }
        }
    }

    // In memory that never moves, so that its address can be handed out.
    private static byte[] Pinned(string name)
    {
        byte[] text = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, text);
        return text;
    }

    private static byte* Address(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private float[] Copy(nint value)
    {
        nint shape;
        nuint count;
        float* data;
        _runtime.Check(((delegate* unmanaged<nint, nint*, nint>)_runtime.Function(OrtApi.GetTensorTypeAndShape))(value, &shape));
        try { _runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)_runtime.Function(OrtApi.GetTensorShapeElementCount))(shape, &count)); }
        finally { ((delegate* unmanaged<nint, void>)_runtime.Function(OrtApi.ReleaseTensorTypeAndShapeInfo))(shape); }
        _runtime.Check(((delegate* unmanaged<nint, float**, nint>)_runtime.Function(OrtApi.GetTensorMutableData))(value, &data));
        return new ReadOnlySpan<float>(data, checked((int)count)).ToArray();
    }

    private void Release(nint value)
    {
        if (value != 0) { ((delegate* unmanaged<nint, void>)_runtime.Function(OrtApi.ReleaseValue))(value); }
    }
}
