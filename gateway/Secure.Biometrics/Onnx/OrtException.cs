namespace Secure.Biometrics.Onnx;

/// <summary>ONNX Runtime refused or failed; its message names no input.</summary>
public sealed class OrtException(string message) : Exception(message);
