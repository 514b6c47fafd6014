using System.Security.Cryptography;
using System.Text;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Models;

/// <summary>Opens the files of a set: each is read once, hashed, and run from those very bytes.</summary>
internal static class ModelFiles
{
    private const int BytesMax = 512 * 1024 * 1024;

    /// <exception cref="ModelSetException">The file is missing, another than configured, or no model with these inputs and outputs.</exception>
    internal static OrtModel Open(OrtRuntime runtime, string folder, ModelInput input, params int[] outputLengths)
    {
        byte[] bytes = Read(Path.Combine(folder, input.File));
        if (!Convert.ToHexString(SHA256.HashData(bytes)).Equals(input.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelSetException($"{input.File} is another file than the model set names.");
        }
        try
        {
            OrtModel model = new(runtime, bytes, input.Input, input.Shape, input.Outputs);
            Try(model, input, outputLengths);
            return model;
        }
        catch (OrtException unusable) { throw new ModelSetException($"{input.File}: {unusable.Message}", unusable); }
    }

    /// <summary>SHA-256 over names and hashes of the whole set, and over how it is fed: what its templates are bound to.</summary>
    internal static byte[] HashOf(ModelSet set)
    {
        StringBuilder text = new(set.Name);
        foreach ((string job, ModelInput input) in set.Inputs.Where(i => i.Job is "detect" or "landmarks" or "embed"))
        {
            text.Append('\n').Append(job).Append(' ').Append(input.Sha256.ToUpperInvariant()).Append(' ').Append(input.Colours);
            foreach (float number in (float[])[.. input.Mean, .. input.Divisor]) { text.Append(' ').Append(BitConverter.SingleToInt32Bits(number)); }
        }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>A first run on an empty picture: later answers can then be taken by their places.</summary>
    private static void Try(OrtModel model, ModelInput input, int[] outputLengths)
    {
        float[][] results = model.Run(new float[model.InputLength]);
        if (results.Length == outputLengths.Length && results.Zip(outputLengths).All(r => r.First.Length == r.Second)) { return; }
        model.Dispose();
        throw new ModelSetException($"{input.File} answers with {string.Join(", ", results.Select(r => r.Length))} numbers, not {string.Join(", ", outputLengths)}.");
    }

    private static byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > BytesMax } ? throw new ModelSetException($"{path} is too long.") : File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException) { throw new ModelSetException(missing.Message, missing); }
    }
}
