namespace Secure.Biometrics.Onnx;

/// <summary>
/// Places in ONNX Runtime's table of functions (struct OrtApi in onnxruntime_c_api.h): the table only ever grows at its
/// end, so a place once given stays.
/// </summary>
internal static class OrtApi
{
    /// <summary>The oldest table that has all of these; every newer library hands it out.</summary>
    internal const uint Version = 14;

    internal const int GetErrorMessage = 2;
    internal const int CreateEnv = 3;
    internal const int CreateSessionFromArray = 8;
    internal const int Run = 9;
    internal const int CreateSessionOptions = 10;
    internal const int SetGraphOptimizationLevel = 23;
    internal const int SetIntraOpNumThreads = 24;
    internal const int CreateTensorWithData = 49;
    internal const int GetTensorMutableData = 51;
    internal const int GetTensorShapeElementCount = 64;
    internal const int GetTensorTypeAndShape = 65;
    internal const int CreateCpuMemoryInfo = 69;
    internal const int ReleaseStatus = 93;
    internal const int ReleaseSession = 95;
    internal const int ReleaseValue = 96;
    internal const int ReleaseTensorTypeAndShapeInfo = 99;
    internal const int ReleaseSessionOptions = 100;

    // Values of the enums that the calls take.
    internal const int LogErrorsOnly = 3;
    internal const int AllOptimizations = 99;
    internal const int ArenaAllocator = 1;
    internal const int DefaultMemory = 0;
    internal const int Float32 = 1;
}
